"""Word models whose every probability is known, each word depending on the last alone, and ways to get a text of one.

A text is a tuple of numbers of words. The last of them is the end, which counts as a word; a text without it was
cut off. A model that has no end goes on for ever, and all its texts are cut off.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import inf

import numpy as np

from sandbox.nn.arrays import Array

Text = tuple[int, ...]
CONCENTRATION = 0.3  # of the Dirichlet distribution that probabilities are drawn from


@dataclass(frozen=True)
class Markov:
    words: tuple[str, ...]
    first: Array  # (V,): what a text begins with
    after: Array  # (V, V + 1): what follows each word; the last column is the end

    @property
    def ends(self) -> bool:
        return bool(self.after[:, -1].any())

    @property
    def end(self) -> int:
        return len(self.words)

    @cached_property
    def log_first(self) -> Array:
        return _log2(self.first)

    @cached_property
    def log_after(self) -> Array:
        return _log2(self.after)

    def spelt(self, text: Text) -> str:
        """With dots where it was cut off before an end."""
        words = " ".join(self.words[word] for word in text if word != self.end)
        return words if text[-1] == self.end or not self.ends else f"{words} …"

    def log2_p(self, text: Text) -> float:
        """Of a text with its end; of one that was cut off, all that begin like it."""
        steps = pairwise(text)
        return float(self.log_first[text[0]] + sum(self.log_after[last, word] for last, word in steps))


def of(following: Mapping[str, Mapping[str, float]]) -> Markov:
    """Of what follows each word; "" is the beginning and the end."""
    words = tuple(word for word in following if word)
    columns = (*words, "")
    rows = {last: np.array([nexts.get(word, 0.0) for word in columns]) for last, nexts in following.items()}
    return Markov(words, rows[""][:-1], np.array([rows[word] for word in words]))


def random(words: tuple[str, ...], rng: np.random.Generator) -> Markov:
    """What follows each word, drawn: a few successors are likely, and most are not. So it is with the end."""
    V = len(words)
    first = rng.dirichlet(np.full(V, CONCENTRATION))
    return Markov(words, first, rng.dirichlet(np.full(V + 1, CONCENTRATION), V))


def score(model: Markov, text: Text, penalty: float) -> float:
    """log₂ p over the length to the power of the penalty; the end counts as a word."""
    return model.log2_p(text) / float(len(text) ** penalty)


def beam(model: Markov, width: int, most: int, penalty: float = 0.0) -> Text:
    """The best by score of the texts that ended among the likeliest beginnings kept at each word; of width 1, greedy.

    Where none has ended, the likeliest that was cut off.
    """
    log_after = model.log_after.tolist()
    alive = _likeliest([((word,), p) for word, p in enumerate(model.log_first.tolist()) if p > -inf], width)
    ended: list[tuple[Text, float]] = []
    for _ in range(most - 1):
        grown = [((*text, word), p + q) for text, p in alive for word, q in enumerate(log_after[text[-1]]) if q > -inf]
        kept = _likeliest(grown, width)
        ended += [one for one in kept if one[0][-1] == model.end]
        alive = [one for one in kept if one[0][-1] != model.end]
    return max(ended or alive, key=lambda one: one[1] / len(one[0]) ** penalty)[0]


def best(model: Markov, most: int, penalty: float = 0.0) -> Text:
    """The best by score of all texts that end in time, exactly: of each length, the likeliest (Viterbi)."""
    reached = model.log_first  # (V,): by the likeliest text that has this word last
    texts: list[Text] = [(word,) for word in range(len(model.words))]
    ended: list[Text] = []
    for _ in range(most - 1):
        through = reached[:, None] + model.log_after  # (V, V + 1)
        before, likeliest = through.argmax(axis=0), through.max(axis=0)
        grown: list[Text] = [(*texts[last], word) for word, last in enumerate(before)]
        if likeliest[-1] > -inf:
            ended.append(grown[-1])
        texts, reached = grown[:-1], likeliest[:-1]
    return max(ended or [texts[int(reached.argmax())]], key=lambda text: score(model, text, penalty))


def samples(model: Markov, many: int, most: int, temperature: float, rng: np.random.Generator) -> list[Text]:
    """Drawn word by word from p to the power of 1/τ, made to add up to 1; cut off after so many words."""
    first, after = (_cumulated(p, temperature) for p in (model.first[None], model.after))
    texts = []
    for u in rng.random((many, most)):
        text = [int(np.searchsorted(first[0], u[0], side="right"))]
        for each in u[1:]:
            if text[-1] == model.end:
                break
            text.append(int(np.searchsorted(after[text[-1]], each, side="right")))
        texts.append(tuple(text))
    return texts


def expected(model: Markov, most: int) -> tuple[float, float]:
    """The mean surprise in bits of a text that is sampled at temperature 1, and its mean length: exactly."""
    here = model.first  # (V,): the probability that there is a word here, and that it is this one
    bits, length = _entropies(here[None]).sum(), 1.0
    for _ in range(most - 1):
        length += here.sum()
        bits += here @ _entropies(model.after)
        here = here @ model.after[:, :-1]
    return float(bits), float(length)


def said_before(text: Text) -> float:
    """The share of a text's pairs of neighbours that it had before."""
    pairs = list(pairwise(text))
    return 1 - len(set(pairs)) / len(pairs) if pairs else 0.0


def _likeliest(texts: list[tuple[Text, float]], width: int) -> list[tuple[Text, float]]:
    return sorted(texts, key=lambda one: -one[1])[:width]


def _cumulated(p: Array, temperature: float) -> Array:
    sharpened = (p / p.max(axis=1, keepdims=True)) ** (1 / temperature)
    cumulated: Array = np.cumsum(sharpened / sharpened.sum(axis=1, keepdims=True), axis=1)
    cumulated[cumulated > 1 - 1e-12] = 1.0  # what rounding left of it must not be drawn
    return cumulated


def _entropies(p: Array) -> Array:
    """Of each row."""
    bits: Array = -np.sum(p * np.log2(p, where=p > 0, out=np.zeros_like(p)), axis=1)
    return bits


def _log2(p: Array) -> Array:
    return np.log2(p, where=p > 0, out=np.full_like(p, -inf))
