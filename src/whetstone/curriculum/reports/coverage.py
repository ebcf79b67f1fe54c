"""What a curriculum covers: skills by level, format and freshness, weighted by importance.

A skill counts as *covered at entry level* as in the figure that the product publishes
(`core.freshness.audit.coverage`): a lesson to level 2 or above, two questions and a task, each
resting on current claims only. Beside it stands the finer measure: of all cells skill x level, the
share of importance that has a fresh question. Without a survey every skill weighs the same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from whetstone.core.freshness.audit import SkillStock
from whetstone.core.freshness.audit import coverage as share_covered
from whetstone.core.freshness.claims import ClaimState, ClaimStatus
from whetstone.core.freshness.metrics import expected_true_share, stale_claim_share
from whetstone.core.measurement.drawing import TEMPLATE
from whetstone.curriculum.check_questions import skills_of
from whetstone.curriculum.read_items import LIVE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from whetstone.curriculum.draft import Draft
    from whetstone.curriculum.model import Item

LEVELS: Final = (1, 2, 3, 4)
ENTRY: Final = 2
SINGLE: Final = "data_single"
EQUAL: Final = 1.0
"""ASSUMPTION: the weight of every skill, as long as no survey has weighed them all."""
ITEMS_A_SKILL: Final = 5
ITEMS_AN_AREA: Final = 20
MOST_SINGLE: Final = 0.40
TEMPLATES: Final = 1 / 3
"""What the first version aims for; the report names what falls short, and refuses nothing."""


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill and what teaches and asks it. `fresh`: questions on current claims only."""

    skill: str
    area: str
    importance: float
    lessons: int
    tasks: int
    items: int
    fresh: int
    templates: int
    by_level: Mapping[int, int]
    by_format: Mapping[str, int]
    is_covered: bool


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area; shares are None where there is nothing to take them of."""

    area: str
    skills: int
    lessons: int
    items: int
    cards: int
    tasks: int
    by_level: Mapping[int, int]
    single_choice: float | None
    templates: float | None
    claims: int
    expected_true: float | None
    stale: float | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The report. `covered` and `cells` are shares of importance, from 0 to 1.

    `is_weighted` False: no survey has weighed the skills. `short`: what falls short of the aims.
    """

    on: date
    is_weighted: bool
    covered: float
    cells: float
    single_choice: float | None
    templates: float | None
    expected_true: float | None
    stale: float | None
    skills: tuple[SkillRow, ...]
    areas: tuple[AreaRow, ...]
    short: tuple[str, ...]


def coverage(draft: Draft, *, on: date) -> Coverage:
    """The report on everything that was read, as its claims stand on a day."""
    states = states_of(draft)
    live = {slug for slug, state in states.items() if state.is_live}
    items = [item for item in draft.items.values() if item.status in LIVE]
    weights, is_weighted = _weights(draft)
    skills = tuple(
        _skill_row(skill, area, weights[skill], items, draft=draft, live=live)
        for skill, area in skills_of(draft).items()
    )
    areas = tuple(
        _area_row(area, items, draft=draft, states=states, on=on)
        for area in dict.fromkeys(skills_of(draft).values())
    )
    return Coverage(
        on=on,
        is_weighted=is_weighted,
        covered=share_covered(
            (
                SkillStock(
                    row.skill,
                    row.importance,
                    has_lesson=row.is_covered,
                    items=row.fresh,
                    has_task=row.tasks > 0,
                )
                for row in skills
            ),
            states,
        ),
        cells=_cells(skills, items, live),
        single_choice=_share(sum(item.format == SINGLE for item in items), len(items)),
        templates=_share(sum(_is_template(item) for item in items), len(items)),
        expected_true=expected_true_share(states.values(), on).estimate.value,
        stale=stale_claim_share(states.values(), on).estimate.value,
        skills=skills,
        areas=areas,
        short=tuple(_short(skills, areas)),
    )


def states_of(draft: Draft) -> dict[str, ClaimState]:
    """The claims of the files as the core's values."""
    return {
        claim.id: ClaimState(
            claim.id,
            ClaimStatus(claim.status),
            claim.as_of,
            claim.half_life_months,
            claim.held_from,
            claim.held_until,
        )
        for claim in draft.claims.values()
    }


def _weights(draft: Draft) -> tuple[dict[str, float], bool]:
    skills = draft.framework.skills if draft.framework else ()
    stated = {skill.id: skill.importance for skill in skills if skill.importance is not None}
    if len(stated) == len(skills) and stated:
        return stated, True
    return {skill.id: EQUAL for skill in skills}, False


