"""Publishing a change and taking it back: one act each, all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from whetstone.apps.field import ports
from whetstone.apps.field import selectors as ledger
from whetstone.apps.field import services as field
from whetstone.apps.keepup.crowds import counts, union, without
from whetstone.apps.keepup.everywhere import Everywhere, everywhere, where_it_counts
from whetstone.apps.keepup.ripples import RippleView, ripples_of
from whetstone.apps.keepup.selectors import Counts, Standing, standing_of
from whetstone.apps.keepup.services import draining
from whetstone.apps.keepup.shown_counts import of_change, with_counts
from whetstone.apps.learn import selectors as learning
from whetstone.apps.learn import services as learn
from whetstone.apps.people import selectors as people
from whetstone.apps.people.services import audit
from whetstone.core.kernel.errors import Missing, Refused

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.field.models import Change, Publication


@dataclass(frozen=True, slots=True)
class Act:
    """What publishing or undoing did. `publication_id` None: it had been done before."""

    publication_id: int | None
    people: int = 0
    minutes_each: int = 0

    @property
    def was_done(self) -> bool:
        """Whether this very call did it."""
        return self.publication_id is not None


def ripple_of(change: Change, *, workspace_id: int, now: dt.datetime) -> RippleView:
    """What a change touches in a workspace; its effects must be prefetched."""
    return ripples_of([change], workspace_id=workspace_id, now=now)[change.pk]


def publish(
    *, change_slug: str, workspace_id: int, person_id: int | None, now: dt.datetime
) -> Act:
    """Make a change count in a workspace: claims, questions, levels and refreshers together.

    A change that was undone here is put back. Publishing twice does nothing the second time.
    What rooms above keep of the time before is kept first, so that nobody who writes waits for
    it; the act itself is all of it or nothing.

    Raises:
        Missing: the workspace has no such change.
        Faults: every reason why it may not be published.
    """
    change = _change(change_slug, workspace_id)
    stand = standing_of(change, workspace_id)
    if stand.is_in_force:
        return Act(None)
    if not _puts_back(stand, workspace_id):
        field.demand_publishable(change, workspace_id=workspace_id, now=now)
    ports.before_publication(workspace_id, person_id, now, change.title)
    return act_here(
        change_slug=change_slug, workspace_id=workspace_id, person_id=person_id, now=now
    )


@transaction.atomic
def act_here(
    *, change_slug: str, workspace_id: int, person_id: int | None, now: dt.datetime
) -> Act:
    """The act of publishing itself; nothing where somebody was quicker.

    Raises:
        Missing: the workspace has no such change.
        Faults: every reason why it may not be published.
    """
    change = _change(change_slug, workspace_id)
    stand = standing_of(change, workspace_id)
    if stand.is_in_force:
        return Act(None)
    seen = {change.pk: ripple_of(change, workspace_id=workspace_id, now=now)}
    ripple = with_counts(seen, of_change, workspace_id=workspace_id, now=now)[change.pk]
    known: _Known = {
        "workspace_id": workspace_id,
        "person_id": person_id,
        "now": now,
        "ripple": ripple.summary(),
    }
    made = _publish_or_put_back(change, stand, known)
    if made is None:
        return Act(None)
    reached = _let_it_count(made, change, ripple, [workspace_id], now=now)
    audit(
        workspace_id=workspace_id,
        actor_id=person_id,
        act="publish_change",
        object_kind="change",
        object_id=change.slug,
        now=now,
    )
    return Act(made.pk, reached, ripple.minutes_each)


def publish_for_all(change_slug: str, *, now: dt.datetime, person_id: int | None = None) -> Act:
    """Make a change count in the installation's ledger and in every workspace that reads it.

    A change that was undone for everybody is put back. Workspaces that published it themselves
    keep their own refreshers. Demos only read the ledger. What rooms above keep of the time
    before is kept first, workspace by workspace: twice is once, so it need not hold up the act
    itself. `person_id` None: a command publishes.

    Raises:
        Missing: the installation has no such change.
        Faults: every reason why it may not be published.
        Refused: this person does not edit for everybody; or a later change stands on it.
    """
    if person_id is not None and not people.edits_for_all(person_id):
        raise Refused(
            _("This cannot be published for everybody"),
            _("only an editor of the whole installation may."),
            _("Publish it in this workspace."),
        )
    keep_what_was(change_slug, now=now)
    return act_for_all(change_slug, now=now, person_id=person_id)


def keep_what_was(change_slug: str, *, now: dt.datetime) -> None:
    """Have rooms above keep the time before a change counts for everybody; each in its own act.

    Raises:
        Missing: the installation has no such change.
        Faults: every reason why it may not be published.
        Refused: it was undone, and a later change that stands moved its claims.
    """
    change = _change(change_slug, None)
    stand = standing_of(change, None)
    if stand.is_in_force:
        return
    if _puts_back(stand, None):
        field.demand_reversible(stand.newest)
    else:
        field.demand_publishable(change, workspace_id=None, now=now)
    for workspace_id in people.standing_workspaces():
        ports.before_publication(workspace_id, None, now, change.title)


@transaction.atomic
def act_for_all(change_slug: str, *, now: dt.datetime, person_id: int | None = None) -> Act:
    """The act itself: claims flipped, refreshers made, everybody marked; or nothing of it.

    Raises:
        Missing: the installation has no such change.
        Faults: every reason why it may not be published.
        Refused: it was undone, and a later change that stands moved its claims.
    """
    change = _change(change_slug, None)
    stand = standing_of(change, None)
    if stand.is_in_force:
        return Act(None)
    ripple = everywhere(change)
    known: _Known = {
        "workspace_id": None,
        "person_id": person_id,
        "now": now,
        "ripple": ripple.summary(),
    }
    made = _publish_or_put_back(change, stand, known)
    if made is None:
        return Act(None)
    reached = _let_it_count(made, change, ripple, ripple.workspaces, now=now)
    audit(
        workspace_id=None,
        actor_id=person_id,
        act="publish_change",
        object_kind="change",
        object_id=change.slug,
        now=now,
    )
    return Act(made.pk, reached, ripple.minutes_each)


@transaction.atomic
def reverse_for_all(change_slug: str, *, now: dt.datetime, person_id: int | None = None) -> Act:
    """Take back what was published for everybody: a further change restores the claims.

    Refreshers of that publication are withdrawn, and levels worked out again, in every workspace
    where it counts for that reason: one that published it itself keeps it. Undoing twice does
    nothing the second time. `person_id` None: a command undoes.

    Raises:
        Missing: the installation has no such change.
        Refused: this person does not edit for everybody; there is nothing to restore; or a later
            change stands on it.
    """
    if person_id is not None and not people.edits_for_all(person_id):
        raise Refused(
            _("This cannot be undone for everybody"),
            _("only an editor of the whole installation may."),
            _("Report what is wrong with it instead."),
        )
    change = _change(change_slug, None)
    stand = standing_of(change, None)
    if not stand.is_in_force or stand.publication is None:
        return Act(None)
    made = field.reverse(stand.newest, workspace_id=None, person_id=person_id, now=now)
    if made is None:
        return Act(None)
    learn.withdraw_refreshers(publication_id=stand.publication.pk, now=now)
    draining.mark(made, change, where_it_counts(change), now=now)
    _audit_undoing(change, workspace_id=None, person_id=person_id, now=now)
    return Act(made.pk)


@transaction.atomic
def reverse(
    *, change_slug: str, workspace_id: int, person_id: int | None, now: dt.datetime
) -> Act:
    """Take back what this workspace published: a new change restores the claims.

    Open refreshers are withdrawn. Undoing twice does nothing the second time.

    Raises:
        Missing: the workspace has no such change.
        Refused: it counts for everybody, so it is not this workspace's to undo.
    """
    change = _change(change_slug, workspace_id)
    stand = standing_of(change, workspace_id)
    if stand.is_in_force and standing_of(change, None).is_in_force:
        raise Refused(
            _("This change cannot be undone here"),
            _("it was published for everybody, so it would count on."),
            _("Report what is wrong with it instead."),
        )
    if not stand.may_be_undone or stand.publication is None:
        return Act(None)
    made = field.reverse(stand.newest, workspace_id=workspace_id, person_id=person_id, now=now)
    if made is None:
        return Act(None)
    learn.withdraw_refreshers(publication_id=stand.publication.pk, now=now)
    draining.mark(made, change, [workspace_id], now=now)
    _audit_undoing(change, workspace_id=workspace_id, person_id=person_id, now=now)
    return Act(made.pk)


def _audit_undoing(
    change: Change, *, workspace_id: int | None, person_id: int | None, now: dt.datetime
) -> None:
    audit(
        workspace_id=workspace_id,
        actor_id=person_id,
        act="undo_change",
        object_kind="change",
        object_id=change.slug,
        now=now,
    )


class _Known(TypedDict):
    """Where, by whom and when a change is published, and what it touches."""

    workspace_id: int | None
    person_id: int | None
    now: dt.datetime
    ripple: dict[str, Any]


def _puts_back(stand: Standing, workspace_id: int | None) -> bool:
    """Whether publishing undoes an undoing of this very place.

    What was undone for everybody a workspace publishes for itself, like a change that waits.
    """
    return stand.counts is Counts.UNDONE and stand.newest.workspace_id == workspace_id


def _publish_or_put_back(change: Change, stand: Standing, known: _Known) -> Publication | None:
    if _puts_back(stand, known["workspace_id"]):
        return field.reverse(stand.newest, **known)
    return field.publish(change, **known)


def _change(slug: str, workspace_id: int | None) -> Change:
    found = ledger.change(workspace_id, slug)
    if found is None or found.undoes_id is not None:
        raise Missing("change", slug)
    return found


def _let_it_count(
    made: Publication,
    change: Change,
    ripple: RippleView | Everywhere,
    workspaces: Any,
    *,
    now: dt.datetime,
) -> int:
    """Mark whose levels move, and make refreshers; for how many people.

    Students of running classes are left out: their instructor adopts a change, or leaves it.
    """
    draining.mark(made, change, workspaces, now=now)
    if not len(ripple.people):
        return 0
    on = now.date()
    held = without(
        union([learning.in_running_classes(on=on)]),
        union([learning.in_classes_that_took(change.pk, on=on)]),
    )
    reached = without(ripple.people.sql, held)
    if ripple.minutes_each:
        learn.make_refreshers_for(
            reached,
            publication_id=made.pk,
            minutes=ripple.minutes_each,
            blocks=list(ripple.blocks),
            now=now,
        )
    return counts([reached])[0]
