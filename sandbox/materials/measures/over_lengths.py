"""A recurrent layer and causal self-attention over lengths that double: what is done, kept and carried by each.

Of one width, one sequence, float32. In use, one more token is read after T − 1 others: with a state, or with the keys
and values of them all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from sandbox.materials.measures.memory import held, needed
from sandbox.materials.measures.timing import Turns, turn
from sandbox.nn import drawn
from sandbox.nn.attention import CausalSelfAttention
from sandbox.nn.blockwise import InBlocks
from sandbox.nn.layers import OneCell, layer
from sandbox.nn.lstm import Lstm
from sandbox.nn.streaming import CachedAttention, LstmStream, RnnStream, Stream

RECURRENCE, ATTENTION, BLOCKS = range(3)
STATE, CACHE = range(2)
LABELS = {"rnn": "vanilla RNN", "lstm": "LSTM"}
SHORTEST_LENGTH = 64
QUARTER = 4
FURTHER = (2, 4, 8)  # times T, in use: no T² in the way
DTYPE = np.float32


@dataclass(frozen=True)
class Kept:
    """Bytes that training keeps for the way back, of each."""

    recurrence: int
    attention: int
    blocks: int


@dataclass(frozen=True)
class Carried:
    """Bytes that a token needs of those before it."""

    state: int
    cache: int


@dataclass(frozen=True)
class Setting:
    cell: str
    d: int
    T: int
    rounds: int

    @classmethod
    def of(cls, parameters: Mapping[str, float | str]) -> "Setting":
        d, T, rounds = (int(parameters[name]) for name in ("width", "steps", "rounds"))
        return cls(str(parameters["cell"]), d, T, rounds)

    @property
    def label(self) -> str:
        return LABELS[self.cell]

    @property
    def lengths(self) -> tuple[int, ...]:
        """Down from T by halves."""
        found = [self.T]
        while found[0] // 2 >= SHORTEST_LENGTH:
            found.insert(0, found[0] // 2)
        return tuple(found)

    @property
    def lengths_in_use(self) -> tuple[int, ...]:
        return (*self.lengths, *(self.T * further for further in FURTHER))

    def multiplications(self, T: int) -> tuple[int, int, int]:
        """Of a forward pass; with blocks, those of scores that are masked anyway are mostly left out."""
        d = self.d
        return (
            (8 if self.cell == "lstm" else 2) * T * d**2,
            4 * T * d**2 + 2 * T**2 * d,
            4 * T * d**2 + T * (T + 64) * d,
        )

    def multiplications_in_use(self, T: int) -> tuple[int, int]:
        return (8 if self.cell == "lstm" else 2) * self.d**2, 4 * self.d**2 + 2 * T * self.d


class Bench:
    """The layers, and what they are given."""

    def __init__(self, setting: Setting, seed: int) -> None:
        self.setting, self.rng = setting, np.random.default_rng(seed)
        draw = drawn.lstm if setting.cell == "lstm" else drawn.rnn
        self.cell = draw(setting.d, setting.d, self.rng, dtype=DTYPE)
        self.W = CausalSelfAttention.drawn(setting.d, 1, self.rng, DTYPE).weights[0]

    def passes(self, T: int) -> list[Callable[[], object]]:
        """Training passes over T steps: ahead, and back with what a loss would read at every step."""
        x, dy = (self.rng.standard_normal((T, self.setting.d, 1), dtype=DTYPE) for _ in range(2))
        layers = layer(self.cell), CausalSelfAttention(self.W), InBlocks(self.W)

        def both(one: OneCell | CausalSelfAttention) -> None:
            one.forward(x)
            one.backward(dy)

        return [partial(both, one) for one in layers]

    def kept(self, T: int) -> Kept:
        x = np.zeros((T, self.setting.d, 1), DTYPE)
        attended = []
        for kind in (CausalSelfAttention, InBlocks):
            attention = kind(self.W)
            attention.forward(x)
            attended.append(held(attention) - self.W.nbytes)
        return Kept(needed(self.cell, self.setting.d, x) + x.nbytes, *attended)

    def streams(self, T: int) -> tuple[Stream, CachedAttention]:
        """After T − 1 tokens."""
        keys, values = self.rng.standard_normal((2, T - 1, self.setting.d), dtype=DTYPE)
        cached = CachedAttention(self.W, T)
        cached.fill(keys, values)
        return LstmStream(self.cell) if isinstance(self.cell, Lstm) else RnnStream(self.cell), cached

    def tokens(self, T: int) -> tuple[list[Callable[[], object]], Carried]:
        """Reading token T, again and again."""
        x_t = self.rng.standard_normal(self.setting.d, dtype=DTYPE)
        stream, cached = self.streams(T)

        def once_more() -> None:
            cached.seen = T - 1
            cached.step(x_t)

        once_more()
        return [partial(stream.step, x_t), once_more], Carried(stream.carried, cached.carried)


class Record:
    """What is known so far, length by length."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.trained: list[Turns] = []
        self.kept: list[Kept] = []
        self.peaks: tuple[int, ...] = ()
        self.used: list[Turns] = []
        self.carried: list[Carried] = []

    def growth(self, which: int) -> float:
        """Times as long, from a quarter of the length to the whole."""
        return self.trained[-1].seconds(which) / self.trained[-3].seconds(which)

    def growth_in_use(self, which: int) -> float:
        """Times as long, from T to the longest."""
        return self.used[-1].seconds(which) / self.used[-1 - len(FURTHER)].seconds(which)

    @property
    def carried_at_half_and_whole(self) -> tuple[Carried, Carried]:
        whole = len(self.setting.lengths) - 1
        return self.carried[whole - 1], self.carried[whole]

    @property
    def crossing(self) -> int | None:
        """The first length from which on attention takes longer."""
        longer = [turns.times(ATTENTION, RECURRENCE) > 1 for turns in self.trained]
        if not longer[-1]:
            return None
        since = len(longer)
        while since and longer[since - 1]:
            since -= 1
        return self.setting.lengths[since]


def training(setting: Setting, T: int) -> float:
    """Seconds that a round takes, as was measured: calls, products, and what is done for each score."""
    of_recurrence, of_attention, of_blocks = setting.multiplications(T)
    calls = T * (7e-6 if setting.cell == "lstm" else 3e-6) + 200e-6
    return 4e-4 + calls + 0.25e-9 * of_recurrence + 0.11e-9 * (of_attention + of_blocks) + 21e-9 * T**2


def using(setting: Setting, T: int) -> float:
    of_state, of_cache = setting.multiplications_in_use(T)
    once = 40e-6 + 0.2e-9 * (of_state + of_cache) + 5e-9 * T
    return 3e-4 + turn(once / 2) * 2