def _skill_row(
    skill: str,
    area: str,
    importance: float,
    items: Iterable[Item],
    *,
    draft: Draft,
    live: set[str],
) -> SkillRow:
    own = [item for item in items if item.skill == skill]
    fresh = [item for item in own if live.issuperset(item.rests_on)]
    teaching = [
        lesson
        for lesson in draft.lessons.values()
        if lesson.status == "published" and any(one.skill == skill for one in lesson.outcomes)
    ]
    to_entry = any(
        one.skill == skill and one.level >= ENTRY
        for lesson in teaching
        for one in lesson.outcomes
        if live.issuperset(claim for block in lesson.blocks for claim in block.rests_on)
    )
    tasks = [
        task
        for task in draft.tasks.values()
        if skill in task.skills and live.issuperset(task.rests_on)
    ]
    return SkillRow(
        skill=skill,
        area=area,
        importance=importance,
        lessons=len(teaching),
        tasks=len(tasks),
        items=len(own),
        fresh=len(fresh),
        templates=sum(_is_template(item) for item in own),
        by_level=_counted(LEVELS, (item.level for item in own)),
        by_format=dict(sorted(Counter(item.format for item in own).items())),
        is_covered=to_entry,
    )


def _area_row(
    area: str,
    items: Iterable[Item],
    *,
    draft: Draft,
    states: Mapping[str, ClaimState],
    on: date,
) -> AreaRow:
    own = [item for item in items if item.area == area]
    area_of = skills_of(draft)
    cards = [card for card in draft.cards.values() if area_of.get(card.skill) == area]
    tasks = [
        task for task in draft.tasks.values() if area in {area_of.get(s) for s in task.skills}
    ]
    lessons = [
        lesson
        for lesson in draft.lessons.values()
        if area in {area_of.get(one.skill) for one in lesson.outcomes}
    ]
    grounds = [thing.rests_on for thing in own] + [thing.rests_on for thing in cards]
    grounds += [thing.rests_on for thing in tasks]
    cited = {claim for claims in grounds for claim in claims}
    cited |= {claim for lesson in lessons for claim in lesson.claims}
    known = [states[claim] for claim in sorted(cited) if claim in states]
    return AreaRow(
        area=area,
        skills=sum(one == area for one in area_of.values()),
        lessons=len(lessons),
        items=len(own),
        cards=len(cards),
        tasks=len(tasks),
        by_level=_counted(LEVELS, (item.level for item in own)),
        single_choice=_share(sum(item.format == SINGLE for item in own), len(own)),
        templates=_share(sum(_is_template(item) for item in own), len(own)),
        claims=len(known),
        expected_true=expected_true_share(known, on).estimate.value if known else None,
        stale=stale_claim_share(known, on).estimate.value if known else None,
    )


def _cells(skills: Iterable[SkillRow], items: Iterable[Item], live: set[str]) -> float:
    """Of the importance of all cells skill x level, the share with a fresh question."""
    held = {(item.skill, item.level) for item in items if live.issuperset(item.rests_on)}
    rows = list(skills)
    whole = sum(row.importance for row in rows) * len(LEVELS)
    full = sum(row.importance for row in rows for level in LEVELS if (row.skill, level) in held)
    return full / whole if whole else 0.0


def _short(skills: Iterable[SkillRow], areas: Iterable[AreaRow]) -> Iterable[str]:
    for row in areas:
        yield from _short_of_area(row)
    for skill in skills:
        if skill.items < ITEMS_A_SKILL:
            yield f"{skill.skill}: {skill.items} questions; the aim is {ITEMS_A_SKILL}."
        if not skill.lessons:
            yield f"{skill.skill}: no lesson."


def _short_of_area(row: AreaRow) -> Iterable[str]:
    if row.items < ITEMS_AN_AREA:
        yield f"{row.area}: {row.items} questions; the aim is {ITEMS_AN_AREA}."
    missing = [str(level) for level in LEVELS if not row.by_level[level]]
    if missing:
        yield f"{row.area}: no question at level {', '.join(missing)}."
    if row.single_choice is not None and row.single_choice > MOST_SINGLE:
        yield f"{row.area}: {row.single_choice:.0%} single choice; at most {MOST_SINGLE:.0%}."
    if row.templates is not None and row.templates < TEMPLATES:
        yield f"{row.area}: {row.templates:.0%} templates; the aim is a third."


def _is_template(item: Item) -> bool:
    return TEMPLATE in item.payload


def _counted(keys: Iterable[int], found: Iterable[int]) -> dict[int, int]:
    counts = Counter(found)
    return {key: counts[key] for key in keys}


def _share(count: int, total: int) -> float | None:
    return count / total if total else None
