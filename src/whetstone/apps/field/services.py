"""Writing the ledger: loading an edition, publishing and undoing a change, keeping notices."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from whetstone.apps.field import selectors
from whetstone.apps.field.models import (
    Change,
    ChangeEffect,
    Citation,
    Claim,
    ClaimVersion,
    Edition,
    Notice,
    Publication,
)
from whetstone.core.freshness import changes as core_changes
from whetstone.core.freshness import claims as core_claims

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from whetstone.core.freshness.ledger import ClaimVersion as CoreVersion
    from whetstone.curriculum import model as files


SAME_NOTICE = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Cites:
    """One row for the citation table."""

    claim: str
    citer_kind: str
    citer_id: str
    role: str


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
            framework=_framework_as_json(curriculum.framework),
        )
    claims = _load_claims(curriculum.claims, now=now)
    _load_changes(curriculum.changes, claims, now=now)


def _framework_as_json(framework: files.Framework) -> dict[str, Any]:
    return {
        "levels": [level.name for level in framework.levels],
        "areas": [
            {
                "id": area.id,
                "name": area.name,
                "description": area.description,
                "skills": [
                    {
                        "id": skill.id,
                        "name": skill.name,
                        "can_do": {str(level): text for level, text in skill.can_do.items()},
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
    }


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
        source=_source(row.source),
        figure=figure,
        basis=row.basis,
        content_hash=row.content_hash,
        recorded_at=recorded_at,
    )


def _source(source: files.Source) -> dict[str, Any]:
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
        "evidence": [_source(source) for source in row.evidence],
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


@transaction.atomic
def replace_citations(
    kinds: Iterable[str], rows: Iterable[Cites], *, workspace_id: int | None = None
) -> None:
    """State anew what every citing thing of these kinds cites, here (or in the installation)."""
    Citation.objects.filter(citer_kind__in=list(kinds), workspace=workspace_id).delete()
    add_citations(rows, workspace_id=workspace_id)


def add_citations(rows: Iterable[Cites], *, workspace_id: int | None = None) -> None:
    """Add citations; ones that stand already are left as they are."""
    wanted = sorted(set(rows), key=lambda row: (row.citer_kind, row.citer_id, row.claim))
    ids = dict(
        Claim.objects.filter(slug__in={row.claim for row in wanted}).values_list("slug", "pk")
    )
    Citation.objects.bulk_create(
        [
            Citation(
                claim_id=ids[row.claim],
                workspace_id=workspace_id,
                citer_kind=row.citer_kind,
                citer_id=row.citer_id,
                role=row.role,
            )
            for row in wanted
        ],
        ignore_conflicts=True,
        batch_size=500,
    )


@transaction.atomic
def cite_only(citer_kind: str, citer_id: str, rows: Iterable[Cites], *, workspace_id: int) -> None:
    """State anew what one citing thing of a workspace cites; other things are left alone."""
    Citation.objects.filter(
        citer_kind=citer_kind, citer_id=citer_id, workspace=workspace_id
    ).delete()
    add_citations(rows, workspace_id=workspace_id)


def publish(
    change: Change,
    *,
    workspace_id: int | None,
    person_id: int | None,
    now: dt.datetime,
    ripple: Mapping[str, Any],
) -> Publication | None:
    """Flip the claims of a change, here or for all, with one publication row.

    None: it was published before. Call inside the transaction that does the rest of the act.

    Raises:
        Faults: every reason why the change may not be published.
    """
    if selectors.publication(workspace_id, change.pk) is not None:
        return None
    states = selectors.ledger(workspace_id, on=now.date()).states
    rows = core_changes.publish(
        selectors.as_core(change),
        states,
        at=now,
        workspace=None if workspace_id is None else str(workspace_id),
    )
    try:
        with transaction.atomic():
            made = Publication.objects.create(
                change=change,
                workspace_id=workspace_id,
                published_at=now,
                published_by_id=person_id,
                ripple=dict(ripple),
            )
    except IntegrityError:
        return None
    _append(rows, change=change, workspace_id=workspace_id, person_id=person_id, now=now)
    return made


def _append(
    rows: Iterable[CoreVersion],
    *,
    change: Change,
    workspace_id: int | None,
    person_id: int | None,
    now: dt.datetime,
) -> None:
    rows = list(rows)
    before = selectors.claims(workspace_id, {row.claim_id for row in rows})
    ClaimVersion.objects.bulk_create(
        _next_version(before[row.claim_id], row, change, workspace_id, person_id, now)
        for row in rows
    )


def _next_version(  # noqa: PLR0917  # one row of the ledger has this many facts
    before: ClaimVersion,
    row: CoreVersion,
    change: Change,
    workspace_id: int | None,
    person_id: int | None,
    now: dt.datetime,
) -> ClaimVersion:
    state = row.state
    return ClaimVersion(
        claim=before.claim,
        workspace_id=workspace_id,
        status=state.status.value,
        text=before.text,
        statement=before.statement,
        held_from=state.held_from,
        held_until=state.held_until,
        as_of=state.as_of,
        review_by=core_claims.review_by(state.as_of, state.half_life_months),
        confidence=before.confidence,
        source=before.source,
        figure=before.figure,
        basis=before.basis,
        change=change,
        reason=change.title,
        recorded_at=now,
        recorded_by_id=person_id,
    )


@transaction.atomic
def reverse(
    change: Change,
    *,
    workspace_id: int,
    person_id: int | None,
    now: dt.datetime,
    ripple: Mapping[str, Any] | None = None,
) -> Publication | None:
    """Undo a publication of this workspace by a new change that restores the claims.

    None: nothing to undo. Undoing an undo puts the change in force again; what it has people
    relearn comes with it.
    """
    published = selectors.publication(workspace_id, change.pk)
    if published is None or published.workspace_id != workspace_id:
        return None
    if change.pk in selectors.undoing(workspace_id):
        return None
    try:
        with transaction.atomic():
            undo = Change.objects.create(**_undoing(change, workspace_id=workspace_id, now=now))
    except IntegrityError:
        return None
    _restore(change, undo, workspace_id=workspace_id, person_id=person_id, now=now)
    return Publication.objects.create(
        change=undo,
        workspace_id=workspace_id,
        published_at=now,
        published_by_id=person_id,
        ripple=dict(ripple or {}),
    )


def _undoing(change: Change, *, workspace_id: int, now: dt.datetime) -> dict[str, Any]:
    """The fields of the change that undoes another; its name says how often it went to and fro."""
    root, turns = selectors.root_of(change)
    copied = ["title", "summary", "network", "kind", "severity", "evidence", "source_check"]
    if turns % 2:  # an undo is undone: what people have to relearn comes back with it
        copied += ["relearn_minutes", "do_instead", "relearn_items"]
    return {name: getattr(root, name) for name in copied} | {
        "slug": f"{root.slug[:68]}-undone-{turns + 1}",
        "workspace_id": workspace_id,
        "undoes": change,
        "happened_on": root.happened_on if turns % 2 else now.date().isoformat(),
        "noticed_on": now.date(),
        "state": "published",
        "recorded_at": now,
    }


def _restore(
    change: Change, undo: Change, *, workspace_id: int, person_id: int | None, now: dt.datetime
) -> None:
    """Append, for each claim the change flipped here, the version that stood before."""
    root, turns = selectors.root_of(change)
    if turns % 2:
        ChangeEffect.objects.bulk_create(
            ChangeEffect(
                change=undo,
                claim_id=row.claim_id,
                effect=row.effect,
                successor_id=row.successor_id,
            )
            for row in root.effects.all()
        )
    flipped = ClaimVersion.objects.filter(change=change, workspace=workspace_id)
    for row in flipped.select_related("claim"):
        older = ClaimVersion.objects.filter(claim=row.claim, pk__lt=row.pk)
        before = older.filter(workspace=workspace_id).order_by("-pk").first() or (
            older.filter(workspace=None).order_by("-pk").first()
        )
        if before is None:
            continue
        if turns % 2 == 0:
            ChangeEffect.objects.create(
                change=undo, claim=row.claim, effect=ChangeEffect.Effect.RESTORES
            )
        before.pk = None
        before._state.adding = True  # noqa: SLF001  # Django's own way to copy a row
        before.workspace_id = workspace_id
        before.change = undo
        before.reason = undo.title
        before.content_hash = ""
        before.recorded_at = now
        before.recorded_by_id = person_id
        before.save()


def report(
    *,
    workspace_id: int,
    person_id: int,
    claim_slug: str,
    page: str,
    sentence: str,
    now: dt.datetime,
    saw: str = "",
) -> Notice:
    """Take down "this is no longer so". Only an editor doubts the claim.

    The same words by the same person about the same page within the hour are one notice: a form
    that was sent twice.
    """
    claim = selectors.claim(workspace_id, claim_slug) if claim_slug else None
    words: dict[str, Any] = {
        "workspace_id": workspace_id,
        "person_id": person_id,
        "claim": claim,
        "page": page[:200],
        "sentence": sentence,
        "saw": saw,
    }
    recent = Notice.objects.filter(noticed_at__gt=now - SAME_NOTICE, **words).first()
    return recent or Notice.objects.create(noticed_at=now, **words)


@dataclass(frozen=True, slots=True)
class Noticed:
    """What a watcher, an alarm or a near miss noticed.

    `thing` is the (kind, id) that it is about, such as ("item", "it-str-001"); `fingerprint`
    names the sighting: the same one again is no second notice.
    """

    origin: str
    sentence: str
    fingerprint: str
    saw: str = ""
    claim_slug: str = ""
    network: str = ""
    url: str = ""
    thing: tuple[str, str] = ("", "")


@transaction.atomic
def notice(noticed: Noticed, *, workspace_id: int | None, now: dt.datetime) -> Notice | None:
    """Take down what was noticed, here or for the installation; None where it was seen before."""
    known = Notice.objects.filter(workspace=workspace_id, fingerprint=noticed.fingerprint)
    if known.exists():
        return None
    try:
        with transaction.atomic():
            return Notice.objects.create(
                workspace_id=workspace_id,
                claim=selectors.claim(workspace_id, noticed.claim_slug)
                if noticed.claim_slug
                else None,
                origin=noticed.origin,
                sentence=noticed.sentence,
                saw=noticed.saw,
                network=noticed.network,
                url=noticed.url,
                thing_kind=noticed.thing[0],
                thing_id=noticed.thing[1],
                fingerprint=noticed.fingerprint,
                noticed_at=now,
            )
    except IntegrityError:  # somebody else was quicker
        return None
