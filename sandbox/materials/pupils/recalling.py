"""What the experiments on recall share: the task, a network that names a symbol at its last step, and its course.

Every batch is new, so the accuracy of training is the accuracy on sequences never seen.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import isnan, nan

import numpy as np
from numpy.typing import DTypeLike

from sandbox.materials.pupils.clipped import ClippedAdam
from sandbox.materials.pupils.last_step import LastStep
from sandbox.nn import losses
from sandbox.nn.arrays import Array

SYMBOLS = 4
CHANCE = 1 / SYMBOLS
INPUTS = SYMBOLS + 1
BATCH = 32
STRETCH = 10  # iterations whose mean is a point of the plot, and decides whether it is solved
LAST = 10  # stretches whose mean is the accuracy at the end
SOLVED = 0.99
DTYPE = np.float32


def recall(T: int, B: int, rng: np.random.Generator, dtype: DTypeLike = np.float64) -> tuple[Array, Array]:
    """One of four symbols at the first of T steps, a number from 0 to 1 at each: x (T, 5, B); and the symbols, (B,)."""
    x = np.zeros((T, INPUTS, B), dtype)
    symbols = rng.integers(0, SYMBOLS, B)
    x[0, symbols, np.arange(B)] = 1
    x[:, SYMBOLS] = rng.random((T, B))
    return x, symbols


class Naming(LastStep):
    """A layer, and the scores of the symbols read off its last state."""

    def ahead(self, x: Array, target: Array) -> float:
        """The share that is named right, NaN where scores overflow. `back` goes back from the cross-entropy."""
        scores = self.out.forward(self.layer.forward(x)[-1])
        _, self.dy = losses.softmax_cross_entropy(scores, target)
        return float(np.mean(scores.argmax(axis=0) == target)) if np.isfinite(scores).all() else nan


@dataclass(frozen=True)
class Course:
    """How a network's training went: the mean accuracy of each stretch. It ends where the task was solved, or numbers
    overflowed."""

    accuracies: tuple[float, ...] = ()
    overflowed_at: int | None = None  # the iteration

    @property
    def solved_at(self) -> int | None:
        """After how many iterations."""
        return len(self.accuracies) * STRETCH if self.accuracies and self.accuracies[-1] >= SOLVED else None

    @property
    def is_over(self) -> bool:
        return bool(self.solved_at or self.overflowed_at)

    @property
    def end(self) -> float:
        """Guessing, of a network that overflowed before its first stretch was over."""
        last = self.accuracies[-1:] if self.solved_at else self.accuracies[-LAST:]
        return sum(last) / len(last) if last else CHANCE


class Pupil:
    def __init__(self, network: Naming, rate: float) -> None:
        self.network, self.adam = network, ClippedAdam(rate)
        self.course = Course()

    def learn(self, batches: Iterable[tuple[Array, Array]]) -> None:
        """A stretch, unless its course is over."""
        if self.course.is_over:
            return
        shares: list[float] = []
        with np.errstate(over="ignore", invalid="ignore"):  # where that happens, the share tells
            for x, symbols in batches:
                shares.append(self.network.ahead(x, symbols))
                if isnan(shares[-1]):
                    at = len(self.course.accuracies) * STRETCH + len(shares)
                    self.course = replace(self.course, overflowed_at=at)
                    return
                self.adam.step(self.network.weights, self.network.back())
        self.course = Course((*self.course.accuracies, sum(shares) / len(shares)))


def taught(pupils: Sequence[Pupil], T: int, stretches: int, rng: np.random.Generator) -> Iterator[int]:
    """How many stretches are done, after each; all read the same batches, until every course is over."""
    for done in range(1, stretches + 1):
        batches = [recall(T, BATCH, rng, DTYPE) for _ in range(STRETCH)]
        for pupil in pupils:
            pupil.learn(batches)
        yield done
        if all(pupil.course.is_over for pupil in pupils):
            return
