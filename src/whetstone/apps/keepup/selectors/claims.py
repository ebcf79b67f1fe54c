"""The ledger as a page: as it stands, or as it stood. Queries are constant in claims."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.core.paginator import Paginator

from whetstone.apps.field import selectors as ledger
from whetstone.core.freshness.claims import ClaimState, ClaimStatus
from whetstone.core.freshness.ledger import turned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.paginator import Page

    from whetstone.apps.field.models import Change, ClaimVersion

ROWS_A_PAGE = 40
_LAST = dt.time(23, 59, 59, 999_999, tzinfo=dt.UTC)
_RANK = {ClaimStatus.DOUBTFUL: 0, ClaimStatus.CURRENT: 1, ClaimStatus.PROPOSED: 2}


class Whose(StrEnum):
    """Whose word counts here."""

    EVERYBODY = "everybody"
    OWN = "own"
    OVERRIDDEN = "overridden"


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim in the list: the version that counts, and its state on the day that is read."""

    version: ClaimVersion
    state: ClaimState
    on: dt.date
    is_shadowed: bool = False

    @property
    def slug(self) -> str:
        """The claim's name."""
        return self.version.claim.slug

    @property
    def whose(self) -> Whose:
        """Whose word this is."""
        if self.version.claim.workspace_id is not None:
            return Whose.OWN
        return Whose.EVERYBODY if self.version.workspace_id is None else Whose.OVERRIDDEN

    @property
    def chance(self) -> float | None:
        """P(still true); None where the claim does not hold anyway."""
        return self.state.p_still_true(self.on) if self.state.is_live else None

    @property
    def is_not_yet(self) -> bool:
        """Whether the claim begins to hold after the day that is read."""
        began = self.version.held_from
        return began is not None and began > self.on and self.state.status == "proposed"

    @property
    def is_past_review(self) -> bool:
        """Whether a claim that holds should have been read again by now."""
        return self.state.is_live and self.state.is_past_review(self.on)


@dataclass(frozen=True, slots=True)
class Moved:
    """A claim that stands otherwise than it stood. `was` None: nothing was known of it then."""

    slug: str
    was: ClaimRow | None
    now: ClaimRow | None
    change: Change | None

    @property
    def is_reworded(self) -> bool:
        """Whether the same status came with other words."""
        if self.was is None or self.now is None:
            return False
        return self.was.version.statement != self.now.version.statement


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for in the ledger, and as of when."""

    network: str = ""
    kind: str = ""
    status: str = ""
    whose: str = ""
    words: str = ""
    known: dt.date | None = None
    on: dt.date | None = None
    page: int = 1

    @property
    def is_of_the_past(self) -> bool:
        """Whether another day is read than today."""
        return self.known is not None or self.on is not None

    def lets_in(self, row: ClaimRow) -> bool:
        """Whether a row is one of those asked for."""
        claim = row.version.claim
        if self.network and (claim.network or "none") != self.network:
            return False
        if self.kind and claim.kind != self.kind:
            return False
        if self.status and row.state.status.value != self.status:
            return False
        if self.whose and row.whose.value != self.whose:
            return False
        said = f"{row.version.statement} {row.version.text} {claim.slug}".casefold()
        return all(word in said for word in self.words.casefold().split())


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """The ledger: what was asked, what was found, and how it differs from today."""

    asked: Asked
    rows: Page[ClaimRow]
    found: int
    total: int
    live: int
    overdue: int
    networks: Mapping[str, int]
    moved: tuple[Moved, ...]
    on: dt.date

    @property
    def turned(self) -> list[Moved]:
        """What was known then and stands otherwise today."""
        return [one for one in self.moved if one.was is not None]

    @property
    def unknown(self) -> list[Moved]:
        """What was not known then."""
        return [one for one in self.moved if one.was is None]


def ledger_page(*, workspace_id: int, today: dt.date, asked: Asked) -> LedgerPage:
    """The whole ledger of a workspace on two days; the same few queries for any number."""
    on = asked.on or today
    every = _rows(workspace_id, known=asked.known, on=on)
    moved: tuple[Moved, ...] = ()
    if asked.is_of_the_past:
        moved = _moved(workspace_id, every, _rows(workspace_id, known=None, on=today), asked)
    found = sorted((row for row in every.values() if asked.lets_in(row)), key=_order)
    networks = Counter(row.version.claim.network or "none" for row in every.values())
    return LedgerPage(
        asked=asked,
        rows=Paginator(found, ROWS_A_PAGE).get_page(asked.page),
        found=len(found),
        total=len(every),
        live=sum(row.state.is_live for row in every.values()),
        overdue=sum(row.is_past_review for row in every.values()),
        networks=dict(sorted(networks.items())),
        moved=moved,
        on=on,
    )


def _rows(workspace_id: int, *, known: dt.date | None, on: dt.date) -> dict[str, ClaimRow]:
    if known is not None:
        known_at = dt.datetime.combine(known, _LAST)
        states = ledger.ledger_as_known(workspace_id, known_at=known_at, on=on)
        versions = ledger.claims_as_known(workspace_id, known_at)
        return {
            slug: ClaimRow(version, states[slug], on)
            for slug, version in versions.items()
            if slug in states
        }
    states = ledger.ledger(workspace_id, on=on).states
    shadows = ledger.shadows(workspace_id)
    return {
        slug: ClaimRow(version, states[slug], on, slug in shadows)
        for slug, version in ledger.claims(workspace_id, set(states)).items()
    }


def _order(row: ClaimRow) -> tuple[int, dt.date, str]:
    """In doubt first, then what is to be read again soonest; what is gone comes last."""
    return (_RANK.get(row.state.status, 3), row.version.review_by, row.slug)


def _moved(
    workspace_id: int, then: Mapping[str, ClaimRow], now: Mapping[str, ClaimRow], asked: Asked
) -> tuple[Moved, ...]:
    """What stands otherwise today, with the change that moved it; newest first."""
    turns = turned(_states(then), _states(now))
    slugs = {turn.claim_id for turn in turns}
    slugs |= {
        slug
        for slug, row in then.items()
        if slug in now and row.version.statement != now[slug].version.statement
    }
    slugs = {
        slug
        for slug in slugs
        if any(asked.lets_in(rows[slug]) for rows in (then, now) if slug in rows)
    }
    causes = ledger.causes(workspace_id, slugs)
    found = []
    for slug in sorted(slugs):
        row = now.get(slug) or then[slug]
        cause = None if row.version.act else row.version.change or causes.get(slug)
        found.append(Moved(slug, then.get(slug), now.get(slug), cause))
    return tuple(sorted(found, key=_newest, reverse=True))


def _newest(one: Moved) -> tuple[dt.datetime, str]:
    row = one.now or one.was
    assert row is not None
    return (row.version.recorded_at, one.slug)


def _states(rows: Mapping[str, ClaimRow]) -> dict[str, ClaimState]:
    return {slug: row.state for slug, row in rows.items()}
