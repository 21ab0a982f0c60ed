"""What the experiment on dropout trains: LSTMs on few and noisy sequences, each with its masks in other places."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log

import numpy as np

from sandbox.materials.pupils.clipped import ClippedAdam
from sandbox.nn import dropout, losses
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.fast import FastLstm
from sandbox.nn.open_lstm import OpenLstm

INPUTS = 4
BATCH = 50
RATE = 0.01
TESTED = 400  # sequences
GUESS = log(2)  # the loss of always saying ½
DTYPE = np.float32


@dataclass(frozen=True)
class Way:
    """Where masks act, and whether each step gets one of its own."""

    name: str
    label: str
    masked: str  # as a table says it
    outside: bool = False  # inputs and the state that is read out
    recurrence: bool = False
    candidate: bool = False
    cell: bool = False
    afresh: bool = True  # at each step


NONE = Way("none", "no dropout", "nothing")
OUTSIDE = Way("outside", "inputs and output", "inputs and output, anew at each step", outside=True)
SEQUENCE = Way(
    "sequence", "a mask a sequence", "inputs, recurrence, output; one mask", outside=True, recurrence=True, afresh=False
)
CANDIDATE = Way("candidate", "candidate", "the candidate, anew at each step", candidate=True)
CELL = Way("cell", "cell, at each step", "the cell, anew at each step", cell=True)
WAYS = (NONE, OUTSIDE, SEQUENCE, CANDIDATE, CELL)


def sums(T: int, B: int, noise: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Four numbers at each of T steps, x (T, 4, B); and whether they sum to more than 0, (1, B), or by noise not."""
    x = rng.standard_normal((T, INPUTS, B))
    flipped = rng.random(B) < noise
    labels = (x.sum(axis=(0, 1)) > 0) ^ flipped
    return x.astype(DTYPE), labels.astype(DTYPE)[None]


def least_loss(noise: float) -> float:
    """Of who knows the rule and the noise: the entropy of a label."""
    return sum(q * log(1 / q) for q in (noise, 1 - noise) if q)


class Network:
    """An LSTM that says yes or no at its last step, and is trained with masks."""

    def __init__(self, way: Way, W: Array, out: Array, p: float, rng: np.random.Generator) -> None:
        self.way, self.p, self.rng = way, p, rng
        own = W.copy()
        # Both compute on the same weights. The fast one has no masks inside a step, and in testing there are none.
        self.plain, self.open = FastLstm(own, INPUTS), OpenLstm(own)
        self.out = Affine(out.copy())
        self.weights = [own, *self.out.weights]
        self.adam = ClippedAdam(RATE)

    def ahead(self, x: Array, labels: Array) -> float:
        """The loss, with masks newly drawn. It is what `back` then goes back from."""
        (T, _, B), way = x.shape, self.way
        H = self.plain.H
        self.read: Array | float = 1.0
        if way.outside:
            x = x * self._mask(T if way.afresh else 1, INPUTS, B)
            self.read = self._mask(H, B)
        self.plain.mask = self._mask(H, B) if way.recurrence else None
        self.open.written = self._mask(T, H, B) if way.candidate else None
        self.open.kept = self._mask(T, H, B) if way.cell else None
        h = self.open.forward(x) if self._is_open else self.plain.forward(x)
        self.shape = h.shape
        loss, self.dy = losses.binary_cross_entropy(self.out.forward(h[-1] * self.read), labels)
        return loss

    def back(self) -> list[Array]:
        """The gradients, in the order of the weights."""
        found, dread = self.out.backward(self.dy)
        if not self._is_open:
            return [*self.plain.backward(None, (dread * self.read,)).weights, *found]
        dh = np.zeros(self.shape, dread.dtype)
        dh[-1] = dread * self.read
        return [*self.open.backward(dh), *found]

    def learn(self, x: Array, labels: Array) -> None:
        self.ahead(x, labels)
        self.adam.step(self.weights, self.back())

    def test(self, x: Array, labels: Array) -> tuple[float, float]:
        """Loss and accuracy, without masks."""
        self.plain.mask = None
        scores = self.out.forward(self.plain.forward(x)[-1])
        loss, _ = losses.binary_cross_entropy(scores, labels)
        return loss, float(np.mean((scores > 0) == (labels > 0)))

    @property
    def _is_open(self) -> bool:
        return self.way.candidate or self.way.cell

    def _mask(self, *shape: int) -> Array:
        return dropout.mask(shape, self.p, self.rng, DTYPE)


def batches(sequences: int, rng: np.random.Generator) -> Iterator[Array]:
    """An epoch: every sequence once."""
    order = rng.permutation(sequences)
    for first in range(0, sequences, BATCH):
        yield order[first : first + BATCH]
