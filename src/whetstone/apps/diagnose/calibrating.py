"""Calibrating the bank: a job of the worker, area by area, that counts in one act or not at all.

A run stores what it found of each area in one transaction, so a worker may be killed at any
point: what is done stays done, the rest is taken up again. Nothing a person sees moves until the
run is whole; then one row (`BankAct`) makes it count, and levels are worked out again
(`rebuilding.py`). A sitting that is under way goes on with the numbers it began with.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from whetstone.apps.diagnose import first_answers, rebuilding
from whetstone.apps.diagnose.bank_state import newest_act, run_in_force
from whetstone.apps.diagnose.carrying import carried_areas, carried_items
from whetstone.apps.diagnose.live import shelf
from whetstone.apps.diagnose.models import BankAct, CalibratedItem, CalibrationRun
from whetstone.apps.diagnose.shifting import tell_shifts, tell_windows
from whetstone.apps.diagnose.together import estimated
from whetstone.apps.diagnose.watch_rows import as_watch
from whetstone.apps.people import selectors as people
from whetstone.apps.people import services as people_services
from whetstone.apps.people.clock import real_now
from whetstone.core.kernel.errors import Refused
from whetstone.core.measurement.area_fit import KnownItem, fit_area, missing_answers
from whetstone.core.measurement.calibration.experts import Lessons
from whetstone.core.measurement.item_life import OPERATIONAL_FROM, ItemState
from whetstone.web.wording import number

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.diagnose.live import Question, Shelf
    from whetstone.core.measurement.area_fit import AreaFit, FoundItem

ENGINE: Final = "gpcm-mml-2"
"""Changes when equal answers would give other numbers."""
LOST_AFTER: Final = timedelta(minutes=10)
TELLS_EVERY_S: Final = 2.0


def missing_by_area(held: Shelf, asked: dict[int, int]) -> dict[str, int]:
    """How many answers each area lacks until it can be calibrated; 0 where it can. No query."""
    counts: dict[str, list[int]] = {area: [] for area in held.framework.area_ids}
    for one in held.questions:
        counts[one.area_id].append(asked.get(one.pk, 0))
    return {area: missing_answers(each) for area, each in counts.items()}


@transaction.atomic
def begin(*, cause: str, now: dt.datetime, person_id: int | None = None) -> CalibrationRun:
    """Ask for a calibration; one that is open already is gone on with.

    Raises:
        Refused: too few answers in every area (and how many are missing), or none since the last;
            or the person edits for their own workspace only.
    """
    _may_act(person_id)
    opened = CalibrationRun.objects.filter(is_open=True).first()
    if opened is not None:
        return opened
    held = shelf()
    missing = missing_by_area(held, first_answers.people_asked())
    what = _("The bank cannot be calibrated yet")
    if all(missing.values()):
        area, least = min(missing.items(), key=lambda row: row[1])
        why = ngettext(
            "%(n)s first answer is missing in %(area)s, the area that is nearest.",
            "%(n)s first answers are missing in %(area)s, the area that is nearest.",
            least,
        ) % {"n": number(least), "area": held.framework.area(area).name}
        raise Refused(what, why, _("It needs 5 questions of an area with 100 first answers each."))
    until, many = first_answers.newest_answer()
    fingerprint = f"{ENGINE}/{held.framework.id}/{until}/{many}"
    newest = CalibrationRun.objects.order_by("-pk").first()
    if newest is not None and newest.fingerprint == fingerprint:
        raise Refused(what, _("nothing was answered since the last calibration."))
    people_services.audit(
        workspace_id=None,
        actor_id=person_id,
        act="bank.calibration",
        object_kind="bank",
        object_id=fingerprint,
        now=now,
    )
    return CalibrationRun.objects.create(
        cause=cause,
        until=until,
        newest_item=max(held.by_pk, default=0),
        fingerprint=fingerprint,
        started_at=now,
        worked_at=now,
    )


def work_on(run: CalibrationRun) -> bool:
    """Fit every area that is not done, then make the run count; whether it does now."""
    held = shelf()
    for place, area in enumerate(held.framework.area_ids):
        if area not in run.report:
            telling = _Telling(run, area, place, len(held.framework.area_ids))
            answers, questions = first_answers.area_answers(
                held, area, run.until, known_until=_known_until(held)
            )
            found = fit_area(
                answers,
                [_known(held, one) for one in questions],
                before=_taught(held, besides=area),
                progress=telling,
            )
            _store(run, found, area=area, questions=questions, before=held.run)
    if not run.together and any(one["questions"] for one in run.report.values()):
        _store_together(run, carried_areas(held.run, estimated(run, held)))
    return _count(run.pk, now=real_now())


def _known_until(held: Shelf) -> int:
    """The newest answer that the numbers in use were fitted to; one query."""
    found = CalibrationRun.objects.filter(pk=held.run).values_list("until", flat=True).first()
    return int(found or 0)


def _taught(held: Shelf, *, besides: str) -> Lessons:
    """What the calibrated questions of the other areas teach of their authors' words."""
    taught = [
        (float(one.payload["prior"]["b"]), numbers.b, numbers.b_sd)
        for one, numbers in zip(held.questions, held.parameters, strict=True)
        if one.area_id != besides and one.calibrated_from >= OPERATIONAL_FROM
    ]
    return Lessons.of(*zip(*taught, strict=True)) if taught else Lessons.of([], [], [])


