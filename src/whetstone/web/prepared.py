"""A query that is asked in every request: its SQL is built once, then only filled in.

Building a query costs Django several times what running it costs. The query names its columns
(`values_list`), or asks for whole rows (also with `select_related` and annotations). Its only
variables are whole numbers, texts, days and moments that columns are compared with (also with a
list: `lambda *ids: Person.objects.filter(pk__in=ids)`).
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import DateField, JSONField, TimeField
from django.db.models.expressions import Col
from django.db.models.query import ModelIterable, get_related_populators

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Model, QuerySet

Value = int | str | dt.datetime | dt.date
MOST_VALUES = 80
"""With more variables than this a query is built anew: it would be kept for one crowd only."""


TOO_LARGE: Final = 2**63


def _hole(place: int, kind: type) -> Value:
    """What stands in the SQL for the variable at this place: a value that nobody asks for."""
    if kind is int:
        return -1_000_000_001 - place
    if kind is dt.datetime:
        return dt.datetime(101 + place, 1, 1, tzinfo=dt.UTC)
    if kind is dt.date:
        return dt.date(101 + place, 1, 1)
    return f"\x01{place}\x01"


def _as_sent(value: Value) -> Any:
    """A value as the store's driver takes it."""
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    return value


@dataclass(frozen=True, slots=True)
class _Built:
    sql: str
    plain_sql: str  # as SQLite's driver takes it; empty for another store
    parameters: tuple[tuple[Any, int | None], ...]  # a value, or the place of a variable
    columns: tuple[Any, ...]
    converted: tuple[tuple[int, list[Any]], ...]  # columns that the store keeps in another form
    instances: _Instances | None  # None: the rows themselves are wanted


@dataclass(frozen=True, slots=True)
class _Instances:
    """How a row becomes an instance of a model, with what was selected beside it."""

    model: type[Model]
    names: tuple[str, ...]
    place: slice
    beside: tuple[Any, ...]
    annotated: tuple[tuple[str, int], ...]

    def made(self, row: Sequence[Any]) -> Model:
        made = self.model.from_db("default", self.names, row[self.place])
        for one in self.beside:
            one.populate(row, made)
        for name, column in self.annotated:
            setattr(made, name, row[column])
        return made


class Prepared:
    """`Prepared(lambda person: Person.objects.filter(pk=person).values_list("name"))(7)`."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build
        self._built: dict[tuple[object, ...], _Built] = {}

    def __call__(self, *values: Value) -> list[Any]:
        """The rows (tuples, or instances where no columns are named), one query."""
        if len(values) > MOST_VALUES:
            return list(self._build(*values))
        if any(type(one) is int and one >= TOO_LARGE for one in values):
            return []  # no column of a store holds it, and its driver would fail
        store = connections[DEFAULT_DB_ALIAS]  # `connection` looks it up anew for every word
        key = (store.vendor, *map(type, values))
        built = self._built.get(key)
        if built is None:
            try:
                built = self._built[key] = self._compile(*map(type, values))
            except EmptyResultSet:  # compared with an empty list: no row can answer
                return []
        given = [
            value if place is None else _as_sent(values[place])
            for value, place in built.parameters
        ]
        rows = _sent(built, given, store)
        if built.converted:
            rows = _converted(rows, built, store)
        return rows if built.instances is None else [built.instances.made(row) for row in rows]

    def first(self, *values: Value) -> Any | None:
        """The first row, if there is one."""
        rows = self(*values)
        return rows[0] if rows else None

    def _compile(self, *kinds: type) -> _Built:
        holes = [_hole(place, kind) for place, kind in enumerate(kinds)]
        asked = self._build(*holes)
        compiler = asked.query.get_compiler("default")
        sql, parameters = compiler.as_sql()
        columns = tuple(column for column, _sql, _alias in compiler.select)
        sent = {_as_sent(hole): place for place, hole in enumerate(holes)}
        is_sqlite = connection.vendor == "sqlite"
        return _Built(
            sql,
            connection.cursor().cursor.convert_query(sql) if is_sqlite else "",
            tuple((one, sent.get(one)) for one in parameters),
            columns,
            tuple(
                (place, converters)
                for place, column in enumerate(columns)
                if (converters := _converters(column))
            ),
            _instances(compiler) if asked._iterable_class is ModelIterable else None,  # noqa: SLF001  # the query's own word for what it gives
        )


def _sent(built: _Built, given: list[Any], store: BaseDatabaseWrapper) -> list[tuple[Any, ...]]:
    """The rows as the driver sends them. Where nobody listens in, SQLite's is asked directly."""
    if not built.plain_sql or store.queries_logged or store.execute_wrappers:
        with store.cursor() as cursor:
            cursor.execute(built.sql, given)
            return list(cursor.fetchall())
    store.ensure_connection()
    store.validate_no_broken_transaction()
    driver: Any = store.connection
    with store.wrap_database_errors:
        return list(driver.execute(built.plain_sql, given).fetchall())


def _instances(compiler: Any) -> _Instances:
    """As Django's own `ModelIterable` makes them."""
    told, select = compiler.klass_info, compiler.select
    place = slice(told["select_fields"][0], told["select_fields"][-1] + 1)
    return _Instances(
        told["model"],
        tuple(column.target.attname for column, _sql, _alias in select[place]),
        place,
        tuple(get_related_populators(told, select, "default")),  # type: ignore[call-arg]  # the stubs' is Django 6's
        tuple(compiler.annotation_col_map.items()),
    )


def _converters(column: Any) -> list[Any]:
    """Django's own; of stored JSON, which is met most, in fewer words."""
    found = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
    field = column.output_field if isinstance(column, Col) else None
    if type(field) is JSONField and field.decoder is None:
        return [_as_data]
    if connection.vendor == "sqlite" and isinstance(field, DateField | TimeField):
        return [partial(_unless_read, tuple(found))]
    return found


def _as_data(value: Any, _column: Any, _connection: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _unless_read(converters: tuple[Any, ...], value: Any, column: Any, store: Any) -> Any:
    """A day, time or moment that SQLite's driver gave as text."""
    for convert in converters:
        value = convert(value, column, store)
    return value


def _converted(
    rows: Sequence[tuple[Any, ...]], built: _Built, store: BaseDatabaseWrapper
) -> list[tuple[Any, ...]]:
    """Rows as Django would give them: dates as dates, also where the store keeps text."""
    if not rows:
        return []
    columns: list[Any] = list(zip(*rows, strict=True))
    for place, converters in built.converted:
        column = built.columns[place]
        for convert in converters:
            if type(convert) is partial and str not in set(map(type, columns[place])):
                continue  # the driver has read them (see `web.moments`)
            columns[place] = [convert(value, column, store) for value in columns[place]]
    return list(zip(*columns, strict=True))
