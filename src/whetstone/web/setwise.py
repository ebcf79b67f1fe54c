"""Many rows at once: written for a set that only the store has seen, or read as they are sent."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet


def plain_rows(query: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """The rows of a `values_list` as the driver sends them: for many thousands at a time."""
    try:
        text, values = query.query.get_compiler("default").as_sql()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return list(cursor.fetchall())


def as_moment(sent: dt.datetime | str) -> dt.datetime:
    """A moment of such a row: SQLite keeps it as text, UTC."""
    if isinstance(sent, str):
        return dt.datetime.fromisoformat(sent).replace(tzinfo=dt.UTC)
    return sent.astimezone(dt.UTC)


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