@transaction.atomic
def _store_together(run: CalibrationRun, found: dict[str, Any]) -> None:
    """How areas go together; of two workers the second finds it done."""
    mine = CalibrationRun.objects.select_for_update().get(pk=run.pk)
    if not mine.together:
        mine.together, mine.worked_at = found, real_now()
        mine.save(update_fields=["together", "worked_at"])
    run.together = mine.together


def _known(held: Shelf, question: Question) -> KnownItem:
    """The experts' numbers of a question, and those in use where they may carry others."""
    stored = question.payload["prior"]
    expert = held.parameters[question.row]
    if question.calibrated_from:
        expert = type(expert)(
            question.area, question.max_score, float(stored["a"]), float(stored["b"]), c=expert.c
        )
    in_use = question.state is ItemState.OPERATIONAL
    return KnownItem(expert, held.parameters[question.row] if in_use else None)


class _Telling:
    """Writes down how far the fit has come, every few seconds: the page reads it."""

    def __init__(self, run: CalibrationRun, area: str, place: int, areas: int) -> None:
        self.run, self.now = run, {"area": area, "place": place, "areas": areas}
        self.last = 0.0
        self(0, 0.0)

    def __call__(self, passes: int, _log_likelihood: float) -> None:
        if time.monotonic() - self.last < TELLS_EVERY_S:
            return
        self.last = time.monotonic()
        CalibrationRun.objects.filter(pk=self.run.pk).update(
            progress={**self.now, "passes": passes}, worked_at=real_now()
        )


@transaction.atomic
def _store(
    run: CalibrationRun, found: AreaFit, *, area: str, questions: list[Question], before: int
) -> None:
    """What was found of one area; of two workers the second finds it done.

    What others know better of a question, by a parameter pack, stays (`before`: the run in force).
    """
    mine = CalibrationRun.objects.select_for_update().get(pk=run.pk)
    if area not in mine.report:
        kept = carried_items(
            mine,
            before,
            items=[one.pk for one in questions],
            found={questions[one.item].pk: one.n for one in found.items},
        )
        others = {row.item_id for row in kept}
        fitted = (_as_row(mine, one, questions[one.item].pk) for one in found.items)
        CalibratedItem.objects.bulk_create(
            [*kept, *(row for row in fitted if row.item_id not in others)]
        )
        mine.report[area] = _report(found)
        mine.worked_at = real_now()
        mine.save(update_fields=["report", "worked_at"])
    run.report = mine.report


