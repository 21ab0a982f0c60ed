"""The adding problem: a vanilla RNN and a GRU, trained side by side on the same batches until each has solved it.

Every batch is new, so the error of training is the error on sequences never seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sandbox.experiments.contract import (
    Experiment,
    Number,
    Outcome,
    Plot,
    Prediction,
    Preset,
    Report,
    Verdict,
)
from sandbox.experiments.loss_curves import STRETCH, constant, curve, level, written
from sandbox.experiments.parameters import Choice, Quantity, Value
from sandbox.materials.pupils.clipped import CLIP, ClippedAdam
from sandbox.materials.pupils.last_step import LastStep, gated_seconds, plain_seconds
from sandbox.materials.tasks.adding import CONSTANT, adding
from sandbox.nn import drawn
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.layers import layer

CLAIM = (
    "On 50 steps or more, a budget that teaches a GRU to add leaves a vanilla RNN about as far off as the constant "
    "answer, or further."
)
SPOKEN_OF = 50  # steps
BATCH = 32
DTYPE = np.float32
LAST = 5  # stretches whose mean is the error at the end
SOLVED = 0.01  # as the mean of a stretch
NEAR_CONSTANT = 0.15  # and all above: the constant answer itself, on LAST stretches, is below it once in a million runs


@dataclass(frozen=True)
class Course:
    """How a network's training went: the mean error of each stretch. It ends where the task was solved."""

    errors: tuple[float, ...] = ()

    @property
    def solved_at(self) -> int | None:
        """After how many iterations."""
        return len(self.errors) * STRETCH if self.errors and self.errors[-1] < SOLVED else None

    @property
    def end(self) -> float:
        last = self.errors[-1:] if self.solved_at else self.errors[-LAST:]
        return sum(last) / len(last)

    @property
    def in_words(self) -> str:
        return f"below {SOLVED} after {self.solved_at:,} iterations" if self.solved_at else f"{self.end:.3f}"


class Pupil:
    def __init__(self, network: LastStep, rate: float) -> None:
        self.network, self.adam = network, ClippedAdam(rate)
        self.course = Course()

    def learn(self, batches: Sequence[tuple[Array, Array]]) -> None:
        if self.course.solved_at:
            return
        total = 0.0
        for x, target in batches:
            total += self.network.ahead(x, target)
            self.adam.step(self.network.weights, self.network.back())
        self.course = Course((*self.course.errors, total / len(batches)))


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    T, H = int(parameters["steps"]), int(parameters["hidden"])
    iterations, rate = int(parameters["iterations"]), float(parameters["rate"])
    rng = np.random.default_rng(seed)
    cells = drawn.rnn(2, H, rng, dtype=DTYPE), drawn.gru(2, H, rng, dtype=DTYPE)
    rnn, gru = (Pupil(LastStep(layer(cell), Affine.drawn(H, 1, rng, DTYPE)), rate) for cell in cells)
    stretches = iterations // STRETCH
    for done in range(1, stretches + 1):
        batches = [adding(T, BATCH, rng, DTYPE) for _ in range(STRETCH)]
        rnn.learn(batches)
        gru.learn(batches)
        report(done / stretches, (plot(rnn.course, gru.course, stretches),))
        if rnn.course.solved_at and gru.course.solved_at:
            break
    return Outcome(
        plots=(plot(rnn.course, gru.course, stretches),),
        numbers=numbers(rnn.course, gru.course),
        verdict=verdict(rnn.course, gru.course, T, iterations),
    )


def seconds(parameters: Mapping[str, Value]) -> float:
    T, H = int(parameters["steps"]), int(parameters["hidden"])
    iterations, rate = int(parameters["iterations"]), float(parameters["rate"])
    # The GRU is done after about so many, at any length; the RNN uses the budget up, but for short sequences.
    of_rnn, of_gru = 0.8 * iterations, min(iterations, 200 + 1.5 / rate)
    return of_rnn * plain_seconds(T, H) + of_gru * gated_seconds(T, H)


def plot(rnn: Course, gru: Course, stretches: int) -> Plot:
    return Plot(
        name="error",
        description=f"Mean squared error over the iterations, on a logarithmic scale. The RNN: {rnn.in_words}. "
        f"The GRU: {gru.in_words}. The constant answer has {CONSTANT:.3f}.",
        x_label=f"iteration (means of {STRETCH})",
        x=tuple(range(STRETCH, stretches * STRETCH + 1, STRETCH)),
        y_label="mean squared error",
        scale="log10",
        series=(
            curve("rnn", "vanilla RNN", rnn.errors, stretches),
            curve("gru", "GRU", gru.errors, stretches),
            constant(stretches),
            level("solved", f"solved: below {SOLVED}", SOLVED, stretches),
        ),
    )


