"""What would help each person next: an open refresher first, then a lesson, then an area check."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from dataclasses import field as field_of
from typing import TYPE_CHECKING, Any

from django.db.models.functions import Coalesce

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.diagnose.targets import aimed, own_targets
from whetstone.apps.field import selectors as field
from whetstone.apps.learn.models import Lesson, Reading, Refresher
from whetstone.apps.learn.selectors.bookings import CHECK, LESSON, REFRESHER
from whetstone.apps.learn.selectors.editions import shown_to
from whetstone.apps.learn.selectors.reading_times import newest_time
from whetstone.core.freshness.refreshing import GRAVITY
from whetstone.core.kernel.refresher import refresher_length
from whetstone.core.kernel.verdict import Verdict, verdict
from whetstone.web import once
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Hashable, Mapping, Sequence

    from whetstone.apps.diagnose.selectors import AreaEstimate
    from whetstone.apps.learn.selectors.editions import Shown

ENTRY = 2
CHECK_MINUTES = 15
"""An area check asks at most ten questions of about a minute and a half."""
LONGEST, SHORTEST, FULL = 60, 25, 30
"""Minutes of a block; short refreshers share one until it is full."""


@dataclass(frozen=True, slots=True)
class Gap:
    """An area in which somebody is short of what their role needs.

    `target` is the level needed (0 to 4); `verdict` is about that level where it has a cut, else
    by the band: wholly below it, or across it.
    """

    area_id: str
    name: str
    target: int
    estimate: AreaEstimate
    verdict: Verdict

    @property
    def is_below(self) -> bool:
        """Short of it, probably; otherwise too close to call."""
        return self.verdict is Verdict.BELOW_PROBABLY

    @property
    def missing(self) -> float:
        """Levels from the middle of the band to the target."""
        return self.target - self.estimate.middle


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing to do. `minutes` are its own, not the block's. `refresher_id` names its page."""

    kind: str
    id: str
    title: str
    minutes: int
    area_id: str = ""
    refresher_id: int = 0
    is_started: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """All that would help one person, most useful first.

    `names` are the titles of lessons in the version that this person reads.
    """

    person_id: int
    is_measured: bool
    refreshers: tuple[Wanted, ...]
    lessons: tuple[Wanted, ...]
    check: Wanted | None
    gaps: tuple[Gap, ...]
    finished: frozenset[str] = frozenset()
    names: Mapping[str, str] = field_of(default_factory=dict)

    @property
    def things(self) -> tuple[Wanted, ...]:
        """Everything in order."""
        rest = (self.check,) if self.check else ()
        return (*self.refreshers, *self.lessons, *rest)

    def gap(self, area_id: str) -> Gap | None:
        """The gap in an area."""
        return next((gap for gap in self.gaps if gap.area_id == area_id), None)


