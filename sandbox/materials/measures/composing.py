"""Steps of a recurrence, composed: whether brackets matter, whether two are one, whether scans agree with a loop."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sandbox.nn import scan
from sandbox.nn.arrays import Array

LEAST_KEPT = 0.5  # a_t is drawn from there to 1
PAIRS = 1000  # of steps, composed

LOOP, DOUBLING, TREE = range(3)
METHODS: tuple[Callable[..., scan.Method], ...] = (scan.Loop, scan.Doubling, scan.Tree)


@dataclass(frozen=True)
class Agreement:
    """How far the scans' states are from the loop's, over T steps: the largest difference by the largest state."""

    steps: int
    doubling: float
    tree: float

    @property
    def largest(self) -> float:
        return max(self.doubling, self.tree)


@dataclass(frozen=True)
class Composing:
    """Of the operator: whether brackets matter, and whether two steps are one step."""

    brackets: float  # how far ((3 ∘ 2) ∘ 1) and (3 ∘ (2 ∘ 1)) are apart
    linear: float  # how far two steps are from the one step that agrees with them at h = −1 and 1
    tanh: float  # and the same of two steps h ↦ tanh(wh + u)


def drawn(T: int, W: int, rng: np.random.Generator, dtype: type[np.floating]) -> tuple[Array, Array]:
    a: Array = rng.uniform(LEAST_KEPT, 1, (T, W)).astype(dtype)
    b: Array = rng.standard_normal((T, W)).astype(dtype)
    return a, b


def agreement(T: int, rng: np.random.Generator, dtype: type[np.floating]) -> Agreement:
    a, b = drawn(T, 16, rng, dtype)
    by_loop, *by_scan = (method(T, 16, dtype)(a, b) for method in METHODS)
    apart = [float(np.abs(states - by_loop).max() / np.abs(by_loop).max()) for states in by_scan]
    return Agreement(T, *apart)


def composed(rng: np.random.Generator) -> Composing:
    first, second, third = zip(*drawn(3, PAIRS, rng, np.float64), strict=True)
    left = scan.compose(scan.compose(third, second), first)
    right = scan.compose(third, scan.compose(second, first))
    brackets = max(float(np.abs(one - other).max()) for one, other in zip(left, right, strict=True))

    h = np.linspace(-1, 1, 41)[:, None]  # (41, PAIRS) are two steps from each h, its ends the first and the last row
    linear = second[0] * (first[0] * h + first[1]) + second[1]
    w, u = rng.uniform(1, 3, (2, PAIRS)), rng.uniform(-1, 1, (2, PAIRS))
    tanh = np.tanh(w[1] * np.tanh(w[0] * h + u[0]) + u[1])
    nearest_tanh = np.tanh(_straight(np.arctanh(tanh[[0, -1]]), h))
    return Composing(brackets, _gap(_straight(linear[[0, -1]], h), linear), _gap(nearest_tanh, tanh))


def _straight(ends: Array, h: Array) -> Array:
    """The line through what is given at h = −1 and 1."""
    line: Array = (ends[1] - ends[0]) / 2 * h + (ends[1] + ends[0]) / 2
    return line


def _gap(one: Array, other: Array) -> float:
    return float(np.abs(one - other).max(axis=0).mean())
