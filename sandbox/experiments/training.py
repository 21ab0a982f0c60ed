"""What the experiments that train share: the adding problem, and a network that answers at its last step."""

import numpy as np
from numpy.typing import DTypeLike

from sandbox.nn import losses
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.layers import Recurrent

CONSTANT = 1 / 6  # the mean squared error of always answering 1: the variance of a sum of two numbers from 0 to 1


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
