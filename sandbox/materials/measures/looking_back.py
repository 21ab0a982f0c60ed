"""Jacobians of what is read of an encoder's states, the last of them or attention's mean, with respect to each state.

What attention passes to a state directly is its weight times I + (h − c) qᵀ; along the recurrence the rest comes to it
from the states after it. Sizes are log10 of spectral norms: the most that is left of any gradient of norm 1.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log10
from typing import Literal

import numpy as np

from sandbox.nn import attention, initial
from sandbox.nn.arrays import Array
from sandbox.nn.optimisers import Adam

Query = Literal["even", "drawn", "first", "last"]
RATE = 0.2  # of a query's lessons
TOLD_AFTER = (1, 2, 4, 8, 16, 32, 64, 128, 256)  # of them


@dataclass(frozen=True)
class Encoder:
    W: Array  # (H, H)
    states: Array  # (T, H)

    @classmethod
    def drawn(cls, norm: float, inputs: float, hidden: int, steps: int, rng: np.random.Generator) -> "Encoder":
        W = norm * initial.orthogonal(hidden, rng)
        h, states = np.zeros(hidden), []
        for _ in range(steps):
            h = np.tanh(W @ h + inputs * rng.standard_normal(hidden))
            states.append(h)
        return cls(W, np.array(states))

    def until(self, steps: int) -> "Encoder":
        return Encoder(self.W, self.states[:steps])

    def back(self, J: Array, t: int) -> Array:
        """From ∂…/∂h_t to what comes by way of it to ∂…/∂h_{t−1}; the first step is 1."""
        further: Array = (J * (1 - self.states[t - 1] ** 2)) @ self.W
        return further


def through_the_recurrence(encoder: Encoder) -> list[float]:
    """∂h_T/∂h_t for each t."""
    T, H = encoder.states.shape
    J, size, sizes = np.eye(H), 0.0, [0.0] * T
    for t in range(T, 1, -1):
        J = encoder.back(J, t)
        norm = float(np.linalg.norm(J, 2))
        J /= norm  # carried apart: nothing underflows, however long the way
        size += log10(norm)
        sizes[t - 2] = size
    return sizes


@dataclass(frozen=True)
class Look:
    """One query, and what of the context's gradient comes to each state."""

    query: Array  # (H,)
    weights: Array  # (T,)
    direct: list[float]  # without the recurrence
    whole: list[float]  # with it


def look(encoder: Encoder, query: Array) -> Look:
    """∂c/∂h_t for each t, the query held."""
    states = encoder.states
    weights = attention.softmax(states @ query)
    context = weights @ states
    T, H = states.shape
    J, direct, whole = np.zeros((H, H)), [0.0] * T, [0.0] * T
    for t in range(T, 0, -1):
        own = weights[t - 1] * (np.eye(H) + np.outer(states[t - 1] - context, query))
        if t < T:
            J = encoder.back(J, t + 1)
        J = J + own
        direct[t - 1], whole[t - 1] = log10(np.linalg.norm(own, 2)), log10(np.linalg.norm(J, 2))
    return Look(query, weights, direct, whole)


def queries(kind: Query, encoder: Encoder, rng: np.random.Generator) -> Iterator[Array]:
    """One query; or one that learns to put its weight on a state, again and again until it has learned."""
    T, H = encoder.states.shape
    if kind == "even":
        yield np.zeros(H)
    elif kind == "drawn":
        yield rng.standard_normal((H,))
    else:
        sought = 0 if kind == "first" else T - 1
        query = np.zeros(H)
        adam = Adam(RATE)
        for lesson in range(1, TOLD_AFTER[-1] + 1):
            weights = attention.softmax(encoder.states @ query)
            adam.step([query], [weights @ encoder.states - encoder.states[sought]])  # of −log α
            if lesson in TOLD_AFTER:
                yield query.copy()