@dataclass(frozen=True, slots=True)
class Bundle:
    """What one learning block is for."""

    things: tuple[Wanted, ...]

    @property
    def minutes(self) -> int:
        """The block's length: its things, in steps of five, 25 to 60."""
        whole = sum(one.minutes for one in self.things)
        return min(LONGEST, max(SHORTEST, 5 * -(-whole // 5)))


def needs(roles: Mapping[int, str], *, on: dt.date) -> dict[int, Need]:
    """What would help each person, by id. Eleven queries at most, for any number of people.

    Args:
        roles: role ids by person.
        on: the day that it is there: a class whose term is over holds nothing back.
    """
    ids = list(roles)
    framework = field.framework()
    known = diagnose.estimates_of(ids)
    own = own_targets(ids)
    lessons = shelf()
    started, finished = _readings(ids)
    held = shown_to(ids, on=on)
    due = _refreshers(ids)
    found = {}
    for person, role_id in roles.items():
        targets = aimed(framework.role(role_id), own.get(person, {})).targets
        levels = known.get(person, {})
        gaps = _gaps(levels, targets, {area.id: area.name for area in framework.areas})
        read_as = [one.read_as(held.get(person, {}) | started[person]) for one in lessons]
        unread = [one for one in read_as if one.id not in finished[person]]
        found[person] = Need(
            person_id=person,
            is_measured=any(one.is_measured for one in levels.values()),
            refreshers=tuple(due.get(person, ())),
            lessons=tuple(_lessons(unread, gaps, started[person])),
            check=_check(levels, targets, {a.id: a.name for a in framework.areas}, gaps),
            gaps=tuple(gaps),
            finished=frozenset(finished[person]),
            names={one.id: one.title for one in read_as},
        )
    return found


def bundles(things: Sequence[Wanted]) -> list[Bundle]:
    """Blocks for the things, in order: short refreshers share one, everything else has its own."""
    found: list[Bundle] = []
    for one in things:
        last = found[-1] if found else None
        if (
            one.kind == REFRESHER
            and last is not None
            and last.things[0].kind == REFRESHER
            and sum(thing.minutes for thing in last.things) + one.minutes <= FULL
        ):
            found[-1] = Bundle((*last.things, one))
        else:
            found.append(Bundle((one,)))
    return found


@dataclass(frozen=True, slots=True)
class OnShelf:
    """A lesson in its newest version."""

    id: str
    title: str
    minutes: int
    areas: tuple[str, ...]

    def read_as(self, versions: Mapping[str, Shown]) -> OnShelf:
        """The lesson as somebody reads it to whom these other versions are shown."""
        if self.id not in versions:
            return self
        title, minutes = versions[self.id]
        return replace(self, title=title, minutes=minutes)


def shelf() -> tuple[OnShelf, ...]:
    """Every lesson, course by course; one query, kept for reading requests until one is timed."""
    return _shelf((field.edition_number(), newest_time()) if once.is_reading() else None)


@once.a_state(2)
def _shelf(_state: Hashable) -> tuple[OnShelf, ...]:
    return tuple(
        OnShelf(slug, title, minutes, tuple(areas)) for slug, title, minutes, areas in _SHELF()
    )


_SHELF = Prepared(
    lambda: (
        Lesson.objects.filter(is_latest=True)
        .order_by("course__position", "position")
        .values_list("slug", "title", Coalesce("timed_minutes", "minutes"), "areas")
    )
)


def lessons_left(ids: Collection[int], area_id: str) -> dict[int, list[Wanted]]:
    """The lessons of an area that each person has not finished, in order. Two queries."""
    rows = [one for one in shelf() if area_id in one.areas]
    _started, finished = _readings(ids)
    return {
        person: [
            Wanted(LESSON, one.id, one.title, one.minutes, area_id)
            for one in rows
            if one.id not in finished[person]
        ]
        for person in ids
    }


def _readings(
    ids: Collection[int],
) -> tuple[dict[int, dict[str, Shown]], dict[int, set[str]]]:
    """Lessons by person: started and not finished, in the version begun last; finished."""
    started: dict[int, dict[str, Shown]] = defaultdict(dict)
    finished: dict[int, set[str]] = defaultdict(set)
    for person, slug, end, title, minutes in _READINGS(*sorted(ids)) if ids else ():
        if end:
            finished[person].add(slug)
        else:
            started[person][slug] = (title, minutes)
    for person, slugs in finished.items():
        for slug in slugs:
            started[person].pop(slug, None)
    return started, finished


_READINGS = Prepared(
    lambda *ids: (
        Reading.objects.filter(person_id__in=ids)
        .order_by("pk")
        .values_list(
            "person_id",
            "lesson__slug",
            "finished_at",
            "lesson__title",
            Coalesce("lesson__timed_minutes", "lesson__minutes"),
        )
    )
)


def _refreshers(ids: Collection[int]) -> dict[int, list[Wanted]]:
    """Open refreshers by person, the gravest first, then the one that waits longest."""
    found: dict[int, list[Wanted]] = defaultdict(list)
    rows = _OPEN(*sorted(ids)) if ids else ()
    for pk, person, minutes, slug, title, _severity in sorted(rows, key=_gravest_first):
        own = refresher_length(minutes)
        found[person].append(Wanted(REFRESHER, slug, title, own, refresher_id=pk))
    return found


def _gravest_first(row: tuple[Any, ...]) -> int:
    return GRAVITY.get(row[-1], len(GRAVITY))


_OPEN = Prepared(
    lambda *ids: (
        Refresher.objects.filter(person_id__in=ids, done_at=None, withdrawn_at=None)
        .order_by("made_at", "pk")
        .values_list(
            "pk", "person_id", "minutes", "publication__change__slug",
            "publication__change__title", "publication__change__severity",
        )
    )
)  # fmt: skip


def _gaps(
    levels: Mapping[str, AreaEstimate], targets: Mapping[str, int], names: Mapping[str, str]
) -> list[Gap]:
    """Measured areas that are not met, probably; the widest gap first."""
    found = []
    for area, one in levels.items():
        target = targets.get(area, 0)
        if target < ENTRY or not one.is_measured or area not in names:
            continue
        gap = Gap(area, names[area], target, one, _verdict(one, target))
        if gap.missing > 0 and gap.verdict is not Verdict.MET_PROBABLY:
            found.append(gap)
    return sorted(found, key=lambda gap: (-gap.missing, gap.area_id))


def _verdict(one: AreaEstimate, target: int) -> Verdict:
    p = one.p_levels.get(str(target))
    if p is not None:
        return verdict(p)
    if one.high < target:
        return Verdict.BELOW_PROBABLY
    return Verdict.MET_PROBABLY if one.low >= target else Verdict.TOO_CLOSE


def _lessons(
    unread: Sequence[OnShelf], gaps: Sequence[Gap], started: Collection[str]
) -> list[Wanted]:
    """Unread lessons in areas that are short, the weakest first; one that was begun before."""
    found: dict[str, Wanted] = {}
    for gap in gaps:
        for one in unread:
            if gap.area_id in one.areas and one.id not in found:
                found[one.id] = Wanted(
                    LESSON,
                    one.id,
                    one.title,
                    one.minutes,
                    gap.area_id,
                    is_started=one.id in started,
                )
    return sorted(found.values(), key=lambda one: not one.is_started)


def _check(
    levels: Mapping[str, AreaEstimate],
    targets: Mapping[str, int],
    names: Mapping[str, str],
    gaps: Sequence[Gap],
) -> Wanted | None:
    """The area most worth a measurement: one that was never measured, else the one least known."""
    if not levels:
        return None
    asked = [area for area in names if targets.get(area, 0) >= ENTRY]
    blank = [area for area in asked if area not in levels or not levels[area].is_measured]
    if blank:
        area = max(blank, key=lambda area: (targets[area], area))
    elif gaps:
        area = max(gaps, key=lambda gap: gap.estimate.high - gap.estimate.low).area_id
    else:
        return None
    return Wanted(CHECK, area, names[area], CHECK_MINUTES, area)
