"""What the pages of secured pools and forms say, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.diagnose import asking, numerals
from whetstone.apps.diagnose.live import shelf
from whetstone.apps.diagnose.models import (
    SecuredForm,
    SecuredInvitation,
    SecuredItem,
    SecuredOffer,
    SecuredSitting,
)
from whetstone.apps.diagnose.secured import sitting
from whetstone.apps.diagnose.secured.pool import state_of
from whetstone.apps.diagnose.secured.shelf import as_question, pool_now
from whetstone.apps.diagnose.sheet import sheet
from whetstone.apps.field import selectors as field
from whetstone.core.kernel.verdict import CERTIFICATE
from whetstone.core.measurement.display import display_level
from whetstone.core.measurement.pools import CERTIFICATE_SE
from whetstone.core.measurement.scoring import score
from whetstone.core.measurement.secured_forms import minutes_for
from whetstone.web.wording import in_100, minutes, number

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from whetstone.apps.diagnose.asking import Shown
    from whetstone.apps.diagnose.forms import Filled
    from whetstone.apps.diagnose.secured.pool import Reach
    from whetstone.core.measurement.secured_forms import Count

MET, BELOW = "met", "below"
_A_MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation as the invited reads it, before the form and while it runs."""

    id: int
    form: str
    pool: str
    area: str
    level: str
    state: str
    minutes: int
    percent: int
    questions: int
    invited_at: dt.datetime


@dataclass(frozen=True, slots=True)
class End:
    """What a form said: `title` first; the figures behind it; the answers once it is closed."""

    invitation: Invitation
    state: str
    title: str
    lead: str
    figures: tuple[tuple[str, str, str], ...]
    band: tuple[float, float, float] | None
    is_met: bool
    is_closed: bool
    finished_at: dt.datetime | None
    answers: tuple[Shown, ...]


@dataclass(slots=True)
class _Given:
    """An answer with its points, as `asking.told` reads it."""

    answer: Mapping[str, Any]
    score: int
    max_score: int


def level_name(level: int) -> str:
    """Entry level, as the framework calls it."""
    names = field.framework().levels
    return names[level] if level < len(names) else number(level)


def state(word: str) -> str:
    """How far an invitation is."""
    return {
        "invited": _("invited, not begun"),
        "sitting": _("sitting now"),
        "sat": _("sat; what came out is theirs"),
        "broken": _("ended with too few answers: may be invited again"),
        "lapsed": _("not sat before it was closed"),
    }[word]


def state_sign(word: str) -> str:
    """The mark beside it."""
    return {"sat": "current", "invited": "draft", "sitting": "draft"}.get(word, "doubtful")


def invited(made: SecuredInvitation) -> str:
    """After the press: what was done, and with how much time."""
    if made.time_percent == 100:  # noqa: PLR2004  # the usual
        return _("Invited. It stands on their page of checks; they begin when they like.")
    more = _("Invited, with %(n)s percent of the usual time. It stands on their page of checks.")
    return more % {"n": number(made.time_percent)}


def missing(reach: Reach, skills: Sequence[tuple[str, str]]) -> list[str]:
    """What is still to be written for a form, one sentence each; nothing where it is enough."""
    names = dict(skills)
    found = []
    if reach.supply.total.missing:
        found.append(_lacks(reach.supply.total, _("in all")))
    found += [
        _lacks(one, _("at level %(n)s") % {"n": number(int(one.of))})
        for one in reach.supply.levels
        if one.missing
    ]
    found += [
        _lacks(one, _("on “%(skill)s”") % {"skill": names.get(one.of, one.of)})
        for one in reach.supply.skills
        if one.missing
    ]
    return found


def _lacks(one: Count, where: str) -> str:
    said = ngettext(
        "%(n)s more question %(where)s (%(have)s of %(need)s)",
        "%(n)s more questions %(where)s (%(have)s of %(need)s)",
        one.missing,
    )
    return said % {
        "n": number(one.missing), "where": where,
        "have": number(one.have), "need": number(one.need),
    }  # fmt: skip


