"""Changes of the whole installation, as those read them who edit for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.apps.diagnose import selectors as levels
from whetstone.apps.field import selectors as ledger
from whetstone.apps.keepup.crowds import counts, union
from whetstone.apps.keepup.everywhere import resting, where_it_counts
from whetstone.apps.keepup.selectors.changes import (
    Counts,
    Side,
    Standing,
    acts,
    sides_of,
    standing,
)
from whetstone.apps.keepup.selectors.changes import standing_of as _standing_of
from whetstone.apps.keepup.selectors.draining import moved_claims
from whetstone.apps.keepup.selectors.previews import Preview, preview
from whetstone.apps.learn.selectors.of_publications import refreshing_of_all
from whetstone.apps.people import selectors as people

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from whetstone.apps.field.models import Change, ClaimVersion


@dataclass(frozen=True, slots=True)
class ChangesForAll:
    """The installation's changes: that wait, count, were undone, and are not confirmed."""

    waiting: tuple[Change, ...]
    undone: tuple[tuple[Change, Standing], ...]
    published: tuple[tuple[Change, Standing], ...]
    no_facts: tuple[tuple[Change, Standing], ...]


@dataclass(frozen=True, slots=True)
class Comeback:
    """What undoing would do for everybody, in figures; nobody is named.

    `words` are the claims as they would stand again. `things` rest on those that come back,
    `things_gone` on those that go. `waiting` refreshers would be withdrawn, `done` ones count no
    longer; the levels of so many `people` are worked out again. `stands_on_it` is a later change
    that must be undone first.
    """

    words: tuple[ClaimVersion, ...]
    things: Mapping[str, int]
    things_gone: Mapping[str, int]
    waiting: int
    done: int
    people: int
    stands_on_it: Change | None
    came_with_an_edition: bool

    @property
    def may_be_undone(self) -> bool:
        """Whether nothing stands in the way."""
        return self.stands_on_it is None and not self.came_with_an_edition


@dataclass(frozen=True, slots=True)
class ChangeForAll:
    """One of them. `preview` only while it waits, `comeback` only while it counts."""

    change: Change
    standing: Standing
    preview: Preview | None
    comeback: Comeback | None
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
        tuple(row for row, stand in stands if stand.counts is Counts.WAITS),
        tuple((row, stand) for row, stand in stands if stand.counts is Counts.UNDONE),
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
        comeback(change, stand) if stand.is_in_force else None,
        before=sides["before"],
        after=sides["after"],
        doubted=sides["doubted"],
    )


def comeback(change: Change, stand: Standing) -> Comeback:
    """What comes back, and what goes, if a change is undone for everybody; reads only."""
    words = tuple(ledger.words_before(stand.newest))
    workspaces = where_it_counts(change)
    counted = refreshing_of_all(stand.publication.pk if stand.publication else None)
    moved = levels.resting_on(people.learners_of(workspaces), moved_claims(change))
    return Comeback(
        words=words,
        things=resting(ledger.hits(change), workspaces),
        things_gone=resting(ledger.creates(change), workspaces),
        waiting=counted.waiting,
        done=counted.done,
        people=counts([union([moved])])[0],
        stands_on_it=ledger.standing_on(stand.newest),
        came_with_an_edition=ledger.came_with_an_edition(stand.newest),
    )
