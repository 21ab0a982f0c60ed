"""What is asked and kept with every click, put together once: Django takes longer to build its SQL than a database to
answer it. A query is written like any other; the values it is asked with stand in it by name."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from itertools import count
from operator import itemgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.sql import UpdateQuery

Values = dict[str, Any]
# What such a field keeps of a value of such a type is the value itself.
KEPT_AS_IT_IS = (models.IntegerField, models.FloatField, models.BooleanField, models.CharField, models.TextField)
PLAIN = frozenset([int, float, bool, str, type(None)])


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
        vendor = _database().vendor
        if vendor not in self._asked:
            self._asked[vendor] = _Asked(self)
        return self._asked[vendor]


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
        database = _database()
        if database.vendor not in self._made:
            self._made[database.vendor] = self._statement(database)
        statement = self._made[database.vendor]
        with database.cursor() as cursor:
            cursor.execute(statement.sql, statement.with_values(values, database))
            return cursor.rowcount

    def _statement(self, database: BaseDatabaseWrapper) -> "_Statement":
        stand_ins = _stand_ins(self.names, self.instants)
        rows, changes = self.build(**stand_ins)
        query = rows.query.chain(UpdateQuery)
        query.add_update_values(changes)
        return _Statement(*query.get_compiler(connection=database).as_sql(), stand_ins, database)


class _Statement:
    """SQL, and what it holds: the values that are always the same, and the places of the named ones."""

    def __init__(self, sql: str, held: Iterable[Any], stand_ins: Values, database: BaseDatabaseWrapper) -> None:
        self.sql = sql
        by_value = {_as_held(stand_in, database): name for name, stand_in in stand_ins.items()}
        self.held = [(by_value.get(value, ""), value) for value in held]
        if {name for name, _ in self.held if name} != set(stand_ins):
            raise ValueError(f"Not every one of {', '.join(stand_ins)} stands in {sql}")

    def with_values(self, values: Values, database: BaseDatabaseWrapper) -> list[Any]:
        return [_as_held(values[name], database) if name else value for name, value in self.held]


def _stand_ins(names: Sequence[str], instants: Sequence[str]) -> Values:
    numbers = count(31_301)  # that stand nowhere else in a query, and that the smallest column could hold
    return {
        name: datetime.fromtimestamp(number, UTC) if name in instants else number
        for name, number in zip(names, numbers, strict=False)
    }


class _Asked:
    def __init__(self, prepared: Prepared) -> None:
        database, stand_ins = _database(), _stand_ins(prepared.names, prepared.instants)
        self.compiler = compiler = prepared.build(**stand_ins).query.get_compiler(connection=database)
        self.statement = _Statement(*compiler.as_sql(), stand_ins, database)
        converters = compiler.get_converters([each[0] for each in compiler.select])
        self.converters = [(place, *found) for place, found in converters.items()]
        if converters:
            self.convertible = itemgetter(*converters)
            self.nothing = self.convertible([None] * len(compiler.select))
        self.annotations = [] if compiler.annotation_col_map is None else [*compiler.annotation_col_map.items()]

    def rows(self, values: Values) -> list[tuple]:
        database = _database()
        with database.cursor() as cursor:
            cursor.execute(self.statement.sql, self.statement.with_values(values, database))
            rows = cursor.fetchall()
        if not self.converters:
            return rows
        return [row if self.convertible(row) == self.nothing else self._converted(row, database) for row in rows]

    def _converted(self, row: tuple, database: BaseDatabaseWrapper) -> tuple:
        """As Django does it, but for what is empty, which is most of a long list and stays so."""
        converted = list(row)
        for place, converters, expression in self.converters:
            value = converted[place]
            if value is not None:
                for convert in converters:
                    value = convert(value, expression, database)
                converted[place] = value
        return tuple(converted)

    def objects(self, values: Values) -> list[Any]:
        return [self._object(row) for row in self.rows(values)]

    @cached_property
    def _shape(self) -> "_Shape":
        return _Shape(self.compiler.klass_info, self.compiler.select)

    def _object(self, row: tuple) -> Any:
        made = self._shape.made(row)
        for name, place in self.annotations:
            setattr(made, name, row[place])
        return made


class _Shape:
    """Which columns of a row are a model's, and which are those of others that it brings along. What is made of them is
    as from_db makes it, without asking each field and without signals: that is most of what reading a row takes."""

    def __init__(self, info: Mapping[str, Any], select: Sequence[Any]) -> None:
        columns = info["select_fields"]
        self.model: type[Model] = info["model"]
        self.columns = slice(columns[0], columns[-1] + 1)
        self.names = [each[0].target.attname for each in select[self.columns]]
        self.pk = self.columns.start + self.names.index(self.model._meta.pk.attname)
        self.related = [
            (_Shape(each, select), each["local_setter"], each["remote_setter"])
            for each in info.get("related_klass_infos", ())
        ]

    def made(self, row: tuple) -> Any:
        if row[self.pk] is None:
            return None
        made = self.model.__new__(self.model)
        made.__dict__.update(zip(self.names, row[self.columns], strict=True))
        made._state = _kept_state()
        for shape, of_this, of_the_other in self.related:
            other = shape.made(row)
            of_this(made, other)
            if other is not None:
                of_the_other(other, made)
        return made


def _kept_state() -> ModelState:
    state = ModelState()
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    return state


def _database() -> BaseDatabaseWrapper:
    """Itself: what stands for it in django.db looks for it again at every touch."""
    return connections[DEFAULT_DB_ALIAS]


def _as_held(value: Any, database: BaseDatabaseWrapper) -> Any:
    return database.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


class PreparedInsert:
    """Keeps new rows of a model in one statement, without signals and `save`. Of those that are there already, by the
    fields `unique`, the fields `renewed` are taken over."""

    def __init__(self, model: type[Model], *, unique: Sequence[str] = (), renewed: Sequence[str] = ()) -> None:
        self.model = model
        self.unique = unique
        self.renewed = renewed
        self._sql: dict[tuple[str, int], str] = {}  # by the kind of database and the number of rows

    def __call__(self, rows: Iterable[Model]) -> None:
        rows, database = list(rows), _database()
        held = [
            value if plain and type(value) in PLAIN else field.get_db_prep_save(value, database)
            for row in rows
            for field, plain in self._fields
            for value in (getattr(row, field.attname),)
        ]
        wanted = database.vendor, len(rows)
        if wanted not in self._sql:
            self._sql[wanted] = self._written(len(rows), database.ops.quote_name)
        with database.cursor() as cursor:
            cursor.execute(self._sql[wanted], held)
            for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk, row._state.adding, row._state.db = pk, False, DEFAULT_DB_ALIAS

    @cached_property
    def _fields(self) -> list[tuple[Any, bool]]:
        """Each with whether it keeps plain values as they are."""
        fields = [field for field in self.model._meta.concrete_fields if not isinstance(field, models.AutoField)]
        return [
            (field, isinstance(field.target_field if field.is_relation else field, KEPT_AS_IT_IS)) for field in fields
        ]

    def _written(self, rows: int, quoted: Callable[[str], str]) -> str:
        def column(name: str) -> str:
            return quoted(self.model._meta.get_field(name).column)

        columns = ", ".join(quoted(field.column) for field, _ in self._fields)
        places = ", ".join([f"({', '.join(['%s'] * len(self._fields))})"] * rows)
        sql = f"INSERT INTO {quoted(self.model._meta.db_table)} ({columns}) VALUES {places}"  # noqa: S608
        if self.unique:
            taken = ", ".join(f"{column(name)} = EXCLUDED.{column(name)}" for name in self.renewed)
            sql += f" ON CONFLICT ({', '.join(map(column, self.unique))}) DO UPDATE SET {taken}"
        return f"{sql} RETURNING {quoted(self.model._meta.pk.column)}"
