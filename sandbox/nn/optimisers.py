"""How gradients change weights, in place: one optimiser for one list of arrays."""

from collections.abc import Sequence

import numpy as np

from sandbox.nn.arrays import Array, of_shape


class Sgd:
    """v ← μ v + g;  W ← W − η v"""

    def __init__(self, rate: float, momentum: float = 0.0) -> None:
        self.rate, self.momentum = rate, momentum
        self.velocities: list[Array] = []

    def step(self, weights: Sequence[Array], gradients: Sequence[Array]) -> None:
        if not self.velocities:
            self.velocities = [np.zeros_like(W) for W in weights]
        for W, g, v in zip(weights, gradients, self.velocities, strict=True):
            of_shape("gradient", g, W.shape)
            v *= self.momentum
            v += g
            W -= self.rate * v


class Adam:
    """m ← β₁m + (1 − β₁)g;  v ← β₂v + (1 − β₂)g²;  W ← W − η m̂/(√v̂ + ε), m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ)"""

    def __init__(self, rate: float, betas: tuple[float, float] = (0.9, 0.999), epsilon: float = 1e-8) -> None:
        self.rate, self.betas, self.epsilon = rate, betas, epsilon
        self.t = 0
        self.moments: list[tuple[Array, Array, Array]] = []  # m, v and room to work in

    def step(self, weights: Sequence[Array], gradients: Sequence[Array]) -> None:
        if not self.moments:
            self.moments = [(np.zeros_like(W), np.zeros_like(W), np.empty_like(W)) for W in weights]
        self.t += 1
        beta_1, beta_2 = self.betas
        rate = self.rate / (1 - beta_1**self.t)
        root = float(np.sqrt(1 - beta_2**self.t))
        for W, g, (m, v, room) in zip(weights, gradients, self.moments, strict=True):
            of_shape("gradient", g, W.shape)
            np.subtract(g, m, room)
            room *= 1 - beta_1
            m += room
            np.multiply(g, g, room)
            room -= v
            room *= 1 - beta_2
            v += room
            np.sqrt(v, room)
            room *= 1 / root
            room += self.epsilon
            np.divide(m, room, room)
            room *= rate
            W -= room
