"""Series that are made, so that what nobody can forecast is known: each a state, a rule that moves it, and noise.

The best forecast reads the state itself. Several steps ahead it is the median of all futures, of which many are drawn.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sandbox.nn.arrays import Array

PERIOD = 24  # steps of a season
FUTURES = 200  # of each step, where the best forecast looks more than a step ahead


class Rule(Protocol):
    @property
    def start(self) -> float: ...

    def moved(self, state: Array, t: Array) -> Array:
        """The state at t, from the one before and without noise, which is added to it."""

    def value(self, state: Array, t: Array) -> Array: ...


@dataclass(frozen=True)
class Tank:
    """Fills by as much at every step and is emptied once it is full: a rule with a threshold."""

    start: float = 0.0
    fill: float = 0.07
    full: float = 1.0

    def moved(self, state: Array, t: Array) -> Array:
        level: Array = np.where(state < self.full, state + self.fill, 0.0)
        return level

    def value(self, state: Array, t: Array) -> Array:
        return state


@dataclass(frozen=True)
class Season:
    """A shape that comes again every 24 steps, and beside it a disturbance that fades: every part of it is linear."""

    start: float = 0.0
    trend: float = 0.0  # a step
    kept: float = 0.7  # of the disturbance

    def moved(self, state: Array, t: Array) -> Array:
        return self.kept * state

    def value(self, state: Array, t: Array) -> Array:
        phase = 2 * np.pi * t / PERIOD
        shape: Array = np.sin(phase) + 0.4 * np.sin(2 * phase + 1) + self.trend * t + state
        return shape


@dataclass(frozen=True)
class Walk:
    """As before, and noise: there is nothing to be forecast but the last value."""

    start: float = 0.0

    def moved(self, state: Array, t: Array) -> Array:
        return state

    def value(self, state: Array, t: Array) -> Array:
        return state


@dataclass(frozen=True)
class Made:
    rule: Rule
    noise: float  # its standard deviation
    states: Array  # (n,)

    @classmethod
    def of(cls, rule: Rule, noise: float, steps: int, rng: np.random.Generator) -> "Made":
        pushes = noise * rng.standard_normal(steps)
        states = np.empty(steps)
        state = np.array(rule.start)
        for t, push in enumerate(pushes):
            state = rule.moved(state, np.array(t)) + push
            states[t] = state
        return cls(rule, noise, states)

    @property
    def values(self) -> Array:
        return self.rule.value(self.states, np.arange(len(self.states)))

    def best(self, first: int, lead: int, rng: np.random.Generator) -> Array:
        """Forecasts of all values from `first` on, each made `lead` steps before: the medians of what can follow,
        which have the least mean absolute error."""
        origin = np.arange(first - lead, len(self.states) - lead)
        if lead == 1:  # what can follow lies evenly around what follows without noise
            return self.rule.value(self.rule.moved(self.states[origin], origin + 1), origin + 1)
        state = np.repeat(self.states[origin][None], FUTURES, axis=0)  # (futures, origins)
        for step in range(1, lead + 1):
            state = self.rule.moved(state, origin + step) + self.noise * rng.standard_normal(state.shape)
        medians: Array = np.median(self.rule.value(state, origin + lead), axis=0)
        return medians
