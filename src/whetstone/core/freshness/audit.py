"""Does a curriculum teach what the field needs now?

Coverage weighs skills by importance. A skill of our own curriculum counts when it has a
lesson, two or more questions and a task, and all of them rest on claims that hold. A syllabus
from outside counts a skill as required, elective or missing, and says which of the claims it
teaches are no longer true.

What a syllabus says without a word about choice counts as required. Hours are those a line names;
where only a total is known, it is spread evenly over the scheduled lines, and a line about several
skills gives each an equal part: an assumption, and labelled as one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from whetstone.core.kernel.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from whetstone.core.freshness.claims import ClaimState
    from whetstone.core.freshness.matching import Matched
    from whetstone.core.freshness.outdated import Outdated
    from whetstone.core.freshness.syllabus import Reading

COVERAGE_TARGET = 0.80
ENOUGH_ITEMS = 2


@dataclass(frozen=True, slots=True)
class SkillStock:
    """What a curriculum has for one skill. `importance` is any positive number."""

    skill: str
    importance: float
    has_lesson: bool
    items: int
    has_task: bool
    claims: tuple[str, ...] = ()


class Taught(StrEnum):
    """How a syllabus treats a skill."""

    REQUIRED = "required"
    ELECTIVE = "elective"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class SyllabusRow:
    """One skill as a syllabus teaches it, with the claims its text makes."""

    skill: str
    importance: float
    taught: Taught
    hours: float = 0.0
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sought:
    """A skill to look for. `importance` None where no survey has weighed it."""

    skill: str
    area: str
    importance: float | None = None


@dataclass(frozen=True, slots=True)
class SkillRow:
    """One skill as the syllabus treats it. `depth` 0 is not at all; `findings` say where."""

    skill: str
    area: str
    taught: Taught
    depth: int
    hours: float
    findings: tuple[int, ...] = ()
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area: its skills by how they are taught; `target` is the role's level, None without.

    `at_target` counts the skills taught to that level or above.
    """

    area: str
    required: int
    elective: int
    missing: int
    depth: int
    hours: float
    target: int | None = None
    at_target: int = 0

    @property
    def skills(self) -> int:
        """How many skills the area has."""
        return self.required + self.elective + self.missing


@dataclass(frozen=True, slots=True)
class Report:
    """A syllabus against the field and the ledger of a day.

    `shares` are of importance; `is_weighted` False says that all skills weigh the same because
    no survey has weighed them. `depths` counts skills by the deepest level taught, 0 to 4.
    `hours_spread`: hours were spread from a total.
    """

    rows: tuple[SkillRow, ...]
    areas: tuple[AreaRow, ...]
    shares: Audit
    depths: Mapping[int, int]
    is_weighted: bool
    hours_spread: bool

    def of(self, taught: Taught) -> tuple[SkillRow, ...]:
        """The skills taught in this way, in the framework's order."""
        return tuple(row for row in self.rows if row.taught is taught)


@dataclass(frozen=True, slots=True)
class Audit:
    """What a syllabus covers, in shares of importance (0 to 1).

    `offered` is required or elective; `required_and_current` has every claim still true;
    `findings` says what to mend, heaviest skill first.
    """

    required: float
    offered: float
    required_and_current: float
    hours: float
    findings: tuple[Reason, ...]


def coverage(stock: Iterable[SkillStock], states: Mapping[str, ClaimState]) -> float:
    """Importance of the skills fully and freshly stocked / all importance; 0 without skills."""
    rows = tuple(stock)
    whole = sum(row.importance for row in rows)
    full = sum(row.importance for row in rows if _is_full(row) and not _stale(row.claims, states))
    return full / whole if whole else 0.0


def audit_syllabus(rows: Iterable[SyllabusRow], states: Mapping[str, ClaimState]) -> Audit:
    """Hold a syllabus against the ledger of today."""
    rows = sorted(rows, key=lambda row: (-row.importance, row.skill))
    whole = sum(row.importance for row in rows) or 1.0
    required = [row for row in rows if row.taught is Taught.REQUIRED]
    offered = [row for row in rows if row.taught is not Taught.MISSING]
    fresh = [row for row in required if not _stale(row.claims, states)]
    return Audit(
        required=sum(row.importance for row in required) / whole,
        offered=sum(row.importance for row in offered) / whole,
        required_and_current=sum(row.importance for row in fresh) / whole,
        hours=sum(row.hours for row in rows),
        findings=tuple(finding for row in rows for finding in _findings(row, states)),
    )


