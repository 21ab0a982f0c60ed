"""A gradient by central differences: each number nudged up and down by ε, and what the loss makes of it.

What is off is ε² times a third derivative, since the curve is no straight line, and rounding over ε. So there is an ε
in between at which the two are as good as they can be.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from sandbox.nn.arrays import Array

AT_ONCE = 256  # numbers of which a stack has both nudges
SHARE = 1e-3  # of the gradient's largest entry: a smaller entry is measured against that much


def central_differences(
    losses: Callable[[Array], Array], array: Array, epsilon: float, told: Sequence[tuple[int, ...]] | None = None
) -> Array:
    """∂L/∂ of every number of `array`, in its shape; or of those told alone, in a row.

    `losses` reads a stack of arrays, (N, *shape), each of which has one number nudged, and returns N losses.
    """
    places = list(np.ndindex(array.shape)) if told is None else list(told)
    found = [
        _slopes(losses, array, epsilon, places[first : first + AT_ONCE]) for first in range(0, len(places), AT_ONCE)
    ]
    slopes: Array = np.concatenate(found) if found else np.empty(0, array.dtype)
    return slopes.reshape(array.shape) if told is None else slopes


def relative_errors(analytic: Mapping[str, Array], numeric: Mapping[str, Array]) -> dict[str, Array]:
    """|a − n| / max(|a|, |n|, SHARE × the largest |a| of all), weight by weight, in double precision.

    Of an entry near 0 the difference is nothing but rounding, and relative to the entry itself that is any number.
    """
    floor = max(SHARE * max(float(np.abs(a).max()) for a in analytic.values()), float(np.finfo(float).tiny))
    errors = {}
    for name in analytic:
        a, n = analytic[name].astype(float), numeric[name].astype(float)
        errors[name] = np.abs(a - n) / np.maximum(np.maximum(np.abs(a), np.abs(n)), floor)
    return errors


def _slopes(losses: Callable[[Array], Array], array: Array, epsilon: float, places: Sequence[tuple[int, ...]]) -> Array:
    many = len(places)
    stack = np.repeat(array[None], 2 * many, axis=0)
    for nudge, place in enumerate(places):
        stack[(nudge, *place)] += epsilon
        stack[(many + nudge, *place)] -= epsilon
    found = losses(stack)
    slopes: Array = (found[:many] - found[many:]) / (2 * epsilon)
    return slopes
