"""What a person's secured forms proved, for whoever issues certificates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whetstone.apps.diagnose.models import SecuredOffer, SecuredSitting

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

MET = "met"


@dataclass(frozen=True, slots=True)
class Proof:
    """A finished form with a verdict. `outcome` as it was worked out at its end."""

    sitting_id: int
    invitation_id: int
    form: str
    pool: str
    area_id: str
    level: int
    is_met: bool
    finished_at: dt.datetime
    outcome: Mapping[str, Any]


def proofs(person_id: int, *, workspace_id: int) -> list[Proof]:
    """A person's verdicts from secured forms of a workspace, newest first; one query."""
    rows = SecuredSitting.objects.filter(
        invitation__person_id=person_id,
        invitation__form__pool__workspace_id=workspace_id,
        finished_at__isnull=False,
    ).exclude(outcome={})
    found = rows.select_related("invitation__form__pool").order_by("-finished_at", "-pk")
    return [
        Proof(
            sitting_id=row.pk,
            invitation_id=row.invitation_id,
            form=row.invitation.form.name,
            pool=row.invitation.form.pool.name,
            area_id=row.invitation.form.pool.area_id,
            level=row.invitation.form.level,
            is_met=row.outcome["said"] == MET,
            finished_at=row.finished_at,
            outcome=row.outcome,
        )
        for row in found
        if row.finished_at is not None
    ]


def claims_under(sitting_id: int) -> frozenset[str]:
    """The claims that the answered questions of a sitting rest on; one query."""
    rows = SecuredOffer.objects.filter(sitting_id=sitting_id, answer__isnull=False)
    payloads = rows.values_list("item__payload", flat=True)
    return frozenset(slug for one in payloads for slug in one.get("rests_on", ()))
