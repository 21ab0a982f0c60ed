"""Networks that learn on padded sequences, and how they answer when these are padded and read in other ways."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sandbox.materials.pupils.answering import Answering, right, share
from sandbox.materials.tasks.padded import DTYPE, LONGEST, Batch, Question
from sandbox.nn import losses
from sandbox.nn import padding as padded
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.layers import Cell, layer

LEARNED = 0.95
BATCH, RATE = 32, 0.01
NAMES = {"rnn": "RNN", "lstm": "LSTM", "gru": "GRU"}


@dataclass(frozen=True)
class Reading:
    """What a trained network answers on new sequences, by the way in which they are padded and read; and its drift."""

    key: str
    drift: tuple[float, ...]  # after each zero, over the distance between two sequences
    valid: float
    column: float
    before: float
    turned: float
    flipped: float
    through: float  # of another network, trained to answer at the last column

    @property
    def name(self) -> str:
        return NAMES[self.key]

    @property
    def learned(self) -> bool:
        return self.valid >= LEARNED


class Pupil:
    """Two networks with the same first weights: one learns at the last valid state, the other at the last column."""

    def __init__(self, key: str, cell: Cell, out: Array) -> None:
        self.key = key
        self.network, self.through = (Answering(layer(cell), Affine(out.copy()), RATE) for _ in range(2))

    def learn(self, batch: Batch, target: Array, zeros: int) -> None:
        _learn(self.network, batch.x, batch.lengths, target)
        _learn(self.through, batch.after(zeros), np.full(BATCH, LONGEST + zeros), target)

    def reads(self, new: Batch, question: Question, zeros: int) -> Reading:
        target, back = new.answers(question), new.turned.answers(question)
        states = self.network.layer.forward(new.after(zeros)).copy()
        valid = padded.last(states, new.lengths)
        between = np.linalg.norm(valid - np.roll(valid, 1, axis=1), axis=0).mean()
        moved = [
            np.linalg.norm(padded.last(states, new.lengths + past) - valid, axis=0).mean() for past in range(zeros + 1)
        ]

        def answered(network: Answering, x: Array, target: Array) -> float:
            return share(right(network.logits(network.layer.forward(x)[-1]), target))

        turned = padded.last(self.network.layer.forward(new.turned.x), new.lengths)
        return Reading(
            key=self.key,
            drift=tuple(float(distance / between) for distance in moved),
            valid=share(right(self.network.logits(valid), target)),
            column=answered(self.network, new.after(zeros), target),
            before=answered(self.network, new.before(zeros), target),
            turned=share(right(self.network.logits(turned), back)),
            flipped=answered(self.network, new.flipped(zeros), back),
            through=answered(self.through, new.after(zeros), target),
        )


def _learn(network: Answering, x: Array, read_at: Array, target: Array) -> None:
    logits = network.logits(padded.last(network.layer.forward(x), read_at))
    network.learn(logits, target, spread=lambda dlast: padded.last_back(dlast, read_at, len(x)))


@dataclass(frozen=True)
class Losses:
    """Of naming the next bit, stretch by stretch, before learning from it."""

    masked: tuple[float, ...] = ()  # trained on the mean over real tokens: that mean
    reported: tuple[float, ...] = ()  # trained on the mean over all columns: that mean
    real: tuple[float, ...] = ()  # and what it is over real tokens


class Forecasters:
    """Two GRUs with the same first weights: one’s loss is a mean over real tokens, the other’s over all columns."""

    def __init__(self, cell: Cell, out: Array) -> None:
        self.masked, self.plain = (Answering(layer(cell), Affine(out.copy()), RATE) for _ in range(2))
        self.losses = Losses()

    def learn(self, batches: Sequence[tuple[Batch, Array]], zeros: int) -> None:
        found = []
        for batch, following in batches:
            x, rest = batch.after(zeros), np.zeros((zeros, 1, BATCH), DTYPE)
            target, valid = np.concatenate([following, rest]), padded.valid(batch.lengths, len(x))
            masked = self.masked.learn(self.masked.logits(self.masked.layer.forward(x)), target, valid)
            logits = self.plain.logits(self.plain.layer.forward(x))
            real, _ = losses.binary_cross_entropy(logits, target, valid)
            found.append((masked, self.plain.learn(logits, target), real))
        masked, reported, real = (sum(of_one) / len(found) for of_one in zip(*found, strict=True))
        so_far = self.losses
        self.losses = Losses((*so_far.masked, masked), (*so_far.reported, reported), (*so_far.real, real))
