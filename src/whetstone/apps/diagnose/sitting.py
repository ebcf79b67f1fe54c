"""The course of a sitting: what it must contain, which question is next, when it may end.

No database, no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from whetstone.apps.diagnose.estimates import prior
from whetstone.core.measurement.blueprint import (
    DIVE_ANSWERS,
    DIVE_LEAST,
    DIVE_RULE,
    QUICK_ANSWERS,
    SCAN_PER_AREA,
    Blueprint,
    should_stop,
)
from whetstone.core.measurement.item_life import ItemState, pilot_places, pilots_in
from whetstone.core.measurement.next_question import Sitting, choose_next
from whetstone.core.measurement.sitting import SittingPosterior

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from whetstone.apps.diagnose.live import LiveBank, Question
    from whetstone.apps.field.selectors import RoleView

SEEN_DAYS: Final = 60
"""A question whose answer somebody was shown is not asked again for so long."""
QUICK, SCAN, AREA = MODES = "quick", "scan", "area"
CLASS: Final = "class"
"""A check of a class: the form was drawn beforehand, and asked from first to last."""
QUICK_AREAS: Final = 2


@dataclass(frozen=True, slots=True)
class Course:
    """A sitting so far.

    The questions asked in order with their points, and slugs this person saw lately.
    """

    mode: str
    areas: tuple[str, ...]
    seed: int
    asked: tuple[Question, ...] = ()
    points: tuple[int, ...] = ()
    skipped: tuple[Question, ...] = ()
    seen: frozenset[str] = frozenset()
    form: tuple[str, ...] = ()
    length: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a sitting stands.

    Questions answered, surely still to come (this one included), perhaps more.
    """

    done: int
    soon: int
    maybe: int


def areas_of(
    mode: str,
    *,
    role: RoleView,
    area_ids: Sequence[str],
    area_id: str | None,
    need: Mapping[str, int],
) -> tuple[str, ...]:
    """The areas of a sitting.

    Quick: the two with the largest weight, target squared times the people wanted there.

    Ties go by the order of the framework. `need` is the head-count wanted by area (1 where nothing
    is said).
    """
    if mode == AREA:
        return (area_id,) if area_id is not None and area_id in area_ids else ()
    if mode == SCAN:
        return tuple(area_ids)
    weight = {area: role.targets.get(area, 0) ** 2 * need.get(area, 1) for area in area_ids}
    ranked = sorted(area_ids, key=lambda area: -weight[area])
    return tuple(sorted(ranked[:QUICK_AREAS], key=list(area_ids).index))


def per_area(mode: str) -> int:
    """How many questions a sitting of this mode asks in each of its areas."""
    return {QUICK: QUICK_ANSWERS // QUICK_AREAS, SCAN: SCAN_PER_AREA, AREA: DIVE_ANSWERS}[mode]


def fresh(live: LiveBank, seen: Collection[str]) -> dict[str, list[Question]]:
    """The questions of each area that may be asked of somebody who saw these slugs lately."""
    return {
        area: [q for q in live.open_in(area) if q.slug not in seen]
        for area in live.framework.area_ids
    }


def quota(course: Course, live: LiveBank) -> dict[int, int]:
    """How many questions each area gets.

    What the mode asks for, or what can still be asked there.
    """
    asked = {q.slug for q in course.asked}
    gone = {q.slug for q in course.skipped}
    hostile = live.bank.hostile
    found: dict[int, int] = {}
    for area in course.areas:
        barred = {row for q in course.asked for row in hostile[q.row]}
        number = sum(q.area_id == area and not is_pilot(q) for q in course.asked)
        for q in live.open_in(area):
            if q.slug in asked or q.slug in course.seen or q.slug in gone or q.row in barred:
                continue
            number += 1
            barred |= hostile[q.row]
        number = min(per_area(course.mode), number)
        if number:
            found[live.framework.area(area).index] = number
    return found


def length_of(course: Course, live: LiveBank) -> int:
    """How many questions a sitting has when it begins, those that are tried out included."""
    counted = sum(quota(course, live).values())
    ready = sum(len(live.pilots.get(area, ())) for area in course.areas)
    return counted + (min(ready, pilots_in(counted)) if counted else 0)


def next_question(course: Course, live: LiveBank) -> Question | None:
    """The question to ask now; None when the sitting has all it can get."""
    if course.mode == CLASS:
        return _next_of_form(course, live)
    found = quota(course, live)
    if not found:
        return None
    blueprint = Blueprint(found)
    pilot = _pilot(course, live, blueprint.length)
    if pilot is not None:
        return pilot
    counted = [
        (q.row, points)
        for q, points in zip(course.asked, course.points, strict=True)
        if not is_pilot(q)
    ]
    posterior = SittingPosterior.of(
        live.shelf.table,
        prior(len(live.framework.areas)),
        [row for row, _points in counted],
        [points for _row, points in counted],
    )
    if course.mode == AREA and should_stop(posterior, blueprint, DIVE_RULE):
        return None
    latest = live.shelf.latest
    barred = {latest[slug].row for slug in course.seen if slug in latest}
    sitting = Sitting(
        seed=str(course.seed),
        asked=[q.row for q in course.asked],
        excluded=live.excluded | barred | {q.row for q in course.skipped},
    )
    choice = choose_next(live.bank, posterior, sitting, blueprint)
    return live.shelf.questions[choice.item] if choice else None


def _next_of_form(course: Course, live: LiveBank) -> Question | None:
    """The next of the form's questions that still counts; its reserve follows the form itself."""
    if len(course.asked) >= course.length:
        return None
    gone = {q.slug for q in (*course.asked, *course.skipped)}
    barred = {row for q in course.asked for row in live.bank.hostile[q.row]}
    left = (live.shelf.latest[one] for one in course.form if one in live.shelf.latest)
    return next(
        (q for q in left if q.slug not in gone and q.row not in live.excluded | barred), None
    )


def is_pilot(question: Question) -> bool:
    """Whether nobody is scored for the question: it is tried out."""
    return question.state is ItemState.PILOT


def _pilot(course: Course, live: LiveBank, length: int) -> Question | None:
    """The question to try out now, where the sitting has a place for one.

    The least shown one of the sitting's areas, ties by seed.
    """
    ready = [q for area in course.areas for q in live.pilots.get(area, ())]
    if not ready:
        return None
    places = pilot_places(str(course.seed), length, pilots_in(length))
    gone = {q.row for q in (*course.asked, *course.skipped)}
    hostile = {row for q in course.asked for row in live.bank.hostile[q.row]}
    left = [q for q in ready if q.row not in gone | hostile and q.slug not in course.seen]
    if len(course.asked) not in places or not left:
        return None
    least = min(live.bank.exposure[q.row] for q in left)
    drawn = [q for q in left if live.bank.exposure[q.row] == least]
    return drawn[course.seed % len(drawn)]


def progress(mode: str, *, answered: int, length: int) -> Progress:
    """What is said beside the tally, for the question that is open now."""
    if mode != AREA:
        return Progress(answered, max(1, length - answered), 0)
    least = min(DIVE_LEAST, length)
    soon = max(1, least - answered)
    return Progress(answered, soon, max(0, length - answered - soon))
