"""The drift alarm: a question that has become harder or easier says so as a notice.

Counts over the whole installation, from 200 answers up, without anybody's name or workspace;
demos are left out. A notice is a reason for an editor to look. It changes no score. What the
comparison of two windows of time (`shifting`) has told, it does not tell again.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Count
from django.utils.translation import gettext as _

from whetstone.apps.diagnose.live import shelf
from whetstone.apps.diagnose.models import Response
from whetstone.apps.diagnose.shifting import windows_in_alarm
from whetstone.apps.field import services as field
from whetstone.apps.people import selectors as people
from whetstone.core.measurement.drift import EVERY, Alarm, Drifted, alarms, residuals
from whetstone.core.measurement.responses import Responses
from whetstone.web.wording import number

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet
    from numpy.typing import NDArray

    from whetstone.apps.diagnose.live import Question, Shelf

PER_QUESTION = 3
"""Alarms of one question told at once: after the first few an editor knows."""


def watch_for_drift(now: dt.datetime) -> int:
    """Look at every question with enough answers; one notice for each alarm. How many were new.

    Two queries, and one for each area that has such a question: memory follows the answers of the
    largest area.
    """
    held = shelf()
    counts = _counts(held)
    told = windows_in_alarm(held.run)
    made = 0
    for area in np.unique(held.table.area[counts >= EVERY]):
        answers = _answers(held, int(area))
        found = residuals(answers, held.table)
        for question in held.latest.values():
            if question.area != area or counts[question.row] < EVERY:
                continue
            mine = found[answers.item == question.row]
            for alarm in alarms(mine)[:PER_QUESTION]:
                if told.get(question.pk) != alarm.way:
                    made += _notice(question, alarm, int(mine.size), now=now)
    return made


def _rows() -> QuerySet[Response]:
    return Response.objects.filter(person__workspace__in=people.standing_workspaces())


def _counts(held: Shelf) -> NDArray[np.int64]:
    """How many answers each question has, by its row."""
    found = np.zeros(len(held.table), dtype=np.int64)
    for item, n in _rows().order_by().values_list("item_id").annotate(n=Count("pk")):
        if item in held.by_pk:
            found[held.by_pk[item].row] = n
    return found


def _answers(held: Shelf, area: int) -> Responses:
    """All answers of an area in order of answering, sent piece by piece."""
    place = {one.pk: one.row for one in held.questions if one.area == area}
    rows = _rows().filter(item__in=list(place)).order_by("answered_at", "pk")
    sent = rows.values_list("item_id", "score", "person_id").iterator(chunk_size=20_000)
    found = np.fromiter(
        ((place[item], score, person) for item, score, person in sent),
        dtype=[("item", np.int64), ("score", np.int64), ("person", np.int64)],
    )
    score = np.minimum(found["score"], held.table.max_score[found["item"]])
    return Responses.of(found["item"], score, person=found["person"])


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