def numbers(rnn: Course, gru: Course) -> tuple[Number, ...]:
    def solved(name: str, label: str, course: Course) -> Number:
        at = course.solved_at
        return Number(name, label, at, f"after {at:,} iterations" if at else "no")

    return (
        Number("rnn_error", "error of the RNN at the end", rnn.end, written(rnn.end)),
        Number("gru_error", "error of the GRU at the end", gru.end, written(gru.end)),
        solved("rnn_solved_at", "solved by the RNN", rnn),
        solved("gru_solved_at", "solved by the GRU", gru),
        Number("constant_error", "error of the constant answer", CONSTANT, f"{CONSTANT:.3f}"),
    )


def verdict(rnn: Course, gru: Course, T: int, iterations: int) -> Verdict:
    if T < SPOKEN_OF:
        return Verdict(
            CLAIM,
            None,
            f"The claim is about {SPOKEN_OF} steps or more; this run had {T}. {_seen(rnn, gru, iterations)}",
        )
    if rnn.solved_at:
        return Verdict(CLAIM, False, f"The RNN solved it. {_seen(rnn, gru, iterations)}")
    if not gru.solved_at:
        return Verdict(
            CLAIM,
            None,
            f"{_seen(rnn, gru, iterations)} Where the GRU has not got there either, nothing is said about the RNN. "
            "Give it more iterations.",
        )
    constant = f"the constant answer has {CONSTANT:.3f}"
    if rnn.end < NEAR_CONSTANT:
        return Verdict(
            CLAIM, False, f"The RNN learned a part of it. {_seen(rnn, gru, iterations)} For comparison, {constant}."
        )
    return Verdict(
        CLAIM,
        True,
        f"{_seen(rnn, gru, iterations)} For comparison, {constant}. Both read the same batches.",
    )


def _seen(rnn: Course, gru: Course, iterations: int) -> str:
    within = f"within {iterations:,} iterations"
    if rnn.solved_at and gru.solved_at:
        return f"Both got below {SOLVED}: the RNN after {rnn.solved_at:,} iterations, the GRU after {gru.solved_at:,}."
    if not rnn.solved_at and not gru.solved_at:
        return f"Neither got below {SOLVED} {within}: the RNN ended at {rnn.end:.3f}, the GRU at {gru.end:.3f}."
    ahead, behind, first, second = ("GRU", "RNN", gru, rnn) if gru.solved_at else ("RNN", "GRU", rnn, gru)
    return (
        f"The {ahead} got below {SOLVED} after {first.solved_at:,} iterations. The {behind} had {iterations:,} and "
        f"ended at {second.end:.3f}."
    )


def how_far(rnn_error: float | None) -> str:
    """Where the RNN's error ended, as the key of a choice."""
    if rnn_error is None or rnn_error >= NEAR_CONSTANT:
        return "nowhere"
    return "part" if rnn_error >= SOLVED else "solved"


EXPERIMENT = Experiment(
    key="adding-problem",
    version=1,
    title="The adding problem",
    summary="Train a vanilla RNN and a GRU to add two marked numbers, and see which of them learns to at what length.",
    claim=CLAIM,
    say="I’d show long-term dependencies with the adding problem at 50 steps: within the same budget a GRU "
    "learns it, while a vanilla RNN stays about as far off as always answering 1.",
    parameters=(
        Quantity(
            name="steps",
            label="Sequence length T",
            unit="steps",
            kind="integer",
            default=50,
            least=4,
            most=100,
            step=1,
            help="One number of each half is marked. The first has to be kept for about half of the steps.",
        ),
        Quantity(
            name="iterations",
            label="Budget",
            unit="iterations",
            kind="integer",
            default=2000,
            least=100,
            most=4000,
            step=100,
            help=f"Each is one batch of {BATCH} new sequences and one step of Adam.",
        ),
        Quantity(
            name="hidden",
            label="Hidden units",
            unit="units",
            kind="integer",
            default=32,
            least=2,
            most=64,
            step=1,
            help="The length of the state, in both cells.",
        ),
        Quantity(
            name="rate",
            label="Learning rate",
            unit="",
            kind="real",
            default=0.005,
            least=0.0005,
            most=0.05,
            step=0.0005,
            help=f"Adam’s, for both cells. The gradient’s norm is clipped at {CLIP:g}.",
        ),
    ),
    prediction=Prediction(
        question="Where does the vanilla RNN’s error end?",
        number="rnn_error",
        choices=(
            Choice("solved", "below 0.01, solved"),
            Choice("part", "from 0.01 to 0.15, a part of the way"),
            Choice("nowhere", "0.15 or more, about as bad as always answering 1"),
        ),
        right=how_far,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("10 steps", {"steps": 10}),
        Preset("50 steps", {"steps": 50}),
        Preset("100 steps", {"steps": 100}),
    ),
)
