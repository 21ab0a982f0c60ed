"""What experiments that train share: the adding problem, a network that answers at its last step, losses drawn."""

from collections.abc import Sequence
from math import log10

import numpy as np
from numpy.typing import DTypeLike

from sandbox.experiments.contract import Series
from sandbox.experiments.words import power
from sandbox.nn import losses
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.layers import Recurrent

CONSTANT = 1 / 6  # the mean squared error of always answering 1: the variance of a sum of two numbers from 0 to 1
STRETCH = 20  # iterations whose mean is a point of a plot


def adding(T: int, B: int, rng: np.random.Generator, dtype: DTypeLike = np.float64) -> tuple[Array, Array]:
    """T numbers from 0 to 1 with two of them marked, one in each half: x (T, 2, B); and their sum, (1, B)."""
    x = np.zeros((T, 2, B), dtype)
    x[:, 0] = rng.random((T, B))
    first, second = rng.integers(0, T // 2, B), rng.integers(T // 2, T, B)
    column = np.arange(B)
    x[first, 1, column] = x[second, 1, column] = 1
    return x, (x[first, 0, column] + x[second, 0, column])[None]


class LastStep:
    """A layer, and one number read off its last state."""

    def __init__(self, layer: Recurrent, out: Affine) -> None:
        self.layer, self.out = layer, out
        self.weights = [*layer.weights, *out.weights]

    def ahead(self, x: Array, target: Array) -> float:
        """The mean squared error. It is what `back` then goes back from."""
        loss, self.dy = losses.mean_squared(self.out.forward(self.layer.forward(x)[-1]), target)
        return loss

    def back(self) -> list[Array]:
        """The gradients, in the order of the weights."""
        found, dh = self.out.backward(self.dy)
        return [*self.layer.backward(None, (dh,)).weights, *found]


def curve(name: str, label: str, losses: Sequence[float], points: int) -> Series:
    """As logarithms; what training has not come to, or ended before, is left open."""
    return Series(name, label, (*(_log(loss) for loss in losses), *(None,) * (points - len(losses))))


def level(name: str, label: str, loss: float, points: int) -> Series:
    """What the curves are held against."""
    return Series(name, label, (log10(loss),) * points, dashed=True)


def constant(points: int) -> Series:
    return level("constant", f"always answering 1: {CONSTANT:.3f}", CONSTANT, points)


def written(loss: float) -> str:
    return power(_log(loss))


def _log(loss: float) -> float | None:
    return log10(loss) if loss > 0 else None
