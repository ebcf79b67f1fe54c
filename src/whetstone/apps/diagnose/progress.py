"""How a person's level in an area went: a band over time, with what happened marked on it.

Each point is worked out anew from the answers there were by then, under the questions' numbers in
use today and with the ledger's word on that day: a pure function of the log, like every level.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.diagnose import estimates
from whetstone.apps.diagnose.evidence import evidence_of
from whetstone.apps.diagnose.live import live_bank
from whetstone.apps.diagnose.selectors import AreaEstimate, as_estimates
from whetstone.apps.field import selectors as field
from whetstone.web import wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from whetstone.apps.diagnose.evidence import Evidence, Given
    from whetstone.apps.field.selectors import AreaView

MOST: Final = 10
"""Moments shown, the newest; each costs an estimate."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened, and where the level stood after it. `one` None: unmeasured."""

    n: int
    at: dt.datetime
    kind: str
    what: str
    one: AreaEstimate | None
    change: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """The page: an area's moments, oldest first, today last; the areas there is something of."""

    area: AreaView
    areas: Sequence[AreaView]
    moments: Sequence[Moment]
    earlier: int

    @property
    def measured(self) -> list[Moment]:
        """Moments at which the level was measured."""
        return [one for one in self.moments if one.one is not None]

    def days(self, moment: Moment) -> float:
        """Days since the first moment shown, for the drawing."""
        return (moment.at - self.measured[0].at).total_seconds() / 86_400

    @property
    def band(self) -> list[tuple[float, float, float]]:
        """(day, low, high) of the measured moments, on levels 0 to 4."""
        return [(self.days(m), m.one.low, m.one.high) for m in self.measured if m.one]

    @property
    def line(self) -> list[tuple[float, float]]:
        """(day, middle) of the measured moments."""
        return [(self.days(m), m.one.middle) for m in self.measured if m.one]


def compose(
    *, person_id: int, workspace_id: int, area_id: str | None, now: dt.datetime
) -> Progress | None:
    """How a person's level went; None before the first answer. A few queries a moment."""
    live = live_bank(workspace_id, now.date())
    evidence = evidence_of([person_id], live=live, now=now)
    answered = [one for one in evidence.given if not one.is_rapid]
    if not answered:
        return None
    there = {one.question.area_id for one in answered}
    areas = [area for area in live.framework.areas if area.id in there]
    area = next((one for one in areas if one.id == area_id), None) or _fullest(areas, answered)
    happened = _happened(area.id, evidence, answered, workspace_id)
    kept = happened[-MOST:]
    moments = [
        Moment(
            n,
            at,
            kind,
            what,
            _level(person_id, workspace_id, area.id, at),
            change,
        )
        for n, (at, kind, what, change) in enumerate(
            [*kept, (now, "today", _("Today"), "")], start=1
        )
    ]
    return Progress(area, areas, moments, len(happened) - len(kept))


def _fullest(areas: Sequence[AreaView], answered: Sequence[Given]) -> AreaView:
    """The area with answers on the most days; ties go by the order of the framework."""
    days: dict[str, set[dt.date]] = {area.id: set() for area in areas}
    for one in answered:
        days[one.question.area_id].add(one.answered_at.date())
    return max(areas, key=lambda area: len(days[area.id]))


def _happened(
    area_id: str, evidence: Evidence, answered: Sequence[Given], workspace_id: int
) -> list[tuple[dt.datetime, str, str, str]]:
    """(when, kind, what, change) in order: checks by day, learning by day, changes that hit."""
    mine = [one for one in answered if one.question.area_id == area_id]
    by_day: dict[dt.date, list[Given]] = {}
    for one in mine:
        by_day.setdefault(one.answered_at.date(), []).append(one)
    found = []
    for given in by_day.values():
        many = len(given)
        what = ngettext("%(n)s answer", "%(n)s answers", many) % {"n": wording.number(many)}
        found.append((max(one.answered_at for one in given), "check", what, ""))
    found += [(at, "learned", _("You learned here"), "") for at in _days(evidence, area_id)]
    found += _changes(mine, workspace_id)
    return sorted(found, key=lambda row: row[0])


def _days(evidence: Evidence, area_id: str) -> Iterable[dt.datetime]:
    """The last moment of learning of each day."""
    days: dict[dt.date, dt.datetime] = {}
    for (_person, area), moments in evidence.epochs.items():
        if area == area_id:
            days |= {at.date(): at for at in moments}
    return days.values()


def _changes(given: Sequence[Given], workspace_id: int) -> list[tuple[dt.datetime, str, str, str]]:
    """Changes that took a claim from under an answer already given."""
    struck = field.strikes(workspace_id)
    hit: dict[str, tuple[dt.datetime, set[int]]] = {}
    for place, one in enumerate(given):
        for slug in one.question.rests_on:
            strike = struck.get(slug)
            if strike is not None and strike.published_at > one.answered_at:
                hit.setdefault(strike.change, (strike.published_at, set()))[1].add(place)
    found = []
    for change, (at, places) in hit.items():
        many = len(places)
        what = ngettext("A change took %(n)s answer", "A change took %(n)s answers", many) % {
            "n": wording.number(many)
        }
        found.append((at, "change", what, change))
    return found


def _level(
    person_id: int, workspace_id: int, area_id: str, at: dt.datetime
) -> AreaEstimate | None:
    """Where the level stood at a moment."""
    live = live_bank(workspace_id, at.date())
    evidence = evidence_of([person_id], live=live, now=at)
    areas = estimates.profile_from(evidence, live)
    one = as_estimates(areas, at).get(area_id) if areas else None
    return one if one is not None and one.is_measured else None
