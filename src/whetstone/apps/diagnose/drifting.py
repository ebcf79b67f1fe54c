"""The drift alarm: a question that has become harder or easier says so as a notice.

Counts over the whole installation, from 200 answers up, without anybody's name or workspace;
demos are left out. A notice is a reason for an editor to look. It changes no score.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext as _

from whetstone.apps.diagnose.live import shelf
from whetstone.apps.diagnose.models import Response
from whetstone.apps.field import services as field
from whetstone.apps.people import selectors as people
from whetstone.core.measurement.drift import EVERY, Alarm, Drifted, alarms, residuals
from whetstone.core.measurement.responses import Responses
from whetstone.web.wording import number

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.diagnose.live import Question, Shelf

PER_QUESTION = 3
"""Alarms of one question told at once: after the first few an editor knows."""


def watch_for_drift(now: dt.datetime) -> int:
    """Look at every question with enough answers; one notice for each alarm. How many were new."""
    held = shelf()
    answers = _answers(held)
    if answers is None:
        return 0
    found = residuals(answers, held.table)
    made = 0
    for question in held.latest.values():
        mine = found[answers.item == question.row]
        for alarm in alarms(mine)[:PER_QUESTION] if mine.size >= EVERY else ():
            made += _notice(question, alarm, int(mine.size), now=now)
    return made


def _answers(held: Shelf) -> Responses | None:
    """All answers in areas that have a question with enough of them, in order of answering."""
    rows = Response.objects.filter(person__workspace__in=people.standing_workspaces())
    kept = [
        (held.by_pk[item].row, score, person)
        for item, score, person in rows.order_by("answered_at", "pk").values_list(
            "item_id", "score", "person_id"
        )
        if item in held.by_pk
    ]
    if not kept:
        return None
    item, score, person = (np.array(column) for column in zip(*kept, strict=True))
    counts = np.bincount(item, minlength=len(held.table))
    areas = np.unique(held.table.area[counts >= EVERY])
    wanted = np.isin(held.table.area[item], areas)
    if not wanted.any():
        return None
    score = np.minimum(score, held.table.max_score[item])
    return Responses.of(item[wanted], score[wanted], person=person[wanted])


def _notice(question: Question, alarm: Alarm, n: int, *, now: dt.datetime) -> bool:
    """One notice for each question and alarm. True where it is a new one."""
    mark = f"drift {question.slug} {question.version} {alarm.way} {alarm.at}"
    words = {"title": question.short, "since": number(alarm.since), "n": number(n)}
    if alarm.way is Drifted.HARDER:
        say = _("“%(title)s” has become harder since about answer %(since)s of %(n)s")
    else:
        say = _("“%(title)s” has become easier since about answer %(since)s of %(n)s")
    rests = _("It rests on: %(claims)s.") % {"claims": ", ".join(question.rests_on)}
    noticed = field.Noticed(
        origin="drift",
        sentence=say % words,
        fingerprint=hashlib.sha256(mark.encode()).hexdigest(),
        saw=rests if question.rests_on else "",
        claim_slug=question.rests_on[0] if question.rests_on else "",
        thing=("item", question.slug),
    )
    return field.notice(noticed, workspace_id=None, now=now) is not None
