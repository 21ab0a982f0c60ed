"""The linear recurrence h_t = a_t h_{t−1} + b_t from h_0 = 0, unit by unit: by a loop, and by two scans of

(a₂, b₂) ∘ (a₁, b₁) = (a₂a₁, a₂b₁ + b₂), the later step on the left.

Arrays are (T, W), a row a step. What each needs beside its input is made once, for T and W, and used again by every
call: so its time is that of its work. What is returned is to be read until the next call.
"""

from typing import Protocol

import numpy as np
from numpy.typing import DTypeLike

from sandbox.nn.arrays import Array

Step = tuple[Array, Array]  # (a, b): h ↦ ah + b


def compose(later: Step, earlier: Step) -> Step:
    return later[0] * earlier[0], later[0] * earlier[1] + later[1]


class Method(Protocol):
    rounds: int  # that wait for one another
    multiplications: int  # for each unit

    def __call__(self, a: Array, b: Array) -> Array: ...


class Loop:
    """A step after the other: what the scans answer to."""

    def __init__(self, T: int, W: int, dtype: DTypeLike = np.float64) -> None:
        self.rounds = self.multiplications = T - 1
        self.h: Array = np.empty((T, W), dtype)

    def __call__(self, a: Array, b: Array) -> Array:
        h, multiply, add = self.h, np.multiply, np.add
        h[0] = b[0]
        for before, h_t, a_t, b_t in zip(h[:-1], h[1:], a[1:], b[1:], strict=True):
            multiply(a_t, before, h_t)
            add(h_t, b_t, h_t)
        return h


class Doubling:
    """Hillis and Steele: every entry covers 1, 2, 4, … steps up to its own."""

    def __init__(self, T: int, W: int, dtype: DTypeLike = np.float64) -> None:
        self.reaches = [2**k for k in range((T - 1).bit_length())]
        self.rounds = len(self.reaches)
        self.multiplications = 2 * sum(T - reach for reach in self.reaches)
        self.pairs: list[Step] = [(np.empty((T, W), dtype), np.empty((T, W), dtype)) for _ in range(2)]

    def __call__(self, a: Array, b: Array) -> Array:
        for turn, reach in enumerate(self.reaches):
            A, B = self.pairs[turn % 2]
            np.multiply(a[reach:], b[:-reach], B[reach:])
            np.add(B[reach:], b[reach:], B[reach:])
            np.multiply(a[reach:], a[:-reach], A[reach:])
            A[:reach], B[:reach] = a[:reach], b[:reach]
            a, b = A, B
        return b


class Tree:
    """Up a tree and down again, as in Blelloch: neighbours become pairs, the pairs are scanned the same way, and who
    was first in a pair takes one more step after the pairs before."""

    def __init__(self, T: int, W: int, dtype: DTypeLike = np.float64) -> None:
        sizes = [T]
        while sizes[-1] > 1:
            sizes.append(sizes[-1] // 2)
        alone = [(n - 1) // 2 for n in sizes[:-1]]  # all who were first in a pair, but the very first
        self.rounds = len(sizes) - 1 + sum(many > 0 for many in alone)
        self.multiplications = 2 * (sum(sizes[1:]) + sum(alone))
        self.levels: list[Step] = [(np.empty((n, W), dtype), np.empty((n, W), dtype)) for n in sizes]
        self.product: Array = np.empty((T // 2, W), dtype)

    def __call__(self, a: Array, b: Array) -> Array:
        np.copyto(self.levels[0][0], a)
        np.copyto(self.levels[0][1], b)
        for singles, pairs in zip(self.levels, self.levels[1:], strict=False):
            self._into_pairs(*singles, *pairs)
        for singles, pairs in reversed(list(zip(self.levels, self.levels[1:], strict=False))):
            self._out_of_pairs(*singles, *pairs)
        return self.levels[0][1]

    @staticmethod
    def _into_pairs(a: Array, b: Array, A: Array, B: Array) -> None:
        first, second = slice(0, len(A) * 2, 2), slice(1, None, 2)
        np.multiply(a[second], a[first], A)
        np.multiply(a[second], b[first], B)
        np.add(B, b[second], B)

    def _out_of_pairs(self, a: Array, b: Array, A: Array, B: Array) -> None:
        a[1::2], b[1::2] = A, B
        alone_a, alone_b = a[2::2], b[2::2]
        before = len(alone_a)
        product = self.product[:before]
        np.multiply(alone_a, B[:before], product)
        np.add(product, alone_b, alone_b)
        np.multiply(alone_a, A[:before], alone_a)
