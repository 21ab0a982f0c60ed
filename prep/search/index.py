"""Keeps what can be found like what is taught: writes only what differs, and the vocabulary with it."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TypeVar

from django.db import transaction
from django.db.models import Max, Min, QuerySet

from prep.search import engines, sources
from prep.search.language import stem, words
from prep.search.models import Entry, Trigram, Word
from prep.search.sources import Draft
from prep.search.text import one_line

MADE_BY = ("language.py", "text.py", "sources.py", "index.py")
AT_ONCE = 1000  # rows
MUCH = 5000
Thing = TypeVar("Thing")


@transaction.atomic
def refresh(*, topics: Collection[str] | None, complete: bool = True) -> None:
    """Makes the entries of these topics (None: of all) and of the lab say what is taught now.

    With no topic it only looks whether the lab or a topic's place changed. When the code that makes entries did, all
    of them are made again, unless it isn't to be `complete`: then the caller brings the others.
    """
    engines.alone()
    if complete and topics is not None and not _made_by_this_code():
        topics = None
    drafts = [*sources.of_the_lab()]
    if topics is None or topics:
        drafts += sources.of_topics(topics)
    held = Entry.objects.all() if topics is None else Entry.objects.filter(topic__in={*topics, ""})
    stops = sources.stops()
    if _settle(held, drafts, stops) > MUCH:
        engines.tidy()
    _realign(stops)


def is_stale() -> bool:
    """Whether there is something to refresh in an unchanged library: the lab's, or what makes entries."""
    lab = {_digest(draft, place) for place, draft in enumerate(sources.of_the_lab(), start=1)}
    return not _made_by_this_code() or lab != set(Entry.objects.filter(topic="").values_list("digest", flat=True))


def topics() -> set[str]:
    """All that have entries, or should."""
    return {*sources.stops(), *Entry.objects.exclude(topic="").order_by().values_list("topic", flat=True).distinct()}


def recipe() -> str:
    """Which code makes entries: another one makes other words of the same text."""
    return _digest_of_files()


@cache
def _digest_of_files() -> str:
    folder = Path(__file__).parent
    return hashlib.sha256(b"".join((folder / name).read_bytes() for name in MADE_BY)).hexdigest()[:16]


def _made_by_this_code() -> bool:
    made_by = Entry.objects.aggregate(first=Min("recipe"), last=Max("recipe"))
    return made_by["first"] == made_by["last"] == recipe()


def _settle(held: QuerySet[Entry], drafts: Iterable[Draft], stops: Mapping[str, int]) -> int:
    """Until the entries that are held say what the drafts say; how many rows that took."""
    places: Counter[str] = Counter()
    said: dict[tuple[str, str], tuple[str, Draft, int]] = {}
    for draft in drafts:
        places[draft.topic] += 1
        position = places[draft.topic]
        said[draft.kind, draft.address] = (_digest(draft, position), draft, position)
    gone = []
    for pk, kind, address, digest in held.values_list("pk", "kind", "address", "digest"):
        if said.get((kind, address), ("",))[0] == digest:
            del said[kind, address]
        else:
            gone.append(pk)
    change: Counter[str] = Counter()
    for some in _some(gone):
        for (vocabulary,) in Entry.objects.filter(pk__in=some).values_list("vocabulary"):
            change.subtract(vocabulary.split())
        Entry.objects.filter(pk__in=some).delete()
    for some in _some(said.values()):
        entries = [_entry(*each, stops) for each in some]
        for entry in entries:
            change.update(entry.vocabulary.split())
        Entry.objects.bulk_create(entries)
    _settle_vocabulary({word: count for word, count in change.items() if count})
    return len(gone) + len(said)


def _digest(draft: Draft, position: int) -> str:
    return hashlib.sha256(f"{recipe()} {position} {draft!r}".encode()).hexdigest()[:32]


def _entry(digest: str, draft: Draft, position: int, stops: Mapping[str, int]) -> Entry:
    heading, heading_words = one_line(draft.heading)
    if draft.name:
        heading_words = words(draft.name)
    body, body_words = one_line(draft.body)
    aside = [word for text in draft.aside for word in one_line(text)[1]]
    context = words(draft.context)
    return Entry(
        kind=draft.kind,
        address=draft.address,
        topic=draft.topic,
        stop=stops.get(draft.topic, 0),
        position=position,
        heading=heading,
        place=draft.place,
        body=body,
        heading_words=_stemmed(heading_words),
        aside_words=_stemmed(aside),
        body_words=_stemmed([*body_words, *context]),
        vocabulary=" ".join(sorted({*heading_words, *aside, *body_words, *context})),
        digest=digest,
        recipe=recipe(),
    )


def _stemmed(read: Iterable[str]) -> str:
    return " ".join(map(stem, read))


def _realign(stops: Mapping[str, int]) -> None:
    """A path's order may change without a change in its topics: each topic's entries carry its place."""
    held = dict(Entry.objects.order_by().values_list("topic").annotate(least=Min("stop")).values_list("topic", "least"))
    for topic, stop in stops.items():
        if held.get(topic, stop) != stop:
            Entry.objects.filter(topic=topic).update(stop=stop)


def _settle_vocabulary(change: Mapping[str, int]) -> None:
    last = Word.objects.aggregate(last=Max("pk"))["last"] or 0
    for some in _some(sorted(change)):
        known = dict(Word.objects.filter(text__in=some).values_list("text", "entries"))
        counts = {word: known.get(word, 0) + change[word] for word in some}
        Word.objects.bulk_create(
            [Word(text=word, stem=stem(word), entries=count) for word, count in counts.items() if count > 0],
            update_conflicts=True,
            unique_fields=["text"],
            update_fields=["stem", "entries"],
        )
        unused = [word for word, count in counts.items() if count <= 0]
        if unused:
            Trigram.objects.filter(word__text__in=unused).delete()
            Word.objects.filter(text__in=unused).delete()
    engines.spell(after=last)


def _some(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    each = iter(things)
    while some := list(islice(each, AT_ONCE)):
        yield some
