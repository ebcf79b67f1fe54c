"""Loading an edition of the curriculum into the ledger."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.db import transaction

from whetstone.apps.field import selectors
from whetstone.apps.field.models import (
    Change,
    ChangeEffect,
    Claim,
    ClaimVersion,
    Edition,
    Publication,
)
from whetstone.apps.field.services.held import what_is_held
from whetstone.apps.field.services.passages import index_all_claims
from whetstone.apps.field.services.publishing import reverse
from whetstone.core.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from whetstone.curriculum import model as files


@transaction.atomic
def load_ledger(curriculum: files.Curriculum, *, now: dt.datetime) -> None:
    """Bring framework, claims and changes of the files into the ledger.

    Loading the same again writes nothing.
    """
    if not selectors.is_loaded(curriculum.content_hash):
        Edition.objects.create(
            content_hash=curriculum.content_hash,
            name=curriculum.framework.edition,
            as_of=curriculum.framework.as_of,
            loaded_at=now,
            framework={
                **_framework_as_json(curriculum.framework),
                "library": what_is_held(curriculum),
                "references": [asdict(one) for one in curriculum.references],
                "series": [asdict(one) for one in curriculum.series],
            },
            learned=_learned(curriculum.framework),
        )
    _put_back(curriculum.changes, now=now)
    claims = _load_claims(curriculum.claims, now=now)
    _load_changes(curriculum.changes, claims, now=now)
    index_all_claims()


def _learned(framework: files.Framework) -> dict[str, dict[str, int]]:
    found = framework.wording.learned if framework.wording else {}
    return {skill: dict(weights) for skill, weights in found.items()}


def _framework_as_json(framework: files.Framework) -> dict[str, Any]:
    wording = framework.wording
    synonyms = wording.skills if wording else {}
    together = wording.together if wording else {}
    return {
        "levels": [level.name for level in framework.levels],
        "areas": [
            {
                "id": area.id,
                "name": area.name,
                "description": area.description,
                "onet_soc": list(area.onet_soc),
                "skills": [
                    {
                        "id": skill.id,
                        "name": skill.name,
                        "can_do": {str(level): text for level, text in skill.can_do.items()},
                        "importance": skill.importance,
                        "esco": [[term.uri, term.label] for term in skill.esco],
                        "synonyms": list(synonyms.get(skill.id, ())),
                        "together": [list(rule) for rule in together.get(skill.id, ())],
                    }
                    for skill in area.skills
                ],
            }
            for area in framework.areas
        ],
        "roles": [
            {"id": role.id, "name": role.name, "targets": dict(role.targets)}
            for role in framework.roles
        ],
        "cuts": {str(cut.level): cut.theta for cut in framework.cuts},
        "cut_notes": {
            str(cut.level): {
                "judges": cut.judges,
                "method": cut.method,
                "date": cut.date.isoformat() if cut.date else "",
                "status": cut.status,
            }
            for cut in framework.cuts
        },
        "told_as": {
            told.claim: {"names": list(told.names), "phrases": list(told.phrases)}
            for told in (wording.claims if wording else ())
        },
    }


def _put_back(rows: Iterable[files.Change], *, now: dt.datetime) -> None:
    """What was undone for everybody counts again where a new edition says that it is published.

    Its claims come with the edition, after what stood when it was undone.
    """
    done = selectors.acts(None)
    known = {change.slug: change for change in Change.objects.filter(workspace=None, undoes=None)}
    for row in rows:
        change = known.get(row.id)
        if change is None or row.state != "published" or change.content_hash == row.content_hash:
            continue
        end = selectors.end_of(change.pk, done.undoing)
        if end.newest is not None and end.is_undone:
            with suppress(Refused):  # a later change has moved the same claims, and stands
                reverse(end.newest, workspace_id=None, person_id=None, now=now)


def _load_claims(rows: Iterable[files.Claim], *, now: dt.datetime) -> dict[str, Claim]:
    known = {claim.slug: claim for claim in Claim.objects.filter(workspace=None)}
    hashes = dict(
        ClaimVersion.objects.filter(workspace=None)
        .exclude(content_hash="")
        .order_by("pk")
        .values_list("claim__slug", "content_hash")
    )
    for row in rows:
        claim = known.get(row.id)
        if claim is None:
            claim = known[row.id] = Claim.objects.create(
                slug=row.id,
                network=row.network or "",
                kind=row.kind,
                half_life_months=row.half_life_months,
            )
        if hashes.get(row.id) != row.content_hash:
            is_first = row.id not in hashes
            _write_version(claim, row, recorded_at=_midnight(row.known_from) if is_first else now)
    return known


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)


def _write_version(claim: Claim, row: files.Claim, *, recorded_at: dt.datetime) -> None:
    figure = None
    if row.figure is not None:
        names = ("quoted_as", "population", "n", "year", "design", "does_not_show")
        figure = {name: getattr(row.figure, name) for name in names}
    ClaimVersion.objects.create(
        claim=claim,
        status=row.status,
        text=row.text.get("en", row.statement),
        statement=row.statement,
        held_from=row.held_from,
        held_until=row.held_until,
        as_of=row.as_of,
        review_by=row.review_by,
        confidence=row.confidence,
        source=source_as_stored(row.source),
        figure=figure,
        basis=row.basis,
        content_hash=row.content_hash,
        recorded_at=recorded_at,
    )


def source_as_stored(source: files.Source) -> dict[str, Any]:
    """A bibliographic record, as JSON."""
    return {
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url or "",
        "accessed": source.accessed.isoformat() if source.accessed else "",
        "primary": source.primary,
        "note": source.note,
    }


def _load_changes(
    rows: Iterable[files.Change], claims: Mapping[str, Claim], *, now: dt.datetime
) -> None:
    known = {change.slug: change for change in Change.objects.filter(workspace=None, undoes=None)}
    for row in rows:
        change = known.get(row.id)
        if change is not None and change.content_hash == row.content_hash:
            continue
        change, _made = Change.objects.update_or_create(
            slug=row.id, workspace=None, defaults=_change_fields(row, now=now)
        )
        change.effects.all().delete()
        ChangeEffect.objects.bulk_create(_effects(change, row, claims))
        if row.state == "published":
            Publication.objects.get_or_create(
                change=change, workspace=None, defaults={"published_at": _midnight(row.noticed_on)}
            )


def _change_fields(row: files.Change, *, now: dt.datetime) -> dict[str, Any]:
    cut = {"day": 10, "month": 7, "year": 4}[row.happened_precision]
    return {
        "title": row.title,
        "summary": row.summary,
        "network": row.network or "",
        "kind": row.kind,
        "severity": row.severity,
        "happened_on": row.happened_on.isoformat()[:cut],
        "noticed_on": row.noticed_on,
        "state": row.state,
        "evidence": [source_as_stored(source) for source in row.evidence],
        "source_check": row.check,
        "relearn_minutes": row.relearn.minutes if row.relearn else 0,
        "do_instead": row.relearn.do_instead if row.relearn else "",
        "relearn_items": list(row.relearn.items) if row.relearn else [],
        "content_hash": row.content_hash,
        "recorded_at": now,
    }


def _effects(change: Change, row: files.Change, claims: Mapping[str, Claim]) -> list[ChangeEffect]:
    kinds = ChangeEffect.Effect
    made = [
        ChangeEffect(
            change=change, claim=claims[old], effect=kinds.SUPERSEDES, successor=claims[new]
        )
        for old, new in row.supersedes.items()
    ]
    for effect, slugs in (
        (kinds.RETIRES, row.retires),
        (kinds.DOUBTS, row.doubts),
        (kinds.CREATES, row.creates),
    ):
        made += [ChangeEffect(change=change, claim=claims[slug], effect=effect) for slug in slugs]
    return made
