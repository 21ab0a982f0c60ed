"""Attention: weights over steps that add up to 1, and the mean of the steps under them.

Scores of a query q_u and a key k_t: dot q·k, or additive v·tanh(W_q q + W_k k) (Bahdanau et al.). As everywhere, arrays
are (steps, features, batch); inside, the batch comes first, since products go through it one by one.
"""

from math import sqrt

import numpy as np
from numpy.typing import DTypeLike

from sandbox.nn.arrays import Array


def dot(q: Array, k: Array) -> Array:
    """Scores (B, U, T) of q (U, H, B) and k (T, H, B)."""
    scores: Array = _each(q) @ _each(k).transpose(0, 2, 1)
    return scores


def dot_back(dscores: Array, q: Array, k: Array) -> tuple[Array, Array]:
    return _together(dscores @ _each(k)), _together(dscores.transpose(0, 2, 1) @ _each(q))


def softmax(scores: Array, allowed: Array | None = None) -> Array:
    """Over the last axis. `allowed` says what may be attended to; where nothing may, all weights are 0."""
    if allowed is not None:
        scores = np.where(allowed, scores, -np.inf)
    most = scores.max(axis=-1, keepdims=True)
    weights = np.exp(scores - np.where(most == -np.inf, 0, most))
    total: Array = weights.sum(axis=-1, keepdims=True)
    attended: Array = weights / np.where(total == 0, 1, total)
    return attended


def softmax_back(dweights: Array, weights: Array) -> Array:
    back: Array = weights * (dweights - (dweights * weights).sum(axis=-1, keepdims=True))
    return back


def mean(weights: Array, values: Array) -> Array:
    """(U, H, B): of values (T, H, B) under weights (B, U, T)."""
    return _together(weights @ _each(values))


def mean_back(dcontext: Array, weights: Array, values: Array) -> tuple[Array, Array]:
    """∂L/∂weights and ∂L/∂values."""
    dc = _each(dcontext)
    return dc @ _each(values).transpose(0, 2, 1), _together(weights.transpose(0, 2, 1) @ dc)


class DotAttention:
    """Without weights of its own."""

    def __init__(self) -> None:
        self.weights: list[Array] = []

    def forward(self, q: Array, k: Array, allowed: Array | None = None) -> Array:
        """The contexts (U, H, B) of queries (U, H, B) over what k (T, H, B) holds; `allowed` as (B, 1 or U, T)."""
        self.q, self.k = q, k
        self.attended = softmax(dot(q, k), allowed)  # (B, U, T): what an experiment draws
        return mean(self.attended, k)

    def backward(self, dcontext: Array) -> tuple[list[Array], Array, Array]:
        """The weights' gradients, ∂L/∂q, ∂L/∂k."""
        dweights, dvalues = mean_back(dcontext, self.attended, self.k)
        dq, dk = dot_back(softmax_back(dweights, self.attended), self.q, self.k)
        return [], dq, dk + dvalues


class AdditiveAttention:
    """Queries and keys need not be of one size."""

    def __init__(self, W_q: Array, W_k: Array, v: Array) -> None:
        self.weights = [W_q, W_k, v]  # (A, H), (A, H), (A,)

    @classmethod
    def drawn(cls, H: int, A: int, rng: np.random.Generator, dtype: DTypeLike = np.float64) -> "AdditiveAttention":
        W_q, W_k = (rng.uniform(-1, 1, (A, H)) / sqrt(H) for _ in range(2))
        v = rng.uniform(-1, 1, A) / sqrt(A)
        return cls(W_q.astype(dtype), W_k.astype(dtype), v.astype(dtype))

    def forward(self, q: Array, k: Array, allowed: Array | None = None) -> Array:
        W_q, W_k, v = self.weights
        self.q, self.k = q, k
        self.s = np.tanh((_each(q) @ W_q.T)[:, :, None] + (_each(k) @ W_k.T)[:, None])  # (B, U, T, A)
        self.attended = softmax(self.s @ v, allowed)  # (B, U, T)
        return mean(self.attended, k)

    def backward(self, dcontext: Array) -> tuple[list[Array], Array, Array]:
        W_q, W_k, v = self.weights
        dweights, dvalues = mean_back(dcontext, self.attended, self.k)
        dscores = softmax_back(dweights, self.attended)  # (B, U, T)
        dv = np.tensordot(dscores, self.s, axes=3)
        da = dscores[..., None] * v * (1 - self.s**2)  # (B, U, T, A)
        of_q, of_k = da.sum(axis=2), da.sum(axis=1)  # (B, U, A), (B, T, A)
        dW_q = np.tensordot(of_q, _each(self.q), axes=((0, 1), (0, 1)))
        dW_k = np.tensordot(of_k, _each(self.k), axes=((0, 1), (0, 1)))
        return [dW_q, dW_k, dv], _together(of_q @ W_q), _together(of_k @ W_k) + dvalues


