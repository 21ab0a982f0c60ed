"""Causal self-attention without its T² of scores: a block of queries at a time, exact all the same."""

from math import sqrt

import numpy as np

from sandbox.nn.arrays import Array
from sandbox.nn.attention import CausalSelfAttention, dot, dot_back, mean, mean_back, softmax, softmax_back

BLOCK = 64  # queries


class InBlocks(CausalSelfAttention):
    """No more than `block` rows of scores exist at once: on the way back they are computed again."""

    def __init__(self, W: Array, heads: int = 1, block: int = BLOCK) -> None:
        super().__init__(W, heads)
        self.block = block

    def forward(self, x: Array) -> Array:
        W_q, W_k, W_v, W_o = self._parts()
        self.x = x  # (T, D, B)
        self.q, self.k, self.v = (self._in_heads(W @ x) for W in (W_q, W_k, W_v))  # (T, d, B·heads)
        self.scale = 1 / sqrt(self.q.shape[1])
        means = np.empty_like(self.v)
        for first in range(0, len(x), self.block):
            means[first : first + self.block] = mean(self._weights(first), self.v[: first + self.block])
        self.joined = self._out_of_heads(means)
        y: Array = W_o @ self.joined
        return y

    def backward(self, dy: Array) -> tuple[list[Array], Array]:
        dmeans = self._in_heads(self._parts()[3].T @ dy)
        dq, dk, dv = (np.zeros_like(self.q) for _ in range(3))
        for first in range(0, len(self.x), self.block):
            rows, past = slice(first, first + self.block), slice(first + self.block)
            weights = self._weights(first)
            dweights, of_values = mean_back(dmeans[rows], weights, self.v[past])
            dscores = self.scale * softmax_back(dweights, weights)
            dq[rows], of_keys = dot_back(dscores, self.q[rows], self.k[past])
            dk[past] += of_keys
            dv[past] += of_values
        return self._back(dq, dk, dv, dy)

    def _weights(self, first: int) -> Array:
        """(B·heads, block, up to its end)."""
        q, k = self.q[first : first + self.block], self.k[: first + self.block]
        return softmax(self.scale * dot(q, k), np.tri(len(q), len(k), first, dtype=bool))
