"""Brings a compiled library into the database. Nothing is deleted: what left the library is retired."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from content import queries
from content.compiler.library import compile_folder
from content.compiler.sources import LIBRARY
from content.compiler.values import Library
from content.compiler.values import Track as TrackValue
from content.models import InLibrary, Objective, Topic, Track

KINDS = {Track: "track", Topic: "topic", Objective: "objective"}
# Follows from everything below it, so it is never news by itself.
UNMENTIONED = {"digest"}

KindAndKey = tuple[str, str]
Said = dict[str, dict[str, Any]]  # by key: the fields of its row


@dataclass
class Report:
    """What a load did, and to what: report.added == [("topic", "lstm")]."""

    added: list[KindAndKey] = field(default_factory=list)
    changed: list[KindAndKey] = field(default_factory=list)
    returned: list[KindAndKey] = field(default_factory=list)
    retired: list[KindAndKey] = field(default_factory=list)

    def __str__(self) -> str:
        done = {"added": self.added, "changed": self.changed, "brought back": self.returned, "retired": self.retired}
        return "; ".join(f"{verb} {_counted(keys)}" for verb, keys in done.items() if keys) or "nothing changed"


@dataclass(frozen=True)
class State:
    """Whether what is loaded is what the files say, how many topics are loaded, and both in words."""

    current: bool
    topics: int
    found: str


def state(root: Path = LIBRARY) -> State:
    topics = queries.path_topics().count()
    compiled = compile_folder(root)
    if compiled.problems:
        return State(False, topics, f"{topics} topics loaded; the files have problems: see manage.py library check")
    if not topics:
        return State(False, topics, "nothing is loaded")
    if not queries.is_current(compiled.library):
        return State(False, topics, f"{topics} topics loaded, and the files say something else")
    return State(True, topics, f"{topics} topics loaded, as the files say")


@transaction.atomic
def load(library: Library, *, now: datetime) -> Report:
    """Makes the rows say what the library says and writes only those that didn't, so twice is the same as once."""
    report = Report()
    tracks = _settle(Track, _tracks(library.tracks), report, now=now)
    topics = _settle(Topic, _topics(library.tracks, tracks), report, now=now)
    _link(library.tracks, topics, report)
    _settle(Objective, _objectives(library.tracks, topics), report, now=now)
    return report


def _tracks(tracks: tuple[TrackValue, ...]) -> Said:
    return {
        track.key: {
            "position": position,
            "title": track.title,
            "summary": track.summary.source,
            "summary_html": track.summary.html,
            "digest": track.digest,
        }
        for position, track in enumerate(tracks, start=1)
    }


def _topics(tracks: tuple[TrackValue, ...], rows: Mapping[str, InLibrary]) -> Said:
    return {
        topic.key: {
            "track_id": rows[track.key].pk,
            "position": position,
            "title": topic.title,
            "summary": topic.summary.source,
            "summary_html": topic.summary.html,
        }
        for track in tracks
        for position, topic in enumerate(track.topics, start=1)
    }


def _objectives(tracks: tuple[TrackValue, ...], rows: Mapping[str, InLibrary]) -> Said:
    return {
        objective.key: {
            "topic_id": rows[topic.key].pk,
            "position": position,
            "statement": objective.statement.source,
            "statement_html": objective.statement.html,
        }
        for track in tracks
        for topic in track.topics
        for position, objective in enumerate(topic.objectives, start=1)
    }


def _settle(model: type[InLibrary], said: Said, report: Report, *, now: datetime) -> dict[str, InLibrary]:
    """Adds, changes and brings back rows until they say what is said, and retires the others. All rows, by key."""
    kind = KINDS[model]
    rows = model.objects.in_bulk(field_name="key")
    new = {key: model(key=key, **fields) for key, fields in said.items() if key not in rows}
    stale = []
    for key in [key for key in said if key in rows]:
        row = rows[key]
        differing = {name for name, value in said[key].items() if getattr(row, name) != value}
        if row.retired_at:
            report.returned.append((kind, key))
        elif differing - UNMENTIONED:
            report.changed.append((kind, key))
        if differing or row.retired_at:
            for name in differing:
                setattr(row, name, said[key][name])
            row.retired_at = None
            stale.append(row)
    for key in [key for key, row in rows.items() if key not in said and not row.retired_at]:
        rows[key].retired_at = now
        report.retired.append((kind, key))
        stale.append(rows[key])
    report.added += [(kind, key) for key in new]
    _write(model, list(new.values()), stale, fields=["retired_at", *next(iter(said.values()), {})])
    return rows | new


def _write(model: type[InLibrary], new: list[InLibrary], stale: list[InLibrary], *, fields: list[str]) -> None:
    if new:
        # Another process that loads at this moment adds the same rows; the second to arrive agrees with the first.
        model.objects.bulk_create(new, update_conflicts=True, unique_fields=["key"], update_fields=fields)
    if stale:
        model.objects.bulk_update(stale, fields)


def _link(tracks: tuple[TrackValue, ...], rows: Mapping[str, InLibrary], report: Report) -> None:
    """A topic's prerequisites are the listed ones. A link has no key and no history: it comes and goes."""
    links = Topic.prerequisites.through.objects
    topics = {rows[topic.key].pk: topic for track in tracks for topic in track.topics}
    said = {(pk, rows[mention.key].pk) for pk, topic in topics.items() for mention in topic.prerequisites}
    found = {(link.from_topic_id, link.to_topic_id): link.pk for link in links.filter(from_topic__in=topics)}
    if said - found.keys():
        links.bulk_create(
            [links.model(from_topic_id=one, to_topic_id=other) for one, other in sorted(said - found.keys())],
            ignore_conflicts=True,
        )
    if found.keys() - said:
        links.filter(pk__in=[found[pair] for pair in found.keys() - said]).delete()
    touched = {("topic", topics[pk].key) for pk, _ in said ^ found.keys()}
    report.changed += sorted(touched - {*report.added, *report.changed, *report.returned})


def _counted(touched: list[KindAndKey]) -> str:
    counts = [f"{number} {kind}{'s' if number != 1 else ''}" for kind, number in Counter(k for k, _ in touched).items()]
    return f"{', '.join(counts[:-1])} and {counts[-1]}" if len(counts) > 1 else counts[0]
