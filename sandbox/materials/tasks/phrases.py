"""Short sentences of praise and blame from a small grammar, in four kinds that differ in what “not” does."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from sandbox.nn.arrays import Array

SUBJECTS = ("the food", "the film", "the room", "the trip")
GOOD = ("good", "great", "fine", "lovely")
BAD = ("bad", "dull", "poor", "awful")
KINDS = {
    "plain": "no “not”",
    "negated": "“not” turns it round",
    "scope": "“not only” turns nothing round",
    "order": "the same words, both ways round",
}


@dataclass(frozen=True)
class Phrase:
    text: str
    kind: str
    positive: bool

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.text.split())

    @property
    def bag(self) -> tuple[str, ...]:
        """The words without their order: sorted."""
        return tuple(sorted(self.words))


def _all() -> tuple[Phrase, ...]:
    found = []
    for subject in SUBJECTS:
        for positive, own, other in ((True, GOOD, BAD), (False, BAD, GOOD)):
            said = [("plain", f"{was} {word}") for word in own for was in ("was", "was very")]
            said += [("plain", f"was {one} and {two}") for one, two in permutations(own, 2)]
            said += [("negated", f"was not {word}{end}") for word in other for end in ("", " at all")]
            said += [("scope", f"was not only {one} but {two}") for one, two in permutations(own, 2)]
            for one in own:
                for two in other:
                    said += [("order", f"was {one} and not {two}"), ("order", f"was not {two} but {one}")]
            found += [Phrase(f"{subject} {rest}", kind, positive) for kind, rest in said]
    return tuple(found)


PHRASES = _all()
VOCABULARY = tuple(sorted({word for phrase in PHRASES for word in phrase.words}))
NUMBERS = {word: number for number, word in enumerate(VOCABULARY)}
LONGEST = max(len(phrase.words) for phrase in PHRASES)


def named(text: str) -> Phrase:
    return next(phrase for phrase in PHRASES if phrase.text == text)


def split(
    kept_out: Sequence[Phrase], share: float, rng: np.random.Generator
) -> tuple[tuple[Phrase, ...], tuple[Phrase, ...]]:
    """To train on and to be tested on: a share of the bags of each kind, and all phrases of a bag go together."""
    held = {phrase.bag for phrase in kept_out}
    for kind in KINDS:
        bags = sorted({phrase.bag for phrase in PHRASES if phrase.kind == kind})
        held |= {bags[at] for at in rng.permutation(len(bags))[: round(share * len(bags))]}
    train, test = (tuple(each for each in PHRASES if (each.bag in held) is tested) for tested in (False, True))
    return train, test


def ceiling(phrases: Sequence[Phrase]) -> float:
    """The most of them that a classifier can get right that sees their bags alone: it says one thing of each bag."""
    judged: dict[tuple[str, ...], Counter[bool]] = defaultdict(Counter)
    for phrase in phrases:
        judged[phrase.bag][phrase.positive] += 1
    return sum(max(counts.values()) for counts in judged.values()) / len(phrases)


@dataclass(frozen=True)
class Batch:
    x: Array  # (T, V, B), zero after a phrase's end
    lengths: Array  # (B,)
    labels: Array  # (B,): 1 where the phrase is positive

    @property
    def bags(self) -> Array:
        """(V, B): how often each word is there."""
        counts: Array = self.x.sum(axis=0)
        return counts


def batch(phrases: Sequence[Phrase]) -> Batch:
    x = np.zeros((LONGEST, len(VOCABULARY), len(phrases)), np.float32)
    for column, phrase in enumerate(phrases):
        for t, word in enumerate(phrase.words):
            x[t, NUMBERS[word], column] = 1
    lengths = np.array([len(phrase.words) for phrase in phrases])
    return Batch(x, lengths, np.array([int(phrase.positive) for phrase in phrases]))