def reached(reach: Reach) -> list[str]:
    """What forms from the pool could tell, as the model has it; nothing of an empty pool."""
    told = reach.told
    if told is None:
        return []
    words = {
        "error": number(told.attainable.se_at_cut, decimals=2),
        "goal": number(CERTIFICATE_SE, decimals=2),
        "n": number(told.attainable.needed or 0),
        "reliability": number(1 - told.attainable.se_at_cut**2, decimals=2),
        "right": in_100(told.quality.accuracy),
        "twice": in_100(told.quality.consistency),
        "cap": in_100(told.cap),
    }
    if told.attainable.needed:
        first = _("The error at this level can reach %(goal)s logits, after %(n)s questions.")
    else:
        first = _(
            "The error at this level can reach %(error)s logits, not the %(goal)s at which a form "
            "may end early: everybody is asked the full length, and more verdicts stay open."
        )
    return [
        first % words,
        _(
            "Reliability at the level: %(reliability)s. Put on the right side: %(right)s people; "
            "on the same side again by another form: %(twice)s."
        )
        % words,
        _("Every sitting asks all of the pool.")
        if told.cap >= 1
        else _("A question comes up in at most %(cap)s sittings; a larger pool lowers that.")
        % words,
        _("The error of the place where the level begins is in each verdict.")
        if reach.cut_se
        else _("No panel has set where the level begins, so its own error is in no verdict."),
    ]


def shown_item(row: SecuredItem) -> Shown:
    """A question with its key, for its keepers; a template as its first drawing has it."""
    unanswered = _Given({"unknown": True}, 0, row.max_score)
    return asking.told(as_question(row), unanswered)


def invitations(person_id: int, *, workspace_id: int, now: dt.datetime) -> list[Invitation]:
    """What a person was invited to and has not ended yet, newest first; three queries."""
    rows = _of(person_id, workspace_id)[:20]
    found = [_invitation(one, now) for one in rows]
    return [one for one in found if one.state in {"invited", "sitting"}]


def invitation(
    invitation_id: int, *, person_id: int, workspace_id: int, now: dt.datetime
) -> Invitation | None:
    """One invitation of a person; None: no such one here."""
    row = _of(person_id, workspace_id).filter(pk=invitation_id).first()
    return _invitation(row, now) if row else None


def _of(person_id: int, workspace_id: int) -> Any:
    rows = SecuredInvitation.objects.filter(
        person_id=person_id, form__pool__workspace_id=workspace_id
    )
    return rows.select_related("form__pool", "sitting").order_by("-pk")


def _invitation(row: SecuredInvitation, now: dt.datetime) -> Invitation:
    form = row.form
    its: SecuredSitting | None = getattr(row, "sitting", None)
    state = state_of(its, form, now)
    seconds = [one.time_s for one in pool_now(form.pool_id)] if state == "invited" else []
    return Invitation(
        id=row.pk,
        form=form.name,
        pool=form.pool.name,
        area=shelf().framework.area(form.pool.area_id).name,
        level=level_name(form.level),
        state=state,
        minutes=minutes_for(seconds, percent=row.time_percent),
        percent=row.time_percent,
        questions=min(len(seconds), 30),
        invited_at=row.invited_at,
    )


