"""Growing people into an area by a day: who could, how many minutes, and whether that fits.

Only verdicts that people share are read, and the role that each holds. What somebody aims for by
themselves stays theirs; it moves what they are offered, not this page.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.field import selectors as field
from whetstone.apps.learn import selectors as learn
from whetstone.apps.people import selectors as people
from whetstone.apps.plan import selectors as plan
from whetstone.core.kernel.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from whetstone.apps.people.selectors import Member

NOTICE_DAYS = 2
FOUR_WEEKS = 28
MOST = 20
ENTRY = 2
"""The level that shared verdicts are about; of a higher one nothing is shared."""

_SHORT = (Verdict.TOO_CLOSE, Verdict.BELOW_PROBABLY)
"""Who can grow, the nearest first."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A required area: how many are wanted, share that they have it, and could grow."""

    area_id: str
    name: str
    wanted: int
    have: int
    could: tuple[int, ...]

    @property
    def missing(self) -> int:
        """How many more shared verdicts it wants."""
        return max(0, self.wanted - self.have)

    @property
    def as_option(self) -> tuple[str, str]:
        """For a list to choose from."""
        return self.area_id, self.name


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day that learning may be for: a launch, an end, or four weeks from now."""

    code: str
    name: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Growing:
    """What was asked and what came of it. `fits` is None where nobody could grow."""

    gap: Gap
    level: int
    people: tuple[Member, ...]
    asked: int
    deadline: Deadline
    fits: learn.Fits | None


@dataclass(frozen=True, slots=True)
class Asked:
    """The question, each part as far as it was given."""

    area_id: str = ""
    people: int = 0
    by: dt.date | None = None


def gaps(workspace_id: int, team: Sequence[Member]) -> list[Gap]:
    """Every required area, the widest gap first. Three queries."""
    ids = [one.id for one in team]
    shared = diagnose.shared_areas(ids)
    known = diagnose.estimates_of(list(shared))
    framework = field.framework()
    names = {area.id: area.name for area in framework.areas}
    found = []
    for need in people.requirements(workspace_id):
        if need.people <= 0 or need.area_id not in names:
            continue
        words = {
            person: known[person][need.area_id].verdict
            for person, areas in shared.items()
            if need.level == ENTRY
            and need.area_id in areas
            and need.area_id in known.get(person, {})
            and known[person][need.area_id].is_measured
        }
        could = _could(need.area_id, words, team)
        have = sum(word is Verdict.MET_PROBABLY for word in words.values())
        found.append(Gap(need.area_id, names[need.area_id], need.people, have, could))
    return sorted(found, key=lambda gap: (-gap.missing, -len(gap.could), gap.name))


def _could(area: str, words: Mapping[int, Verdict], team: Sequence[Member]) -> tuple[int, ...]:
    """Who shares that they are short, whose role needs most first."""
    roles = field.framework().roles

    def order(one: Member) -> tuple[int, int, str]:
        role = roles.get(one.role_id)
        target = role.targets.get(area, 0) if role else 0
        return -target, _SHORT.index(words[one.id]), one.name

    could = [one for one in team if words.get(one.id) in _SHORT]
    return tuple(one.id for one in sorted(could, key=order))


def deadlines(workspace_id: int, *, today: dt.date) -> list[Deadline]:
    """The launches and ends of campaigns to come, the nearest first; four weeks where none."""
    first = today + dt.timedelta(days=NOTICE_DAYS)
    last = today + dt.timedelta(days=learn.FURTHEST)
    found = []
    for one in plan.campaigns_of(workspace_id, today=today):
        found += [
            Deadline("launch", one.name, one.starts_on),
            Deadline("end", one.name, one.ends_on),
        ]
    ahead = sorted((one for one in found if first <= one.on <= last), key=lambda one: one.on)
    return ahead or [Deadline("weeks", "", today + dt.timedelta(days=FOUR_WEEKS))]


def growing(
    workspace_id: int,
    asked: Asked,
    *,
    open_gaps: Sequence[Gap],
    days: Sequence[Deadline],
    today: dt.date,
    now: dt.datetime,
) -> Growing | None:
    """What was asked, or the widest gap before the next launch. None without a head-count."""
    gap = next((one for one in open_gaps if one.area_id == asked.area_id), None)
    gap = gap or next((one for one in open_gaps if one.missing and one.could), None)
    if gap is None:
        return None
    deadline = _deadline(asked.by, days, today)
    wanted = min(MOST, asked.people) or max(1, gap.missing)
    team = {one.id: one for one in people.members(workspace_id)}
    chosen = gap.could[:wanted]
    found = None
    if chosen:
        found = learn.fits(
            workspace_id, person_ids=chosen, area_id=gap.area_id,
            today=today, before=deadline.on, now=now,
        )  # fmt: skip
    return Growing(gap, ENTRY, tuple(team[one] for one in chosen), wanted, deadline, found)


def _deadline(by: dt.date | None, days: Sequence[Deadline], today: dt.date) -> Deadline:
    first = today + dt.timedelta(days=NOTICE_DAYS)
    if by is None or not first <= by <= today + dt.timedelta(days=learn.FURTHEST):
        return next((one for one in days if one.code == "launch"), days[0])
    return next((one for one in days if one.on == by), Deadline("day", "", by))
