"""Dropout as masks to multiply by, forward and backward: 0, or 1/(1 − p), so that the mean stays.

Of the shape of what it is for: (T, D, B) drops at each step anew, (1, D, B) is one mask for a sequence. On the
recurrence only that is right (Gal and Ghahramani 2016), and cells take (H, B).
"""

import numpy as np
from numpy.typing import DTypeLike

from sandbox.nn.arrays import Array


def mask(shape: tuple[int, ...], p: float, rng: np.random.Generator, dtype: DTypeLike = np.float64) -> Array:
    if not 0 <= p < 1:
        raise ValueError("The share that is dropped is at least 0 and below 1.")
    kept: Array = (rng.random(shape) >= p).astype(dtype)
    kept /= 1 - p
    return kept
