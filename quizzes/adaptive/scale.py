"""The scale that abilities and difficulties share: learners' abilities are N(0, 1) on it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

STEP = 0.125  # sums over it are exact to five digits for a posterior as narrow as .1
GRID: Array = np.linspace(-6.0, 6.0, 97)
MOMENTS: Array = np.stack([np.ones_like(GRID), GRID, GRID**2], axis=1)  # (97, 3): a density's sums with it
WHEREABOUTS: Array = np.arange(16, 81, 2)  # of GRID, −4 to 4: for each of them a pool has its items in order


def normalised(log_density: Array) -> tuple[Array, float, float]:
    """What sums to 1; its mean and its variance."""
    density: Array = np.exp(log_density - log_density.max())
    mass, first, second = (density @ MOMENTS).tolist()
    density /= mass
    mean = first / mass
    return density, mean, second / mass - mean * mean


def quantiles(density: Array, shares: tuple[float, ...]) -> tuple[float, ...]:
    """A point's mass lies evenly around it, so half of it is below."""
    below = np.cumsum(density) - 0.5 * density
    return tuple(np.interp(shares, below, GRID).tolist())


def whereabouts(ability: float) -> int:
    """Which of WHEREABOUTS is nearest."""
    return min(max(round((ability + 4.0) * 4.0), 0), len(WHEREABOUTS) - 1)
