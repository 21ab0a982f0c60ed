"""Gradients kept from being too large, in place."""

from collections.abc import Sequence

import numpy as np

from sandbox.nn.arrays import Array


def global_norm(gradients: Sequence[Array]) -> float:
    return float(np.sqrt(sum(float(np.vdot(g, g)) for g in gradients)))


def by_global_norm(gradients: Sequence[Array], most: float) -> float:
    """Shortens them all alike, so that the direction stays; the norm before."""
    norm = global_norm(gradients)
    if norm > most:
        for g in gradients:
            g *= most / norm
    return norm


def by_value(gradients: Sequence[Array], most: float) -> None:
    """Each number for itself, so that the direction may change."""
    for g in gradients:
        np.clip(g, -most, most, out=g)
