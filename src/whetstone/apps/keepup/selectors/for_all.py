"""Changes of the whole installation, as those read them who edit for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.apps.field import selectors as ledger
from whetstone.apps.keepup.selectors.changes import Side, Standing, acts, sides_of, standing
from whetstone.apps.keepup.selectors.changes import standing_of as _standing_of
from whetstone.apps.keepup.selectors.previews import Preview, preview

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.field.models import Change


@dataclass(frozen=True, slots=True)
class ChangesForAll:
    """The installation's changes: those that wait, that count, and that are not confirmed."""

    waiting: tuple[Change, ...]
    published: tuple[tuple[Change, Standing], ...]
    no_facts: tuple[tuple[Change, Standing], ...]


@dataclass(frozen=True, slots=True)
class ChangeForAll:
    """One of them. `preview` only while it waits: what it would touch, in figures."""

    change: Change
    standing: Standing
    preview: Preview | None
    before: tuple[Side, ...]
    after: tuple[Side, ...]
    doubted: tuple[Side, ...]

    @property
    def waits(self) -> bool:
        """Whether publishing would do something."""
        return self.standing.may_be_published


def changes_for_all() -> ChangesForAll:
    """All changes of the installation, newest event first; five queries."""
    done = acts(None)
    rows = [row for row in ledger.changes(None) if row.undoes_id is None]
    stands = [(row, standing(row, done)) for row in rows]
    return ChangesForAll(
        tuple(row for row, stand in stands if stand.may_be_published),
        tuple((row, stand) for row, stand in stands if stand.is_in_force),
        tuple((row, stand) for row, stand in stands if stand.is_no_fact),
    )


def change_for_all(slug: str, *, now: dt.datetime) -> ChangeForAll | None:
    """One change of the installation; None where it has no such change."""
    change = ledger.change(None, slug)
    if change is None or change.undoes_id is not None:
        return None
    stand = _standing_of(change, None)
    waits = stand.may_be_published
    sides = sides_of(change, stand, None)
    return ChangeForAll(
        change,
        stand,
        preview(slug, workspace_id=None, now=now) if waits else None,
        before=sides["before"],
        after=sides["after"],
        doubted=sides["doubted"],
    )
