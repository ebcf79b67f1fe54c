"""The dean's page of a school: its classes, certificates and syllabus, and what to change.

Levels of a class are the counts that were released about it (`class_levels`), the first and the
newest of each area, and nothing else: the page says no more than the class's own page said on
those days.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Max, Min, Q

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.field import selectors as field
from whetstone.apps.keepup import selectors as keepup
from whetstone.apps.lead.class_levels import TOPIC, AreaCount, as_told, counts_of, topic
from whetstone.apps.lead.figures import Figures, Moment
from whetstone.apps.lead.models import ReleasedFigure
from whetstone.apps.learn import selectors as learn
from whetstone.apps.people import selectors as people
from whetstone.core.rollup.cover import range_of_words
from whetstone.core.rollup.disclosure import SMALLEST

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from whetstone.apps.field.models import Change
    from whetstone.apps.keepup.models import Audit
    from whetstone.apps.keepup.selectors import AuditPage
    from whetstone.apps.lead.figures import Row
    from whetstone.apps.people.models import SchoolClass

CERTIFICATES: Final = "certificates"
MOST_AUDITS: Final = 2
"""So many syllabi are read for the page, the newest of each title; the rest are a link away."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a class stood in an area when it was counted."""

    count: AreaCount

    @property
    def at_level(self) -> tuple[float, float]:
        """The fewest and the most at the entry level, by the ranges of the words."""
        return range_of_words(self.count.below, self.count.close, self.count.met)


@dataclass(frozen=True, slots=True)
class AreaOfClass:
    """An area of a class at entry, and now or at exit; None where counted once only."""

    area: str
    name: str
    entry: Stand
    exit: Stand | None

    @property
    def newest(self) -> Stand:
        """The newest count."""
        return self.exit or self.entry

    @property
    def share(self) -> float:
        """The middle of the newest range, of all counted."""
        return sum(self.newest.at_level) / 2 / self.newest.count.measured


@dataclass(frozen=True, slots=True)
class ClassLevels:
    """A class and the areas that may be told of it, the weakest first."""

    row: SchoolClass
    is_over: bool
    areas: tuple[AreaOfClass, ...]


@dataclass(frozen=True, slots=True)
class Certified:
    """How current the certificates of the school's students are: one figure of five or more."""

    holders: int
    share: float
    facts: int
    on: dt.date


@dataclass(frozen=True, slots=True)
class Programme:
    """Everything that the page says."""

    classes: tuple[ClassLevels, ...]
    certified: Certified | None
    audits: tuple[AuditPage, ...]
    catalogue: AuditPage | None
    moved: tuple[Change, ...]
    since: dt.date | None
    today: dt.date

    @property
    def weakest(self) -> list[tuple[str, ClassLevels]]:
        """The weakest area of each class that has one, by name."""
        return [(one.areas[0].name, one) for one in self.classes if one.areas]


def programme(workspace_id: int, *, now: dt.datetime) -> Programme:
    """The page; a constant number of queries. Counts that are shown first are kept."""
    today = now.astimezone(ZoneInfo(people.workspace(workspace_id).time_zone)).date()
    seats, moment = people.seats(workspace_id), Moment(today, now)
    rows = people.classes(workspace_id)
    running = {one.pk: seats[one.pk] for one in rows if one.ends_on >= today and one.pk in seats}
    if running:
        counts_of(running, workspace_id=workspace_id, moment=moment)
    found = _audits(workspace_id)
    audits = [_page(one, workspace_id, today) for one in found[:MOST_AUDITS]]
    catalogue = next((one for one in keepup.audits(workspace_id) if _is_catalogue(one)), None)
    since = min((one.made_at for one in found[:MOST_AUDITS]), default=None)
    everybody = sorted({person for some in seats.values() for person in some})
    return Programme(
        classes=_classes(workspace_id, rows, today),
        certified=_certified(workspace_id, everybody, moment),
        audits=tuple(one for one in audits if one is not None),
        catalogue=_page(catalogue, workspace_id, today) if catalogue else None,
        moved=_moved(workspace_id, since) if since else (),
        since=since.date() if since else None,
        today=today,
    )


