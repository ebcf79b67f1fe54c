"""The course of a sitting: what it must contain, which question is next, when it may end.

No database, no clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from whetstone.core.measurement.blueprint import (
    DIVE_ANSWERS,
    DIVE_LEAST,
    DIVE_RULE,
    ENTRY_RULE,
    QUICK_ANSWERS,
    SCAN_PER_AREA,
    Blueprint,
    StopRule,
    profile_rule,
    should_stop,
)
from whetstone.core.measurement.deciding import Decided, decide
from whetstone.core.measurement.display import Cut
from whetstone.core.measurement.item_life import ItemState, pilot_places, pilots_in
from whetstone.core.measurement.next_question import (
    DEFAULT_POLICY,
    Criterion,
    Policy,
    Sitting,
    choose_next,
)
from whetstone.core.measurement.pools import FORM_LENGTH
from whetstone.core.measurement.sitting import SittingPosterior

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from whetstone.apps.diagnose.live import LiveBank, Question
    from whetstone.apps.field.selectors import RoleView

SEEN_DAYS: Final = 60
"""A question whose answer somebody was shown is not asked again for so long."""
QUICK, SCAN, AREA, ENTRY = MODES = "quick", "scan", "area", "entry"
CLASS: Final = "class"
"""A check of a class: the form was drawn beforehand, and asked from first to last."""
QUICK_AREAS: Final = 2
ENTRY_LEVEL: Final = 2
FEWEST_TO_CALL: Final = ENTRY_RULE.least_in_area
"""With fewer answers of one area nothing is said of it."""


@dataclass(frozen=True, slots=True)
class Course:
    """A sitting so far.

    The questions asked in order with their points, and slugs this person saw lately. `stakes`:
    what an answer in each area is worth to the person's role (none: all alike).
    """

    mode: str
    areas: tuple[str, ...]
    seed: int
    asked: tuple[Question, ...] = ()
    points: tuple[int, ...] = ()
    skipped: tuple[Question, ...] = ()
    seen: frozenset[str] = frozenset()
    stakes: Mapping[str, float] = field(default_factory=dict)
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
    if mode in {AREA, ENTRY}:
        return (area_id,) if area_id is not None and area_id in area_ids else ()
    if mode == SCAN:
        return tuple(area_ids)
    weight = {area: role.targets.get(area, 0) ** 2 * need.get(area, 1) for area in area_ids}
    ranked = sorted(area_ids, key=lambda area: -weight[area])
    return tuple(sorted(ranked[:QUICK_AREAS], key=list(area_ids).index))


def stakes_of(
    areas: Sequence[str], *, role: RoleView, need: Mapping[str, int]
) -> dict[str, float]:
    """What an answer in each area is worth to the role: as for `areas_of`, but never nothing.

    None where there is one area, or all are alike.
    """
    worth = {
        area: float(max(role.targets.get(area, 0), 1) ** 2 * max(need.get(area, 1), 1))
        for area in areas
    }
    return worth if len(set(worth.values())) > 1 else {}


def per_area(mode: str) -> int:
    """How many questions a sitting of this mode asks in each of its areas."""
    return {
        QUICK: QUICK_ANSWERS // QUICK_AREAS,
        SCAN: SCAN_PER_AREA,
        AREA: DIVE_ANSWERS,
        ENTRY: FORM_LENGTH,
    }[mode]


def least(mode: str) -> int:
    """The fewest questions after which a sitting about one area may end."""
    return ENTRY_RULE.least if mode == ENTRY else DIVE_LEAST


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
    posterior = _posterior(course, live)
    if should_stop(posterior, blueprint, _rule(course, live, len(found))):
        return None
    latest = live.shelf.latest
    barred = {latest[slug].row for slug in course.seen if slug in latest}
    sitting = Sitting(
        seed=str(course.seed),
        asked=[q.row for q in course.asked],
        excluded=live.excluded | barred | {q.row for q in course.skipped},
    )
    policy = _policy(course, live)
    choice = choose_next(live.bank, posterior, sitting, blueprint, policy=policy)
    return live.shelf.questions[choice.item] if choice else None


def _posterior(course: Course, live: LiveBank) -> SittingPosterior:
    counted = [
        (q.row, points)
        for q, points in zip(course.asked, course.points, strict=True)
        if not is_pilot(q)
    ]
    return SittingPosterior.of(
        live.shelf.table,
        live.shelf.together.prior,
        [row for row, _points in counted],
        [points for _row, points in counted],
    )


def _rule(course: Course, live: LiveBank, areas: int) -> StopRule:
    """When the sitting may end: a profile where every band is narrow enough, or a decision."""
    if course.mode == ENTRY:
        return replace(ENTRY_RULE, cut=entry_cut(live))
    return DIVE_RULE if course.mode == AREA else profile_rule(areas)


def _policy(course: Course, live: LiveBank) -> Policy:
    """What is asked first: what the role needs; for a decision, what tells most at its cut.

    A scan of all areas is read for its contrasts too: which area is the weakest.
    """
    cut = entry_cut(live)
    if course.mode == ENTRY and cut is not None:
        return Policy(criterion=Criterion.DECISION, cuts=(cut,))
    criterion = Criterion.CONTRAST if course.mode == SCAN else DEFAULT_POLICY.criterion
    stakes = [course.stakes.get(area, 1.0) for area in live.framework.area_ids]
    return Policy(criterion=criterion, stakes=stakes if course.stakes else None)


def entry_cut(live: LiveBank) -> Cut | None:
    """Where entry level begins; None where no record says so."""
    theta = live.shelf.cuts.get(ENTRY_LEVEL)
    return None if theta is None else Cut(str(ENTRY_LEVEL), theta)


def decisions(course: Course, live: LiveBank) -> dict[str, tuple[Decided, int]]:
    """What the sitting's own answers say of entry level, by area, and how many they are.

    By the ratio test with its 5 % and 5 %, whatever ended the sitting: a likelihood ratio beyond
    its bound is as rare at one moment as at any (Ville 1939). Too few answers: nothing is said.
    """
    cut = entry_cut(live)
    if cut is None:
        return {}
    posterior = _posterior(course, live)
    places = {area: live.framework.area(area).index for area in course.areas}
    return {
        area: (decide(posterior, place, cut), int(posterior.count[place]))
        for area, place in places.items()
        if posterior.count[place] >= FEWEST_TO_CALL
    }


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
    if mode not in {AREA, ENTRY}:
        return Progress(answered, max(1, length - answered), 0)
    soon = max(1, min(least(mode), length) - answered)
    return Progress(answered, soon, max(0, length - answered - soon))
