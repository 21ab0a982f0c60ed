"""Sequences of ±1 of unequal length, filled up with zeros: what is asked of them, and on which side the zeros stand."""

from dataclasses import dataclass
from math import log
from typing import Literal

import numpy as np

from sandbox.nn import padding
from sandbox.nn.arrays import Array

Question = Literal["pair", "ends", "majority"]
LENGTHS = (3, 5, 7, 9)  # odd, so that there is a majority
LONGEST = LENGTHS[-1]
REPEATS = 0.8  # the probability with which a bit of a chain is the one before it
LEAST_LOSS = -(
    REPEATS * log(REPEATS) + (1 - REPEATS) * log(1 - REPEATS)
)  # of naming the next bit: its entropy, in nats
DTYPE = np.float32


@dataclass(frozen=True)
class Batch:
    x: Array  # (LONGEST, 1, B), 0 where a sequence has ended
    lengths: Array  # (B,)

    def after(self, zeros: int) -> Array:
        """The zeros stand at the end: (LONGEST + zeros, 1, B), as in all of these."""
        return np.concatenate([self.x, np.zeros((zeros, *self.x.shape[1:]), DTYPE)])

    def before(self, zeros: int) -> Array:
        """The zeros stand at the beginning, and each sequence ends with the last column."""
        return self.turned.after(zeros)[::-1]

    def flipped(self, zeros: int) -> Array:
        """Turned round together with its zeros, which then come first."""
        return self.after(zeros)[::-1]

    @property
    def turned(self) -> "Batch":
        """Each within its own length."""
        return Batch(padding.backwards(self.x, self.lengths), self.lengths)

    def answers(self, question: Question) -> Array:
        """0 or 1, (1, B)."""
        bits, column = self.x[:, 0], np.arange(len(self.lengths))
        last = bits[self.lengths - 1, column]
        if question == "majority":
            yes = bits.sum(axis=0) > 0
        else:
            yes = last == (bits[0] if question == "ends" else bits[self.lengths - 2, column])
        answers: Array = yes[None].astype(DTYPE)
        return answers


def bits(B: int, rng: np.random.Generator) -> Batch:
    """Each bit is drawn for itself."""
    lengths = rng.choice(LENGTHS, B)
    drawn = 2 * rng.integers(0, 2, (LONGEST, 1, B)).astype(DTYPE) - 1
    return Batch(_cut(drawn, lengths), lengths)


def chains(B: int, rng: np.random.Generator) -> tuple[Batch, Array]:
    """Bits that mostly repeat the one before; and at each step the next as 0 or 1, 0 on padding: (LONGEST, 1, B)."""
    lengths = rng.choice(LENGTHS, B)
    signs = np.where(rng.random((LONGEST + 1, 1, B)) < REPEATS, 1, -1).astype(DTYPE)
    signs[0] = 2 * rng.integers(0, 2, (1, B)) - 1
    chain = signs.cumprod(axis=0)
    return Batch(_cut(chain[:-1], lengths), lengths), _cut((chain[1:] > 0).astype(DTYPE), lengths)


def _cut(x: Array, lengths: Array) -> Array:
    valid = padding.valid(lengths, len(x))[:, None]
    return np.where(valid, x, np.zeros((), DTYPE))
