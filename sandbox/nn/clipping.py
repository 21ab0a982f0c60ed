"""Gradients kept from being too large, in place."""

from collections.abc import Sequence
from math import inf, isfinite, sqrt

import numpy as np

from sandbox.nn.arrays import Array

SMALL, LARGE = 1e-30, 1e30  # where sums of squares are well within float32


def global_norm(gradients: Sequence[Array]) -> float:
    squared = sum(float(np.vdot(g, g)) for g in gradients)
    if SMALL < squared < LARGE:
        return sqrt(squared)
    largest = float(np.max([np.abs(g).max(initial=0) for g in gradients]))
    if largest == 0 or not isfinite(largest):
        return largest
    return largest * sqrt(sum(float(np.sum((g.astype(np.float64) / largest) ** 2)) for g in gradients))


def by_global_norm(gradients: Sequence[Array], most: float) -> float:
    """Shortens them all alike, so that the direction stays; the norm before.

    Where a gradient is infinite or not a number there is no direction to keep: all are left, and the norm says so.
    """
    norm = global_norm(gradients)
    if most < norm < inf:
        for g in gradients:
            g *= most / norm
    return norm


def by_value(gradients: Sequence[Array], most: float) -> None:
    """Each number for itself, so that the direction may change."""
    for g in gradients:
        np.clip(g, -most, most, out=g)
