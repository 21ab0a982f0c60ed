"""What the experiments share in which a gradient walks back: its size carried apart, its bound, when it is shown."""

from collections.abc import Callable
from math import log10

import numpy as np

from sandbox.nn.arrays import Array

ROUNDING = 1e-9  # what float64 may add to a logarithm over 400 steps, generously
SHOWN = 20  # times on the way, evenly spread

Sizes = tuple[float | None, ...]  # as log10, by step; None where it was exactly 0 or has not been yet


class Walker:
    """One gradient on its way back, of norm 1 at the last step."""

    def __init__(self, delta: Array, back: Callable[[int, Array], Array], steps: int) -> None:
        self.delta = delta
        self.back = back
        self.size = 0.0
        self.sizes: list[float | None] = [None] * (steps - 1) + [0.0]

    def leave(self, t: int) -> None:
        """From step t to the one before it."""
        delta = self.back(t, self.delta)
        stretch = float(np.linalg.norm(delta))
        # The chain is linear, so its size can be carried apart: nothing underflows or overflows, however long the way.
        if stretch:
            delta /= stretch
            self.size += log10(stretch)
            self.sizes[t - 2] = self.size
        self.delta = delta


def bounds(norm: float, steps: int) -> tuple[float, ...]:
    """The most that is left at each step of a gradient of norm 1, where a step back stretches it by `norm` at most."""
    return tuple((steps - t) * log10(norm) for t in range(1, steps + 1))


def within(sizes: Sizes, bounds: tuple[float, ...]) -> bool:
    return all(size is None or size <= bound + ROUNDING for size, bound in zip(sizes, bounds, strict=True))


def is_shown(walked: int, way: int) -> bool:
    """Whether the plot is worth its making after so many steps: it is after the first one and after the last."""
    return walked == 1 or walked * SHOWN // way > (walked - 1) * SHOWN // way
