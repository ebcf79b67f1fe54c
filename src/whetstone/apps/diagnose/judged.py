"""Judged works as evidence for levels: what the rooms that keep judgements tell, and what counts.

Whoever keeps judgements registers here; this room imports none above it. Nothing is stored: what a
work says follows from the rows of those rooms, and goes with them when somebody is erased.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from whetstone.apps.diagnose.live import claims_hold
from whetstone.apps.field import selectors as field
from whetstone.core.kernel.evidence import months_between, retention
from whetstone.core.measurement.display import LEVEL_CUTS
from whetstone.core.measurement.judged_work import WorkEvidence, are_apart, work_log_likelihood

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from whetstone.apps.diagnose.live import LiveBank
    from whetstone.core.measurement.items import Floats


@dataclass(frozen=True, slots=True)
class Told:
    """One judged work, as the room that keeps it tells it.

    `said`: of each rater, in their newest word, the level by rubric row. `skills`: the skill that
    each row shows. `done_at` is when the work was handed in.
    """

    person_id: int
    task_slug: str
    title: str
    done_at: dt.datetime
    judged_at: dt.datetime
    said: tuple[Mapping[str, int], ...]
    skills: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class JudgedWork:
    """What a work says of one area. `levels`: of each rater, those of the rows of this area.

    `is_disputed`: two raters lie two levels apart in it, and it says nothing until they talked.
    """

    person_id: int
    area_id: str
    area: int
    title: str
    done_at: dt.datetime
    judged_at: dt.datetime
    levels: tuple[tuple[int, ...], ...]
    weight: float
    kept: float
    epoch: int
    cuts: tuple[float, ...]
    rests_on: tuple[str, ...]
    is_disputed: bool

    @property
    def raters(self) -> int:
        """How many people judged it."""
        return len(self.levels)

    def as_evidence(self, person: int) -> WorkEvidence:
        """For the estimate; `person` is the place in its batch."""
        said = _log_likelihood(self.levels, self.cuts)
        return WorkEvidence(person, self.area, said, self.weight, self.epoch)


Tell = Callable[[Any, "dt.datetime"], list[Told]]
"""Called with people (ids or a sub-query of ids) and a moment; only judgements until then."""

_register: list[Tell] = []


def register(*tell: Tell) -> None:
    """Say who tells; a later call replaces the earlier."""
    _register[:] = tell


def works_of(
    people: Any,
    *,
    live: LiveBank,
    now: dt.datetime,
    epochs: Mapping[tuple[int, str], Sequence[dt.datetime]],
) -> tuple[JudgedWork, ...]:
    """What works of these people say, the oldest first; one query of each room that tells.

    Of one task, the last work that was judged: handed in again, the earlier one says nothing more.
    """
    told = [one for tell in _register for one in tell(people, now)]
    if not told:
        return ()
    latest: dict[tuple[int, str], Told] = {}
    for one in sorted(told, key=lambda each: (each.done_at, each.judged_at)):
        latest[one.person_id, one.task_slug] = one
    works = sorted(latest.values(), key=lambda each: (each.person_id, each.done_at))
    cited = field.cited_by(live.ledger.version[0], "task", sorted({w.task_slug for w in works}))
    grounds = {
        slug: tuple(claim for claim, role in claims if role == "rests_on")
        for slug, claims in cited.items()
    }
    asked = _Asked(live, now.date(), epochs, cuts_for_works(live))
    return tuple(
        one for work in works for one in asked.by_area(work, grounds.get(work.task_slug, ()))
    )


def cuts_for_works(live: LiveBank) -> tuple[float, ...]:
    """Where levels 1 to 4 begin: a panel's places where there are such, else the assumed ones.

    Where the two together do not rise, the assumed ones.
    """
    found = tuple(live.shelf.cuts.get(n, cut) for n, cut in enumerate(LEVEL_CUTS, start=1))
    rises = all(low < high for low, high in pairwise(found))
    return found if rises else LEVEL_CUTS


@dataclass(frozen=True, slots=True)
class _Asked:
    live: LiveBank
    today: dt.date
    epochs: Mapping[tuple[int, str], Sequence[dt.datetime]]
    cuts: tuple[float, ...]

    def by_area(self, work: Told, rests_on: tuple[str, ...]) -> Iterable[JudgedWork]:
        """The work in each area that one of its judged rows shows a skill of."""
        places = {area: n for n, area in enumerate(self.live.framework.area_ids)}
        area_of = {row: skill.split("-")[0] for row, skill in work.skills.items()}
        kept = float(retention(months_between(work.done_at.date(), self.today)))
        apart = are_apart(work.said)
        holds = 0.0 if apart else claims_hold(rests_on, self.live.ledger)
        for area in dict.fromkeys(area_of.values()):
            levels = tuple(
                rows
                for said in work.said
                if (rows := tuple(said[row] for row in sorted(said) if area_of.get(row) == area))
            )
            if levels and area in places:
                events = self.epochs.get((work.person_id, area))
                yield JudgedWork(
                    person_id=work.person_id,
                    area_id=area,
                    area=places[area],
                    title=work.title,
                    done_at=work.done_at,
                    judged_at=work.judged_at,
                    levels=levels,
                    weight=kept * holds,
                    kept=kept,
                    epoch=bisect_right(events, work.done_at) if events else 0,
                    cuts=self.cuts,
                    rests_on=rests_on,
                    is_disputed=apart,
                )


@lru_cache(maxsize=4096)
def _log_likelihood(levels: tuple[tuple[int, ...], ...], cuts: tuple[float, ...]) -> Floats:
    found = work_log_likelihood(levels, cuts=cuts)
    found.setflags(write=False)
    return found
