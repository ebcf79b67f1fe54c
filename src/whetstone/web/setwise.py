"""Many rows at once: written for a set that only the store has seen, or read as they are sent."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet


MOST_VALUES = 8_000
"""Values of one statement where the store names no limit."""


def plain_rows(query: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """The rows of a `values_list` as the driver sends them: for many thousands at a time."""
    try:
        text, values = query.query.get_compiler("default").as_sql()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return list(cursor.fetchall())


class Sent(models.Func):
    """A moment as it is sent quickest: seconds from PostgreSQL, text from SQLite."""

    output_field: models.Field[Any, Any] = models.Field()  # as the driver gives it: `as_moment`
    arity = 1

    def as_sql(self, compiler: Any, connection: Any, *_more: Any, **_named: Any) -> Any:
        """The column itself."""
        del connection
        return compiler.compile(self.source_expressions[0])

    def as_postgresql(self, compiler: Any, connection: Any, **_more: Any) -> Any:
        """Seconds since 1970, exact to the microsecond."""
        text, values = self.as_sql(compiler, connection)
        return f"EXTRACT(EPOCH FROM {text})::float8", values


def as_moment(sent: dt.datetime | str | float) -> dt.datetime:
    """A moment of such a row, UTC: SQLite's have no zone, and some are text."""
    if isinstance(sent, float):
        return dt.datetime.fromtimestamp(sent, dt.UTC)
    found = dt.datetime.fromisoformat(sent) if isinstance(sent, str) else sent
    return found.replace(tzinfo=dt.UTC) if found.tzinfo is None else found.astimezone(dt.UTC)


def table(model: type[models.Model]) -> str:
    """The name of a model's table, quoted."""
    return str(connection.ops.quote_name(model._meta.db_table))


def insert_for_each(like: models.Model, link: str, text: str, values: Sequence[Any]) -> int:
    """One row `like` this for each key that a statement gives, in the foreign key `link`.

    Whoever has such a row keeps it. Returns how many rows are new. One statement, no key is read.
    """
    meta = like._meta
    field = meta.get_field(link)
    if not isinstance(field, models.ForeignKey):
        raise TypeError(link)
    quote = connection.ops.quote_name
    columns, given = [quote(str(field.column))], []
    for other in meta.concrete_fields:
        if other is not field and not isinstance(other, models.AutoField):
            columns.append(quote(str(other.column)))
            given.append(other.get_db_prep_save(other.pre_save(like, add=True), connection))
    target = field.related_model._meta
    holes = "".join(", %s" for _one in given)
    key = f"one.{quote(str(target.pk.column))}"
    statement = (
        f"INSERT INTO {quote(meta.db_table)} ({', '.join(columns)}) "
        f"SELECT {key}{holes} FROM {quote(target.db_table)} one WHERE {key} IN ({text}) "
        "ON CONFLICT DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*given, *values])
        return int(cursor.rowcount)


def write_over(rows: Sequence[models.Model], *, by: str) -> None:
    """Insert rows without keys of their own; where one stands with the same `by`, write over it.

    Django's own way sends such rows to PostgreSQL as arrays, which takes long for JSON.
    """
    if not rows:
        return
    fields = [one for one in rows[0]._meta.concrete_fields if not one.primary_key]
    quote = connection.ops.quote_name
    names = [quote(str(one.column)) for one in fields]
    key = quote(str(rows[0]._meta.get_field(by).column))  # type: ignore[union-attr]  # a column
    kept = ", ".join(f"{name} = EXCLUDED.{name}" for name in names if name != key)
    hole = f"({', '.join(['%s'] * len(fields))})"
    most = (connection.features.max_query_params or MOST_VALUES) // len(fields)
    for start in range(0, len(rows), most):
        some = rows[start : start + most]
        text = (
            f"INSERT INTO {table(type(rows[0]))} ({', '.join(names)}) "
            f"VALUES {', '.join([hole] * len(some))} ON CONFLICT ({key}) DO UPDATE SET {kept}"
        )
        given = [
            field.get_db_prep_save(field.pre_save(row, add=True), connection)
            for row in some
            for field in fields
        ]
        with connection.cursor() as cursor:
            cursor.execute(text, given)
