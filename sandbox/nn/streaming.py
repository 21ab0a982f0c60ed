"""One token after the other, for one sequence: what a layer has to carry from one to the next, and a step with it.

All that a step multiplies is one product, as in the fast cells; the numbers are those of the layers in training.
"""

from math import sqrt
from typing import Protocol

import numpy as np

from sandbox.nn.arrays import Array
from sandbox.nn.lstm import Lstm
from sandbox.nn.rnn import Rnn


class Stream(Protocol):
    def step(self, x_t: Array) -> Array: ...

    @property
    def carried(self) -> int:
        """Bytes that the next token needs of the past."""


class RnnStream:
    def __init__(self, cell: Rnn) -> None:
        self.W, self.b = np.hstack([cell.W_xh, cell.W_hh]), cell.b
        self.seen: Array = np.zeros(self.W.shape[1], self.W.dtype)  # [x | h]
        self.h = self.seen[cell.W_xh.shape[1] :]

    def step(self, x_t: Array) -> Array:
        self.seen[: len(x_t)] = x_t
        self.h[...] = np.tanh(self.W @ self.seen + self.b)
        return self.h

    @property
    def carried(self) -> int:
        return self.h.nbytes


class LstmStream:
    def __init__(self, cell: Lstm) -> None:
        names = ("i", "f", "o", "g")
        self.W: Array = np.block([[getattr(cell, f"W_{k}"), getattr(cell, f"U_{k}")] for k in names])
        self.b: Array = np.concatenate([getattr(cell, f"b_{k}") for k in names])
        self.seen: Array = np.zeros(self.W.shape[1], self.W.dtype)  # [x | h]
        self.h = self.seen[cell.W_i.shape[1] :]
        self.c = np.zeros_like(cell.b_i)

    def step(self, x_t: Array) -> Array:
        H = len(self.c)
        self.seen[: len(x_t)] = x_t
        a = self.W @ self.seen + self.b  # (4H,)
        a[: 3 * H] *= 0.5
        gates = np.tanh(a)
        i, f, o = 0.5 + 0.5 * gates[: 3 * H].reshape(3, H)  # σ(a) = ½ + ½ tanh(½ a)
        self.c[...] = f * self.c + i * gates[3 * H :]
        self.h[...] = o * np.tanh(self.c)
        return self.h

    @property
    def carried(self) -> int:
        return self.h.nbytes + self.c.nbytes


class CachedAttention:
    """Causal self-attention of one head, W as there, with room for the keys and values of T tokens."""

    def __init__(self, W: Array, T: int) -> None:
        D = W.shape[1]
        self.W, self.W_o, self.D, self.scale, self.seen = W[: 3 * D], W[3 * D :], D, 1 / sqrt(D), 0
        self.keys: Array = np.zeros((T, D), W.dtype)
        self.values: Array = np.zeros((T, D), W.dtype)

    def fill(self, keys: Array, values: Array) -> None:
        """As if it had seen so many tokens."""
        self.seen = len(keys)
        self.keys[: self.seen], self.values[: self.seen] = keys, values

    def step(self, x_t: Array) -> Array:
        D, t = self.D, self.seen
        made = self.W @ x_t  # (3D,)
        self.keys[t], self.values[t] = made[D : 2 * D], made[2 * D :]
        self.seen = t + 1
        scores = self.keys[: t + 1] @ (self.scale * made[:D])  # (t + 1,)
        weights = np.exp(scores - scores.max())
        y: Array = self.W_o @ (weights @ self.values[: t + 1] / weights.sum())  # (D,)
        return y

    @property
    def carried(self) -> int:
        return self.keys[: self.seen].nbytes + self.values[: self.seen].nbytes
