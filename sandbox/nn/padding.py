"""Sequences of different lengths in one batch, padded at their end.

What follows a sequence changes nothing that came before, so a cell needs no mask: the loss reads the valid steps alone
(`valid`, for the losses) or the last of them (`last`), and its gradient is 0 elsewhere.
"""

import numpy as np

from sandbox.nn.arrays import Array


def valid(lengths: Array, T: int) -> Array:
    """(T, B), true where a sequence still is."""
    steps: Array = np.arange(T)[:, None] < lengths
    return steps


def last(h: Array, lengths: Array) -> Array:
    """The state after the last valid step of each, (H, B), of h (T, H, B)."""
    _none_empty(lengths)
    return h[lengths - 1, :, np.arange(h.shape[2])].T


def last_back(dlast: Array, lengths: Array, T: int) -> Array:
    """∂L/∂h (T, H, B) from ∂L/∂`last` (H, B)."""
    _none_empty(lengths)
    dh = np.zeros((T, *dlast.shape), dlast.dtype)
    dh[lengths - 1, :, np.arange(dlast.shape[1])] = dlast.T
    return dh


def backwards(x: Array, lengths: Array | None = None) -> Array:
    """Each sequence from its last valid step to its first, padding left where it was. It undoes itself."""
    if lengths is None:
        return x[::-1]
    steps = np.arange(len(x))[:, None]
    order = np.where(steps < lengths, lengths - 1 - steps, steps)  # (T, B)
    return np.take_along_axis(x, order[:, None, :], axis=0)


def _none_empty(lengths: Array) -> None:
    if lengths.min() < 1:
        raise ValueError("A sequence of no steps has no last state.")
