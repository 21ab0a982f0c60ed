"""What is looked for, once a query is understood. Pure: words in, words out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from prep.search.language import stem

EXACT, SYNONYM, BEGINNING, CORRECTED = 1.0, 0.85, 0.6, 0.5


@dataclass(frozen=True)
class Term:
    """A stem, or with `begins` whatever begins like it."""

    stem: str
    begins: bool = False


@dataclass(frozen=True)
class Way:
    """One way to say a thing: all its terms, if `adjacent` one right after another. `worth` is how close that is."""

    terms: tuple[Term, ...]
    worth: float = EXACT
    adjacent: bool = False


@dataclass(frozen=True)
class Thing:
    """One of the things that are looked for: as it was typed, and all ways to say it, the plainest first."""

    typed: str
    ways: tuple[Way, ...]
    passed: tuple[str, ...] = ()  # what was typed right before it and says nothing by itself, in stems
    rarity: float = 1.0

    @property
    def main(self) -> str:
        return " ".join(term.stem for term in self.ways[0].terms)

    def answered_by(self, stem: str) -> float:
        """How well one word of a text says it, or its part of it."""
        return max(
            (
                way.worth
                for way in self.ways
                for term in way.terms
                if term.stem == stem or (term.begins and stem.startswith(term.stem))
            ),
            default=0.0,
        )


@dataclass(frozen=True)
class Reading:
    """Of words in a row: which of them say one of the things."""

    things: tuple[Thing, ...]

    def __call__(self, folded: Sequence[str]) -> list[int]:
        """For each word the number of the thing that it says, from 1, or 0."""
        numbers = [self._number(word) for word in folded]
        stems = [stem(word) for word in folded] if self._phrases else []
        for number, phrase in self._phrases:
            for at in range(len(stems) - len(phrase) + 1):
                if stems[at] == phrase[0] and tuple(stems[at : at + len(phrase)]) == phrase:
                    numbers[at : at + len(phrase)] = [number] * len(phrase)
        return numbers

    def _number(self, word: str) -> int:
        number = self._seen.get(word)
        if number is None:
            begun = next((number for number, start in self._beginnings if word.startswith(start)), 0)
            number = self._seen[word] = self._exact.get(stem(word), begun)
        return number

    @cached_property
    def _seen(self) -> dict[str, int]:
        return {}

    @cached_property
    def _exact(self) -> dict[str, int]:
        return {term.stem: number for number, term in self._single() if not term.begins}

    @cached_property
    def _beginnings(self) -> list[tuple[int, str]]:
        return [(number, term.stem) for number, term in self._single() if term.begins]

    @cached_property
    def _phrases(self) -> list[tuple[int, tuple[str, ...]]]:
        return [
            (number, tuple(term.stem for term in way.terms))
            for number, thing in enumerate(self.things, start=1)
            for way in thing.ways
            if way.adjacent
        ]

    def _single(self) -> Iterator[tuple[int, Term]]:
        for number, thing in enumerate(self.things, start=1):
            for way in thing.ways:
                if not way.adjacent:
                    yield from ((number, term) for term in way.terms)
