"""How far a learner has read: one query for a page, one for the whole path. Who is nobody yet has read nothing here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from django.db import connection

from content.models import Reading
from prep.accounts.models import User


class Section(Protocol):
    """Of a page as it is today, with the keys that it had before."""

    key: str
    was: Collection[str]


class Page(Protocol):
    key: str
    sections: Collection[Section]


@dataclass(frozen=True)
class How:
    """How a learner stands with a page: the section they were at, and those whose end they have reached."""

    started_at: datetime | None = None
    seen_at: datetime | None = None
    place: str = ""
    sections: frozenset[str] = frozenset()
    read_at: datetime | None = None

    @property
    def started(self) -> bool:
        return self.started_at is not None

    def today(self, sections: Iterable[Section]) -> "How":
        """In the keys of today's page: what was renamed since counts, what is no more doesn't."""
        key_of = today_s_keys(sections)
        read = frozenset(key_of[key] for key in self.sections if key in key_of)
        return replace(self, place=key_of.get(self.place, ""), sections=read)

    def share(self, section_keys: Collection[str]) -> float:
        """Of the page, from 0 to 1; all of it once it was marked as read."""
        if self.read_at:
            return 1.0
        return len(self.sections.intersection(section_keys)) / len(section_keys) if section_keys else 0.0


NOT_STARTED = How()


def of(learner: User | None, page: Page) -> How:
    """How they stand with this page, in today's keys."""
    return _by_topic(learner, page.key).get(page.key, NOT_STARTED).today(page.sections)


def by_topic(learner: User | None) -> dict[str, How]:
    """How they stand with each page that they have begun, by its topic's key; sections as they were called then."""
    return _by_topic(learner)


def today_s_keys(sections: Iterable[Section]) -> dict[str, str]:
    """Each key that a section has or had → the one it has."""
    sections = tuple(sections)
    former = {key: section.key for section in sections for key in section.was}
    return former | {section.key: section.key for section in sections}


def _by_topic(learner: User | None, topic: str = "") -> dict[str, How]:
    """By hand, because it is part of every page that a learner reads, and takes a sixth so."""
    if learner is None:
        return {}
    sql, values = (f"{ROWS} AND topic.key = %s", [topic]) if topic else (ROWS, [])
    rows = Reading.objects.raw(sql.format(joined=JOINED[connection.vendor]), [learner.pk, *values])
    return {
        row.topic_key: How(row.started_at, row.seen_at, row.place, _set(row.section_keys), row.read_at) for row in rows
    }


def _set(keys: str | None) -> frozenset[str]:
    return frozenset(keys.split(",")) if keys else frozenset()


JOINED = {"sqlite": "GROUP_CONCAT", "postgresql": "STRING_AGG"}
ROWS = """
    SELECT reading.id, reading.started_at, reading.seen_at, reading.place, reading.read_at, topic.key AS topic_key,
        (SELECT {joined}(section, ',') FROM content_sectionread WHERE reading_id = reading.id) AS section_keys
    FROM content_reading AS reading JOIN content_topic AS topic ON topic.id = reading.topic_id
    WHERE reading.learner_id = %s"""
