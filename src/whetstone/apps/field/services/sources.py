"""A source as an editor names it, and names made from titles."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.text import slugify

from whetstone.apps.field.kept import readable

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

Row = TypeVar("Row", bound=Model)
SAME_ACT = dt.timedelta(hours=1)
"""The same words by the same person within the hour are one act: a form that was sent twice."""
OWN, SHARED = "own", "desk"
"""How names of claims and changes begin that were written here: a workspace's own, and those for
everybody. No file of the curriculum uses either, so no load and no workspace takes such a name."""
LONGEST_STEM = 64


@dataclass(frozen=True, slots=True)
class Source:
    """Where it was read, and on which day."""

    title: str
    accessed: dt.date
    publisher: str = ""
    url: str = ""
    primary: bool = False
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """As the ledger's rows keep it."""
        return {
            "title": self.title,
            "publisher": self.publisher,
            "url": self.url,
            "accessed": self.accessed.isoformat(),
            "primary": self.primary,
            "note": self.note,
        }


def make_named(
    rows: QuerySet[Row],
    title: str,
    *,
    workspace_id: int | None,
    make: Callable[[str], Row],
    twin: Callable[[Row], bool],
) -> tuple[Row, bool]:
    """Make a row under a name from its title that is free here; (row, whether it was made).

    Where the name is taken by a twin (the same thing, sent a moment ago), the twin is the answer.
    """
    begin = SHARED if workspace_id is None else OWN
    stem = f"{begin}-{slugify(title)[:LONGEST_STEM].strip('-')}".rstrip("-")
    n = 1
    while True:
        slug = stem if n == 1 else f"{stem}-{n}"
        taken = rows.filter(readable(workspace_id), slug=slug).first()
        if taken is not None and twin(taken):
            return taken, False
        if taken is None:
            try:
                with transaction.atomic():
                    return make(slug), True
            except IntegrityError:  # somebody was quicker: look again under the same name
                continue
        n += 1
