"""What reads states: y = W h + b, of one (H, B) or of every step (T, H, B). The weights are one array, [W | b]."""

import numpy as np
from numpy.typing import DTypeLike

from sandbox.nn.arrays import Array


class Affine:
    def __init__(self, W: Array) -> None:
        self.weights = [W]  # (K, H+1)

    @classmethod
    def drawn(cls, H: int, K: int, rng: np.random.Generator, dtype: DTypeLike = np.float64) -> "Affine":
        W = rng.uniform(-1.0, 1.0, (K, H + 1)) / np.sqrt(H)
        W[:, H] = 0
        return cls(W.astype(dtype))

    def forward(self, h: Array) -> Array:
        self.h = h
        W = self.weights[0]
        y: Array = np.matmul(W[:, :-1], h)
        y += W[:, -1:]
        return y

    def backward(self, dy: Array) -> tuple[list[Array], Array]:
        """The weights' gradients, and ∂L/∂h."""
        W = self.weights[0]
        dW = np.empty_like(W)
        summed = tuple(axis for axis in range(dy.ndim) if axis != dy.ndim - 2)
        dW[:, :-1] = np.tensordot(dy, self.h, axes=(summed, summed))
        dW[:, -1] = dy.sum(axis=summed)
        return [dW], np.matmul(W[:, :-1].T, dy)
