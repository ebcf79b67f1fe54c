"""A secured sitting: begun once, asked under the form's rule, ended by the rule or by its time."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from whetstone.apps.diagnose.models import (
    SecuredAnswer,
    SecuredInvitation,
    SecuredOffer,
    SecuredSitting,
)
from whetstone.apps.diagnose.secured.pool import keeps_pools
from whetstone.apps.diagnose.secured.shelf import as_question, form_shelf, named_cuts
from whetstone.apps.people.services import audit
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.core.measurement.blueprint import StopReason
from whetstone.core.measurement.drawing import drawn_for, filled, is_template
from whetstone.core.measurement.next_question import Sitting, choose_next
from whetstone.core.measurement.propagation import assumed_prior
from whetstone.core.measurement.scoring import score
from whetstone.core.measurement.secured_forms import minutes_for, plan, turn, verdict
from whetstone.core.measurement.sitting import SittingPosterior

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from whetstone.apps.diagnose.live import Question
    from whetstone.apps.diagnose.secured.shelf import SecuredShelf

TIME, CLOSED = "time", "closed"
"""Why a sitting ended, besides what the measurement says (`StopReason`)."""
_PRIOR: Final = assumed_prior(1)


@dataclass(frozen=True, slots=True)
class Open:
    """The open place of a secured sitting. `seed` orders what is printed: nobody can know it."""

    invitation_id: int
    place: int
    question: Question
    seed: str
    answered: int
    length: int
    least: int
    ends_at: dt.datetime


@transaction.atomic
def begin(
    *, invitation_id: int, person_id: int, workspace_id: int, now: dt.datetime
) -> SecuredSitting:
    """Begin the one sitting of an invitation; its time runs from here. One sent twice is one.

    Raises:
        Missing: no such invitation of this person here.
        Refused: the form is closed, nothing can be asked, or the person keeps pools by now.
    """
    invitation = _invitation(invitation_id, person_id, workspace_id)
    known = SecuredSitting.objects.filter(invitation=invitation).first()
    if known is not None:
        return known
    form = invitation.form
    if form.closed_at is not None:
        raise Refused("form", "it is closed")
    if keeps_pools(person_id, workspace_id):
        raise Refused("form", "whoever may read the questions cannot be certified by them")
    held = form_shelf(form, workspace_id=workspace_id, on=now.date())
    minutes = minutes_for([one.time_s for one in held.alive], percent=invitation.time_percent)
    sitting = SecuredSitting.objects.create(
        invitation=invitation, started_at=now, ends_at=now + dt.timedelta(minutes=minutes)
    )
    if _go_on(sitting, held, now=now) is not None:
        raise Refused("form", "no question is left to ask")
    audit(
        workspace_id=workspace_id, actor_id=person_id, act="begin form",
        object_kind="secured_form", object_id=form.pk, now=now,
    )  # fmt: skip
    return sitting


@transaction.atomic
def stand(
    *, invitation_id: int, person_id: int, workspace_id: int, now: dt.datetime
) -> Open | None:
    """The open question, the same after any interruption; None: not begun, or at its end.

    Raises:
        Missing: no such invitation of this person here.
    """
    invitation = _invitation(invitation_id, person_id, workspace_id)
    sitting = SecuredSitting.objects.filter(invitation=invitation).first()
    if sitting is None or end_if_over(sitting, workspace_id=workspace_id, now=now):
        return None
    held = form_shelf(invitation.form, workspace_id=workspace_id, on=now.date())
    last = _offers(sitting, held)[-1]
    if held.row[last.item_id] in held.dead and not _is_answered(last):
        _next(sitting, held, workspace_id=workspace_id, now=now)
        if sitting.finished_at is not None:
            return None
    return _open(invitation, sitting, held)


@transaction.atomic
def answer(  # who answers, where, what, when
    *,
    invitation_id: int,
    person_id: int,
    workspace_id: int,
    place: int,
    given: Mapping[str, Any],
    now: dt.datetime,
) -> None:
    """Take the answer to the question at a place and open the next, or end the sitting.

    A second answer to a place changes nothing; after the end of the time none is taken.

    Raises:
        Missing: no such sitting or place of this person here.
        Faults: the answer does not fit the question.
    """
    invitation = _invitation(invitation_id, person_id, workspace_id)
    sitting = SecuredSitting.objects.select_for_update().filter(invitation=invitation).first()
    if sitting is None:
        raise Missing("sitting", str(invitation_id))
    if end_if_over(sitting, workspace_id=workspace_id, now=now):
        return
    held = form_shelf(invitation.form, workspace_id=workspace_id, on=now.date())
    offers = _offers(sitting, held)
    offer = next((one for one in offers if one.position == place), None)
    if offer is None:
        raise Missing("question", str(place))
    if offer is not offers[-1] or _is_answered(offer):
        return
    if held.row[offer.item_id] not in held.dead:
        score(filled(offer.item.payload, offer.drawn), given)  # what does not fit is a fault
        SecuredAnswer.objects.create(offer=offer, answer=dict(given), answered_at=now)
    _next(sitting, held, workspace_id=workspace_id, now=now)


def end_if_over(sitting: SecuredSitting, *, workspace_id: int, now: dt.datetime) -> bool:
    """End a sitting whose time is up; whether it has ended."""
    if sitting.finished_at is None and now >= sitting.ends_at:
        end(sitting, workspace_id=workspace_id, now=sitting.ends_at, why=TIME)
    return sitting.finished_at is not None


def end(
    sitting: SecuredSitting, *, workspace_id: int, now: dt.datetime, why: str = CLOSED
) -> None:
    """End a sitting and work out what it says of the form's level, from its own answers alone."""
    form = sitting.invitation.form
    held = form_shelf(form, workspace_id=workspace_id, on=now.date())
    rows, points = _counted(held, _offers(sitting, held))
    cuts = [cut for cut in named_cuts() if cut.level == form.level]
    found = verdict(_posterior(held, rows, points), rows, cuts)
    sitting.finished_at = min(now, sitting.ends_at)
    if found is not None and cuts:
        said = found.levels[0]
        sitting.outcome = {
            **{name: value for name, value in asdict(found).items() if name != "levels"},
            **asdict(said),
            "said": said.said.name.lower(),
            "cut_se": cuts[0].se,
            "why": why,
        }
    sitting.save(update_fields=["finished_at", "outcome"])


