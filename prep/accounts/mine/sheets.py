"""How a table is told to its owner: its columns, each explained, and its rows as JSON and as CSV.

A key to another's row, or to one that is shared, would be a number without our database. So what it points to is told
along with it, in the same row: the model that is pointed to says which of its fields are worth it and what they mean,
in `exported_with`, {path: explanation}. A row then reads by itself; the repetition costs little in a zip.

What isn't to be known yet (`untold` of its model: which field of which rows) is empty until it is.
"""

import base64
import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import IO
from uuid import UUID

from django.db.models import Case, Exists, Model, Q, When
from django.utils.duration import duration_iso_string

from prep.accounts.mine.belongings import Belonging

ROWS_AT_ONCE = 1000
# A spreadsheet runs what begins so; and it breaks a row whose cell is longer than it allows.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST_CELL = 32_000
CUT = "… (cut here: the .json file has all of it)"


@dataclass(frozen=True)
class Column:
    name: str
    path: str
    explanation: str
    of_people: bool = False


@dataclass(frozen=True)
class ToldField:
    """A model's field: a column, or as many as are told of what its key points to."""

    name: str
    explanation: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Sheet:
    name: str
    about: str
    rows: Belonging
    fields: tuple[ToldField, ...]

    @property
    def columns(self) -> list[Column]:
        return [column for field in self.fields for column in field.columns]

    def told_to(self, learner: Model) -> Iterator[list[object]]:
        """Row by row, in the order in which they were made; no more in memory than a few at once."""
        columns = self.columns
        found = self.rows.of(learner).order_by("pk").values_list(*map(self._value, columns))
        for values in found.iterator(chunk_size=ROWS_AT_ONCE):
            yield [
                who(value, learner) if column.of_people else plain(value)
                for column, value in zip(columns, values, strict=True)
            ]

    def _value(self, column: Column) -> str | Case:
        rows = untold(self.rows.model).get(column.name)
        if rows is None:
            return column.path
        field = self.rows.model._meta.get_field(column.name)
        return Case(When(rows, then=None), default=column.path, output_field=field)

    def write_json(self, file: IO[str], learner: Model) -> int:
        """A list of objects, one a line. Returns how many."""
        count = 0
        file.write("[")
        for count, row in enumerate(self.told_to(learner), start=1):
            file.write(",\n" if count > 1 else "\n")
            file.write(json.dumps(self._as_object(row), ensure_ascii=False))
        file.write("\n]\n" if count else "]\n")
        return count

    def write_csv(self, file: IO[str], learner: Model) -> None:
        file.write("\ufeff")  # or Excel takes it for another encoding than UTF-8
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([column.name for column in self.columns])
        writer.writerows([cell(value) for value in row] for row in self.told_to(learner))

    def _as_object(self, row: list[object]) -> dict[str, object]:
        """`result.seed` is the seed in the object `result`."""
        told: dict = {}
        for column, value in zip(self.columns, row, strict=True):
            *outer, last = column.name.split(".")
            inner = told
            for name in outer:
                inner = inner.setdefault(name, {})
            inner[last] = value
        return told


def untold(model: type[Model]) -> Mapping[str, Q | Exists]:
    """Fields, each with the rows of which it isn't told."""
    return model.untold() if hasattr(model, "untold") else {}


def plain(value: object) -> object:
    """As JSON has it. Exact: what JSON's numbers would round is a string."""
    match value:
        case None | bool() | int() | float() | str() | dict() | list():
            return value
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return duration_iso_string(value)
        case Decimal() | UUID():
            return Exact(value)
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode()
    raise TypeError(f"How is a {type(value).__name__} told? Say so in prep/accounts/mine/sheets.py.")


class Exact(str):
    """A number or a name in its own spelling: nobody's words, so no formula either."""

    __slots__ = ()


def cell(value: object) -> str:
    """As a spreadsheet may open it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case dict() | list():
            text = json.dumps(value, ensure_ascii=False)
        case str() if value.startswith(FORMULA) and not isinstance(value, Exact):
            text = f"'{value}"
        case _:
            text = str(value)
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}{CUT}"


def who(key: object, learner: Model) -> str | None:
    """Other people's numbers are theirs."""
    if key is None:
        return None
    return "you" if key == learner.pk else "somebody else"
