"""From what was typed to what is looked for: slips mended, words joined or split, other names of the same thing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from math import log
from operator import or_

from django.db.models import Q

from prep.search import engines
from prep.search.language import (
    ASKING,
    KNOWN_BY_NAME,
    LETTERS,
    LONGEST_PHRASE,
    STOP,
    WORD,
    distance,
    errors_allowed,
    folded_match,
    same_meaning,
    shared_at_least,
    stem,
    trigrams,
)
from prep.search.models import Word
from prep.search.wanted import BEGINNING, CORRECTED, EXACT, SYNONYM, Term, Thing, Way

MOST_WORDS = 12
SHORTEST_PART = 3
# From here on what was typed can be longer than the stem of the word that it begins.
LONGER_THAN_A_STEM = 4
ENDINGS = 6
COMMONEST = "the"
SAYS_NOTHING = STOP | ASKING


@dataclass(frozen=True)
class Typed:
    """A word as it was typed, folded, and what it was taken for."""

    shown: str
    folded: str
    taken_for: str

    @property
    def mended(self) -> bool:
        return self.folded != self.taken_for


@dataclass(frozen=True)
class Understood:
    words: tuple[Typed, ...]
    things: tuple[Thing, ...]
    cut: bool  # there were more words than are looked for


class Vocabulary:
    """Of the words that are known, those that matter for a few that were typed: asked once for all of them."""

    def __init__(self, asked: Iterable[str]) -> None:
        asked = list(dict.fromkeys(asked))
        whole = {*asked, *(half for word in asked for pair in _splits(word) for half in pair)}
        whole |= {COMMONEST} | {one + other for one, other in pairwise(asked)}
        conditions = [Q(text__in=whole), Q(stem__in={stem(word) for word in whole})]
        conditions += [engines.beginning(word) for word in asked if len(word) >= LONGER_THAN_A_STEM]
        rows = Word.objects.filter(reduce(or_, conditions)).values_list("text", "stem", "entries") if asked else ()
        self.entries: dict[str, int] = {}
        self.stems: dict[str, int] = {}
        for text, its, entries in rows:
            self.entries[text] = entries
            self.stems[its] = max(self.stems.get(its, 0), entries)

    @property
    def size(self) -> int:
        """In how many entries the commonest word stands: about how many there are."""
        return max(self.entries.values(), default=0)

    def holds(self, word: str) -> bool:
        return word in self.entries or stem(word) in self.stems

    def knows(self, word: str) -> bool:
        """Whether it needs no mending: it stands somewhere, begins something that does, or is a name we know."""
        return (
            self.holds(word)
            or word in STOP
            or stem(word) in KNOWN_BY_NAME
            or any(known.startswith(word) for known in self.entries)
        )

    def stems_begun_by(self, word: str) -> list[str]:
        """Of "vanishin", "vanish": the stems of words that begin like it, and are themselves shorter."""
        begun = {stem(known): count for known, count in self.entries.items() if known.startswith(word)}
        ends = [its for its in begun if not its.startswith(word)]
        return sorted(ends, key=lambda its: (-begun[its], its))[:ENDINGS]

    def split(self, word: str) -> tuple[str, str] | None:
        """Into two words that both stand somewhere; if there are several ways, where the rarer one is commonest."""
        ways = [pair for pair in _splits(word) if all(half in self.entries for half in pair)]
        return max(ways, key=lambda pair: min(self.entries[half] for half in pair), default=None)


def _splits(word: str) -> list[tuple[str, str]]:
    return [(word[:at], word[at:]) for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)]


def understand(query: str, *, verbatim: bool) -> Understood:
    """`verbatim` mends nothing."""
    found = [(match[0], folded_match(match[0])) for match in WORD.finditer(query)]
    typed = [Typed(shown, folded, folded) for shown, folded in found if folded]
    words = typed[:MOST_WORDS]
    vocabulary = Vocabulary(word.folded for word in words)
    if not verbatim:
        mended = [Typed(word.shown, word.folded, _mended(word.folded, vocabulary)) for word in words]
        if mended != words:
            words, vocabulary = mended, Vocabulary(word.taken_for for word in mended)
    # The same word twice is one thing.
    things = {thing.ways: thing for thing in reversed([*_things(words, vocabulary)])}
    return Understood(tuple(words), tuple(reversed(things.values())), cut=len(typed) > MOST_WORDS)


def _mended(word: str, vocabulary: Vocabulary) -> str:
    """One slip before two words written as one, and those before two slips."""
    if vocabulary.knows(word):
        return word
    apart, nearest = _nearest(word)
    if apart != 1 and vocabulary.split(word):
        return word
    return nearest or _nearest(stem(word))[1] or word


def _nearest(word: str) -> tuple[int, str]:
    """The known word with the fewest slips, how many that are; 0 and nothing if there is none near enough."""
    errors = errors_allowed(word)
    if not errors:
        return 0, ""
    rows = engines.similar(
        trigrams(word), lengths=(len(word) - errors, len(word) + errors), shared=shared_at_least(word, errors)
    )
    apart = [(distance(word, text, errors), text[0] != word[0], -entries, text) for text, entries in rows]
    near = min((each for each in apart if each[0] <= errors and LETTERS.fullmatch(each[3])), default=None)
    return (near[0], near[3]) if near else (0, "")


def _things(words: Sequence[Typed], vocabulary: Vocabulary) -> Iterator[Thing]:
    """From left to right the longest phrase that has another name, else two words that are also written as one, else
    the word. Words that say nothing are left out, unless there are no others."""
    anything = any(word.taken_for not in SAYS_NOTHING for word in words)
    at, passed = 0, ()
    while at < len(words):
        spans = (words[at : at + length] for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1))
        span = next((span for span in spans if any(same_meaning(_stems(span)))), ())
        pair = words[at : at + 2]
        if span:
            ways = [*_plainly(span, vocabulary), *_others(_stems(span))]
        elif len(pair) == 2 and vocabulary.holds("".join(word.taken_for for word in pair)):
            span, ways = pair, _joined(pair, vocabulary)
        elif words[at].taken_for not in SAYS_NOTHING or not anything:
            span, ways = words[at : at + 1], _ways(words[at], vocabulary)
        if span:
            yield _thing(span, ways, passed, vocabulary)
        passed = () if span else (*passed, stem(words[at].taken_for))
        at += len(span) or 1


def _thing(words: Sequence[Typed], ways: Iterable[Way], passed: tuple[str, ...], vocabulary: Vocabulary) -> Thing:
    ways = tuple(ways)
    entries = max(vocabulary.stems.get(term.stem, 0) for way in ways for term in way.terms)
    rarity = log((2 + vocabulary.size) / (1 + min(entries, vocabulary.size)))
    return Thing(" ".join(word.shown for word in words), ways, passed, rarity)


def _stems(words: Sequence[Typed]) -> tuple[str, ...]:
    return tuple(stem(word.taken_for) for word in words)


def _plainly(words: Sequence[Typed], vocabulary: Vocabulary) -> Iterator[Way]:
    """One word in all its ways, several all together."""
    if len(words) == 1:
        yield from _ways(words[0], vocabulary)
    else:
        telling = [word for word in words if word.taken_for not in STOP]
        yield Way(tuple(map(Term, dict.fromkeys(_stems(telling or words)))))


def _ways(word: Typed, vocabulary: Vocabulary) -> Iterator[Way]:
    """A word by itself: as it is, as the beginning of others, as two."""
    taken_for, whole = word.taken_for, stem(word.taken_for)
    worth = CORRECTED if word.mended else EXACT
    yield Way((Term(whole),), worth)
    yield Way((Term(taken_for, begins=True),), worth * BEGINNING)
    for its in vocabulary.stems_begun_by(taken_for):
        if its != whole:
            yield Way((Term(its),), worth * BEGINNING)
    halves = vocabulary.split(taken_for)
    if halves:
        yield Way(tuple(Term(stem(half)) for half in halves), worth * SYNONYM, adjacent=True)


def _others(phrase: tuple[str, ...]) -> Iterator[Way]:
    for other in same_meaning(phrase):
        yield Way(tuple(map(Term, other)), SYNONYM, adjacent=len(other) > 1)


def _joined(pair: Sequence[Typed], vocabulary: Vocabulary) -> Iterator[Way]:
    """ "back propagation" and "backpropagation"; and what else the one word is called."""
    if all(vocabulary.knows(word.taken_for) for word in pair):
        yield Way(tuple(map(Term, _stems(pair))))
    one = stem("".join(word.taken_for for word in pair))
    yield Way((Term(one),), SYNONYM)
    yield from _others((one,))