def question_page(opened: sitting.Open, filled: Filled, *, now: dt.datetime) -> dict[str, Any]:
    """The open question as its page prints it: no reasons, no key, the time that is left."""
    paper = sheet(opened.question.payload, opened.seed)
    options = paper.options
    if paper.format == "order" and filled.given.get("order"):
        texts = dict(options)
        options = tuple((one, texts[one]) for one in filled.given["order"])
    soon = max(1, min(opened.least, opened.length) - opened.answered)
    maybe = max(0, opened.length - opened.answered - soon)
    left = max(1, int((opened.ends_at - now).total_seconds()) // _A_MINUTE)
    return {
        "invitation_id": opened.invitation_id,
        "place": opened.place,
        "sheet": paper,
        "options": options,
        "given": filled.given,
        "faults": filled.faults,
        "ratings": asking.ratings(),
        "answered": opened.answered,
        "soon": soon,
        "maybe": maybe,
        "nth": numerals.nth_question(opened.answered + 1),
        "to_come": numerals.still_to_come(soon, maybe),
        "left": minutes(left),
        "ends_at": opened.ends_at,
    }


def end_of(
    invitation_id: int, *, person_id: int, workspace_id: int, now: dt.datetime
) -> End | None:
    """The end of a sitting, worked out now where its time ran out; None: no such invitation."""
    row = _of(person_id, workspace_id).filter(pk=invitation_id).first()
    if row is None:
        return None
    its: SecuredSitting | None = getattr(row, "sitting", None)
    if its is not None:
        sitting.end_if_over(its, workspace_id=workspace_id, now=now)
    told = _invitation(row, now)
    outcome: dict[str, Any] = its.outcome if its else {}
    is_closed = row.form.closed_at is not None
    return End(
        invitation=told,
        state=told.state,
        title=_title(outcome, told),
        lead=_lead(outcome),
        figures=_figures(outcome),
        band=_band(outcome),
        is_met=outcome.get("said") == MET,
        is_closed=is_closed,
        finished_at=its.finished_at if its else None,
        answers=_answers(its, told.area) if its and is_closed and its.finished_at else (),
    )


def _title(outcome: Mapping[str, Any], told: Invitation) -> str:
    what = {"area": told.area, "level": told.level}
    if outcome.get("said") == MET:
        return _("%(area)s: “%(level)s” is met.") % what
    if outcome.get("said") == BELOW:
        return _("%(area)s: below “%(level)s”.") % what
    if outcome:
        return _("%(area)s: too close to say whether “%(level)s” is met.") % what
    return _("Too few answers to say anything.")


def _lead(outcome: Mapping[str, Any]) -> str:
    if not outcome:
        return _("The sitting ended before six answers that count. You may be invited again.")
    chance = {"p": in_100(outcome["p"]), "need": in_100(float(CERTIFICATE))}
    if outcome["said"] == MET:
        return _("The chance that you are at or above it is %(p)s. It takes %(need)s.") % chance
    if outcome["said"] == BELOW:
        return _("The chance that you are at or above it is %(p)s.") % chance
    return _("The chance is %(p)s; a certificate takes %(need)s, and no less.") % chance


def _figures(outcome: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """(what, figure, what it means)."""
    if not outcome:
        return ()
    cut = (
        _("The error of the place where the level begins is within it.")
        if outcome["cut_se"]
        else _("The level’s own place has no panel’s record yet, so its error is not within it.")
    )
    return (
        (_("Answers that count"), number(outcome["answers"]), _why(outcome["why"])),
        (_("Chance of the level"), in_100(outcome["p"]), cut),
        (
            _("Reliability at the level"),
            number(outcome["reliability"], decimals=2),
            _("From 0 to 1: what your questions could tell just where it is decided."),
        ),
        (
            _("Right side"),
            in_100(outcome["accuracy"]),
            _("Of working people whom such questions would put on their own side of the level."),
        ),
        (
            _("Same side twice"),
            in_100(outcome["consistency"]),
            _("Of them whom another form like it would put on the same side again."),
        ),
    )


def _why(reason: str) -> str:
    return {
        "precise": _("It ended when the error was small enough."),
        sitting.TIME: _("It ended with its time; what was answered counts."),
        sitting.CLOSED: _("It ended because the form was closed; what was answered counts."),
    }.get(reason, _("It ended with its last question."))


def _band(outcome: Mapping[str, Any]) -> tuple[float, float, float] | None:
    """Low, middle, high on the drawn scale 0 to 4."""
    if not outcome:
        return None
    low, mean, high = display_level([outcome["low"], outcome["mean"], outcome["high"]])
    return float(low), float(mean), float(high)


def _answers(its: SecuredSitting, area: str) -> tuple[Shown, ...]:
    rows = SecuredOffer.objects.filter(sitting=its, answer__isnull=False)
    found = []
    for offer in rows.select_related("item", "answer").order_by("position"):
        question = as_question(offer.item, offer.drawn)
        points = score(question.payload, offer.answer.answer)
        given = _Given(offer.answer.answer, points.points, points.maximum)
        found.append(asking.told(question, given, area=area))
    return tuple(found)


def form_state(form: SecuredForm) -> str:
    """Open, or closed."""
    return _("open") if form.closed_at is None else _("closed")
