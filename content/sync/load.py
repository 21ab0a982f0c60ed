"""One short transaction, one process at a time: from a compiled library to rows that say the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from content.compiler.library import Compiled
from content.compiler.values import Topic as TopicValue
from content.models import Edition, Misconception, Objective, Topic, Track
from content.queries import loaded
from content.sync import pieces, rows, said
from content.sync.report import Report

# PostgreSQL's advisory lock; SQLite's transactions begin IMMEDIATE, which is one.
LOCK = 0x5EC0FFEE


class Overtaken(Exception):
    """Another process loaded something else since this was compiled: compile again."""


def load(compiled: Compiled, *, now: datetime, anew: bool = False) -> Report:
    """Makes the rows say what the library says and touches only topics that changed; `anew`, every one."""
    if compiled.problems:
        raise ValueError("A library with problems is not fit to be loaded.")
    prepared = {
        topic.key: pieces.of(topic, f"{track.key}/{topic.key}")
        for track in compiled.library.tracks
        for topic in track.topics
        if topic.key in compiled.recompiled
    }
    with transaction.atomic():
        _one_at_a_time()
        edition = loaded.edition()
        if edition and edition.digest == compiled.digest and not anew:
            return Report(edition=edition.pk, before=edition.digest)
        report = _settled(compiled, prepared, now=now, anew=anew)
        report.before = edition.digest if edition else None
        if not edition or edition.digest != compiled.digest or report != Report():
            edition = Edition.objects.create(at=now, digest=compiled.digest, report=report.as_json())
        report.edition = edition.pk
        return report


def mark(edition: int, *, digest: str) -> None:
    """An edition whose digest is no library's is one that a load didn't finish: the next one does."""
    Edition.objects.filter(pk=edition).update(digest=digest)


def _one_at_a_time() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


@dataclass(frozen=True)
class _Scope:
    """What this load is about: the topics to be written, and the ids of all whose rows may be touched with them."""

    written: tuple[TopicValue, ...]
    touched: frozenset[int]
    ids: Mapping[str, int]


def _settled(compiled: Compiled, prepared: Mapping[str, list[pieces.Said]], *, now: datetime, anew: bool) -> Report:
    report = Report()
    tracks = rows.settle(
        Track, {row.key: row for row in Track.objects.all()}, said.tracks(compiled.library.tracks), report, now=now
    )
    scope = _topics(compiled, tracks, report, now=now, anew=anew)
    _link(scope, report)
    objectives = said.objectives(scope.written, scope.ids)
    found = rows.among(Objective.objects.all(), topics=scope.touched, keys=rows.keys_and_before(objectives))
    found = rows.settle(Objective, found, objectives, report, now=now)
    misconceptions = said.misconceptions(scope.written, scope.ids, _ids_of_objectives(scope.written, found))
    found_beliefs = rows.among(
        Misconception.objects.all(), topics=scope.touched, keys=rows.keys_and_before(misconceptions)
    )
    rows.settle(Misconception, found_beliefs, misconceptions, report, now=now)
    wanted = [piece for topic in scope.written for piece in prepared[topic.key]]
    pieces.settle(wanted, scope.ids, scope.touched, report, now=now)
    report.topics |= {topic.key for topic in scope.written}
    return report


def _topics(compiled: Compiled, tracks: Mapping[str, Track], report: Report, *, now: datetime, anew: bool) -> _Scope:
    values = [topic for track in compiled.library.tracks for topic in track.topics]
    found = {row.key: row for row in Topic.objects.defer("outline")}
    same = {key for key, row in found.items() if not row.retired_at} & {
        topic.key for topic in values if topic.key in found and found[topic.key].digest == topic.digest
    }
    if not {topic.key for topic in values} - {*compiled.recompiled} <= same:
        raise Overtaken
    changed = {
        topic.key: topic for topic in values if topic.key in compiled.recompiled and (anew or topic.key not in same)
    }
    before = {row.pk: (row.key, row.retired_at) for row in found.values()}
    track_ids = {key: row.pk for key, row in tracks.items()}
    settled = rows.settle(Topic, found, said.topics(compiled.library.tracks, track_ids, changed), report, now=now)
    gone = [row for row in settled.values() if row.retired_at == now]
    written_ids = {settled[key].pk for key in changed}
    for row in settled.values():
        key, retired_at = before.get(row.pk, (row.key, row.retired_at))
        if (key, retired_at) != (row.key, row.retired_at):
            report.topics |= {key, row.key}
    return _Scope(
        written=tuple(changed.values()),
        touched=frozenset(written_ids | {row.pk for row in gone}),
        ids={key: row.pk for key, row in settled.items()},
    )


def _ids_of_objectives(topics: Iterable[TopicValue], found: Mapping[str, Objective]) -> dict[str, int]:
    """Of those that misconceptions point at, which may be another topic's."""
    ids = {key: row.pk for key, row in found.items()}
    seen = {each.see.key for topic in topics for each in topic.misconceptions if each.see}
    for some in rows.parts(seen - ids.keys()):
        ids.update(Objective.objects.filter(key__in=some).values_list("key", "pk"))
    return ids


def _link(scope: _Scope, report: Report) -> None:
    """A topic's prerequisites are the listed ones. A link has no key and no history: it comes and goes."""
    links = Topic.prerequisites.through.objects
    topics = {scope.ids[topic.key]: topic for topic in scope.written}
    wanted = {(pk, scope.ids[mention.key]) for pk, topic in topics.items() for mention in topic.prerequisites}
    found = {
        (link.from_topic_id, link.to_topic_id): link.pk
        for some in rows.parts(topics)
        for link in links.filter(from_topic__in=some)
    }
    if wanted - found.keys():
        links.bulk_create(
            links.model(from_topic_id=one, to_topic_id=other) for one, other in sorted(wanted - found.keys())
        )
    if found.keys() - wanted:
        links.filter(pk__in=[found[pair] for pair in found.keys() - wanted]).delete()
    touched = {("topic", topics[pk].key) for pk, _ in wanted ^ found.keys()}
    known = {*report.added, *report.changed, *report.returned, *((kind, key) for kind, _, key in report.renamed)}
    report.changed += sorted(touched - known)
