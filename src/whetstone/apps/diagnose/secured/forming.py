"""Opening a form from a pool, inviting people to it, and closing it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from whetstone.apps.diagnose.models import (
    SecuredForm,
    SecuredInvitation,
    SecuredItem,
    SecuredOffer,
    SecuredSitting,
)
from whetstone.apps.diagnose.retest import WAIT
from whetstone.apps.diagnose.secured import sitting
from whetstone.apps.diagnose.secured.allowances import time_percents
from whetstone.apps.diagnose.secured.pool import keeps_pools, supplies
from whetstone.apps.diagnose.secured.stock import locked
from whetstone.apps.people import selectors as people
from whetstone.apps.people.services import audit
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.web.request import Right

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

LEAST_PERCENT, MOST_PERCENT = 100, 300
_SECRET_BYTES: Final = 32


@transaction.atomic
def open_form(
    *, pool_id: int, workspace_id: int, actor_id: int, name: str, level: int, now: dt.datetime
) -> SecuredForm:
    """Open a form on the pool as it stands. One sent twice is one.

    Raises:
        Missing: no such pool here.
        Refused: the pool is too small for the rule, or no record says where the level begins.
    """
    pool = locked(pool_id, workspace_id)
    known = SecuredForm.objects.filter(pool=pool, name=name).first()
    if known is not None:
        return known
    found = supplies(pool, on=now.date()).get(level)
    if found is None:
        raise Refused("form", _("No record says where this level begins, so it cannot be named."))
    if not found.is_enough:
        raise Refused("form", _("The pool is too small: the table says what is missing."))
    made = SecuredForm.objects.create(
        pool=pool, name=name, level=level, secret=secrets.token_hex(_SECRET_BYTES), opened_at=now
    )
    _note(made, "open form", actor_id, now)
    return made


@transaction.atomic
def invite(
    *, form_id: int, workspace_id: int, actor_id: int, person_id: int, percent: int,
    now: dt.datetime,
) -> SecuredInvitation:  # fmt: skip
    """Let somebody sit a form once; an invitation that waits is not made twice.

    The time given is the larger of `percent` and what the person is allowed in their classes.

    Raises:
        Missing: no such form or learner here.
        Refused: the form is closed, the person keeps the pool, or they sat too lately.
    """
    form = locked_form(form_id, workspace_id)
    if form.closed_at is not None:
        raise Refused("invitation", _("The form is closed."))
    _may_sit(person_id, workspace_id)
    waiting = _of_person(form, person_id).filter(form=form)
    for one in waiting.order_by("-pk"):
        its = SecuredSitting.objects.filter(invitation=one).first()
        if its is None:
            return one
        sitting.end_if_over(its, workspace_id=workspace_id, now=now)
        if its.finished_at is None:
            raise Refused("invitation", _("This person is sitting the form just now."))
    _not_too_soon(form, person_id, now)
    allowed = time_percents([person_id], now).get(person_id, LEAST_PERCENT)
    made = SecuredInvitation.objects.create(
        form=form,
        person_id=person_id,
        time_percent=max(LEAST_PERCENT, min(max(percent, allowed), MOST_PERCENT)),
        invited_at=now,
    )
    _note(form, "invite to form", actor_id, now)
    return made


@transaction.atomic
def close_form(*, form_id: int, workspace_id: int, actor_id: int, now: dt.datetime) -> None:
    """Close a form: whoever sat it reads the answers, so its own questions are used up.

    Open sittings end. Questions that were shown leave the pool; templates stay, the next form has
    another secret. One sent twice is one.

    Raises:
        Missing: no such form here.
    """
    form = locked_form(form_id, workspace_id)
    if form.closed_at is not None:
        return
    for one in SecuredSitting.objects.filter(invitation__form=form, finished_at=None):
        sitting.end(one, workspace_id=workspace_id, now=now)
    shown = SecuredOffer.objects.filter(sitting__invitation__form=form).values("item_id")
    SecuredItem.objects.filter(pk__in=shown, withdrawn_at=None).exclude(
        origin=SecuredItem.Origin.TEMPLATE
    ).update(withdrawn_at=now)
    form.closed_at = now
    form.save(update_fields=["closed_at"])
    _note(form, "close form", actor_id, now)


def locked_form(form_id: int, workspace_id: int) -> SecuredForm:
    """A form of this workspace, for writing. Raises Missing where there is none."""
    rows = SecuredForm.objects.select_for_update(of=("self",)).select_related("pool")
    found = rows.filter(pk=form_id, pool__workspace_id=workspace_id).first()
    if found is None:
        raise Missing("form", str(form_id))
    return found


def _may_sit(person_id: int, workspace_id: int) -> None:
    found = people.with_rights(person_id, workspace_id=workspace_id)
    if found is None or Right.LEARNER not in found[1]:
        raise Missing("learner", str(person_id))
    if keeps_pools(person_id, workspace_id):
        why = _("Whoever may read the questions cannot be certified by them.")
        raise Refused("invitation", why)


def _not_too_soon(form: SecuredForm, person_id: int, now: dt.datetime) -> None:
    """Two weeks lie between two verdicts from one pool; a sitting without one may be repeated."""
    last = (
        SecuredSitting.objects.filter(invitation__in=_of_person(form, person_id))
        .exclude(outcome={})
        .order_by(F("finished_at").desc())
        .first()
    )
    if last is not None and last.finished_at and now < last.finished_at + WAIT:
        why = _("There was a verdict less than %(days)s days ago. It stands.")
        raise Refused("invitation", why % {"days": WAIT.days})


def _of_person(form: SecuredForm, person_id: int) -> QuerySet[SecuredInvitation]:
    return SecuredInvitation.objects.filter(form__pool_id=form.pool_id, person_id=person_id)


def _note(form: SecuredForm, act: str, actor_id: int, now: dt.datetime) -> None:
    audit(
        workspace_id=form.pool.workspace_id, actor_id=actor_id, act=act,
        object_kind="secured_form", object_id=form.pk, now=now,
    )  # fmt: skip
