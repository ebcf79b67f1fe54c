"""Triage: each step of a notice is one act, written down and never changed.

A report or a watcher makes a notice; only an editor doubts a claim, and only an editor ends a
notice whose claim is in doubt, because that settles the doubt. `workspace_id` None: a notice of
the installation, which only those may handle who edit for everybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from whetstone.apps.field import selectors as ledger
from whetstone.apps.field import services as field
from whetstone.apps.keepup.models import NoticeStep
from whetstone.apps.keepup.selectors import inbox
from whetstone.apps.people import selectors as people
from whetstone.apps.people.services import audit
from whetstone.core.freshness.claims import ClaimStatus
from whetstone.core.freshness.triage import NEEDS_REASON, Act, Triage, allowed
from whetstone.core.kernel.errors import Fault, Faults, Missing, Refused
from whetstone.web.request import Right

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.field.models import Notice


@transaction.atomic
def take(
    *,
    notice_id: int,
    workspace_id: int | None,
    person_id: int,
    now: dt.datetime,
    owner_id: int | None,
) -> NoticeStep:
    """Give a notice to somebody who handles notices; None: nobody has it.

    Raises:
        Missing: no such notice here, or no such lead or editor.
        Refused: it is closed.
    """
    if owner_id is not None and owner_id not in dict(inbox.handlers(workspace_id)):
        raise Missing("person", str(owner_id))
    opened = _open(Act.TAKEN, notice_id, workspace_id=workspace_id, person_id=person_id)
    return opened.step(now, owner_id=owner_id)


@transaction.atomic
def adopt(*, notice_id: int, workspace_id: int, person_id: int, now: dt.datetime) -> Notice:
    """Take what was noticed for the whole installation into this workspace's inbox.

    Raises:
        Missing: no such notice of the installation.
        Refused: the person does not edit for all, or it is in this inbox already.
    """
    found = ledger.notice_for_all(notice_id)
    if found is None:
        raise Missing("notice", str(notice_id))
    if not people.edits_for_all(person_id):
        raise Refused(_("Not done"), _("only an editor of the whole installation may."))
    made = field.notice(
        field.Noticed(
            origin=found.origin,
            sentence=found.sentence,
            fingerprint=found.fingerprint,
            saw=found.saw,
            claim_slug=found.claim.slug if found.claim else "",
            network=found.network,
            url=found.url,
            thing=(found.thing_kind, found.thing_id),
        ),
        workspace_id=workspace_id,
        now=found.noticed_at,
    )
    if made is None:
        raise Refused(_("Not done"), _("it is in this inbox already."))
    opened = _open(Act.TAKEN, made.pk, workspace_id=workspace_id, person_id=person_id)
    opened.step(now, owner_id=person_id)
    return made


@transaction.atomic
def set_severity(
    *, notice_id: int, workspace_id: int | None, person_id: int, now: dt.datetime, severity: str
) -> NoticeStep:
    """Say how much it hurts: that sets the day by which it is due."""
    opened = _open(Act.SEVERITY, notice_id, workspace_id=workspace_id, person_id=person_id)
    return opened.step(now, severity=severity)


@transaction.atomic
def confirm(
    *,
    notice_id: int,
    workspace_id: int | None,
    person_id: int,
    now: dt.datetime,
    change: str = "",
    reason: str = "",
) -> NoticeStep:
    """It is so: something changed. It waits for its repair, by a change where one is named.

    Raises:
        Missing: no such notice or change here.
        Refused: it is confirmed or closed already.
    """
    opened = _open(Act.CONFIRMED, notice_id, workspace_id=workspace_id, person_id=person_id)
    return opened.step(now, change_id=_change(change, workspace_id), reason=reason)


@transaction.atomic
def link(
    *,
    notice_id: int,
    workspace_id: int | None,
    person_id: int,
    now: dt.datetime,
    claim: str = "",
    change: str = "",
) -> NoticeStep:
    """Name the claim or the change that the notice is about."""
    opened = _open(Act.LINKED, notice_id, workspace_id=workspace_id, person_id=person_id)
    return opened.step(
        now, claim_id=_claim(claim, workspace_id), change_id=_change(change, workspace_id)
    )


@transaction.atomic
def belongs_to(
    *,
    notice_id: int,
    workspace_id: int | None,
    person_id: int,
    now: dt.datetime,
    change: str,
) -> NoticeStep:
    """A change was written down because of a notice: that confirms it, or names its change."""
    notice = ledger.notice(notice_id, workspace_id=workspace_id, locked=True)
    if notice is None:
        raise Missing("notice", str(notice_id))
    state = inbox.state_of(notice, inbox.steps_of([notice.pk]))
    do = link if state.is_confirmed else confirm
    return do(
        notice_id=notice_id,
        workspace_id=workspace_id,
        person_id=person_id,
        now=now,
        change=change,
    )


@transaction.atomic
def doubt(
    *,
    notice_id: int,
    workspace_id: int | None,
    person_id: int,
    now: dt.datetime,
    reason: str,
    claim: str = "",
) -> NoticeStep:
    """Put the claim in doubt: what rests on it is suspended until the doubt is settled.

    Raises:
        Missing: no such notice or claim here.
        Refused: the person is no editor, the notice names no claim, or it is in doubt or closed.
    """
    opened = _open(Act.DOUBTED, notice_id, workspace_id=workspace_id, person_id=person_id)
    slug = claim or opened.claim
    if not slug:
        raise Refused(
            _("No claim is named"),
            _("a doubt is about one statement."),
            _("Choose the claim that this is about."),
        )
    claim_id = _claim(slug, workspace_id)
    field.doubt_claim(
        workspace_id=workspace_id, claim_slug=slug, person_id=person_id, reason=reason, now=now
    )
    return opened.step(now, claim_id=claim_id, reason=reason)


@transaction.atomic
def dismiss(
    *, notice_id: int, workspace_id: int | None, person_id: int, now: dt.datetime, reason: str
) -> NoticeStep:
    """It still holds, or was never about a fact: say why. A doubt about its claim is settled."""
    opened = _open(Act.DISMISSED, notice_id, workspace_id=workspace_id, person_id=person_id)
    opened.settle(reason, now)
    return opened.step(now, reason=reason)


@transaction.atomic
def repair(
    *, notice_id: int, workspace_id: int | None, person_id: int, now: dt.datetime, reason: str
) -> NoticeStep:
    """What was confirmed is mended: say what was done. Somebody verifies it, then closes."""
    opened = _open(Act.REPAIRED, notice_id, workspace_id=workspace_id, person_id=person_id)
    return opened.step(now, reason=reason)


@transaction.atomic
def close(
    *, notice_id: int, workspace_id: int | None, person_id: int, now: dt.datetime, reason: str
) -> NoticeStep:
    """Verified: say how. A doubt that still stands on its claim is settled."""
    opened = _open(Act.CLOSED, notice_id, workspace_id=workspace_id, person_id=person_id)
    opened.settle(reason, now)
    return opened.step(now, reason=reason)


@transaction.atomic
def reopen(
    *, notice_id: int, workspace_id: int | None, person_id: int, now: dt.datetime, reason: str
) -> NoticeStep:
    """It was ended too early: say why. Nothing that was settled is doubted again by itself."""
    opened = _open(Act.REOPENED, notice_id, workspace_id=workspace_id, person_id=person_id)
    return opened.step(now, reason=reason)


@transaction.atomic
def note(
    *, notice_id: int, workspace_id: int | None, person_id: int, now: dt.datetime, reason: str
) -> NoticeStep:
    """Write something down for whoever looks next."""
    opened = _open(Act.NOTE, notice_id, workspace_id=workspace_id, person_id=person_id)
    return opened.step(now, reason=reason)


class _Opened:
    """A notice held for one step that is open to this person."""

    def __init__(self, act: Act, notice: Notice, state: Triage, person_id: int) -> None:
        self._act, self._notice, self._state, self._person_id = act, notice, state, person_id

    @property
    def claim(self) -> str:
        """The claim that it is about, as somebody linked it or as it was reported."""
        own = self._notice.claim.slug if self._notice.claim else ""
        return self._state.claim or own

    def settle(self, reason: str, now: dt.datetime) -> None:
        """End the doubt that this notice raised, where it still stands.

        It goes on where another open notice has put the same claim in doubt.
        """
        workspace_id = self._notice.workspace_id
        if not self._state.is_in_doubt or not self.claim:
            return
        stand = ledger.ledger(workspace_id, on=now.date()).status(self.claim)
        others = inbox.also_doubted_by(self._notice, self.claim, workspace_id=workspace_id)
        if stand is ClaimStatus.DOUBTFUL and not others:
            field.settle_doubt(
                workspace_id=workspace_id,
                claim_slug=self.claim,
                person_id=self._person_id,
                reason=reason,
                now=now,
            )

    def step(self, now: dt.datetime, **facts: Any) -> NoticeStep:
        """Write the step, and that it was taken.

        Raises:
            Faults: it says nothing, where a step of its kind has to give a reason.
        """
        if self._act in NEEDS_REASON and not str(facts.get("reason", "")).strip():
            raise Faults([Fault("reason", _("There is no reason"), _("Say it in a sentence."))])
        made = NoticeStep.objects.create(
            workspace_id=self._notice.workspace_id,
            notice=self._notice,
            act=self._act,
            person_id=self._person_id,
            at=now,
            **facts,
        )
        audit(
            workspace_id=self._notice.workspace_id,
            actor_id=self._person_id,
            act=f"notice {self._act}",
            object_kind="notice",
            object_id=self._notice.pk,
            now=now,
        )
        return made


def _open(act: Act, notice_id: int, *, workspace_id: int | None, person_id: int) -> _Opened:
    notice = ledger.notice(notice_id, workspace_id=workspace_id, locked=True)
    if notice is None:
        raise Missing("notice", str(notice_id))
    state = inbox.state_of(notice, inbox.steps_of([notice.pk]))
    doubts = _doubts(person_id, workspace_id)
    if act not in allowed(state, doubts=doubts):
        raise Refused(_("Not done"), _why_not(act, state, doubts=doubts))
    return _Opened(act, notice, state, person_id)


def _doubts(person_id: int, workspace_id: int | None) -> bool:
    """Whether this person's word is an editor's, in this ledger.

    Raises:
        Refused: the notice is everybody's, and this person does not edit for everybody.
    """
    if workspace_id is None:
        if not people.edits_for_all(person_id):
            raise Refused(_("Not done"), _("only an editor of the whole installation may."))
        return True
    found = people.with_rights(person_id, workspace_id=workspace_id)
    return found is not None and Right.EDITOR in found[1]


def _why_not(act: Act, state: Triage, *, doubts: bool) -> str:
    if not doubts and act in allowed(state, doubts=True):
        return _("only an editor doubts a claim, and only an editor settles a doubt.")
    return _("somebody was there before you. What is open now stands on the page.")


def _claim(slug: str, workspace_id: int | None) -> int | None:
    if not slug:
        return None
    found = ledger.claim(workspace_id, slug)
    if found is None:
        raise Missing("claim", slug)
    return found.pk


def _change(slug: str, workspace_id: int | None) -> int | None:
    if not slug:
        return None
    found = ledger.change(workspace_id, slug)
    if found is None:
        raise Missing("change", slug)
    return found.pk