def _as_row(run: CalibrationRun, one: FoundItem, item_id: int) -> CalibratedItem:
    return CalibratedItem(
        run=run,
        item_id=item_id,
        a=one.parameters.a,
        b=one.parameters.b,
        a_se=one.parameters.a_sd,
        b_se=one.parameters.b_sd,
        steps=[round(step, 6) for step in one.parameters.steps or ()],
        n=one.n,
        worth=one.worth,
        watch=as_watch(one),
    )


def _report(found: AreaFit) -> dict[str, Any]:
    link, trust = found.link, found.trust
    return {
        "questions": len(found.items),
        "persons": found.persons,
        "answers": found.answers,
        "missing": found.missing,
        "passes": found.passes,
        "converged": found.is_converged,
        "log_likelihood": round(found.log_likelihood, 3),
        "people": [round(link.shift, 4), round(link.slope, 4)] if link else None,
        "people_se": round(link.shift_se, 4) if link else None,
        "trust": trust
        and {
            "offset": round(trust.offset, 4),
            "slope": round(trust.slope, 4),
            "sd": round(trust.sd, 4),
            "r": round(trust.r, 4),
            "questions": trust.items,
        },
    }


@transaction.atomic
def _count(run_id: int, *, now: dt.datetime) -> bool:
    """Make a whole run count, once, where it found anything."""
    run = CalibrationRun.objects.select_for_update().get(pk=run_id)
    if not run.is_open:
        return False
    run.is_open, run.finished_at, run.progress = False, now, {}
    run.save(update_fields=["is_open", "finished_at", "progress"])
    if not any(one["questions"] for one in run.report.values()):
        return False
    before = run_in_force(newest_act())
    BankAct.objects.create(kind=BankAct.Kind.CALIBRATED, run=run, recorded_at=now)
    tell_shifts(run, now=now)
    tell_windows(run, before=before, now=now)
    transaction.on_commit(rebuilding.rebuild_levels.enqueue)
    return True


@task()
def calibrate_bank(run_id: int) -> bool:
    """The worker's job: a run from where it stands to its end."""
    run = CalibrationRun.objects.filter(pk=run_id, is_open=True).first()
    return work_on(run) if run is not None else False


def take_up_lost(now: dt.datetime) -> int:
    """Put a run back on the queue whose worker is gone; how many that was."""
    lost = CalibrationRun.objects.filter(is_open=True, worked_at__lt=now - LOST_AFTER)
    for run in lost:
        calibrate_bank.enqueue(run.pk)
    return lost.update(worked_at=now)


def calibrate_weekly(now: dt.datetime) -> int:
    """The chore: begin a calibration and put it on the queue; 0 where there is no need of one."""
    if CalibrationRun.objects.filter(is_open=True).exists():
        return 0
    try:
        run = begin(cause=CalibrationRun.Cause.CHORE, now=now)
    except Refused:
        return 0
    calibrate_bank.enqueue(run.pk)
    return 1


@transaction.atomic
def say_of(
    *, item_id: int, kind: str, reason: str, now: dt.datetime, person_id: int | None = None
) -> int:
    """Write down an editor's word on a question: flagged, cleared or retired. The act's number.

    Raises:
        Refused: no reason is given, or the person edits for their own workspace only.
    """
    _may_act(person_id)
    if not reason.strip():
        raise Refused(_("This cannot be said yet"), _("no reason is given."))
    act = BankAct.objects.create(
        kind=BankAct.Kind(kind), item_id=item_id, reason=reason.strip()[:400], recorded_at=now
    )
    people_services.audit(
        workspace_id=None,
        actor_id=person_id,
        act=f"question.{kind}",
        object_kind="item",
        object_id=item_id,
        now=now,
    )
    transaction.on_commit(rebuilding.rebuild_levels.enqueue)
    return act.pk


def _may_act(person_id: int | None) -> None:
    """Questions belong to the installation: what is said of one counts in every workspace."""
    if person_id is not None and not people.edits_for_all(person_id):
        raise Refused(
            _("This cannot be said for everybody"),
            _("only an editor of the whole installation may."),
        )
