"""What a workspace holds of every claim, on two time axes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db.models import F

from whetstone.apps.field import kept
from whetstone.apps.field.kept import readable
from whetstone.apps.field.models import (
    Claim,
    ClaimVersion,
)
from whetstone.core.freshness import ledger as core_ledger
from whetstone.core.freshness.claims import ClaimState, ClaimStatus
from whetstone.web import once

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a workspace holds of every claim, on a day.

    `version` names the state: equal versions, equal ledgers.
    """

    version: tuple[int | None, str, dt.date]
    states: Mapping[str, ClaimState]
    live: frozenset[str]

    def status(self, slug: str) -> ClaimStatus | None:
        """The claim's status here; None for a claim that is not in the ledger."""
        state = self.states.get(slug)
        return state.status if state else None

    def dead(self, slugs: Iterable[str]) -> list[str]:
        """Those of the claims that are not current."""
        return [slug for slug in slugs if slug not in self.live]


FOR_EVER = dt.datetime.max.replace(tzinfo=dt.UTC)
OWN_FIRST = F("workspace").desc(nulls_last=True)


@once.a_request
def ledger(workspace_id: int | None, *, on: dt.date) -> Ledger:
    """The ledger of a workspace (None: the installation's) on a day.

    One query when nothing has changed.
    """
    return _ledger(workspace_id, kept.newest_version(workspace_id), on)


@lru_cache(maxsize=256)
def _ledger(workspace_id: int | None, newest: str, on: dt.date) -> Ledger:
    states = core_ledger.ledger_at(
        versions(workspace_id),
        workspace=None if workspace_id is None else str(workspace_id),
        known_at=FOR_EVER,
        on=on,
    )
    live = frozenset(slug for slug, state in states.items() if state.is_live)
    return Ledger((workspace_id, newest, on), MappingProxyType(states), live)


once.also_forget(_ledger.cache_clear)


@once.a_request
def shadows(workspace_id: int) -> Mapping[str, core_ledger.Shadow]:
    """Where everybody's ledger has since said something newer than this workspace, by claim.

    One query when nothing has changed.
    """
    return _shadows(workspace_id, kept.newest_version(workspace_id))


@lru_cache(maxsize=128)
def _shadows(workspace_id: int, _newest: str) -> Mapping[str, core_ledger.Shadow]:
    found = core_ledger.shadowed(
        versions(workspace_id), workspace=str(workspace_id), known_at=FOR_EVER
    )
    return MappingProxyType({shadow.claim_id: shadow for shadow in found})


once.also_forget(_shadows.cache_clear)


def ledger_as_known(
    workspace_id: int | None, *, known_at: dt.datetime, on: dt.date
) -> Mapping[str, ClaimState]:
    """What the workspace held at a moment in the past about a day in the field."""
    return core_ledger.ledger_at(
        versions(workspace_id),
        workspace=None if workspace_id is None else str(workspace_id),
        known_at=known_at,
        on=on,
    )


def versions(workspace_id: int | None) -> list[core_ledger.ClaimVersion]:
    """Every version the workspace may read, as core values; one query."""
    rows = ClaimVersion.objects.filter(readable(workspace_id)).values_list(
        "pk", "claim__slug", "claim__half_life_months", "workspace_id", "status", "as_of",
        "held_from", "held_until", "recorded_at", "change__slug", "act",
    )  # fmt: skip
    return [_as_version(row) for row in rows]


def _as_version(row: tuple[Any, ...]) -> core_ledger.ClaimVersion:
    pk, slug, half_life, workspace, status, as_of, held_from, held_until, *more = row
    recorded_at, change, act = more
    return core_ledger.ClaimVersion(
        slug,
        recorded_at,
        None if workspace is None else str(workspace),
        ClaimState(slug, ClaimStatus(status), as_of, half_life, held_from, held_until),
        change,
        pk,
        yields=act == ClaimVersion.Act.FOLLOWS,
    )


def claims(workspace_id: int | None, slugs: Collection[str]) -> dict[str, ClaimVersion]:
    """The newest readable version of each claim (overlay first), with its claim; one query."""
    if workspace_id is not None and once.is_reading():
        return kept.versions(workspace_id, frozenset(slugs))
    return kept.newest_versions(workspace_id, frozenset(slugs))


def claims_as_known(workspace_id: int | None, known_at: dt.datetime) -> dict[str, ClaimVersion]:
    """The version of each claim that counted here at a moment in the past; one query."""
    rows = ClaimVersion.objects.filter(readable(workspace_id), recorded_at__lte=known_at)
    return kept.that_count(rows.select_related("claim", "change").order_by("recorded_at", "pk"))


def that_counts(rows: Iterable[ClaimVersion]) -> ClaimVersion | None:
    """Of versions of one claim: the one that counts (the overlay's, else everybody's)."""
    ordered = sorted(rows, key=lambda row: (row.recorded_at, row.pk))
    return next(iter(kept.that_count(ordered).values()), None)


def claim(workspace_id: int | None, slug: str) -> Claim | None:
    """The claim of a name that the workspace may read, its own first."""
    rows = Claim.objects.filter(readable(workspace_id), slug=slug)
    return rows.order_by(OWN_FIRST).first()


def claim_history(workspace_id: int | None, slug: str) -> list[ClaimVersion]:
    """Every readable version of a claim, newest first."""
    rows = ClaimVersion.objects.filter(readable(workspace_id), claim__slug=slug)
    return list(rows.select_related("claim", "change", "recorded_by").order_by("-pk"))


def state_of(row: ClaimVersion, *, on: dt.date) -> ClaimState:
    """A version as the core's value, with the status it had in the field on a day."""
    state = ClaimState(
        row.claim.slug,
        ClaimStatus(row.status),
        row.as_of,
        row.claim.half_life_months,
        row.held_from,
        row.held_until,
    )
    return core_ledger.as_in_the_field(state, on)
