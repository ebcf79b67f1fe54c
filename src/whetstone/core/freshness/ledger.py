"""The ledger: append-only versions of claims, read on two time axes.

Nothing is overwritten. A row says what was known of a claim from `recorded_at` on, either for
the whole installation or for one workspace (its overlay). A reading names both axes:
`known_at` - what had been recorded by then - and `on` - the day in the field asked about.
A retirement recorded today for next month takes effect by itself at midnight.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from whetstone.core.freshness.claims import ClaimState, ClaimStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ClaimVersion:
    """One row: from `recorded_at` on, this is known of the claim.

    `workspace` None is the installation's ledger; else the overlay of that workspace.
    `seq` orders rows of the same instant (the row number of the store will do). `yields`: from
    here on the overlay has no word of its own and follows the installation again.
    """

    claim_id: str
    recorded_at: datetime
    workspace: str | None
    state: ClaimState
    change_id: str | None = None
    seq: int = 0
    yields: bool = False


@dataclass(frozen=True, slots=True)
class Shadow:
    """An overlay's word that hides a newer, different word of the installation."""

    claim_id: str
    overlay: ClaimVersion
    installation: ClaimVersion


@dataclass(frozen=True, slots=True)
class Turn:
    """A claim whose status differs between two readings; None is "not in the ledger"."""

    claim_id: str
    was: ClaimStatus | None
    now: ClaimStatus | None


def ledger_at(
    versions: Iterable[ClaimVersion],
    *,
    workspace: str | None,
    known_at: datetime,
    on: date,
) -> dict[str, ClaimState]:
    """What a workspace holds of every claim, known by `known_at`, about the day `on`.

    The overlay's last row wins over the installation's; rows of other workspaces are never
    looked at. Pure in the rows: their order does not matter.
    """
    base = _latest(versions := tuple(versions), None, known_at)
    if workspace is not None:
        base |= _own(versions, workspace, known_at)
    return {claim_id: as_in_the_field(row.state, on) for claim_id, row in sorted(base.items())}


def as_in_the_field(state: ClaimState, on: date) -> ClaimState:
    """The state with the status it had, or will have, in the field on that day.

    Only days known from `held_from` and `held_until` move a status: a claim that ends later
    is still current, one that ended is retired (or superseded), one that begins later is
    proposed. Doubt is about our knowledge, so it stays.
    """
    status = state.status
    if status in (ClaimStatus.DOUBTFUL, ClaimStatus.PROPOSED):
        return state
    if state.held_from is not None and on < state.held_from:
        status = ClaimStatus.PROPOSED
    elif state.held_until is not None and on < state.held_until:
        status = ClaimStatus.CURRENT
    elif state.held_until is not None and status is ClaimStatus.CURRENT:
        status = ClaimStatus.SUPERSEDED if state.superseded_by else ClaimStatus.RETIRED
    return state if status is state.status else replace(state, status=status)


def shadowed(
    versions: Iterable[ClaimVersion], *, workspace: str, known_at: datetime
) -> tuple[Shadow, ...]:
    """Where the installation has since said something else than the overlay.

    Something else is another status, or a later check of a claim that both hold to be current.
    The overlay still wins; the workspace should be told, so that an old word of its own does
    not hide a retirement for ever.
    """
    base = _latest(rows := tuple(versions), None, known_at)
    over = _own(rows, workspace, known_at)
    return tuple(
        Shadow(claim_id, own, base[claim_id])
        for claim_id, own in sorted(over.items())
        if claim_id in base
        and _order(base[claim_id]) > _order(own)
        and _says_else(own.state, base[claim_id].state)
    )


def _says_else(own: ClaimState, base: ClaimState) -> bool:
    return base.status is not own.status or (own.is_live and base.as_of > own.as_of)


def history(
    versions: Iterable[ClaimVersion], *, claim_id: str, workspace: str | None
) -> tuple[ClaimVersion, ...]:
    """Every row the workspace may read of one claim, oldest first."""
    readable = (None, workspace)
    rows = (row for row in versions if row.claim_id == claim_id and row.workspace in readable)
    return tuple(sorted(rows, key=_order))


def turned(before: Mapping[str, ClaimState], after: Mapping[str, ClaimState]) -> tuple[Turn, ...]:
    """The claims whose status differs between two readings, in order of id."""
    turns = (
        Turn(claim_id, _status(before.get(claim_id)), _status(after.get(claim_id)))
        for claim_id in sorted(before.keys() | after.keys())
    )
    return tuple(turn for turn in turns if turn.was is not turn.now)


def _own(
    versions: Iterable[ClaimVersion], workspace: str, known_at: datetime
) -> dict[str, ClaimVersion]:
    """The overlay's last rows, without those that give way to the installation."""
    rows = _latest(versions, workspace, known_at)
    return {claim_id: row for claim_id, row in rows.items() if not row.yields}


def _latest(
    versions: Iterable[ClaimVersion], workspace: str | None, known_at: datetime
) -> dict[str, ClaimVersion]:
    latest: dict[str, ClaimVersion] = {}
    for row in versions:
        if row.workspace != workspace or row.recorded_at > known_at:
            continue
        seen = latest.get(row.claim_id)
        if seen is None or _order(row) > _order(seen):
            latest[row.claim_id] = row
    return latest


def _order(row: ClaimVersion) -> tuple[datetime, int]:
    return (row.recorded_at, row.seq)


def _status(state: ClaimState | None) -> ClaimStatus | None:
    return None if state is None else state.status