def _classes(
    workspace_id: int, rows: Sequence[SchoolClass], today: dt.date
) -> tuple[ClassLevels, ...]:
    told = _first_and_newest(workspace_id)
    names = {area.id: area.name for area in field.framework().areas}
    found = []
    for row in rows:
        areas = [
            one
            for area, name in names.items()
            if (one := _area(area, name, told.get(topic(row.pk, area), ()))) is not None
        ]
        areas.sort(key=lambda one: (one.share, one.name))
        found.append(ClassLevels(row, row.ends_on < today, tuple(areas)))
    return tuple(sorted(found, key=lambda one: (one.is_over, one.row.ends_on, one.row.name)))


def _area(area: str, name: str, told: Sequence[tuple[dt.date, Row]]) -> AreaOfClass | None:
    """Only what may be shown: counts with everybody in one column are left out."""
    stands = [Stand(as_told(name, row["told"], on.isoformat())) for on, row in told]
    shown = [one for one in stands if one.count.measured]
    if not shown:
        return None
    return AreaOfClass(area, name, shown[0], shown[-1] if len(shown) > 1 else None)


def _first_and_newest(workspace_id: int) -> dict[str, list[tuple[dt.date, Row]]]:
    """The first and the newest released counts of each class and area; one query."""
    mine = ReleasedFigure.objects.filter(workspace_id=workspace_id, topic__startswith=TOPIC)
    ends = mine.order_by().values("topic").annotate(first=Min("pk"), last=Max("pk"))
    rows = mine.filter(Q(pk__in=ends.values("first")) | Q(pk__in=ends.values("last")))
    found: dict[str, list[tuple[dt.date, Row]]] = {}
    for about, on, figures in rows.order_by("pk").values_list("topic", "on", "figures"):
        found.setdefault(about, []).append((on, figures))
    return found


def _certified(workspace_id: int, students: Sequence[int], moment: Moment) -> Certified | None:
    """How current the facts under certificates are, released like the currency of a team.

    Who holds several is one holder, and a fact under two of theirs is one fact. A further
    certificate is something that one person did: alone it moves nothing.
    """
    held = learn.claims_certified(students)
    if len(held) < SMALLEST:
        return None
    ledger = field.ledger(workspace_id, on=moment.on)
    known = diagnose.estimates_of(sorted(held))
    times = [area.as_of for areas in known.values() for area in areas.values()]
    under = {person: ":".join(sorted(claims)) for person, claims in held.items()}
    figures = Figures(workspace_id, sorted(held), moment, also=under)
    found = figures.tell(
        CERTIFICATES,
        held,
        partial(_rests, held),
        world=".".join(map(str, ledger.version[:2])),
        changed_at=max(times, default=moment.at),
    )
    figures.keep()
    if found is None:
        return None
    counts = found.row["told"]
    facts = sum(n for n, _again in counts.values())
    good = sum(n if claim in ledger.live else again for claim, (n, again) in counts.items())
    return Certified(len(found.row["members"]), good / facts, facts, found.on) if facts else None


def _rests(held: Mapping[int, frozenset[str]]) -> dict[str, Any]:
    again = learn.refreshed_claims(list(held))
    rests, relearned = Counter[str](), Counter[str]()
    for person, claims in held.items():
        rests.update(claims)
        relearned.update(again.get(person, frozenset()) & claims)
    return {
        "members": sorted(held),
        "told": {claim: [n, relearned[claim]] for claim, n in sorted(rests.items())},
    }


def _audits(workspace_id: int) -> list[Audit]:
    """The newest audit of each syllabus; catalogues are read apart. The newest first."""
    found: dict[str, Audit] = {}
    for one in keepup.audits(workspace_id):
        if not _is_catalogue(one):
            found.setdefault(one.title.casefold(), one)
    return list(found.values())


def _is_catalogue(audit: Audit) -> bool:
    return bool(audit.summary.get("programmes"))


def _page(audit: Audit, workspace_id: int, today: dt.date) -> AuditPage | None:
    return keepup.audit_page(audit.pk, workspace_id=workspace_id, today=today)


def _moved(workspace_id: int, since: dt.datetime) -> tuple[Change, ...]:
    """What happened, or was published here, since a syllabus was read; the newest first."""
    done = field.acts(workspace_id)
    day = since.date().isoformat()
    rows = [
        one
        for one in field.changes(workspace_id)
        if one.pk in done.publications
        and done.publications[one.pk].published_at > since
        and (one.happened_on > day or done.publications[one.pk].workspace_id == workspace_id)
        and one.undoes_id is None
        and not field.end_of(one.pk, done.undoing).is_undone
    ]
    rows.sort(key=lambda one: done.publications[one.pk].published_at, reverse=True)
    return tuple(rows)
