"""One notice as its page shows it. Queries are constant in steps, people and what rests on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.apps.field import selectors as ledger
from whetstone.apps.keepup.ripples import NO_WORKSPACE, RingView, citing_rings, named
from whetstone.apps.keepup.selectors.changes import Standing, standing_of
from whetstone.apps.keepup.selectors.inbox import (
    Row,
    open_like,
    state_of,
    steps_of,
)
from whetstone.core.freshness.claims import ClaimStatus
from whetstone.core.freshness.triage import Act, Triage, allowed

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.field.citers import Cited
    from whetstone.apps.field.models import Change, ClaimVersion, Notice
    from whetstone.apps.keepup.models import NoticeStep


@dataclass(frozen=True, slots=True)
class NoticePage:
    """A notice, its claim as it stands, what rests on it, others like it, and its trail."""

    notice: Notice
    state: Triage
    steps: tuple[NoticeStep, ...]
    open_acts: frozenset[Act]
    claim: ClaimVersion | None
    status: ClaimStatus | None
    rings: tuple[RingView, ...]
    change: Change | None
    change_stands: Standing | None
    thing: Cited | None
    alike: tuple[Row, ...]

    @property
    def network(self) -> str:
        """The network it is about: as it was noticed, or its claim's."""
        return self.notice.network or (self.claim.claim.network if self.claim else "")

    @property
    def owner(self) -> str:
        """The name of whoever has it; empty where nobody has."""
        taken = [row for row in self.steps if row.act == Act.TAKEN]
        last = taken[-1].owner if taken else None
        return last.name if last else ""

    @property
    def doubted_elsewhere(self) -> bool:
        """Whether the claim is in doubt, but not by this notice."""
        return self.status is ClaimStatus.DOUBTFUL and not self.state.is_in_doubt


def notice_page(
    notice_id: int, *, workspace_id: int | None, today: dt.date, zone: str, doubts: bool
) -> NoticePage | None:
    """One notice of a workspace (or of the installation); None where there is none such."""
    notice = ledger.notice(notice_id, workspace_id=workspace_id)
    if notice is None:
        return None
    steps = steps_of([notice.pk])
    state = state_of(notice, steps, zone=zone)
    slug = state.claim or (notice.claim.slug if notice.claim else "")
    said = ledger.claims(workspace_id, {slug}).get(slug) if slug else None
    change = ledger.change(workspace_id, state.change) if state.change else None
    return NoticePage(
        notice=notice,
        state=state,
        steps=tuple(steps),
        open_acts=allowed(state, doubts=doubts),
        claim=said,
        status=ledger.ledger(workspace_id, on=today).status(slug) if said else None,
        rings=citing_rings(slug, workspace_id=workspace_id) if said else (),
        change=change,
        change_stands=standing_of(change, workspace_id) if change else None,
        thing=named(
            notice.thing_kind, notice.thing_id, workspace_id=workspace_id or NO_WORKSPACE
        ),
        alike=tuple(
            open_like(
                notice, workspace_id=workspace_id,
                claim_id=said.claim_id if said else None, zone=zone,
            )
        ),
    )  # fmt: skip


def claim_of(notice_id: int, *, workspace_id: int | None) -> str:
    """The claim that a notice is about; empty where it names none, or is not here."""
    notice = ledger.notice(notice_id, workspace_id=workspace_id)
    if notice is None:
        return ""
    linked = state_of(notice, steps_of([notice.pk])).claim
    return linked or (notice.claim.slug if notice.claim else "")


def change_choices(workspace_id: int | None, *, network: str = "") -> list[tuple[str, str]]:
    """Changes a notice may belong to, those of its network first, newest first."""
    rows = [row for row in ledger.changes(workspace_id) if row.undoes_id is None]
    rows.sort(key=lambda row: row.network != network)
    return [(row.slug, f"{row.happened_on}: {row.title}") for row in rows]


def claim_choices(
    workspace_id: int | None, *, today: dt.date, thing: tuple[str, str] = ("", "")
) -> list[tuple[str, str]]:
    """Every claim that holds here, by its statement; what the thing rests on comes first."""
    rows = ledger.claims(workspace_id, ledger.ledger(workspace_id, on=today).live)
    under = ledger.rests_of(workspace_id, [thing]).get(thing, set()) if thing[0] else set()
    return sorted(
        ((slug, row.statement) for slug, row in rows.items()),
        key=lambda one: (one[0] not in under, one[1].lower()),
    )
