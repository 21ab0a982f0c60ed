"""How a learner stands with each stop of the path, and where they go on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from content.queries.reading import NOT_STARTED, How
from content.shelf import Path, Stop

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Standing:
    stop: Stop
    how: How

    @property
    def state(self) -> Literal["announced", "done", "started", "open"]:
        if not self.stop.written:
            return "announced"
        if self.how.read_at or (self.stop.sections and self.read == len(self.stop.sections)):
            return "done"
        return "started" if self.how.started else "open"

    @property
    def read(self) -> int:
        """How many of today's sections."""
        return len(self.how.sections)

    @property
    def address(self) -> str:
        """Where to go on: the section they left at."""
        return f"{self.stop.address}#{self.how.place}" if self.how.place else self.stop.address


def of(path: Path, read: Mapping[str, How]) -> list[Standing]:
    return [Standing(stop, read.get(stop.key, NOT_STARTED).today(stop.sections)) for stop in path.stops]


def next_up(standings: Iterable[Standing]) -> Standing | None:
    """What they read last and haven't done; else the first that is still to be read, in the order of the path."""
    to_read = list(_to_read(standings))
    begun = [each for each in to_read if each.state == "started"]
    return max(begun, key=lambda each: each.how.seen_at or LONG_AGO) if begun else next(iter(to_read), None)


def _to_read(standings: Iterable[Standing]) -> Iterator[Standing]:
    return (each for each in standings if each.state in ("started", "open"))