def _next(
    sitting: SecuredSitting, held: SecuredShelf, *, workspace_id: int, now: dt.datetime
) -> None:
    """Open the next place, or end."""
    reason = _go_on(sitting, held, now=now)
    if reason is not None:
        end(sitting, workspace_id=workspace_id, now=now, why=reason)


def _go_on(sitting: SecuredSitting, held: SecuredShelf, *, now: dt.datetime) -> str | None:
    """Offer a question at the next place; why not, where none is to come."""
    if not held.items:
        return StopReason.LENGTH.value
    offers = _offers(sitting, held)
    rows, points = _counted(held, offers)
    posterior = _posterior(held, rows, points)
    gone = {held.row[one.item_id] for one in offers} - {*rows}
    away = held.dead | gone | _met_before(sitting, held)
    now_turn = turn(posterior, held.skills, rows, away)
    if now_turn.ends is not None:
        return now_turn.ends.value
    blueprint, _rule = plan(held.skills)
    secret = f"{sitting.invitation.form.secret}:{sitting.pk}"
    for barred in dict.fromkeys((away | now_turn.barred, away)):
        so_far = Sitting(seed=secret, asked=rows, excluded=frozenset(barred))
        choice = choose_next(held.bank, posterior, so_far, blueprint)
        if choice is not None:
            place = len(offers) + 1
            item = held.items[choice.item]
            SecuredOffer.objects.create(
                sitting=sitting, position=place, item=item, offered_at=now,
                drawn=drawn_for(item.payload, f"{secret}:{place}"),
            )  # fmt: skip
            return None
    return StopReason.LENGTH.value


def _met_before(sitting: SecuredSitting, held: SecuredShelf) -> set[int]:
    """What this person was shown in an earlier sitting; a template may come with other numbers."""
    earlier = SecuredOffer.objects.filter(
        sitting__invitation__person_id=sitting.invitation.person_id, item_id__in=list(held.row)
    ).exclude(sitting=sitting)
    return {
        held.row[pk]
        for pk in set(earlier.values_list("item_id", flat=True))
        if not is_template(held.items[held.row[pk]].payload)
    }


def _counted(held: SecuredShelf, offers: Sequence[SecuredOffer]) -> tuple[list[int], list[int]]:
    """The rows that were answered and still hold, in order, and the points they got."""
    found = [
        (held.row[one.item_id], score(filled(one.item.payload, one.drawn), one.answer.answer))
        for one in offers
        if _is_answered(one) and held.row[one.item_id] not in held.dead
    ]
    return [row for row, _points in found], [points.points for _row, points in found]


def _posterior(held: SecuredShelf, rows: Sequence[int], points: Sequence[int]) -> SittingPosterior:
    return SittingPosterior.of(held.bank.table, _PRIOR, rows, points)


def _open(invitation: SecuredInvitation, sitting: SecuredSitting, held: SecuredShelf) -> Open:
    offers = _offers(sitting, held)
    last = offers[-1]
    blueprint, rule = plan(held.skills)
    return Open(
        invitation_id=invitation.pk,
        place=last.position,
        question=as_question(last.item, last.drawn),
        seed=f"{invitation.form.secret}:{sitting.pk}",
        answered=sum(_is_answered(one) for one in offers),
        length=blueprint.length,
        least=rule.least,
        ends_at=sitting.ends_at,
    )


def _offers(sitting: SecuredSitting, held: SecuredShelf) -> list[SecuredOffer]:
    """What was offered, with its answers; the questions are those that the form holds already."""
    rows = list(sitting.offers.select_related("answer").order_by("position"))
    for one in rows:
        one.item = held.items[held.row[one.item_id]]
    return rows


def _is_answered(offer: SecuredOffer) -> bool:
    return hasattr(offer, "answer")


def _invitation(invitation_id: int, person_id: int, workspace_id: int) -> SecuredInvitation:
    rows = SecuredInvitation.objects.select_for_update(of=("self",)).select_related("form__pool")
    found = rows.filter(
        pk=invitation_id, person_id=person_id, form__pool__workspace_id=workspace_id
    ).first()
    if found is None:
        raise Missing("invitation", str(invitation_id))
    return found


def question_at(
    *, invitation_id: int, place: int, person_id: int, workspace_id: int
) -> Question | None:
    """The question that was shown at a place of a person's own sitting; None: there is none."""
    rows = SecuredOffer.objects.select_related("item").filter(
        sitting__invitation_id=invitation_id,
        sitting__invitation__person_id=person_id,
        sitting__invitation__form__pool__workspace_id=workspace_id,
        position=place,
    )
    found = rows.first()
    return as_question(found.item, found.drawn) if found else None
