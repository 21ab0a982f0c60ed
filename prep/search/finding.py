"""The search's one door, `find`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from prep.search import engines, text
from prep.search.models import Entry
from prep.search.ranking import Texts, judge
from prep.search.sources import KINDS
from prep.search.understanding import Typed, understand
from prep.search.wanted import Reading, Thing

LONGEST_QUERY = 200
SHOWN = 25
FEW = 5
MOST_NEAR = 10
ORDER = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class Hit:
    """An entry that was found, with what was looked for marked in it. `missing` is what it doesn't hold, as typed."""

    kind: str
    address: str
    heading: SafeString
    body: SafeString
    place: str
    missing: tuple[str, ...] = ()

    @property
    def one(self) -> str:
        """What it is, in words."""
        return KINDS[self.kind].one


@dataclass(frozen=True)
class Found:
    """What was made of a query.

    `words` are what was typed, and taken for. `hits` hold all of it but `nowhere`, which stands in no entry at all;
    `by_kind` counts them. Where they are few, `near` are others that hold some of it.
    """

    words: tuple[Typed, ...] = ()
    hits: tuple[Hit, ...] = ()
    by_kind: Mapping[str, int] = field(default_factory=dict)
    near: tuple[Hit, ...] = ()
    nowhere: tuple[str, ...] = ()
    cut: bool = False  # `words` are only the first of those that were typed

    @property
    def total(self) -> int:
        return sum(self.by_kind.values())

    @property
    def mended(self) -> bool:
        return any(word.mended for word in self.words)


def find(query: str, *, kind: str = "", limit: int = SHOWN, verbatim: bool = False) -> Found:
    """The best first. `kind` is a key of KINDS: hits of that alone; `verbatim` mends no slips."""
    understood = understand(query[:LONGEST_QUERY], verbatim=verbatim)
    things, nowhere = understood.things, ()
    if not things:
        return Found(understood.words)
    every = engines.found(things, every=True, kind=kind)
    if not every.total:
        there = [thing for thing in things if engines.found([thing], every=True, kind=kind).total]
        nowhere = tuple(thing.typed for thing in things if thing not in there)
        things = tuple(there)
        if nowhere and there:
            every = engines.found(things, every=True, kind=kind)
    near: tuple[Hit, ...] = ()
    if every.total < FEW and len(things) > 1:
        some = engines.found(things, every=False, kind=kind)
        near = _hits([pk for pk in some.best if pk not in every.best], things, MOST_NEAR)
    return Found(
        words=understood.words,
        hits=_hits(every.best, things, limit),
        by_kind=every.by_kind,
        near=near,
        nowhere=nowhere,
        cut=understood.cut,
    )


def _hits(candidates: Sequence[int], things: Sequence[Thing], limit: int) -> tuple[Hit, ...]:
    if not candidates:
        return ()
    judged, reading = judge(things), Reading(tuple(things))
    entries = Entry.objects.filter(pk__in=candidates).defer("vocabulary")
    worths = [(entry, judged(Texts(entry.heading_words, entry.aside_words, entry.body_words))) for entry in entries]
    worths.sort(key=lambda each: (-KINDS[each[0].kind].weight * each[1].points, *_order(each[0])))
    return tuple(
        Hit(
            entry.kind,
            entry.address,
            text.marked(entry.heading, reading),
            text.snippet(entry.body, reading),
            entry.place,
            tuple(thing.typed for thing in worth.missing),
        )
        for entry, worth in worths[:limit]
    )


def _order(entry: Entry) -> tuple[int, int, int]:
    """Where what is equally good stands."""
    return ORDER[entry.kind], entry.stop, entry.position
