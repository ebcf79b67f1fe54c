"""What a team's cover becomes if a change is published: worked out anew, nothing stored.

Exact for a workspace of up to `EXACT` people. In a larger one so many of those who are touched and
so many of the others are looked at: more people only add to cover, so what is found is a floor.

Privacy: nothing under five people, and no second figure where one to four people made the
difference between the two. What is told of a whole workspace is told of the very people behind
the cover that leaders see, and only while that is of today: beside it, it tells of nobody alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whetstone.apps.diagnose import selectors as levels
from whetstone.apps.field import ports
from whetstone.apps.field import selectors as ledger
from whetstone.apps.keepup import crowds
from whetstone.apps.people import selectors as people
from whetstone.core.freshness.changes import effects
from whetstone.core.kernel.probability import at_least
from whetstone.core.kernel.verdict import verdict
from whetstone.core.rollup.disclosure import SMALLEST, may_release

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from whetstone.apps.field.models import Change
    from whetstone.apps.people.selectors import Need
    from whetstone.core.freshness.claims import ClaimState
    from whetstone.core.kernel.verdict import Verdict

EXACT = 1_000

Chances = dict[int, dict[str, float]]


@dataclass(frozen=True, slots=True)
class CoverMove:
    """One required area: P(enough people at the level) now, and if the change is published.

    None: nothing may be said of it; `why` is "small" (fewer than five are measured), "few" (one
    to four people made the difference), "moved" (one to four people joined, left or answered since
    the cover was shown last) or "gone" (nobody's answers would count any more).
    """

    area: str
    name: str
    level: int
    need: int
    before: float | None = None
    after: float | None = None
    why: str = ""

    @property
    def words(self) -> tuple[Verdict, Verdict]:
        """The verdicts before and after."""
        return (
            verdict(self.before or 0.0, measured=self.before is not None),
            verdict(self.after or 0.0, measured=self.after is not None),
        )

    @property
    def falls(self) -> bool:
        """Whether the word gets worse."""
        before, after = self.words
        known = self.before is not None and self.after is not None
        return known and before is not after and (self.after or 0.0) < (self.before or 0.0)


@dataclass(frozen=True, slots=True)
class Covers:
    """All required areas that the change touches; `is_floor`: from a part of a large workspace."""

    moves: tuple[CoverMove, ...] = ()
    is_floor: bool = False
    looked_at: int = 0


def covers_after(
    change: Change, *, workspace_id: int, now: dt.datetime, most: int = EXACT
) -> Covers:
    """The cover of the areas a change touches, now and after it; effects must be prefetched.

    A constant number of queries.
    """
    states = _states(change, workspace_id, now)
    areas = levels.areas_resting_on(states)
    needs = [
        need
        for need in people.requirements(workspace_id)
        if need.people > 0 and need.area_id in areas
    ]
    if not needs:
        return Covers()
    scope = people.learner_ids(workspace_id)
    moved = crowds.union([levels.resting_on(scope, states)])
    touched = _some(scope.filter(pk__in=crowds.as_query(moved)), most)
    others = _some(scope.exclude(pk__in=crowds.as_query(moved)), most)
    names = {area.id: area.name for area in ledger.framework().areas}
    shown = ports.shown_cover(workspace_id, now) if most == EXACT else None
    rows = []
    for level in sorted({need.level for need in needs}):
        before = levels.chances([*touched, *others], level=level)
        again = levels.supposed_chances(
            touched, states, level=level, workspace_id=workspace_id, now=now
        )
        after = {person: before.get(person, {}) for person in others} | again
        rows += [
            _move(need, names, _of(shown, need.area_id, before, after), touched=touched)
            for need in needs
            if need.level == level
        ]
    is_floor = max(len(touched), len(others)) >= most
    return Covers(tuple(rows), is_floor, len(touched) + len(others))


def _states(change: Change, workspace_id: int, now: dt.datetime) -> dict[str, ClaimState]:
    """The claims as the change would leave them; none where the ledger does not have one."""
    known = ledger.ledger(workspace_id, on=now.date()).states
    core = ledger.as_core(change)
    named = {*core.retires, *core.doubts, *core.creates, *core.supersedes}
    if not named <= known.keys():
        return {}
    return {state.claim_id: state for state in effects(core, known, on=now.date())}


def _some(query: Any, most: int) -> list[int]:
    return list(query.order_by("pk").values_list("pk", flat=True)[:most])


@dataclass(frozen=True, slots=True)
class _Told:
    """The chances in an area, now and after, of those it may be told of."""

    now: Mapping[int, float]
    after: Mapping[int, float]
    is_told: bool = True


def _of(
    shown: Mapping[str, frozenset[int]] | None, area: str, before: Chances, after: Chances
) -> _Told:
    now = {person: one[area] for person, one in before.items() if area in one}
    later = {person: one[area] for person, one in after.items() if area in one}
    if shown is None or len(now) < SMALLEST:
        return _Told(now, later)
    group = shown.get(area, frozenset())
    now = {person: p for person, p in now.items() if person in group}
    return _Told(now, {who: p for who, p in later.items() if who in group}, is_told=bool(now))


def _move(
    need: Need, names: Mapping[str, str], told: _Told, *, touched: Collection[int]
) -> CoverMove:
    area, then, later = need.area_id, told.now, told.after
    facts = (area, names.get(area, area), need.level, need.people)
    if not told.is_told:
        return CoverMove(*facts, why="moved")
    if len(then) < SMALLEST:
        return CoverMove(*facts, why="small")
    now, n = _enough(then, need.people), len(then.keys() & set(touched))
    if not later and n >= SMALLEST:
        return CoverMove(*facts, before=now, why="gone")
    group, shown = {str(one) for one in later}, {str(one) for one in then}
    if 0 < n < SMALLEST or not may_release(group, released=[shown]):
        return CoverMove(*facts, before=now, why="few")
    return CoverMove(*facts, before=now, after=_enough(later, need.people))


def _enough(chances: Mapping[int, float], need: int) -> float:
    return float(at_least(sorted(chances.values(), reverse=True), need))
