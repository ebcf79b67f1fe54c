"""What a lesson took people: measured from when they answered and wrote, told from five on."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from whetstone.apps.learn.models import Lesson, OwnWork, Practice, Reading
from whetstone.core.timeplan.reading_time import (
    is_next_told,
    reading_time,
    seconds_in_one_go,
)

if TYPE_CHECKING:
    import datetime as dt


def seconds_of(reading: Reading, *, now: dt.datetime) -> int | None:
    """How long a reading that ends now took; None: not in one go, or nothing was done in it."""
    slug, since = reading.lesson.slug, reading.started_at
    answers = Practice.objects.filter(
        person_id=reading.person_id, place__startswith=f"{slug}/", answered_at__gte=since
    ).values_list("answered_at", flat=True)
    boxes = OwnWork.objects.filter(
        person_id=reading.person_id, lesson_slug=slug, saved_at__gte=since
    ).values_list("saved_at", flat=True)
    acts = [*answers, *boxes]
    if not acts or reading.opened_at is None:
        return None
    return seconds_in_one_go([reading.opened_at, *acts, now])


def tell_time(*, lesson_id: int, now: dt.datetime) -> None:
    """Write down what a version of a lesson takes, at every fifth of its readers. No demo counts.

    Two times that were told differ by five people or more.
    """
    lesson = Lesson.objects.get(pk=lesson_id)
    rows = Reading.objects.filter(
        lesson=lesson_id, seconds__isnull=False, person__workspace__is_demo=False
    ).order_by("finished_at", "pk")
    seconds = [one for one in rows.values_list("seconds", flat=True) if one is not None]
    told = reading_time(seconds)
    if told is None or not is_next_told(told.n, lesson.timed["n"] if lesson.timed else 0):
        return
    lesson.timed = asdict(told)
    lesson.timed_minutes = None if told.agrees_with(lesson.minutes) else told.middle
    lesson.timed_at = now
    lesson.save(update_fields=["timed", "timed_minutes", "timed_at"])
