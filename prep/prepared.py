"""What is asked and kept with every click, put together once: Django takes longer to build its SQL than a database to
answer it. A query is written like any other; the values it is asked with stand in it by name."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.db import connection
from django.db.models import AutoField, Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql import UpdateQuery

Values = dict[str, Any]


class Prepared:
    """`build` makes the queryset of its named values; which of them are instants, `instants` says. What is built must
    not depend on a value otherwise than by holding it."""

    def __init__(self, build: Callable[..., QuerySet], *names: str, instants: tuple[str, ...] = ()) -> None:
        self.build = build
        self.names = names
        self.instants = instants
        self._asked: dict[str, _Asked] = {}  # by the kind of database

    def rows(self, **values: Any) -> list[tuple]:
        return self._of_this_database().rows(values)

    def objects(self, **values: Any) -> list[Any]:
        """With what select_related brings along, and annotations."""
        return self._of_this_database().objects(values)

    def _of_this_database(self) -> "_Asked":
        if connection.vendor not in self._asked:
            self._asked[connection.vendor] = _Asked(self)
        return self._asked[connection.vendor]


class PreparedUpdate:
    """`build` makes of its named values the queryset whose rows are changed, and what they are changed to. Called, it
    says how many rows that were."""

    def __init__(
        self, build: Callable[..., tuple[QuerySet, Values]], *names: str, instants: tuple[str, ...] = ()
    ) -> None:
        self.build = build
        self.names = names
        self.instants = instants
        self._made: dict[str, _Statement] = {}

    def __call__(self, **values: Any) -> int:
        if connection.vendor not in self._made:
            self._made[connection.vendor] = self._statement()
        statement = self._made[connection.vendor]
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, statement.with_values(values))
            return cursor.rowcount

    def _statement(self) -> "_Statement":
        stand_ins = _stand_ins(self.names, self.instants)
        rows, changes = self.build(**stand_ins)
        query = rows.query.chain(UpdateQuery)
        query.add_update_values(changes)
        return _Statement(*query.get_compiler(connection=connection).as_sql(), stand_ins)


class _Statement:
    """SQL, and what it holds: the values that are always the same, and the places of the named ones."""

    def __init__(self, sql: str, held: Iterable[Any], stand_ins: Values) -> None:
        self.sql = sql
        by_value = {_as_held(stand_in): name for name, stand_in in stand_ins.items()}
        self.held = [(by_value.get(value, ""), value) for value in held]
        if {name for name, _ in self.held if name} != set(stand_ins):
            raise ValueError(f"Not every one of {', '.join(stand_ins)} stands in {sql}")

    def with_values(self, values: Values) -> list[Any]:
        return [_as_held(values[name]) if name else value for name, value in self.held]


def _stand_ins(names: Sequence[str], instants: Sequence[str]) -> Values:
    numbers = count(31_301)  # that stand nowhere else in a query, and that the smallest column could hold
    return {
        name: datetime.fromtimestamp(number, UTC) if name in instants else number
        for name, number in zip(names, numbers, strict=False)
    }


class _Asked:
    def __init__(self, prepared: Prepared) -> None:
        stand_ins = _stand_ins(prepared.names, prepared.instants)
        self.compiler = prepared.build(**stand_ins).query.get_compiler(connection=connection)
        self.statement = _Statement(*self.compiler.as_sql(), stand_ins)
        self.converters = self.compiler.get_converters([each[0] for each in self.compiler.select])
        self.model: type[Model] | None = None

    def _know_the_model(self) -> None:
        info, select = self.compiler.klass_info, self.compiler.select
        fields = info["select_fields"]
        self.start, self.end = fields[0], fields[-1] + 1
        self.names = [each[0].target.attname for each in select[self.start : self.end]]
        self.populators = get_related_populators(info, select, connection.alias)
        self.annotations = list(self.compiler.annotation_col_map.items())
        self.model = info["model"]  # the last: another thread takes it as a sign that all is known

    def rows(self, values: Values) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(self.statement.sql, self.statement.with_values(values))
            rows = cursor.fetchall()
        return [self._converted(row) for row in rows] if self.converters else rows

    def _converted(self, row: tuple) -> tuple:
        """As Django does it, but for what is empty, which is most of a long list and stays so."""
        converted = list(row)
        for place, (converters, expression) in self.converters.items():
            value = converted[place]
            if value is not None:
                for convert in converters:
                    value = convert(value, expression, connection)
                converted[place] = value
        return tuple(converted)

    def objects(self, values: Values) -> list[Any]:
        if self.model is None:
            self._know_the_model()
        return [self._object(row) for row in self.rows(values)]

    def _object(self, row: tuple) -> Any:
        made = self.model.from_db(connection.alias, self.names, row[self.start : self.end])
        for populator in self.populators:
            populator.populate(row, made)
        for name, place in self.annotations:
            setattr(made, name, row[place])
        return made


def _as_held(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


class PreparedInsert:
    """Keeps new rows of a model in one statement, without signals and `save`. Of those that are there already, by the
    fields `unique`, the fields `renewed` are taken over."""

    def __init__(self, model: type[Model], *, unique: Sequence[str] = (), renewed: Sequence[str] = ()) -> None:
        self.model = model
        self.unique = unique
        self.renewed = renewed

    def __call__(self, rows: Iterable[Model]) -> None:
        rows = list(rows)
        fields = [field for field in self.model._meta.concrete_fields if not isinstance(field, AutoField)]
        held = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields]
        with connection.cursor() as cursor:
            cursor.execute(self._sql(len(rows), fields), held)
            for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk, row._state.adding, row._state.db = pk, False, connection.alias

    def _sql(self, rows: int, fields: Sequence[Any]) -> str:
        quoted = connection.ops.quote_name
        columns = ", ".join(quoted(field.column) for field in fields)
        places = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * rows)
        sql = f"INSERT INTO {quoted(self.model._meta.db_table)} ({columns}) VALUES {places}"  # noqa: S608
        if self.unique:
            by = ", ".join(self._column(name) for name in self.unique)
            taken = ", ".join(f"{self._column(name)} = EXCLUDED.{self._column(name)}" for name in self.renewed)
            sql += f" ON CONFLICT ({by}) DO UPDATE SET {taken}"
        return f"{sql} RETURNING {quoted(self.model._meta.pk.column)}"

    def _column(self, name: str) -> str:
        return connection.ops.quote_name(self.model._meta.get_field(name).column)
