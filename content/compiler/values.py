"""What a library says, as values. A value is whole or empty, never half checked; places are for problems alone."""

import hashlib
import json
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    path: str
    line: int


@dataclass(frozen=True)
class Text:
    """What an author wrote, and the HTML it became."""

    source: str = ""
    html: str = ""


@dataclass(frozen=True)
class Mention:
    """A key that stands in one place and points at something that is defined in another."""

    key: str
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Objective:
    key: str
    statement: Text
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Topic:
    key: str
    title: str
    summary: Text
    prerequisites: tuple[Mention, ...]
    objectives: tuple[Objective, ...]
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Track:
    """`order` is the path as its author listed it, None when that couldn't be read; `topics` follow it."""

    key: str
    title: str
    summary: Text
    order: tuple[Mention, ...] | None
    topics: tuple[Topic, ...]
    place: Place = field(compare=False)

    @property
    def digest(self) -> str:
        """The same for the same content, whatever file or line it stands in."""
        said = [
            *(self.key, self.title, self.summary.source, self.summary.html),
            [
                [
                    *(topic.key, topic.title, topic.summary.source, topic.summary.html),
                    [mention.key for mention in topic.prerequisites],
                    [[each.key, each.statement.source, each.statement.html] for each in topic.objectives],
                ]
                for topic in self.topics
            ],
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


@dataclass(frozen=True)
class Library:
    tracks: tuple[Track, ...] = ()