def report(
    readings: Sequence[Reading],
    matches: Sequence[Matched],
    outdated: Sequence[Outdated],
    skills: Sequence[Sought],
    *,
    states: Mapping[str, ClaimState],
    targets: Mapping[str, int] | None = None,
) -> Report:
    """Everything that is said of a syllabus. Findings are counted through all readings."""
    hours, spread = hours_of_findings(readings)
    by_skill: defaultdict[str, list[Matched]] = defaultdict(list)
    for match in matches:
        by_skill[match.skill].append(match)
    several = Counter(match.finding for match in matches)
    stale: defaultdict[int, list[str]] = defaultdict(list)
    for one in outdated:
        stale[one.finding].append(one.claim_id)
    part = {place: value / max(1, several[place]) for place, value in hours.items()}
    rows = tuple(_row(skill, by_skill.get(skill.skill, []), part, stale) for skill in skills)
    weights = weights_of(skills)
    shares = audit_syllabus(
        (SyllabusRow(r.skill, weights[r.skill], r.taught, r.hours, r.claims) for r in rows), states
    )
    return Report(
        rows=rows,
        areas=_areas(rows, targets),
        shares=shares,
        depths={level: sum(1 for row in rows if row.depth == level) for level in range(5)},
        is_weighted=_is_weighted(skills),
        hours_spread=spread,
    )


def weights_of(skills: Sequence[Sought]) -> dict[str, float]:
    """Importance by skill; 1 each where not every skill has been weighed."""
    if not _is_weighted(skills):
        return {skill.skill: 1.0 for skill in skills}
    return {skill.skill: float(skill.importance or 0.0) for skill in skills}


def hours_of_findings(readings: Sequence[Reading]) -> tuple[dict[int, float], bool]:
    """Hours by finding, and whether a total had to be spread over scheduled lines."""
    hours: dict[int, float] = {}
    spread = False
    first = 0
    for reading in readings:
        named = {i: one.hours for i, one in enumerate(reading.findings) if one.hours}
        open_ = [
            i for i, one in enumerate(reading.findings) if one.is_scheduled and i not in named
        ]
        left = (reading.hours or 0.0) - sum(named.values())
        if open_ and left > 0:
            spread = True
            named |= dict.fromkeys(open_, left / len(open_))
        hours |= {first + i: value for i, value in named.items()}
        first += len(reading.findings)
    return hours, spread


def _is_weighted(skills: Sequence[Sought]) -> bool:
    return bool(skills) and all(skill.importance is not None for skill in skills)


def _row(
    skill: Sought,
    matches: Sequence[Matched],
    hours: Mapping[int, float],
    stale: Mapping[int, Sequence[str]],
) -> SkillRow:
    taught = Taught.MISSING
    if matches:
        is_required = any(match.required is not False for match in matches)
        taught = Taught.REQUIRED if is_required else Taught.ELECTIVE
    findings = tuple(match.finding for match in matches)
    return SkillRow(
        skill=skill.skill,
        area=skill.area,
        taught=taught,
        depth=max((match.depth for match in matches), default=0),
        hours=sum(hours.get(place, 0.0) for place in findings),
        findings=findings,
        claims=tuple(dict.fromkeys(claim for place in findings for claim in stale.get(place, ()))),
    )


def _areas(rows: Sequence[SkillRow], targets: Mapping[str, int] | None) -> tuple[AreaRow, ...]:
    found = []
    for area in dict.fromkeys(row.area for row in rows):
        own = [row for row in rows if row.area == area]
        counts = Counter(row.taught for row in own)
        target = None if targets is None else targets.get(area, 0)
        found.append(
            AreaRow(
                area,
                counts[Taught.REQUIRED],
                counts[Taught.ELECTIVE],
                counts[Taught.MISSING],
                max(row.depth for row in own),
                sum(row.hours for row in own),
                target,
                sum(1 for row in own if target is not None and row.depth >= target),
            )
        )
    return tuple(found)


def _findings(row: SyllabusRow, states: Mapping[str, ClaimState]) -> Iterable[Reason]:
    if row.taught is Taught.MISSING:
        yield because("not_taught", skill=row.skill)
    elif row.taught is Taught.ELECTIVE:
        yield because("elective_only", skill=row.skill)
    stale = _stale(row.claims, states)
    if stale:
        yield because("out_of_date", skill=row.skill, count=len(stale))


def _is_full(row: SkillStock) -> bool:
    return row.has_lesson and row.items >= ENOUGH_ITEMS and row.has_task


def _stale(claims: tuple[str, ...], states: Mapping[str, ClaimState]) -> tuple[str, ...]:
    return tuple(c for c in claims if c not in states or not states[c].is_live)
