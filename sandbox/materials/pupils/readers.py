"""Three ways to read a phrase: its bag of words, linearly or through a hidden layer, or word by word."""

from typing import Protocol

import numpy as np

from sandbox.materials.tasks.phrases import Batch
from sandbox.nn import losses, padding
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.layers import Recurrent


class Reader(Protocol):
    weights: list[Array]

    def ahead(self, batch: Batch) -> Array:
        """The scores of “negative” and “positive”, (2, B)."""

    def back(self, dscores: Array) -> list[Array]:
        """The gradients, in the order of the weights."""


class LinearBag:
    """A weight for each word: logistic regression on the counts."""

    def __init__(self, out: Affine) -> None:
        self.out, self.weights = out, out.weights

    def ahead(self, batch: Batch) -> Array:
        return self.out.forward(batch.bags)

    def back(self, dscores: Array) -> list[Array]:
        found, _ = self.out.backward(dscores)
        return found


class DeepBag:
    """The same counts through tanh units, so that what a word means may depend on which others are there."""

    def __init__(self, inside: Affine, out: Affine) -> None:
        self.inside, self.out = inside, out
        self.weights = [*inside.weights, *out.weights]

    def ahead(self, batch: Batch) -> Array:
        self.h = np.tanh(self.inside.forward(batch.bags))
        return self.out.forward(self.h)

    def back(self, dscores: Array) -> list[Array]:
        found, dh = self.out.backward(dscores)
        inside, _ = self.inside.backward((1 - self.h**2) * dh)
        return [*inside, *found]


class InOrder:
    """A recurrent layer, read after the last word."""

    def __init__(self, layer: Recurrent, out: Affine) -> None:
        self.layer, self.out = layer, out
        self.weights = [*layer.weights, *out.weights]

    def ahead(self, batch: Batch) -> Array:
        self.lengths, self.T = batch.lengths, len(batch.x)
        return self.out.forward(padding.last(self.layer.forward(batch.x), batch.lengths))

    def back(self, dscores: Array) -> list[Array]:
        found, dlast = self.out.backward(dscores)
        return [*self.layer.backward(padding.last_back(dlast, self.lengths, self.T)).weights, *found]


def belief(reader: Reader, batch: Batch) -> Array:
    """The probability of “positive”, (B,)."""
    p: Array = np.exp(losses.log_softmax(reader.ahead(batch))[1])
    return p


def beginnings(batch: Batch) -> Batch:
    """Of one phrase all that it is after one word, after two and so on, as a batch."""
    T = int(batch.lengths[0])
    x = np.repeat(batch.x, T, axis=2)
    for column in range(T):
        x[column + 1 :, :, column] = 0
    return Batch(x, np.arange(1, T + 1), np.repeat(batch.labels, T))
