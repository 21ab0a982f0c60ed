"""Gates, looked at: what they are on what occasion, which units carry the memory, and what a fixed gate costs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from sandbox.materials.pupils.storing import (
    ANSWERS,
    ASK,
    DTYPE,
    ERASE,
    FIRST_LETTER,
    NOTHING,
    STORE,
    Keeper,
    as_inputs,
    stored,
)
from sandbox.nn import gru, losses, lstm
from sandbox.nn.arrays import Array
from sandbox.nn.gru import Gru
from sandbox.nn.lstm import Lstm

OPEN = 1 - 1e-6  # as near to 1 as a gate is held


@dataclass(frozen=True)
class Part:
    """A gate or a candidate."""

    key: str  # as the cell's weights have it
    name: str
    symbol: str
    signed: bool = False  # a candidate: from −1 to 1


@dataclass(frozen=True)
class Kind:
    name: str
    parts: tuple[Part, ...]  # the gate that keeps or lets go comes first
    state: str
    state_name: str
    keeps: str  # the share of the memory that a step lets through

    @property
    def gates(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if not part.signed)


KINDS: Mapping[str, Kind] = {
    "lstm": Kind(
        "LSTM",
        (
            Part("f", "forget gate", "f"),
            Part("i", "input gate", "i"),
            Part("g", "candidate", "c\N{COMBINING TILDE}", signed=True),
            Part("o", "output gate", "o"),
        ),
        "c",
        "cell state",
        "f",
    ),
    "gru": Kind(
        "GRU",
        (
            Part("z", "update gate", "z"),
            Part("r", "reset gate", "r"),
            Part("n", "candidate", "h\N{COMBINING TILDE}", signed=True),
        ),
        "h",
        "state",
        "1 − z",
    ),
}


@dataclass(frozen=True)
class Walk:
    """Everything that a cell made of a sequence or of many, each (T, H, B)."""

    values: Mapping[str, Array]  # by a part's key
    memory: Array  # the cell state, or a GRU's state
    h: Array

    @property
    def keeps(self) -> Array:
        """The share of the memory that each step lets through."""
        kept: Array = self.values["f"] if "f" in self.values else 1 - self.values["z"]
        return kept


def walk(cell: Lstm | Gru, codes: Array) -> Walk:
    x = as_inputs(codes)
    if isinstance(cell, Lstm):
        nothing = np.zeros((len(cell.b_f), x.shape[2]), DTYPE)
        of_lstm = lstm.forward(cell, x, nothing, nothing)
        values = {key: np.stack([getattr(step, key) for step in of_lstm]) for key in "figo"}
        return Walk(values, np.stack([step.c for step in of_lstm]), np.stack([step.h for step in of_lstm]))
    of_gru = gru.forward(cell, x, np.zeros((len(cell.b_z), x.shape[2]), DTYPE))
    h = np.stack([step.h for step in of_gru])
    return Walk({key: np.stack([getattr(step, key) for step in of_gru]) for key in "zrn"}, h, h)


def held_at(cell: Lstm | Gru, part: Part, values: Array) -> Lstm | Gru:
    """The same cell, but that the part has the same value for each unit (H,) at every step: its bias says so alone."""
    values = np.clip(values, 1 - OPEN, OPEN) if not part.signed else np.clip(values, -OPEN, OPEN)
    b = np.arctanh(values) if part.signed else np.log(values / (1 - values))
    silent = [f"W_{part.key}", f"U_{part.key}"]
    if part.key == "n":
        silent.append("b_u")
    fixed = {name: np.zeros_like(getattr(cell, name)) for name in silent} | {f"b_{part.key}": b.astype(DTYPE)}
    return replace(cell, **fixed)


def answers(out: Array, h: Array) -> Array:
    """Probabilities, (T, K, B), read from the states by [W | b]."""
    p: Array = np.exp(losses.log_softmax(np.matmul(out[:, :-1], h) + out[:, -1:]))
    return p


@dataclass(frozen=True)
class Score:
    """The shares of questions that are answered right."""

    all: float
    held: float  # where a digit is stored
    empty: float  # where nothing is


def score(cell: Lstm | Gru, out: Array, codes: Array) -> Score:
    right = stored(codes)
    hit = answers(out, walk(cell, codes).h).argmax(axis=1) == right
    asked, empty = codes == ASK, right == NOTHING
    return Score(*(float(hit[among].mean()) for among in (asked, asked & ~empty, asked & empty)))


def constant_score(codes: Array) -> float:
    """The best that one and the same answer does."""
    asked = stored(codes)[codes == ASK]
    return float(np.bincount(asked, minlength=len(ANSWERS)).max() / len(asked))


def carried(seen: Walk, codes: Array) -> Array:
    """How much of what each unit holds at a question is about the answer: variance between answers over all, (H,)."""
    asked, right = codes == ASK, stored(codes)
    memory, answer = np.moveaxis(seen.memory, 1, -1)[asked].astype(float), right[asked]
    groups = [memory[answer == each] for each in range(len(ANSWERS)) if np.any(answer == each)]
    between = sum(len(group) * (group.mean(axis=0) - memory.mean(axis=0)) ** 2 for group in groups) / len(memory)
    share: Array = between / np.maximum(memory.var(axis=0), 1e-12)
    return share


def occasions(codes: Array) -> dict[str, Array]:
    """Where what happens, as masks (T, B). Before the first step nothing is held."""
    right = stored(codes)
    first = np.ones((1, codes.shape[1]), bool)
    held = np.vstack([~first, right[:-1] != NOTHING])
    after_store = np.vstack([~first, codes[:-1] == STORE])
    letter, digit = codes >= FIRST_LETTER, (codes > ASK) & (codes < FIRST_LETTER)
    return {
        "letter, a digit stored": letter & held,
        "letter, nothing stored": letter & ~held,
        "digit without “(”, one stored": digit & ~after_store & held,
        "“(”, a digit stored": (codes == STORE) & held & ~after_store,
        "digit after “(”, one stored": digit & after_store & held,
        "“)”, a digit stored": (codes == ERASE) & held & ~after_store,
        "“?”, a digit stored": (codes == ASK) & held,
    }


STAYS = "letter, a digit stored"
GOES = ("“(”, a digit stored", "digit after “(”, one stored", "“)”, a digit stored")


@dataclass(frozen=True)
class Anatomy:
    """A trained cell, looked at on many streams."""

    kind: Kind
    cell: Lstm | Gru
    out: Array
    codes: Array
    seen: Walk
    order: Array  # the units, the one that carries most first

    @classmethod
    def of(cls, keeper: Keeper, kind: Kind, codes: Array) -> "Anatomy":
        cell = keeper.cell
        seen = walk(cell, codes)
        return cls(kind, cell, keeper.out.weights[0], codes, seen, np.argsort(-carried(seen, codes), kind="stable"))

    @property
    def carriers(self) -> Array:
        """The half of the units that carry most."""
        return self.order[: ceil(len(self.order) / 2)]

    def mean(self, values: Array, where: Array) -> float:
        """Over the carriers."""
        found = np.moveaxis(values[:, self.carriers], 1, -1)[where]
        return float(np.abs(found).mean()) if found.size else 0.0

    def keeps(self, *on: str) -> float:
        places = occasions(self.codes)
        return sum(self.mean(self.seen.keeps, places[each]) for each in on) / len(on)

    @property
    def intact(self) -> Score:
        return score(self.cell, self.out, self.codes)

    def held_open(self) -> Score:
        """With the gate that decides about the memory at 1: an LSTM never forgets, a GRU always writes."""
        gate = self.kind.parts[0]
        return score(held_at(self.cell, gate, np.full(len(self.order), OPEN)), self.out, self.codes)

    def held_at_mean(self, key: str) -> Score:
        part = next(part for part in self.kind.parts if part.key == key)
        means = self.seen.values[key].mean(axis=(0, 2), dtype=float)
        return score(held_at(self.cell, part, means), self.out, self.codes)
