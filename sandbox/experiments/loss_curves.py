"""Losses over a training, as they are drawn and written: logarithms of means."""

from collections.abc import Sequence
from math import log10

from sandbox.experiments.contract import Series
from sandbox.experiments.words import power
from sandbox.materials.tasks.adding import CONSTANT

STRETCH = 20  # iterations whose mean is a point of a plot


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
