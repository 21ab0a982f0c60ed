"""The adding problem: of a row of numbers two are marked, and their sum is wanted."""

import numpy as np
from numpy.typing import DTypeLike

from sandbox.nn.arrays import Array

CONSTANT = 1 / 6  # the mean squared error of always answering 1: the variance of a sum of two numbers from 0 to 1


def adding(T: int, B: int, rng: np.random.Generator, dtype: DTypeLike = np.float64) -> tuple[Array, Array]:
    """T numbers from 0 to 1 with two of them marked, one in each half: x (T, 2, B); and their sum, (1, B)."""
    x = np.zeros((T, 2, B), dtype)
    x[:, 0] = rng.random((T, B))
    first, second = rng.integers(0, T // 2, B), rng.integers(T // 2, T, B)
    column = np.arange(B)
    x[first, 1, column] = x[second, 1, column] = 1
    return x, (x[first, 0, column] + x[second, 0, column])[None]
