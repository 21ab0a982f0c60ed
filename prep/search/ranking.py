"""In which order hits stand. Decided here and not by the databases, so that both give the same one. Knows no rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from prep.search.language import STOP
from prep.search.wanted import Thing, Way

HEADING, ASIDE, BODY = 8.0, 4.0, 2.0
ELSEWHERE = 0.3  # of what a thing is worth in its second and third place
OFTEN = 0.5  # of a place's worth: what can be added by saying it again and again
USUAL_LENGTH = 200  # in words
WHOLE_HEADING = 6.0  # for a heading that says nothing but what was asked
SIDE_BY_SIDE = 0.5  # of a place's worth, for things that stand there in the order asked, one right after another


@dataclass(frozen=True)
class Texts:
    """An entry's words, in stems."""

    heading: str
    aside: str
    body: str


@dataclass(frozen=True)
class Worth:
    """How well texts answer, and which things they hold nothing of."""

    points: float
    missing: tuple[Thing, ...]


def judge(things: Sequence[Thing]) -> Callable[[Texts], Worth]:
    """Each thing counts by its best place and its best way, weighed by how rare it is."""
    usual = sum(thing.rarity for thing in things) / len(things)
    weighed = [(thing, thing.rarity / usual, [(way.worth, _needles(way)) for way in thing.ways]) for thing in things]
    pairs = [_pair(one, other) for one, other in pairwise(things)]

    def worth(texts: Texts) -> Worth:
        places = [(HEADING, f" {texts.heading} "), (ASIDE, f" {texts.aside} "), (BODY, f" {texts.body} ")]
        places = [(weight, text) for weight, text in places if len(text) > 2]
        points, missing = 0.0, []
        for thing, rarity, ways in weighed:
            best = max(closeness * _all(needles, places) for closeness, needles in ways)
            points += rarity * best
            if not best:
                missing.append(thing)
        if pairs:
            side_by_side = (weight * sum(any(way in text for way in pair) for pair in pairs) for weight, text in places)
            points += SIDE_BY_SIDE * max(side_by_side, default=0) / len(pairs)
        points += WHOLE_HEADING * _share(texts.heading, things)
        return Worth(points * (1 - len(missing) / len(things)), tuple(missing))

    return worth


def _pair(one: Thing, other: Thing) -> tuple[str, ...]:
    """Two things one right after another, with or without the little words that were typed between them."""
    between = "".join(f"{word} " for word in other.passed)
    return f" {one.main} {other.main} ", f" {one.main} {between}{other.main} "


def _needles(way: Way) -> tuple[str, ...]:
    """What to count in a text that has a blank before and after each word."""
    if way.adjacent:
        return (f" {' '.join(term.stem for term in way.terms)} ",)
    return tuple(f" {term.stem}" if term.begins else f" {term.stem} " for term in way.terms)


def _all(needles: Sequence[str], places: Sequence[tuple[float, str]]) -> float:
    """The mean of what they are worth where they stand; nothing if one of them stands nowhere."""
    each = [_one(needle, places) for needle in needles]
    return sum(each) / len(each) if all(each) else 0.0


def _one(needle: str, places: Sequence[tuple[float, str]]) -> float:
    *others, best = sorted([0.0, *(weight * _said(needle, text) for weight, text in places)])
    return best + ELSEWHERE * sum(others)


def _said(needle: str, text: str) -> float:
    times = text.count(needle)
    return 1 + OFTEN * (times - 1) / (times + len(text) / (6 * USUAL_LENGTH)) if times else 0.0


def _share(heading: str, things: Sequence[Thing]) -> float:
    """How much of the heading says what was asked."""
    telling = [word for word in heading.split() if word not in STOP] or heading.split()
    if not telling:
        return 0.0
    answered = sum(max(thing.answered_by(word) for thing in things) for word in telling)
    return answered / len(telling)
