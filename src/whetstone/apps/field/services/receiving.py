"""Writing down what somebody else's ledger says: new rows only, nothing here is overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from whetstone.apps.field import selectors
from whetstone.apps.field.models import Change, ChangeEffect, Claim, ClaimVersion
from whetstone.apps.field.services.passages import index_claims
from whetstone.core.freshness.claims import review_by

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Said:
    """What a version of a claim says. `facts` are the columns of the version that it fills."""

    slug: str
    network: str
    kind: str
    half_life_months: float
    status: str
    as_of: dt.date
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """A change of somebody else's. `effects` are (claim, effect, successor or empty)."""

    slug: str
    facts: Mapping[str, Any]
    effects: Sequence[tuple[str, str, str]]


@transaction.atomic
def receive_version(
    said: Said, *, workspace_id: int | None, person_id: int | None, reason: str, now: dt.datetime
) -> ClaimVersion:
    """Append what they say of a claim, known here from now on. The claim is made where needed."""
    claim = selectors.claim(workspace_id, said.slug)
    if claim is None:
        claim = Claim.objects.create(
            slug=said.slug,
            workspace_id=workspace_id,
            network=said.network,
            kind=said.kind,
            half_life_months=said.half_life_months,
        )
    made = ClaimVersion.objects.create(
        claim=claim,
        workspace_id=workspace_id,
        status=said.status,
        as_of=said.as_of,
        review_by=review_by(said.as_of, claim.half_life_months),
        reason=reason[:300],
        recorded_at=now,
        recorded_by_id=person_id,
        **said.facts,
    )
    index_claims(workspace_id, [claim.slug])
    return made


@transaction.atomic
def receive_change(told: Told, *, workspace_id: int | None, now: dt.datetime) -> Change | None:
    """Take up a change as pending; None where one of that name is here. Its claims must be."""
    if selectors.change(workspace_id, told.slug) is not None:
        return None
    made = Change.objects.create(
        slug=told.slug, workspace_id=workspace_id, state="pending", recorded_at=now, **told.facts
    )
    named = {slug for claim, _effect, successor in told.effects for slug in (claim, successor)}
    rows = {slug: selectors.claim(workspace_id, slug) for slug in sorted(named - {""})}
    ChangeEffect.objects.bulk_create(
        ChangeEffect(change=made, claim=rows[claim], effect=effect, successor=rows.get(successor))
        for claim, effect, successor in told.effects
    )
    return made