class CausalSelfAttention:
    """Each step looks at itself and what came before: softmax(q·k/√d) v in every head, then W_o of all heads.

    The weights are one array, [W_q; W_k; W_v; W_o], (4D, D).
    """

    def __init__(self, W: Array, heads: int = 1) -> None:
        self.weights, self.heads = [W], heads
        if W.shape[1] % heads:
            raise ValueError(f"{W.shape[1]} features don't divide into {heads} heads.")

    @classmethod
    def drawn(
        cls, D: int, heads: int, rng: np.random.Generator, dtype: DTypeLike = np.float64
    ) -> "CausalSelfAttention":
        W = rng.uniform(-1, 1, (4 * D, D)) / sqrt(D)
        return cls(W.astype(dtype), heads)

    def forward(self, x: Array) -> Array:
        W_q, W_k, W_v, W_o = self._parts()
        self.x = x  # (T, D, B)
        self.q, self.k, self.v = (self._in_heads(W @ x) for W in (W_q, W_k, W_v))  # (T, d, B·heads)
        self.scale = 1 / sqrt(self.q.shape[1])
        past = np.tri(len(x), dtype=bool)
        self.attended = softmax(self.scale * dot(self.q, self.k), past)  # (B·heads, T, T)
        self.joined = self._out_of_heads(mean(self.attended, self.v))
        y: Array = W_o @ self.joined
        return y

    def backward(self, dy: Array) -> tuple[list[Array], Array]:
        """The weights' gradients, and ∂L/∂x."""
        dmean = self._in_heads(self._parts()[3].T @ dy)
        dweights, dv = mean_back(dmean, self.attended, self.v)
        dq, dk = dot_back(self.scale * softmax_back(dweights, self.attended), self.q, self.k)
        return self._back(dq, dk, dv, dy)

    def _back(self, dq: Array, dk: Array, dv: Array, dy: Array) -> tuple[list[Array], Array]:
        W_q, W_k, W_v, _ = self._parts()
        parts = [self._out_of_heads(part) for part in (dq, dk, dv)]
        dW = [*(_weights_back(part, self.x) for part in parts), _weights_back(dy, self.joined)]
        dx: Array = sum((W.T @ part for W, part in zip((W_q, W_k, W_v), parts, strict=True)), np.zeros_like(self.x))
        return [np.concatenate(dW)], dx

    def _parts(self) -> tuple[Array, Array, Array, Array]:
        W_q, W_k, W_v, W_o = np.split(self.weights[0], 4)
        return W_q, W_k, W_v, W_o

    def _in_heads(self, a: Array) -> Array:
        """Heads beside one another, as if they were sequences of the batch."""
        T, D, B = a.shape
        heads = a.reshape(T, self.heads, D // self.heads, B).transpose(0, 2, 3, 1)
        return heads.reshape(T, D // self.heads, B * self.heads)

    def _out_of_heads(self, a: Array) -> Array:
        T, d, _ = a.shape
        return a.reshape(T, d, -1, self.heads).transpose(0, 3, 1, 2).reshape(T, d * self.heads, -1)


def _weights_back(dy: Array, x: Array) -> Array:
    return np.tensordot(dy, x, axes=((0, 2), (0, 2)))


def _each(a: Array) -> Array:
    """(T, H, B) as (B, T, H)."""
    return a.transpose(2, 0, 1)


def _together(a: Array) -> Array:
    """(B, T, H) as (T, H, B)."""
    return a.transpose(1, 2, 0)
