"""A change that an editor writes down: it waits, and publishing it is another act.

`workspace_id` None: a change for everybody, which only an editor for all may write.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from whetstone.apps.field import selectors
from whetstone.apps.field.models import Change, ChangeEffect, Claim, ClaimVersion
from whetstone.apps.field.services.claims import may_write, write_claim
from whetstone.apps.field.services.sources import SAME_ACT, Source, make_named
from whetstone.apps.people.services import audit
from whetstone.core.freshness.changes import PartialDate, Severity
from whetstone.core.kernel.errors import Fault, Faults, Missing, raise_all

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

Effect = ChangeEffect.Effect


@dataclass(frozen=True, slots=True)
class Does:
    """What a change does to one claim, by name. `successor` only where it supersedes."""

    effect: str
    claim: str
    successor: str = ""


@dataclass(frozen=True, slots=True)
class NewClaim:
    """What is true from now on, written together with the change that brings it in."""

    statement: str
    kind: str
    confidence: str = "medium"


@transaction.atomic
def write_change(
    *,
    workspace_id: int | None,
    person_id: int | None,
    title: str,
    summary: str,
    kind: str,
    severity: str,
    happened_on: str,
    evidence: Sequence[Source],
    does: Sequence[Does],
    now: dt.datetime,
    network: str = "",
    relearn_minutes: int = 0,
    do_instead: str = "",
    brings: NewClaim | None = None,
) -> Change:
    """A change of the workspace's own (None: for everybody), waiting; sent twice, it is one.

    `brings` writes a new claim that counts once the change is published; it takes the place of
    whatever is superseded without a successor named.

    Raises:
        Faults: everything that is wrong with it.
        Refused: it is for everybody, and this person does not edit for everybody.
    """
    may_write(workspace_id, person_id, now)
    raise_all(list(_wrong(happened_on, evidence, does, brings, workspace_id=workspace_id)))

    def make(slug: str) -> Change:
        return Change.objects.create(
            slug=slug, workspace_id=workspace_id, title=title, summary=summary,
            network=network, kind=kind, severity=Severity(severity).value,
            happened_on=happened_on, noticed_on=now.date(), state="pending",
            evidence=[source.as_json() for source in evidence], source_check="seen",
            relearn_minutes=relearn_minutes, do_instead=do_instead, recorded_at=now,
        )  # fmt: skip

    def twin(other: Change) -> bool:
        same = (other.workspace_id, other.title, other.summary, other.happened_on)
        lately = other.recorded_at > now - SAME_ACT
        return lately and same == (workspace_id, title, summary, happened_on)

    change, was_made = make_named(
        Change.objects.all(), title, workspace_id=workspace_id, make=make, twin=twin
    )
    if not was_made:
        return change
    new = None
    if brings is not None:
        new = _bring_in(brings, change, source=evidence[0], person_id=person_id, now=now)
    _write_effects(change, does, new)
    audit(
        workspace_id=workspace_id,
        actor_id=person_id,
        act="write_change",
        object_kind="change",
        object_id=change.slug,
        now=now,
    )
    return change


def _bring_in(
    brings: NewClaim, change: Change, *, source: Source, person_id: int | None, now: dt.datetime
) -> Claim:
    """The new claim: proposed, until the change is published."""
    return write_claim(
        workspace_id=change.workspace_id,
        person_id=person_id,
        statement=brings.statement,
        kind=brings.kind,
        confidence=brings.confidence,
        source=source,
        network=change.network,
        held_from=PartialDate(change.happened_on).earliest,
        status=ClaimVersion.Status.PROPOSED,
        now=now,
    )


def _write_effects(change: Change, does: Sequence[Does], new: Claim | None) -> None:
    rows = []
    for one in does:
        successor = new
        if one.effect != Effect.SUPERSEDES:
            successor = None
        elif one.successor:
            successor = _claim(change.workspace_id, one.successor)
        rows.append(
            ChangeEffect(
                change=change,
                claim=_claim(change.workspace_id, one.claim),
                effect=one.effect,
                successor=successor,
            )
        )
    if new is not None:
        rows.append(ChangeEffect(change=change, claim=new, effect=Effect.CREATES))
    ChangeEffect.objects.bulk_create(rows)


def _claim(workspace_id: int | None, slug: str) -> Claim:
    found = selectors.claim(workspace_id, slug)
    if found is None:
        raise Missing("claim", slug)
    return found


def _wrong(
    happened_on: str,
    evidence: Sequence[Source],
    does: Sequence[Does],
    brings: NewClaim | None,
    *,
    workspace_id: int | None,
) -> Iterator[Fault]:
    try:
        PartialDate(happened_on)
    except Faults:
        yield Fault("happened_on", _("this is no date"), _("write 2026-11-23, 2026-11 or 2026"))
    if not evidence:
        yield Fault("evidence", _("it has no source"), _("name where you read it"))
    if not does and brings is None:
        yield Fault("does", _("it touches no claim"), _("name one, or write a new one"))
    twice = {one.claim for one in does if sum(one.claim == other.claim for other in does) > 1}
    for slug in sorted(twice):
        yield Fault("does", _("%(claim)s is named twice") % {"claim": slug}, _("keep one of them"))
    for one in does:
        if one.effect == Effect.SUPERSEDES and not one.successor and brings is None:
            yield Fault("successor", _("nothing takes its place"), _("name or write what does"))
        if one.successor == one.claim:
            yield Fault("successor", _("a claim does not take its own place"), "")
    yield from _unknown(does, workspace_id)


def _unknown(does: Sequence[Does], workspace_id: int | None) -> Iterator[Fault]:
    named = {one.claim for one in does} | {one.successor for one in does if one.successor}
    known = selectors.claims(workspace_id, named)
    for slug in sorted(named - set(known)):
        yield Fault("does", _("there is no claim %(claim)s") % {"claim": slug}, "")
