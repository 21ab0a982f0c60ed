"""Makes the rows of one kind say what the library says, and writes only those that didn't."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet

from content.models import InLibrary
from content.sync.report import Report
from content.sync.said import Said

# Follows from everything below it, so it is never news by itself.
UNMENTIONED = {"digest", "outline"}
AT_ONCE = 500  # of keys in a query; SQLite takes 32,766

Row = TypeVar("Row", bound=InLibrary)


class Refused(Exception):
    """A load that would mix up what learners did; the message says so in words."""


def settle(model: type[Row], rows: dict[str, Row], said: Said, report: Report, *, now: datetime) -> dict[str, Row]:
    """`rows` are all that may be touched, by key: those that nothing is said of are retired. All of them, by key."""
    kind = model._meta.model_name
    stale = _renamed(kind, rows, said, report)
    new = {key: model(key=key, **fields) for key, fields in said.items() if key not in rows}
    for key in [key for key in said if key in rows]:
        row = rows[key]
        differing = {name for name, value in said[key].items() if getattr(row, name) != value}
        if row.retired_at:
            report.returned.append((kind, key))
        elif differing - UNMENTIONED and row not in stale:
            report.changed.append((kind, key))
        if differing or row.retired_at:
            for name, value in said[key].items():
                setattr(row, name, value)
            row.retired_at = None
            stale.setdefault(row, set()).update(said[key])
    for key in [key for key, row in rows.items() if key not in said and not row.retired_at]:
        rows[key].retired_at = now
        report.retired.append((kind, key))
        stale.setdefault(rows[key], set())
    report.added += [(kind, key) for key in new]
    model.objects.bulk_create(new.values())
    _write(model, stale)
    return rows | new


def _renamed(kind: str, rows: dict[str, Row], said: Said, report: Report) -> dict[Row, set[str]]:
    """A row whose key changed stays the row it was, and whatever points at it follows."""
    renamed: dict[Row, set[str]] = {}
    for key, fields in said.items():
        before = next((old for old in fields.get("was", ()) if old in rows), None)
        if key in rows and before and rows[key].retired_at and not rows[before].retired_at:
            raise Refused(
                f"the {kind} `{key}` was `{before}`, but there was another {kind} `{key}` before it, with what "
                f"learners did for that: give it a third key"
            )
        if key not in rows and before:
            row = rows[key] = rows.pop(before)
            row.key = key
            renamed[row] = {"key"}
            report.renamed.append((kind, before, key))
    return renamed


def _write(model: type[Row], stale: dict[Row, set[str]]) -> None:
    """Rows of which as much is said are written together: no field is written that wasn't read."""
    groups: dict[frozenset[str], list[Row]] = {}
    for row, fields in stale.items():
        groups.setdefault(frozenset(fields), []).append(row)
    for fields, rows in groups.items():
        model.objects.bulk_update(rows, ["retired_at", *sorted(fields)])


def among(rows: QuerySet[Row], *, topics: Collection[int], keys: Iterable[str]) -> dict[str, Row]:
    """The rows of these topics, and those with these keys wherever they are."""
    found = {row.key: row for some in parts(topics) for row in rows.filter(topic__in=some)}
    elsewhere = [key for key in keys if key not in found]
    return found | {row.key: row for some in parts(elsewhere) for row in rows.filter(key__in=some)}


def keys_and_before(said: Said) -> Iterator[str]:
    for key, fields in said.items():
        yield key
        yield from fields["was"]


def parts(things: Collection) -> Iterator[list]:
    listed = list(things)
    for start in range(0, len(listed), AT_ONCE):
        yield listed[start : start + AT_ONCE]
