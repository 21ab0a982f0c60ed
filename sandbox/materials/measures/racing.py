"""What the comparison of LSTM and GRU trains: one task, networks of each cell, from three starts of the biases."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from sandbox.materials.measures.seeds import Deals, dealt_anew
from sandbox.materials.pupils.clipped import ClippedAdam
from sandbox.materials.pupils.last_step import LastStep
from sandbox.materials.pupils.recalling import INPUTS, SYMBOLS, Naming, recall
from sandbox.materials.tasks.adding import adding
from sandbox.nn import drawn
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.layers import Cell, layer

UNITS, RATE, BATCH = 16, 0.005, 32
FORGET_BIAS = 3.0
DTYPE = np.float32
LSTM_BLOCKS, GRU_BLOCKS = 4, 3
STRETCH = 10  # iterations whose mean says whether it is solved
SHOWN = 50  # iterations between two reports
BOTH_AT_0, BOTH_CHRONO = "zero", "chrono"


@dataclass(frozen=True)
class Task:
    name: str
    inputs: int
    answers: int
    network: type[LastStep]
    draw: Callable[..., tuple[Array, Array]]
    solved: Callable[[float], bool]  # by the mean of a stretch
    when: str


TASKS = {
    "recall": Task("recall", INPUTS, SYMBOLS, Naming, recall, lambda share: share >= 0.99, "99 in 100 right"),
    "adding": Task("the adding problem", 2, 1, LastStep, adding, lambda error: error < 0.01, "an error below 0.01"),
}


@dataclass(frozen=True)
class Arm:
    """One cell from one start."""

    key: str
    label: str
    hidden: int
    drawn: Callable[[int, int, int, np.random.Generator], Cell]  # of inputs, units and steps


def arms(units_of_gru: int) -> tuple[Arm, ...]:
    return (
        Arm("lstm_zero", "LSTM, biases 0", UNITS, lambda D, H, T, rng: drawn.lstm(D, H, rng, dtype=DTYPE)),
        Arm("gru_zero", "GRU, biases 0", units_of_gru, lambda D, H, T, rng: drawn.gru(D, H, rng, dtype=DTYPE)),
        Arm(
            "lstm_forget",
            f"LSTM, forget bias {FORGET_BIAS:g}",
            UNITS,
            lambda D, H, T, rng: drawn.lstm(D, H, rng, forget_bias=FORGET_BIAS, dtype=DTYPE),
        ),
        Arm("lstm_chrono", "LSTM, chrono", UNITS, lambda D, H, T, rng: drawn.lstm(D, H, rng, chrono=T, dtype=DTYPE)),
        Arm(
            "gru_chrono", "GRU, chrono", units_of_gru, lambda D, H, T, rng: drawn.gru(D, H, rng, chrono=T, dtype=DTYPE)
        ),
    )


def parameters_of(blocks: int, H: int, D: int) -> int:
    """Of a cell that has so many blocks; our GRU, which resets after the product, has a bias vector more."""
    return blocks * H * (H + D + 1) + (H if blocks == GRU_BLOCKS else 0)


def units_of_gru(D: int, equal: str) -> int:
    """As many as the LSTM has, or about as many parameters."""
    if equal == "units":
        return UNITS
    wanted = parameters_of(LSTM_BLOCKS, UNITS, D)
    return min(range(1, 2 * UNITS), key=lambda H: abs(parameters_of(GRU_BLOCKS, H, D) - wanted))


STARTS = {  # a start: in words, and the LSTM and the GRU that are set against each other
    BOTH_AT_0: ("all biases 0", "lstm_zero", "gru_zero"),
    "forget": (f"the LSTM’s forget bias {FORGET_BIAS:g}", "lstm_forget", "gru_zero"),
    BOTH_CHRONO: ("chrono in both", "lstm_chrono", "gru_chrono"),
}


class Pupil:
    def __init__(self, task: Task, arm: Arm, T: int, rng: np.random.Generator) -> None:
        cell = arm.drawn(task.inputs, arm.hidden, T, rng)
        self.task = task
        self.network = task.network(layer(cell), Affine.drawn(arm.hidden, task.answers, rng, DTYPE))
        self.adam = ClippedAdam(RATE)
        self.solved_at: int | None = None

    def learn(self, T: int, budget: int, rng: np.random.Generator) -> Iterator[int]:
        """Until it is solved or the budget is used up; says now and then how far it is."""
        for done in range(STRETCH, budget + 1, STRETCH):
            total = 0.0
            for _ in range(STRETCH):
                total += self.network.ahead(*self.task.draw(T, BATCH, rng, DTYPE))
                self.adam.step(self.network.weights, self.network.back())
            if self.task.solved(total / STRETCH):
                self.solved_at = done
                return
            if done % SHOWN == 0:
                yield done


@dataclass(frozen=True)
class Found:
    """After how many iterations each network had solved the task; None: not within the budget."""

    solved: Mapping[str, Sequence[int | None]]
    budget: int

    def deals(self, start: str) -> Deals:
        _, lstm, gru = STARTS[start]
        return dealt_anew(self.at_worst(lstm), self.at_worst(gru))

    def at_worst(self, arm: str) -> list[int]:
        """Those that didn’t are behind all that did, and equal."""
        return [self.budget + 1 if at is None else at for at in self.solved[arm]]

    def middle(self, arm: str) -> str:
        return self.written(median(self.at_worst(arm)))

    def spread(self, arm: str) -> str:
        """From the quickest to the slowest."""
        ended = self.at_worst(arm)
        quickest, slowest = self.written(min(ended)), self.written(max(ended))
        return quickest if quickest == slowest else f"{quickest} to {slowest}"

    def written(self, iterations: float) -> str:
        return f"{iterations:,.0f}" if iterations <= self.budget else "not solved"

    def drawn(self, iterations: int) -> int:
        return min(iterations, self.budget)

    def solved_by_any(self, start: str) -> bool:
        return any(at is not None for arm in STARTS[start][1:] for at in self.solved[arm])

    def ahead(self, start: str) -> str:
        """LSTM, GRU, or nothing where luck may have set them apart."""
        deals = self.deals(start)
        return "" if not deals.told else "LSTM" if deals.first_is_lower else "GRU"
