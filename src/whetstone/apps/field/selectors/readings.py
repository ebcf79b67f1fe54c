"""Which changes somebody has read at their source: the others are shown, and count nowhere.

The files say of each change whether its source was seen. Where it was not, an editor's reading
decides: a workspace's own for that workspace, else the installation's.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from whetstone.apps.field import kept
from whetstone.apps.field.models import Change, ChangeReading
from whetstone.apps.field.selectors.changes import changes
from whetstone.apps.field.selectors.ledger import OWN_FIRST
from whetstone.core.freshness.changes import SEEN
from whetstone.web import once

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping


class Sourced(StrEnum):
    """Whether somebody has opened the source of a change."""

    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    DISMISSED = "dismissed"


def readings(workspace_id: int | None) -> dict[int, ChangeReading]:
    """The newest reading of each change that counts here, its own first; two queries at most."""
    if workspace_id is not None and once.is_reading():
        rows = kept.readings(workspace_id)
    else:
        own = () if workspace_id is None else kept.rows_of_readings(workspace_id)
        rows = (*kept.rows_of_readings(None), *own)
    return {row.change_id: row for row in rows}


def sourced(change: Change, read: Mapping[int, ChangeReading]) -> Sourced:
    """Whether the source of a change was opened, and what came of it."""
    if change.source_check == SEEN:
        return Sourced.CONFIRMED
    found = read.get(change.pk)
    return Sourced.NOT_CONFIRMED if found is None else Sourced(found.verdict)


def unsourced(workspace_id: int | None) -> frozenset[int]:
    """The changes that are no fact here: not confirmed, or dismissed."""
    if workspace_id is None or not once.is_reading():
        return _unsourced_anew(None, workspace_id)
    state = tuple(
        kept.state(workspace_id, "changes", "readings", own=own) for own in (False, True)
    )
    return _unsourced(state, workspace_id)


def _unsourced_anew(_state: Hashable, workspace_id: int | None) -> frozenset[int]:
    read = readings(workspace_id)
    return frozenset(
        row.pk for row in changes(workspace_id) if sourced(row, read) is not Sourced.CONFIRMED
    )


_unsourced = once.a_state(64)(_unsourced_anew)


def sources_of(change: Change, workspace_id: int | None) -> list[ChangeReading]:
    """Every reading of a change that may be seen here, with who wrote it; what counts first."""
    rows = ChangeReading.objects.filter(kept.readable(workspace_id), change=change)
    return list(rows.select_related("recorded_by").order_by(OWN_FIRST, "-pk"))
