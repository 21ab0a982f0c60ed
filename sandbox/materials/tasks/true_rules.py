"""Rules without noise, whose state is known: the true rule can be sent ahead beside a forecaster."""

from dataclasses import dataclass
from math import sqrt
from typing import Protocol

import numpy as np

from sandbox.nn.arrays import Array

SETTLING = 200  # steps before a series begins


class Rule(Protocol):
    @property
    def spread(self) -> tuple[float, ...]:
        """How an error is shared among the parts of the state: together they make 1 of the value."""

    def begun(self, rng: np.random.Generator) -> Array:
        """A state, (parts, 1)."""

    def moved(self, state: Array) -> Array:
        """The next one, (parts, B)."""

    def value(self, state: Array) -> Array: ...


@dataclass(frozen=True)
class Waves:
    """Two sine waves whose periods have no common multiple. Errors are turned as the waves are: none grows or fades."""

    periods: tuple[float, float] = (16.0, 16.0 * 1.618)
    sizes: tuple[float, float] = (1.0, 0.6)
    spread: tuple[float, ...] = (sqrt(0.5),) * 4

    def begun(self, rng: np.random.Generator) -> Array:
        angles = rng.uniform(0, 2 * np.pi, 2)
        return np.concatenate(
            [[size * np.cos(angle), size * np.sin(angle)] for size, angle in zip(self.sizes, angles, strict=True)]
        )[:, None]

    def moved(self, state: Array) -> Array:
        turned = np.empty_like(state)
        for at, period in zip((0, 2), self.periods, strict=True):
            c, s = np.cos(2 * np.pi / period), np.sin(2 * np.pi / period)
            turned[at], turned[at + 1] = c * state[at] - s * state[at + 1], s * state[at] + c * state[at + 1]
        return turned

    def value(self, state: Array) -> Array:
        total: Array = state[1] + state[3]
        return total


@dataclass(frozen=True)
class Oscillator:
    """Van der Pol’s: whatever pushes it off its cycle, it comes back to it, a little earlier or later."""

    bend: float = 1.5
    substeps: int = 20
    dt: float = 0.02
    spread: tuple[float, ...] = (1.0, 1.0)

    def begun(self, rng: np.random.Generator) -> Array:
        return rng.standard_normal((2, 1))

    def moved(self, state: Array) -> Array:
        x, v = state.clip(-4, 4)  # around the cycle; an error may have pushed it to where the steps are too long
        for _ in range(self.substeps):
            v = v + self.dt * (self.bend * (1 - x * x) * v - x)
            x = x + self.dt * v
        return np.array([x, v])

    def value(self, state: Array) -> Array:
        x: Array = state[0]
        return x


@dataclass(frozen=True)
class Logistic:
    """x ← 3.9 x (1 − x): chaos, where any error grows until nothing is left of the forecast."""

    rate: float = 3.9
    spread: tuple[float, ...] = (1.0,)

    def begun(self, rng: np.random.Generator) -> Array:
        return rng.uniform(0.1, 0.9, (1, 1))

    def moved(self, state: Array) -> Array:
        x = state.clip(0, 1)  # where it lives; an error may have pushed it out
        grown: Array = self.rate * x * (1 - x)
        return grown

    def value(self, state: Array) -> Array:
        x: Array = state[0]
        return x


def series(rule: Rule, steps: int, rng: np.random.Generator) -> Array:
    """Its states: (parts, steps)."""
    state = rule.begun(rng)
    for _ in range(SETTLING):
        state = rule.moved(state)
    states = []
    for _ in range(steps):
        state = rule.moved(state)
        states.append(state[:, 0])
    return np.array(states).T
