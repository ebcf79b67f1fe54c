"""Editions by name and moment: which state of the curriculum a class was pinned to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whetstone.apps.field.models import Edition

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection


def newest_edition() -> int | None:
    """The row of the edition that was loaded last; None before the first. One query."""
    return Edition.objects.order_by("-pk").values_list("pk", flat=True).first()


def editions_at(
    pins: Collection[tuple[str, dt.datetime]],
) -> dict[tuple[str, dt.datetime], int]:
    """The edition behind each (name, moment); one query.

    A name may have been loaded in several states: it is the newest one loaded by then, or the
    first of that name where all came later. Names that were never loaded are left out.
    """
    rows: dict[str, list[tuple[int, dt.datetime]]] = {}
    found = Edition.objects.filter(name__in={name for name, _at in pins}).order_by("pk")
    for pk, name, loaded_at in found.values_list("pk", "name", "loaded_at"):
        rows.setdefault(name, []).append((pk, loaded_at))
    return {
        (name, at): next(
            (pk for pk, loaded_at in reversed(rows[name]) if loaded_at <= at), rows[name][0][0]
        )
        for name, at in pins
        if name in rows
    }
