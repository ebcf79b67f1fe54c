"""Making a change count, and taking it back by a new change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from whetstone.apps.field import selectors
from whetstone.apps.field.models import (
    Change,
    ChangeEffect,
    ChangeReading,
    ClaimVersion,
    Publication,
)
from whetstone.apps.field.services.passages import index_claims
from whetstone.core.freshness import changes as core_changes
from whetstone.core.freshness import claims as core_claims
from whetstone.core.freshness.changes import DISMISSED, SEEN
from whetstone.core.kernel.errors import Refused

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from whetstone.core.freshness.ledger import ClaimVersion as CoreVersion


def publish(
    change: Change,
    *,
    workspace_id: int | None,
    person_id: int | None,
    now: dt.datetime,
    ripple: Mapping[str, Any],
) -> Publication | None:
    """Flip the claims of a change, here or for all, with one publication row.

    None: it was published before, here, or for everybody and not undone since. Call inside the
    transaction that does the rest of the act.

    Raises:
        Faults: every reason why the change may not be published.
    """
    if _is_published(change, workspace_id):
        return None
    states = selectors.ledger(workspace_id, on=now.date()).states
    rows = core_changes.publish(
        _as_read(change, workspace_id),
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


def _is_published(change: Change, workspace_id: int | None) -> bool:
    """Whether this place has published it, or reads what everybody does."""
    found = selectors.acts(workspace_id, of=change.pk)
    published = found.publications.get(change.pk)
    if published is None:
        return False
    is_undone = selectors.end_of(change.pk, found.undoing).is_undone
    return published.workspace_id == workspace_id or not is_undone


def demand_publishable(change: Change, *, workspace_id: int | None, now: dt.datetime) -> None:
    """Nothing is written.

    Raises:
        Faults: every reason why the change may not be published.
    """
    states = selectors.ledger(workspace_id, on=now.date()).states
    scope = None if workspace_id is None else str(workspace_id)
    core_changes.publish(_as_read(change, workspace_id), states, at=now, workspace=scope)


def _as_read(change: Change, workspace_id: int | None) -> core_changes.Change:
    """The change with its source as it stands here: an editor's reading comes before the file."""
    found = selectors.readings(workspace_id).get(change.pk)
    checks = {ChangeReading.Verdict.CONFIRMED: SEEN, ChangeReading.Verdict.DISMISSED: DISMISSED}
    core = selectors.as_core(change)
    if core.check == SEEN or found is None:
        return core
    return replace(core, check=checks[ChangeReading.Verdict(found.verdict)])


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
    index_claims(workspace_id, list(before))


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
    workspace_id: int | None,
    person_id: int | None,
    now: dt.datetime,
    ripple: Mapping[str, Any] | None = None,
) -> Publication | None:
    """Undo a publication of this place (None: for everybody) by a change that restores the claims.

    None: nothing to undo. Undoing an undo puts the change in force again; what it has people
    relearn comes with it. A claim of everybody's that somebody has since said to stand as it
    stood before keeps that newer word.

    Raises:
        Refused: for everybody, where there is nothing to restore, or a later change stands on it.
    """
    published = selectors.publication(workspace_id, change.pk)
    if published is None or published.workspace_id != workspace_id:
        return None
    if change.pk in selectors.undoing(workspace_id):
        return None
    if workspace_id is None:
        demand_reversible(change)
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


def demand_reversible(change: Change) -> None:
    """Nothing is written. What counts for everybody is undone from its end.

    Raises:
        Refused: it came with the curriculum, or a later change that stands moved its claims.
    """
    if selectors.came_with_an_edition(change):
        raise Refused(
            _("This cannot be undone for everybody"),
            _("it came with the curriculum, which holds no word from before it."),
            _("Write down a further change."),
        )
    later = selectors.standing_on(change)
    if later is not None:
        raise Refused(
            _("This cannot be undone for everybody yet"),
            _("“%(title)s” moved the same claims later, and stands.") % {"title": later.title},
            _("Undo that one first, or write down a further change."),
        )


def _undoing(change: Change, *, workspace_id: int | None, now: dt.datetime) -> dict[str, Any]:
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
    change: Change,
    undo: Change,
    *,
    workspace_id: int | None,
    person_id: int | None,
    now: dt.datetime,
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
    restored = _stood_before(change, workspace_id)
    if turns % 2 == 0:
        ChangeEffect.objects.bulk_create(
            ChangeEffect(change=undo, claim=row.claim, effect=ChangeEffect.Effect.RESTORES)
            for row in restored
        )
    for row in restored:
        row.pk = None
        row._state.adding = True  # noqa: SLF001  # Django's own way to copy a row
        row.workspace_id = workspace_id
        row.change = undo
        row.reason = undo.title
        row.content_hash = ""
        row.recorded_at = now
        row.recorded_by_id = person_id
        row.save()
    index_claims(workspace_id, [row.claim.slug for row in restored])


def _stood_before(change: Change, workspace_id: int | None) -> list[ClaimVersion]:
    """What counted before a change flipped its claims here, to be copied."""
    if workspace_id is None:
        return selectors.words_before(change)
    flipped = ClaimVersion.objects.filter(change=change, workspace=workspace_id)
    found = (_stood_here(row, workspace_id) for row in flipped.select_related("claim"))
    return [row for row in found if row is not None]


def _stood_here(row: ClaimVersion, workspace_id: int) -> ClaimVersion | None:
    """What counted in a workspace before a row was written.

    The overlay's own word where it had one. Where it had none it followed the installation, and
    does so again: what is copied then is what everybody reads now, as a row that gives way.
    """
    versions = ClaimVersion.objects.filter(claim=row.claim).select_related("claim")
    own = versions.filter(workspace=workspace_id, pk__lt=row.pk).order_by("-pk").first()
    if own is not None and own.act != ClaimVersion.Act.FOLLOWS:
        return own
    shared = versions.filter(workspace=None).order_by("recorded_at", "pk").last()
    if shared is not None:
        shared.act = ClaimVersion.Act.FOLLOWS
    return shared
