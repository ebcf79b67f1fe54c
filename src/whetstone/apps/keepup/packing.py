"""Rows of our ledger as the values that a pack holds, and theirs as rows of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whetstone.apps.field.selectors import Sourced, sourced
from whetstone.apps.field.services import Said, Told
from whetstone.core.freshness.changes import SEEN
from whetstone.formats.packs import PackChange, PackClaim, PackEffect, PackVersion

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from whetstone.apps.field.models import Change, ChangeReading, ClaimVersion

_SOURCE = {
    "title": "", "publisher": "", "url": "", "accessed": "", "primary": False, "note": "",
}  # fmt: skip
_FIGURE = ("quoted_as", "population", "n", "year", "design", "does_not_show")


def version_of(row: ClaimVersion) -> PackVersion:
    """One version; its change must be selected with it."""
    figure = None
    if row.figure is not None:
        figure = {name: row.figure.get(name) for name in _FIGURE}
        figure |= {name: str(figure[name] or "") for name in _FIGURE if name != "n"}
    return PackVersion(
        status=row.status,
        text=row.text,
        statement=row.statement,
        held_from=row.held_from,
        held_until=row.held_until,
        as_of=row.as_of,
        confidence=row.confidence,
        source=_source(row.source),
        figure=figure,
        basis=row.basis,
        recorded_at=row.recorded_at,
        change=row.change.slug if row.change else "",
    )


def _source(source: Mapping[str, Any]) -> dict[str, Any]:
    return {name: source.get(name) or empty for name, empty in _SOURCE.items()}


def claim_of(rows: Sequence[ClaimVersion]) -> PackClaim:
    """A claim with its versions, the last of which counts here; there is at least one.

    What the installation said after a workspace's own last word does not count there: left out.
    """
    claim, last = rows[-1].claim, rows[-1]
    told = [row for row in rows if row.recorded_at <= last.recorded_at]
    versions = sorted((version_of(row) for row in told), key=lambda one: one.recorded_at)
    return PackClaim(
        claim.slug, claim.network, claim.kind, claim.half_life_months, tuple(versions)
    )


def change_of(
    row: Change, *, published_at: dt.datetime | None = None, read: ChangeReading | None = None
) -> PackChange:
    """A change; its effects must be prefetched. `read`: what an editor read at its source here."""
    confirms = read is not None and sourced(row, {row.pk: read}) is Sourced.CONFIRMED
    evidence = [read.source, *row.evidence] if read is not None and confirms else row.evidence
    effects = (
        PackEffect(
            one.claim.slug, one.effect, one.successor.slug if one.successor is not None else ""
        )
        for one in row.effects.all()
    )
    return PackChange(
        id=row.slug,
        title=row.title,
        summary=row.summary,
        network=row.network,
        kind=row.kind,
        severity=row.severity,
        happened_on=row.happened_on,
        noticed_on=row.noticed_on,
        source_check=SEEN if confirms else row.source_check,
        evidence=tuple(_source(one) for one in evidence),
        relearn_minutes=row.relearn_minutes,
        do_instead=row.do_instead,
        relearn_items=tuple(row.relearn_items),
        effects=tuple(sorted(effects, key=lambda one: (one.claim, one.effect))),
        published_at=published_at,
    )


def named_in(changes: Iterable[PackChange]) -> set[str]:
    """The claims that changes hit, create or name as successors."""
    effects = [one for change in changes for one in change.effects]
    return {slug for one in effects for slug in (one.claim, one.successor)} - {""}


def said_of(claim: PackClaim, version: PackVersion) -> Said:
    """Their version as a row to append to our ledger."""
    return Said(
        slug=claim.id,
        network=claim.network,
        kind=claim.kind[:12],
        half_life_months=claim.half_life_months,
        status=version.status,
        as_of=version.as_of,
        facts={
            "text": version.text,
            "statement": version.statement,
            "held_from": version.held_from,
            "held_until": version.held_until,
            "confidence": version.confidence,
            "source": dict(version.source),
            "figure": dict(version.figure) if version.figure is not None else None,
            "basis": version.basis,
        },
    )


def told_of(change: PackChange, *, slug: str) -> Told:
    """Their change as a row to add to ours, under a name."""
    return Told(
        slug=slug,
        facts={
            "title": change.title,
            "summary": change.summary,
            "network": change.network,
            "kind": change.kind,
            "severity": change.severity,
            "happened_on": change.happened_on,
            "noticed_on": change.noticed_on,
            "source_check": change.source_check,
            "evidence": [dict(source) for source in change.evidence],
            "relearn_minutes": change.relearn_minutes,
            "do_instead": change.do_instead,
            "relearn_items": list(change.relearn_items),
        },
        effects=[(one.claim, one.effect, one.successor) for one in change.effects],
    )
