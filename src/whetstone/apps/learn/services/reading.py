"""Reading a lesson: start, answer, write, finish; and knowing a card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError, transaction

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.diagnose.services import open_epoch
from whetstone.apps.learn.models import Card, CardReview, OwnWork, Practice, Reading
from whetstone.apps.learn.selectors.cards import has_card
from whetstone.apps.learn.selectors.editions import lesson_for
from whetstone.apps.learn.services.bookings import release
from whetstone.apps.learn.services.certificates import issue_if_complete
from whetstone.apps.learn.services.reading_times import seconds_of, tell_time
from whetstone.apps.people.services import audit
from whetstone.core.kernel.errors import Missing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from whetstone.core.measurement.scoring import Score

LONGEST_TEXT: Final = 20_000
"""Characters of one box: more than anybody types, less than would hurt."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What finishing did. `was_new` is false where the lesson had been finished before."""

    was_new: bool
    areas: tuple[str, ...]
    cards: int
    certificate: str = ""


@transaction.atomic
def start_lesson(
    *,
    person_id: int,
    slug: str,
    now: dt.datetime,
    version: str = "",
    shown: dt.datetime | None = None,
) -> Reading:
    """The reading of a lesson, begun where there is none. A version once started is kept.

    With `version` the newest one may be begun beside an older reading. A student of a running
    class begins the version that the class reads. `shown`: when the page came that they act on.

    Raises:
        Missing: there is no such lesson.
    """
    mine = Reading.objects.filter(person_id=person_id, lesson__slug=slug).select_related("lesson")
    kept = mine.order_by("-pk").first()
    if kept is not None and version in {"", kept.lesson.version}:
        return kept
    wanted, _class = lesson_for(person_id, slug, on=now.date())
    if wanted is None:
        raise Missing("lesson", slug)
    if kept is not None and wanted.version != version:
        return kept
    reading, _made = Reading.objects.get_or_create(
        person_id=person_id, lesson=wanted, defaults={"started_at": now, "opened_at": shown}
    )
    return reading


@transaction.atomic
def practice(
    *, person_id: int, place: str, item_slug: str, answer: Mapping[str, Any], now: dt.datetime
) -> Score:
    """Score an answer to a practice question and keep it. It never changes the level.

    The same answer in the same place again is kept once.

    Raises:
        LookupError: there is no such question.
        Faults: the answer does not fit the question.
    """
    score = diagnose.score_item(item_slug, answer)
    rows = Practice.objects.filter(person_id=person_id, place=place, item_slug=item_slug)
    newest = rows.order_by("-pk").first()
    if newest is None or newest.answer != dict(answer):
        Practice.objects.create(
            person_id=person_id,
            place=place,
            item_slug=item_slug,
            answer=dict(answer),
            score=score.points,
            max_score=score.maximum,
            answered_at=now,
        )
    return score


@transaction.atomic
def answer_in_lesson(
    *,
    person_id: int,
    slug: str,
    block: str,
    item_slug: str,
    answer: Mapping[str, Any],
    now: dt.datetime,
    version: str = "",
    shown: dt.datetime | None = None,
) -> Score:
    """Answer a question that stands in a block of a lesson.

    Raises:
        Missing: the lesson has no such question there.
        Faults: the answer does not fit the question.
    """
    reading = start_lesson(person_id=person_id, slug=slug, now=now, version=version, shown=shown)
    if item_slug not in questions_in(reading.lesson.payload, block):
        raise Missing("question", f"{slug}/{block}/{item_slug}")
    return practice(
        person_id=person_id, place=f"{slug}/{block}", item_slug=item_slug, answer=answer, now=now
    )


def questions_in(payload: Mapping[str, Any], block: str) -> list[str]:
    """The questions that stand in a block."""
    found: list[str] = []
    for one in payload["blocks"]:
        if one["id"] != block:
            continue
        for segment in one["segments"]:
            if segment["kind"] == "item":
                found.append(segment["item"])
            elif segment["kind"] == "check":
                found += payload["items"]["check"]
    return found


@transaction.atomic
def save_work(
    *,
    person_id: int,
    slug: str,
    texts: Mapping[str, str],
    now: dt.datetime,
    version: str = "",
    shown: dt.datetime | None = None,
) -> int:
    """Keep what somebody wrote for their own brand; a box that did not change writes nothing.

    Returns how many boxes were saved. Boxes the lesson does not have are left out.
    """
    reading = start_lesson(person_id=person_id, slug=slug, now=now, version=version, shown=shown)
    boxes = {
        segment["name"]
        for block in reading.lesson.payload["blocks"]
        for segment in block["segments"]
        if segment["kind"] == "field"
    }
    rows = OwnWork.objects.filter(person_id=person_id, lesson_slug=slug).order_by("pk")
    newest = dict(rows.values_list("field", "text"))
    changed = {
        name: text[:LONGEST_TEXT]
        for name, text in texts.items()
        if name in boxes and text[:LONGEST_TEXT] != newest.get(name, "")
    }
    OwnWork.objects.bulk_create(
        OwnWork(person_id=person_id, lesson_slug=slug, field=name, text=text, saved_at=now)
        for name, text in changed.items()
    )
    return len(changed)


@transaction.atomic
def finish_lesson(
    *, person_id: int, workspace_id: int, slug: str, now: dt.datetime, version: str = ""
) -> Finished:
    """Finish a lesson: earlier answers in its areas inform from now on, later ones measure.

    Finishing twice does nothing the second time.

    Raises:
        Missing: there is no such lesson.
    """
    reading = start_lesson(person_id=person_id, slug=slug, now=now, version=version)
    lesson = reading.lesson
    cards = Card.objects.filter(lesson_slug=slug).count()
    updated = Reading.objects.filter(pk=reading.pk, finished_at=None).update(
        finished_at=now, seconds=seconds_of(reading, now=now)
    )
    if not updated:
        return Finished(was_new=False, areas=tuple(lesson.areas), cards=cards)
    tell_time(lesson_id=lesson.pk, now=now)
    open_epoch(person_id, lesson.areas, f"lesson {slug}", now, workspace_id=workspace_id)
    release(person_id=person_id, now=now)
    certificate = issue_if_complete(
        person_id=person_id, workspace_id=workspace_id, course=lesson.course, now=now
    )
    audit(
        workspace_id=workspace_id,
        actor_id=person_id,
        act="finish_lesson",
        object_kind="lesson",
        object_id=slug,
        now=now,
    )
    return Finished(True, tuple(lesson.areas), cards, certificate.code if certificate else "")


def review_card(
    *,
    person_id: int,
    workspace_id: int,
    card_slug: str,
    position: int,
    was_known: bool,
    now: dt.datetime,
    seconds: int | None = None,
) -> bool:
    """Take down whether somebody knew a card. The same review sent twice counts once: False then.

    `seconds`: from when the card was shown; None where that says nothing (somebody went away).

    Raises:
        Missing: there is no such card, or it has not begun for them.
    """
    if not has_card(person_id, card_slug, workspace_id=workspace_id, on=now.date()):
        raise Missing("card", card_slug)
    held = CardReview.objects.filter(person_id=person_id, card_slug=card_slug).count()
    if position != held:
        return False
    try:
        with transaction.atomic():
            CardReview.objects.create(
                person_id=person_id,
                card_slug=card_slug,
                position=position,
                was_known=was_known,
                seconds=seconds,
                reviewed_at=now,
            )
    except IntegrityError:
        return False
    return True
