"""A query that is asked in every request: its SQL is built once, then only filled in.

Building a query costs Django several times what running it costs. The query must name its
columns (`values_list`), and its only variables are whole numbers compared for equality.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import QuerySet

_HOLE = -1_000_000_001
"""Stands in the SQL for the first variable, the next lower number for the second, and so on."""


@dataclass(frozen=True, slots=True)
class _Built:
    sql: str
    parameters: tuple[Any, ...]
    columns: tuple[Any, ...]
    holes: int


class Prepared:
    """`Prepared(lambda person: Person.objects.filter(pk=person).values_list("name"))(7)`."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build
        self._built: dict[tuple[str, int], _Built] = {}

    def __call__(self, *values: int) -> list[tuple[Any, ...]]:
        """The rows, one query."""
        key = (connection.vendor, len(values))
        built = self._built.get(key)
        if built is None:
            built = self._built[key] = self._compile(len(values))
        given = {_HOLE - n: value for n, value in enumerate(values)}
        parameters = [given.get(one, one) if type(one) is int else one for one in built.parameters]
        with connection.cursor() as cursor:
            cursor.execute(built.sql, parameters)
            rows = cursor.fetchall()
        return _converted(rows, built.columns)

    def first(self, *values: int) -> tuple[Any, ...] | None:
        """The first row, if there is one."""
        rows = self(*values)
        return rows[0] if rows else None

    def _compile(self, holes: int) -> _Built:
        compiler = self._build(*(_HOLE - n for n in range(holes))).query.get_compiler("default")
        sql, parameters = compiler.as_sql()
        columns = tuple(column for column, _sql, _alias in compiler.select)
        return _Built(sql, tuple(parameters), columns, holes)


def _converted(rows: Sequence[tuple[Any, ...]], columns: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Rows as Django would give them: dates as dates, also where the store keeps text."""
    converters = {
        place: (kinds, column)
        for place, column in enumerate(columns)
        if (
            kinds := [
                *connection.ops.get_db_converters(column),
                *column.get_db_converters(connection),
            ]
        )
    }
    if not converters:
        return list(rows)
    found = []
    for row in rows:
        values = list(row)
        for place, (kinds, column) in converters.items():
            for convert in kinds:
                values[place] = convert(values[place], column, connection)
        found.append(tuple(values))
    return found
