"""JSON that is read when somebody looks into it: seldom, of a row that is brought along with many others."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models


class Later(Mapping):
    """An object in JSON, parsed at the first look."""

    def __init__(self, written: str) -> None:
        self._written = written
        self._read: dict[str, Any] | None = None

    @property
    def _value(self) -> dict[str, Any]:
        if self._read is None:
            self._read = json.loads(self._written)
        return self._read

    def __getitem__(self, key: str) -> Any:
        return self._value[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._value)

    def __len__(self) -> int:
        return len(self._value)

    def __repr__(self) -> str:
        return repr(self._value)


class LaterJSONField(models.JSONField):
    """Holds an object. To migrations and the database it is a JSONField."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return Later(value) if isinstance(value, str) else super().from_db_value(value, expression, connection)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(dict(value) if isinstance(value, Later) else value, connection, prepared)

    def deconstruct(self) -> Any:
        name, _, arguments, named = super().deconstruct()
        return name, "django.db.models.JSONField", arguments, named
