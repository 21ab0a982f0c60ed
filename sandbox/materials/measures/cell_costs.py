"""RNN, GRU and LSTM side by side: how many parameters and bytes each has, and how long a pass takes it."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isqrt
from statistics import median

import numpy as np

from sandbox.materials.measures.memory import held, needed
from sandbox.materials.measures.timing import SHORTEST, Clock
from sandbox.nn import arrays, drawn
from sandbox.nn.arrays import Array
from sandbox.nn.layers import Cell, layer

DTYPE = np.float32


@dataclass(frozen=True)
class Kind:
    name: str
    label: str
    blocks: int
    draw: Callable[..., Cell]

    def parameters(self, D: int, H: int) -> int:
        return self.blocks * H * (H + D + 1)

    def in_pytorch(self, D: int, H: int) -> int:
        return self.blocks * H * (H + D + 2)

    def products(self, D: int, H: int) -> int:
        return self.blocks * H * (H + D)

    def units(self, D: int, budget: int) -> int:
        """The most that have no more parameters than that: (2H + D + 1)² ≤ 4·budget/blocks + (D + 1)²."""
        return (isqrt(4 * (budget // self.blocks) + (D + 1) ** 2) - (D + 1)) // 2


RNN = Kind("rnn", "vanilla RNN", 1, drawn.rnn)
GRU = Kind("gru", "GRU", 3, drawn.gru)
LSTM = Kind("lstm", "LSTM", 4, drawn.lstm)
KINDS = RNN, GRU, LSTM


@dataclass(frozen=True)
class Spent:
    """Seconds of one pass."""

    ahead: float
    both: float  # ahead and back


@dataclass(frozen=True)
class Count:
    """What a cell has, and keeps, counted in its arrays."""

    parameters: int
    needed: int  # bytes
    held: int  # bytes


@dataclass(frozen=True)
class Size:
    """The three cells at one size, in the order of KINDS: their units, and what each round took."""

    units: tuple[int, ...]
    rounds: tuple[tuple[Spent, ...], ...] = ()

    def seconds(self, kind: Kind) -> float:
        return median(spent[KINDS.index(kind)].both for spent in self.rounds)

    def seconds_ahead(self, kind: Kind) -> float:
        return median(spent[KINDS.index(kind)].ahead for spent in self.rounds)

    def times(self, kind: Kind, as_long_as: Kind = RNN) -> float:
        mine, others = KINDS.index(kind), KINDS.index(as_long_as)
        return median(spent[mine].both / spent[others].both for spent in self.rounds)

    def weights(self, kind: Kind, D: int) -> float:
        """Times the RNN's."""
        of_kind, of_rnn = (one.parameters(D, self.units[KINDS.index(one)]) for one in (kind, RNN))
        return of_kind / of_rnn


class Runner:
    """A cell in training: ahead over the sequences, and back with what a loss would read at every step."""

    def __init__(self, kind: Kind, H: int, x: Array, rng: np.random.Generator) -> None:
        T, D, B = x.shape
        self.cell: Cell = kind.draw(D, H, rng, dtype=DTYPE)
        self.layer, self.x = layer(self.cell), x
        self.dh: Array = rng.standard_normal((T, H, B), dtype=DTYPE)
        self.layer.forward(x)  # makes the arrays that later passes use again
        self.layer.backward(self.dh)

    def timed(self, clock: Clock) -> Spent:
        began = clock()
        self.layer.forward(self.x)
        turned = clock()
        self.layer.backward(self.dh)
        ended = clock()
        return Spent(max(turned - began, SHORTEST), max(ended - began, SHORTEST))

    @property
    def count(self) -> Count:
        return Count(arrays.count(self.cell), needed(self.cell, self.dh.shape[1], self.x), held(self.layer))


def units(equal: str, D: int, H: int) -> tuple[int, ...]:
    """Of each cell, where the LSTM has H."""
    if equal == "units":
        return (H,) * len(KINDS)
    return tuple(kind.units(D, LSTM.parameters(D, H)) for kind in KINDS)
