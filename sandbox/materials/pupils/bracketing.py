"""The counting task: brackets that open and close, and at every step the question whether all are closed.

Beside it what counts brackets: three cells that are trained to, asked for more than they were trained on, and an LSTM
whose weights were set by hand.
"""

from dataclasses import dataclass

import numpy as np

from sandbox.materials.pupils.every_step import EveryStep, Pupil
from sandbox.nn import drawn, losses, lstm
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.layers import Cell, layer
from sandbox.nn.lstm import Lstm

BATCH = 32
DTYPE = np.float32
STEPS_A_DEPTH = 4  # a sequence is that many times as long as the deepest nesting
SATURATED = 20.0  # a bias from which a gate is as good as 1, and tanh of it too


def brackets(T: int, B: int, deepest: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """T brackets, 1 opens and −1 closes, (T, B); and how many are open after each, from 0 to the deepest.

    A run goes up to a depth drawn at random, then down: to 0 in half of the cases, else to another depth.
    """
    x = np.empty((T, B), int)
    depth, goal = np.zeros(B, int), np.zeros(B, int)
    rising = np.zeros(B, bool)
    for t in range(T):
        arrived = depth == goal
        turns_up = (depth == 0) | ~rising & (depth < deepest)
        up = rng.integers(depth, deepest, endpoint=True)
        up = np.maximum(up, depth + 1)
        down = np.where(rng.random(B) < 0.5, 0, rng.integers(0, np.maximum(depth, 1)))
        goal = np.where(arrived, np.where(turns_up, up, down), goal)
        rising = goal > depth
        x[t] = np.where(rising, 1, -1)
        depth = depth + x[t]
    return x, np.cumsum(x, axis=0)


def as_inputs(x: Array) -> Array:
    """Opens, closes: (T, 2, B)."""
    both: Array = np.stack([x > 0, x < 0], axis=1).astype(DTYPE)
    return both


def drawn_cells(H: int, forget_bias: float, rng: np.random.Generator) -> dict[str, Cell]:
    return {
        "lstm": drawn.lstm(2, H, rng, forget_bias=forget_bias, dtype=DTYPE),
        "gru": drawn.gru(2, H, rng, dtype=DTYPE),
        "rnn": drawn.rnn(2, H, rng, dtype=DTYPE),
    }


def by_hand() -> Lstm:
    """One unit whose gates are held at 1, and whose candidate is 1 where a bracket opens and −1 where one closes."""
    zero, open_ = np.zeros((1, 2)), np.full(1, SATURATED)
    up_or_down = np.array([[SATURATED, -SATURATED]])
    W = (zero, zero, up_or_down, zero)
    U = (np.zeros((1, 1)),) * 4
    return Lstm(*W, *U, open_, open_, np.zeros(1), open_)


def counted_by_hand(x: Array) -> list[float]:
    """The cell after each of the brackets x, (T,)."""
    nothing = np.zeros(1)
    steps = lstm.forward(by_hand(), as_inputs(x[:, None])[:, :, 0], nothing, nothing)
    return [float(step.c[0]) for step in steps]


@dataclass(frozen=True)
class Answers:
    """How many closing brackets it took, after 1, 2, … opening ones, until a network said that all were closed."""

    closings: tuple[int | None, ...]  # None: it never said so

    @property
    def right_up_to(self) -> int:
        right = [said == depth for depth, said in enumerate(self.closings, start=1)]
        return right.index(False) if False in right else len(right)

    def at(self, depth: int) -> int | None:
        return self.closings[depth - 1]


class Counter:
    """A network that learns whether all brackets are closed."""

    def __init__(self, cell: Cell, out: Affine, rate: float) -> None:
        self.network = EveryStep(layer(cell), out)
        self.pupil = Pupil(self.network, rate)
        self.accuracies: list[float] = []

    def learn(self, x: Array, depth: Array) -> None:
        closed = (depth == 0)[:, None]
        y = self.pupil.learn(as_inputs(x), lambda y: losses.binary_cross_entropy(y, closed.astype(DTYPE)))
        self.accuracies.append(float(np.mean((y > 0) == closed)))

    def answers(self, deepest: int) -> Answers:
        """Of all depths in one batch; each sequence closes twice as often as it opens."""
        depths = np.arange(1, deepest + 1)
        t = np.arange(3 * deepest)[:, None]
        x = np.where(t < depths, 1, -1)
        says = (self.network.answers(as_inputs(x))[:, 0] > 0) & (t >= depths) & (t < 3 * depths)
        first, ever = says.argmax(axis=0) + 1 - depths, np.any(says, axis=0)
        return Answers(tuple(int(at) if said else None for at, said in zip(first, ever.tolist(), strict=True)))

    def held(self, steps: int) -> list[float]:
        """After each of so many opening brackets, what the unit holds (of an LSTM, its cell) that ends the fullest."""
        layer, opens = self.network.layer, as_inputs(np.ones((1, 1), int))
        start: tuple[Array, ...] = ()
        states: list[Array] = []
        for _ in range(steps):
            layer.forward(opens, start)
            start = layer.end
            states.append(start[-1][:, 0].copy())
        unit = int(np.abs(states[-1]).argmax())
        sign = np.sign(states[-1][unit])
        return [float(sign * state[unit]) for state in states]
