"""Where a class stands, area by area: counts of verdict words that cannot be subtracted.

Who sits in a class is known by name, and so is who took a check yesterday: counts that moved by
one would say how they did. So they are released like a team's cover (`lead.figures`). Counts with
everybody in one column would say each one's word: they are kept as released, and not shown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from whetstone.apps.diagnose import selectors as levels
from whetstone.apps.field import selectors as field
from whetstone.apps.lead.figures import Figures, Moment
from whetstone.apps.lead.models import ReleasedFigure
from whetstone.apps.people import selectors as people
from whetstone.apps.people.clock import now_in
from whetstone.core.kernel.verdict import Verdict
from whetstone.core.rollup.disclosure import SMALLEST, says_each

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from whetstone.apps.diagnose.selectors import AreaEstimate

TOPIC = "class "
SCHOOL = "school"
_WORDS = (Verdict.BELOW_PROBABLY, Verdict.TOO_CLOSE, Verdict.MET_PROBABLY)


@dataclass(frozen=True, slots=True)
class AreaCount:
    """How many of a class stand where in an area, for entry level. Counts of words, no scores.

    All three are 0 where too few were measured, or all stand in one column; how many is then kept
    back too, so that the two cannot be told apart.
    `on`: since when these counts stand.
    """

    name: str
    below: int = 0
    close: int = 0
    met: int = 0
    on: str = ""

    @property
    def measured(self) -> int:
        """How many were measured."""
        return self.below + self.close + self.met


def counts(
    class_id: int, person_ids: Sequence[int], *, workspace_id: int, moment: Moment
) -> tuple[AreaCount, ...]:
    """Counts of a class by area, kept as they are shown; a constant number of queries."""
    found = counts_of({class_id: person_ids}, workspace_id=workspace_id, moment=moment)
    return found[class_id]


def counts_of(
    classes: Mapping[int, Sequence[int]], *, workspace_id: int, moment: Moment
) -> dict[int, tuple[AreaCount, ...]]:
    """The same of many classes at once, for no more queries."""
    everybody = sorted({person for seats in classes.values() for person in seats})
    known = levels.estimates_of(everybody)
    figures = Figures(workspace_id, everybody, moment)
    areas = field.framework().areas
    found = {}
    for class_id, seats in classes.items():
        mine = {person: known[person] for person in seats if person in known}
        found[class_id] = tuple(
            _count(topic(class_id, area.id), area.name, figures, _measured(mine, area.id))
            for area in areas
        )
    figures.keep()
    return found


def count_entries(real: dt.datetime) -> int:
    """Count where running classes stand in areas in which they never were: their entry.

    So the entry does not wait for somebody to look. Returns how many areas of classes were told.
    What was counted before is left to whoever looks.
    """
    return sum(_entries(one, real) for one in people.standing_workspaces(kind=SCHOOL))


def _entries(workspace_id: int, real: dt.datetime) -> int:
    workspace = people.workspace(workspace_id)
    now = now_in(workspace, real=real)
    today = now.astimezone(ZoneInfo(workspace.time_zone)).date()
    running = {one.pk for one in people.classes(workspace_id) if one.ends_on >= today}
    seats = {one: some for one, some in people.seats(workspace_id).items() if one in running}
    told = told_topics(workspace_id)
    missing = {
        (class_id, area)
        for class_id in seats
        for area in field.framework().areas
        if topic(class_id, area.id) not in told
    }
    everybody = sorted({person for class_id, _area in missing for person in seats[class_id]})
    known = levels.estimates_of(everybody)
    figures = Figures(workspace_id, everybody, Moment(today, now))
    for class_id, area in sorted(missing, key=lambda one: (one[0], one[1].id)):
        mine = {person: known[person] for person in seats[class_id] if person in known}
        _count(topic(class_id, area.id), area.name, figures, _measured(mine, area.id))
    figures.keep()
    return len(figures.made)


def told_topics(workspace_id: int) -> frozenset[str]:
    """The topics of classes that counts were ever told of; one query."""
    rows = ReleasedFigure.objects.filter(workspace_id=workspace_id, topic__startswith=TOPIC)
    return frozenset(rows.order_by().values_list("topic", flat=True).distinct())


def topic(class_id: int, area_id: str) -> str:
    """What counts of a class in an area are kept under."""
    return f"{TOPIC}{class_id} {area_id}"


def _measured(
    known: Mapping[int, Mapping[str, AreaEstimate]], area_id: str
) -> dict[int, AreaEstimate]:
    return {
        person: areas[area_id]
        for person, areas in known.items()
        if area_id in areas and areas[area_id].is_measured
    }


def _count(
    about: str, name: str, figures: Figures, measured: Mapping[int, AreaEstimate]
) -> AreaCount:
    if len(measured) < SMALLEST:
        return AreaCount(name)
    changed_at: dt.datetime = max(one.as_of for one in measured.values())
    found = figures.tell(about, measured, lambda: _row(measured), world="", changed_at=changed_at)
    if found is None:
        return AreaCount(name)
    return as_told(name, found.row["told"], found.on.isoformat())


def as_told(name: str, told: Sequence[int], on: str) -> AreaCount:
    """Released counts as they may be shown: not where they would say the word of each."""
    if says_each(told):
        return AreaCount(name)
    below, close, met = told
    return AreaCount(name, below, close, met, on)


def _row(measured: Mapping[int, AreaEstimate]) -> dict[str, Any]:
    n = Counter(one.verdict for one in measured.values())
    return {"members": sorted(measured), "told": [n[word] for word in _WORDS]}
