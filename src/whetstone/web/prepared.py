"""A query that is asked in every request: its SQL is built once, then only filled in.

Building a query costs Django several times what running it costs. The query must name its
columns (`values_list`), and its only variables are whole numbers, texts and moments that columns
are compared with (also with a list: `lambda *ids: Person.objects.filter(pk__in=ids)`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import QuerySet

Value = int | str | dt.datetime
MOST_VALUES = 80
"""With more variables than this a query is built anew: it would be kept for one crowd only."""


def _hole(place: int, kind: type) -> Value:
    """What stands in the SQL for the variable at this place: a value that nobody asks for."""
    if kind is int:
        return -1_000_000_001 - place
    if kind is dt.datetime:
        return dt.datetime(101 + place, 1, 1, tzinfo=dt.UTC)
    return f"\x01{place}\x01"


def _as_sent(value: Value) -> Any:
    """A value as the store's driver takes it."""
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


@dataclass(frozen=True, slots=True)
class _Built:
    sql: str
    parameters: tuple[tuple[Any, int | None], ...]  # a value, or the place of a variable
    columns: tuple[Any, ...]
    converted: tuple[int, ...]  # places of columns that the store keeps in another form


class Prepared:
    """`Prepared(lambda person: Person.objects.filter(pk=person).values_list("name"))(7)`."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build
        self._built: dict[tuple[object, ...], _Built] = {}

    def __call__(self, *values: Value) -> list[tuple[Any, ...]]:
        """The rows, one query."""
        if len(values) > MOST_VALUES:
            return list(self._build(*values))
        key = (connection.vendor, *map(type, values))
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
        with connection.cursor() as cursor:
            cursor.execute(built.sql, given)
            rows = cursor.fetchall()
        return _converted(rows, built) if built.converted else rows

    def first(self, *values: Value) -> tuple[Any, ...] | None:
        """The first row, if there is one."""
        rows = self(*values)
        return rows[0] if rows else None

    def _compile(self, *kinds: type) -> _Built:
        holes = [_hole(place, kind) for place, kind in enumerate(kinds)]
        compiler = self._build(*holes).query.get_compiler("default")
        sql, parameters = compiler.as_sql()
        columns = tuple(column for column, _sql, _alias in compiler.select)
        sent = {_as_sent(hole): place for place, hole in enumerate(holes)}
        return _Built(
            sql,
            tuple((one, sent.get(one)) for one in parameters),
            columns,
            tuple(place for place, column in enumerate(columns) if _converters(column)),
        )


def _converters(column: Any) -> list[Any]:
    return [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]


def _converted(rows: Sequence[tuple[Any, ...]], built: _Built) -> list[tuple[Any, ...]]:
    """Rows as Django would give them: dates as dates, also where the store keeps text."""
    converters = [
        (place, _converters(built.columns[place]), built.columns[place])
        for place in built.converted
    ]
    found = []
    for row in rows:
        values = list(row)
        for place, kinds, column in converters:
            for convert in kinds:
                values[place] = convert(values[place], column, connection)
        found.append(tuple(values))
    return found
