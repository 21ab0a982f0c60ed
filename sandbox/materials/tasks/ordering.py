"""Sequences of four symbols, three questions about them, and what their symbols answer without the order."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import DTypeLike

from sandbox.nn import losses
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array

SYMBOLS = 4  # A, B and two that no question asks about
A, B = 0, 1
Arrangement = Literal["ordered", "fixed", "shuffled"]
Read = tuple[str, int, int]  # what has been read so far: where the question stands, how many A, how many B


@dataclass(frozen=True)
class Question:
    """A yes or no for each sequence: of many at once, and as an automaton that reads symbol by symbol."""

    key: str
    label: str  # as it stands in the middle of a sentence
    answers: Callable[[Array], Array]  # (T, N) symbols → (N,)
    begin: str
    move: Callable[[str, int], str]
    says: Callable[[Read], bool]


def _came_first(symbols: Array) -> Array:
    T = len(symbols)
    first = [np.where((symbols == each).any(axis=0), (symbols == each).argmax(axis=0), T) for each in (A, B)]
    answers: Array = first[0] < first[1]
    return answers


QUESTIONS = {
    question.key: question
    for question in (
        Question(
            "first",
            "whether the first A comes before the first B",
            _came_first,
            begin="neither",
            move=lambda state, symbol: {A: "A", B: "B"}.get(symbol, state) if state == "neither" else state,
            says=lambda read: read[0] == "A",
        ),
        Question(
            "follows",
            "whether some A is followed at once by a B",
            lambda symbols: ((symbols[:-1] == A) & (symbols[1:] == B)).any(axis=0),
            begin="no",
            move=lambda state, symbol: (
                "yes" if state == "yes" or (state, symbol) == ("after A", B) else "after A" if symbol == A else "no"
            ),
            says=lambda read: read[0] == "yes",
        ),
        Question(
            "more",
            "whether there are more A than B",
            lambda symbols: (symbols == A).sum(axis=0) > (symbols == B).sum(axis=0),
            begin="",
            move=lambda state, symbol: state,
            says=lambda read: read[1] > read[2],
        ),
    )
}


def drawn(T: int, N: int, rng: np.random.Generator) -> Array:
    """(T, N): every symbol as likely as the others, whatever came before."""
    return rng.integers(0, SYMBOLS, (T, N))


def arranged(symbols: Array, arrangement: Arrangement, permutation: Array, rng: np.random.Generator) -> Array:
    if arrangement == "ordered":
        return symbols
    return symbols[permutation] if arrangement == "fixed" else rng.permuted(symbols, axis=0)


def one_hot(symbols: Array, dtype: DTypeLike) -> Array:
    """(T, SYMBOLS, N)"""
    return np.moveaxis(np.eye(SYMBOLS, dtype=dtype)[symbols], 2, 1).copy()


def mixing(T: int, rng: np.random.Generator) -> Array:
    """A permutation that moves something."""
    while True:
        permutation = rng.permutation(T)
        if (permutation != np.arange(T)).any():
            return permutation


def ceilings(question: Question, T: int) -> tuple[float, float]:
    """The share that the best answer to each bag gets right, and the share that the best single answer gets: exactly.

    Which of the two other symbols it was makes no difference to any question, so they are one here.
    """
    ways: dict[Read, int] = {(question.begin, 0, 0): 1}
    for _ in range(T):
        longer: dict[Read, int] = defaultdict(int)
        for (state, a, b), many in ways.items():
            longer[question.move(state, A), a + 1, b] += many
            longer[question.move(state, B), a, b + 1] += many
            longer[question.move(state, SYMBOLS - 1), a, b] += many * (SYMBOLS - 2)
        ways = longer
    answered: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for read, many in ways.items():
        answered[read[1:]][question.says(read)] += many
    every = SYMBOLS**T
    return sum(map(max, answered.values())) / every, max(map(sum, zip(*answered.values(), strict=True))) / every


class Flat:
    """A dense network that reads all steps at once, as one long vector: tanh units, and two scores."""

    def __init__(self, inside: Affine, out: Affine) -> None:
        self.inside, self.out = inside, out
        self.weights = [*inside.weights, *out.weights]

    def ahead(self, x: Array, target: Array) -> float:
        """The share that is answered right. It is the cross-entropy that `back` then goes back from."""
        self.h = np.tanh(self.inside.forward(x.reshape(-1, x.shape[2])))
        scores = self.out.forward(self.h)
        _, self.dy = losses.softmax_cross_entropy(scores, target)
        return float(np.mean(scores.argmax(axis=0) == target))

    def back(self) -> list[Array]:
        """The gradients, in the order of the weights."""
        found, dh = self.out.backward(self.dy)
        inside, _ = self.inside.backward((1 - self.h**2) * dh)
        return [*inside, *found]
