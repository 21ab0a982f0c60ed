"""What writes tunes, note after note, from a beginning: a recurrent network, and chances counted in the songbook."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

import numpy as np

from sandbox.materials.pupils.clipped import ClippedAdam
from sandbox.materials.tasks.songbook import DURATIONS, SCALE, STEPS, Event, Tune
from sandbox.nn import losses
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.layers import Recurrent

PITCHES, LENGTHS = len(SCALE), len(DURATIONS)
INPUTS = PITCHES + LENGTHS + 1  # the last: nothing has been written yet
EVENTS = PITCHES * LENGTHS
DTYPE = np.float32


class Writer(Protocol):
    def write(self, beginnings: Sequence[Tune], rng: np.random.Generator) -> list[Tune]:
        """Each goes on from its beginning until its bars are over."""

    def loss(self, tunes: Sequence[Tune]) -> float:
        """The mean of −log p of a note, in nats, given those before it."""


class Pages:
    """Tunes as arrays, padded at their ends."""

    def __init__(self, tunes: Sequence[Tune]) -> None:
        longest = max(map(len, tunes))
        self.x = np.zeros((longest, INPUTS, len(tunes)), DTYPE)
        self.pitches, self.lengths = (np.zeros((longest, len(tunes)), int) for _ in range(2))
        self.valid = np.zeros((longest, len(tunes)), bool)
        for column, tune in enumerate(tunes):
            degrees, durations = (np.array(each) for each in zip(*tune, strict=True))
            self.pitches[: len(tune), column], self.lengths[: len(tune), column] = degrees, durations - 1
            self.valid[: len(tune), column] = True
        self.x[0, -1] = 1
        self.x[1:] = heard(self.pitches[:-1], self.lengths[:-1])

    def of(self, columns: Array) -> "Pages":
        some = object.__new__(Pages)
        some.x, some.valid = self.x[:, :, columns], self.valid[:, columns]
        some.pitches, some.lengths = self.pitches[:, columns], self.lengths[:, columns]
        return some


def heard(pitches: Array, lengths: Array) -> Array:
    """A note of each column as an input, (T, B) as (T, D, B)."""
    both = np.zeros((len(pitches), INPUTS, pitches.shape[1]), DTYPE)
    both[:, :PITCHES] = np.eye(PITCHES, dtype=DTYPE)[pitches].transpose(0, 2, 1)
    both[:, PITCHES:-1] = np.eye(LENGTHS, dtype=DTYPE)[lengths].transpose(0, 2, 1)
    return both


class Network:
    """Hears a note, says how likely each pitch and each duration is next: each for itself, given the state."""

    def __init__(self, layer: Recurrent, readout: Affine, temperature: float) -> None:
        self.layer, self.readout, self.temperature = layer, readout, temperature
        self.weights = [*layer.weights, *readout.weights]
        self.adam = ClippedAdam(0.0)

    def ahead(self, pages: Pages) -> float:
        scores = self.readout.forward(self.layer.forward(pages.x))
        of_pitch, dpitch = losses.softmax_cross_entropy(scores[:, :PITCHES], pages.pitches, pages.valid)
        of_length, dlength = losses.softmax_cross_entropy(scores[:, PITCHES:], pages.lengths, pages.valid)
        self.dscores = np.concatenate([dpitch, dlength], axis=1)
        return of_pitch + of_length

    def back(self) -> list[Array]:
        of_readout, dh = self.readout.backward(self.dscores)
        return [*self.layer.backward(dh).weights, *of_readout]

    def learn(self, pages: Pages, rate: float) -> float:
        loss = self.ahead(pages)
        gradients = self.back()
        self.adam.rate = rate
        self.adam.step(self.weights, gradients)
        return loss

    def loss(self, tunes: Sequence[Tune]) -> float:
        return self.ahead(Pages(tunes))

    def write(self, beginnings: Sequence[Tune], rng: np.random.Generator) -> list[Tune]:
        tunes: list[list[Event]] = [[] for _ in beginnings]
        x = np.zeros((1, INPUTS, len(tunes)), DTYPE)
        x[0, -1] = 1
        state: tuple[Array, ...] = ()
        while any(_unfinished(tune) for tune in tunes):
            scores = self.readout.forward(self.layer.forward(x, state))[0] / self.temperature
            state = self.layer.end
            pitches, lengths = _drawn(scores[:PITCHES], rng), _drawn(scores[PITCHES:], rng)
            for column, (tune, beginning) in enumerate(zip(tunes, beginnings, strict=True)):
                if len(tune) < len(beginning):
                    pitches[column], lengths[column] = beginning[len(tune)][0], beginning[len(tune)][1] - 1
                if _unfinished(tune):
                    tune.append((int(pitches[column]), DURATIONS[lengths[column]]))
            x = heard(pitches[None], lengths[None])
        return [tuple(tune) for tune in tunes]


class Chances:
    """How often each note stood in the songbook: at all, or after the one before it. Nothing is impossible."""

    def __init__(self, book: Sequence[Tune], *, after_another: bool) -> None:
        counted = np.full(EVENTS, 0.1)
        followed = np.zeros((EVENTS + 1, EVENTS))
        for tune in book:
            numbers = [_number(event) for event in tune]
            np.add.at(counted, numbers, 1)
            np.add.at(followed, ([EVENTS, *numbers[:-1]], numbers), 1)
        at_all = counted / counted.sum()
        if after_another:
            self.p = (followed + at_all) / (followed.sum(axis=1, keepdims=True) + 1)
        else:
            self.p = np.tile(at_all, (EVENTS + 1, 1))
        self.rungs = self.p.cumsum(axis=1)

    def loss(self, tunes: Sequence[Tune]) -> float:
        numbers = [[EVENTS, *(_number(event) for event in tune)] for tune in tunes]
        return -float(np.mean([np.log(self.p[one, next_one]) for each in numbers for one, next_one in pairwise(each)]))

    def write(self, beginnings: Sequence[Tune], rng: np.random.Generator) -> list[Tune]:
        tunes = [list(beginning) for beginning in beginnings]
        for tune in tunes:
            while _unfinished(tune):
                rungs = self.rungs[_number(tune[-1]) if tune else EVENTS]
                degree, length = divmod(int(np.searchsorted(rungs, rng.random() * rungs[-1], side="right")), LENGTHS)
                tune.append((degree, DURATIONS[length]))
        return [tuple(tune) for tune in tunes]


def _number(event: Event) -> int:
    return event[0] * LENGTHS + event[1] - 1


def _unfinished(tune: Sequence[Event]) -> bool:
    return sum(duration for _, duration in tune) < STEPS


def _drawn(scores: Array, rng: np.random.Generator) -> Array:
    """One of each column of (K, B)."""
    rungs = np.exp(losses.log_softmax(scores.astype(float))).cumsum(axis=0)
    chosen: Array = (rungs < rng.random(scores.shape[1]) * rungs[-1]).sum(axis=0)
    return chosen
