"""How current the curriculum is, and how fast a workspace keeps up.

What follows from the ledger alone is kept per state of the ledger and day: the public page and
every workspace without words of its own share it. What needs people is read anew.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from whetstone.apps.field import kept
from whetstone.apps.field import selectors as ledger
from whetstone.apps.keepup.selectors.coverage import Coverage, coverage_of
from whetstone.apps.keepup.selectors.figures import COUNTED_NOW, SHARE, Figure, Log, of_ledger
from whetstone.apps.keepup.selectors.relearning import of_people
from whetstone.apps.keepup.selectors.repairs import Repair, closings, repairs
from whetstone.apps.keepup.selectors.views_of_claims import DAYS, views
from whetstone.apps.learn.selectors.stock import refresher_log
from whetstone.core.freshness import half_lives as lives
from whetstone.core.freshness import metrics
from whetstone.core.freshness.audit import COVERAGE_TARGET
from whetstone.core.freshness.changes import PartialDate, claims_hit
from whetstone.core.freshness.claims import ClaimStatus
from whetstone.core.freshness.trend import month_starts
from whetstone.core.kernel.intervals import Estimate, cannot_tell
from whetstone.core.rollup.bands import at_least
from whetstone.web import once

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from whetstone.apps.field.models import Change
    from whetstone.core.freshness.claims import ClaimState
    from whetstone.core.freshness.half_lives import HalfLife
    from whetstone.core.freshness.ledger import ClaimVersion

NOBODY_READ = "nobody has met a claim in these days"
LATE_SHOWN = 12
CHANGES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Late:
    """A claim that should have been read again, or is in doubt (`review_by` None)."""

    slug: str
    statement: str
    review_by: dt.date | None
    met: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """A change and its dates: happened, noticed, published, mended.

    `lag` is the days to notice it: None where the event is not dated to the day, or lies before
    the ledger began.
    """

    slug: str
    title: str
    network: str
    severity: str
    happened_on: str
    noticed_on: dt.date
    published_on: dt.date | None
    lag: int | None
    repair: Repair
    is_blind: bool


@dataclass(frozen=True, slots=True, eq=False)
class HowCurrent:
    """All that the page, its machine-readable twin and the command show; the kept one is one.

    `late` are claims to be read again, most met first; `late_in_all` counts them. `weighted` says
    whether they were weighed by how often people here met them. `people` are the figures about
    people: none on the public page. `not_confirmed` counts changes that nobody has read at their
    source. They are in no figure; nor are `unread`, the claims that never held and that only
    they are about. `steady` is the page without what is counted anew in each request: one object
    for each state of the ledger and of people's refreshers.
    """

    today: dt.date
    began: dt.date | None
    edition: str
    figures: tuple[Figure, ...]
    people: tuple[Figure, ...]
    late: tuple[Late, ...]
    late_in_all: int
    changes: tuple[Told, ...]
    blind: tuple[Told, ...]
    coverage: Coverage
    half_lives: tuple[HalfLife, ...]
    deaths: int
    died_before: int
    not_confirmed: int = 0
    unread: frozenset[str] = frozenset()
    weighted: Figure | None = None
    steady: HowCurrent | None = None

    @property
    def every(self) -> tuple[Figure, ...]:
        """All figures, in the order in which they are shown."""
        weighted = () if self.weighted is None else (self.weighted,)
        return (*self.people, *weighted, *self.figures)

    def figure(self, key: str) -> Figure:
        """One figure by its name; KeyError where it is not told."""
        found = {one.key: one for one in self.every}
        return found[key]

    @property
    def are_estimated(self) -> bool:
        """Whether enough claims have died to estimate half-lives."""
        return self.deaths >= lives.DEATHS_NEEDED


def in_public(today: dt.date) -> HowCurrent:
    """The installation's curriculum: no person, no workspace. Two queries where it is kept."""
    closed = closings(None)
    state: Hashable = None
    if once.is_reading():
        state = (kept.state(_NO_WORKSPACE, *_PARTS, own=False), get_language())
    return _of_ledger(state, None, today, tuple(sorted(closed.items())))


def here(workspace_id: int, now: dt.datetime) -> HowCurrent:
    """A workspace: its reading of the ledger, weighed by what its people met, and its people.

    The same number of queries for 7 people and for 2,000.
    """
    today = now.date()
    log = tuple(refresher_log(workspace_id))
    page = _with_people(of_workspace(workspace_id, today), workspace_id, log)
    met = views(workspace_id, now - dt.timedelta(days=DAYS), now)
    every = ledger.ledger(workspace_id, on=today).states
    states = {slug: state for slug, state in every.items() if slug not in page.unread}
    late = sorted(
        (replace(one, met=met.get(one.slug, 0)) for one in _late(states, today)),
        key=lambda one: (-one.met, one.review_by or dt.date.min, one.slug),
    )
    return replace(
        page,
        weighted=_weighted(states, today, met),
        late=_with_words(workspace_id, late[:LATE_SHOWN]),
        steady=page,
    )


@once.a_state(32)
def _with_people(page: HowCurrent, workspace_id: int, log: tuple[Any, ...]) -> HowCurrent:
    """What is kept of the ledger, with the figures that follow from people's refreshers."""
    return replace(page, people=of_people(workspace_id, log, page.today))


def of_workspace(workspace_id: int, today: dt.date) -> HowCurrent:
    """A workspace's reading of the ledger, without anything about people."""
    closed = closings(workspace_id)
    state: Hashable = None
    if once.is_reading():
        own = kept.state(workspace_id, *_PARTS, own=True)
        shared = kept.state(workspace_id, *_PARTS, own=False)
        if own is None and not closed:
            return _of_ledger((shared, get_language()), None, today, ())
        state = (shared, own, get_language())
    return _of_ledger(state, workspace_id, today, tuple(sorted(closed.items())))


_NO_WORKSPACE = 0
_PARTS: tuple[Any, ...] = (
    "changes", "effects", "citations", "publications", "versions", "readings",
)  # fmt: skip


@once.a_state(32)
def _of_ledger(
    _state: Hashable,
    workspace_id: int | None,
    today: dt.date,
    closed: tuple[tuple[str, dt.date], ...],
) -> HowCurrent:
    rows, unread = _heard_of(workspace_id, today)
    versions = tuple(ledger.versions(workspace_id))
    states = ledger.ledger(workspace_id, on=today).states
    doubted = _never_held(rows, unread, versions)
    states = {slug: state for slug, state in states.items() if slug not in doubted}
    log = Log(
        changes=tuple(ledger.as_core(row) for row in rows),
        repairs=repairs(rows, closed=dict(closed)),
        versions=tuple(row for row in versions if row.claim_id not in doubted),
        workspace=None if workspace_id is None else str(workspace_id),
    )
    covered = coverage_of(workspace_id, states)
    told = _told(rows, log, workspace_id)
    late = sorted(_late(states, today), key=lambda one: (one.review_by or dt.date.min, one.slug))
    ends = _half_lives(log, today)
    return HowCurrent(
        today=today,
        began=log.began,
        edition=ledger.edition_name(),
        figures=(*of_ledger(log, today, states), _coverage(covered, today)),
        people=(),
        late=_with_words(workspace_id, late[:LATE_SHOWN]),
        late_in_all=len(late),
        changes=told[:CHANGES_SHOWN],
        blind=tuple(one for one in told if one.is_blind),
        coverage=covered,
        half_lives=ends,
        deaths=sum(one.deaths for one in ends),
        died_before=sum(one.died_before for one in ends),
        not_confirmed=len(unread),
        unread=doubted,
    )


def _heard_of(workspace_id: int | None, today: dt.date) -> tuple[list[Change], list[Change]]:
    """The changes that are a fact and were noticed by a day, and those that nobody has read.

    What was dismissed is neither.
    """
    done, read = ledger.acts(workspace_id), ledger.readings(workspace_id)
    facts, unread = [], []
    for row in ledger.changes(workspace_id):
        if row.undoes_id is not None or ledger.end_of(row.pk, done.undoing).is_undone:
            continue
        source = ledger.sourced(row, read)
        if row.pk in done.publications or source is ledger.Sourced.CONFIRMED:
            facts += [row] if row.noticed_on <= today else []
        elif source is ledger.Sourced.NOT_CONFIRMED:
            unread.append(row)
    return facts, unread


def _never_held(
    facts: Iterable[Change], unread: Iterable[Change], versions: Iterable[ClaimVersion]
) -> frozenset[str]:
    """Claims in doubt from the first, about which there are only changes that nobody has read."""
    named = {slug for row in unread for slug in ledger.hits(row)}
    held = {row.claim_id for row in versions if row.state.status is not ClaimStatus.DOUBTFUL}
    return frozenset(named - held - {slug for row in facts for slug in ledger.hits(row)})


def _half_lives(log: Log, today: dt.date) -> tuple[HalfLife, ...]:
    """From the installation's rows alone: a workspace's own word is no death for everybody."""
    ends = {slug: row.happened_on for row in log.changes for slug in claims_hit(row)}
    shared = (row for row in log.versions if row.workspace is None)
    kinds = ledger.claim_kinds()
    return lives.half_lives(lives.watched(shared, kinds=kinds, ends=ends, until=today))


def _coverage(covered: Coverage, today: dt.date) -> Figure:
    estimate = cannot_tell("no skills", n=0)
    if covered.skills:
        estimate = Estimate(
            covered.share, covered.share, covered.share, covered.skills, "a full count"
        )
    return Figure(
        key="coverage",
        unit=SHARE,
        estimate=estimate,
        target=COVERAGE_TARGET,
        at_most=False,
        as_of=today,
        counts={"skills": covered.skills, "full": covered.full},
        trend=_untold(today),
    )


def _weighted(states: Mapping[str, ClaimState], today: dt.date, met: Mapping[str, int]) -> Figure:
    told = metrics.stale_claim_share(states.values(), today, views=met)
    live = {slug for slug, state in states.items() if state.status in _LIVE}
    total = sum(n for slug, n in met.items() if slug in live)
    return Figure(
        key="stale_share_met",
        unit=SHARE,
        estimate=told.estimate if total else cannot_tell(NOBODY_READ),
        target=told.target,
        at_most=True,
        as_of=today,
        counts={"met": at_least(total), "claims": len(live & met.keys()), "days": DAYS},
        trend=_untold(today),
    )


def _untold(today: dt.date) -> tuple[tuple[dt.date, Estimate], ...]:
    return tuple((day, cannot_tell(COUNTED_NOW)) for day in month_starts(today))


_LIVE = (ClaimStatus.CURRENT, ClaimStatus.DOUBTFUL)


def _late(states: Mapping[str, ClaimState], today: dt.date) -> Iterable[Late]:
    for slug, state in states.items():
        if state.status is ClaimStatus.DOUBTFUL:
            yield Late(slug, "", None)
        elif state.is_live and state.is_past_review(today):
            yield Late(slug, "", state.review_by)


def _with_words(workspace_id: int | None, rows: list[Late]) -> tuple[Late, ...]:
    said = ledger.claims(workspace_id, [one.slug for one in rows]) if rows else {}
    return tuple(replace(one, statement=said[one.slug].statement) for one in rows)


def _told(rows: Iterable[Change], log: Log, workspace_id: int | None) -> tuple[Told, ...]:
    published = ledger.publications(workspace_id)
    return tuple(
        Told(
            slug=row.slug,
            title=row.title,
            network=row.network,
            severity=row.severity,
            happened_on=row.happened_on,
            noticed_on=row.noticed_on,
            published_on=published[row.pk].published_at.date() if row.pk in published else None,
            lag=_days_to_notice(row, log.began),
            repair=log.repairs[row.slug],
            is_blind=not ledger.hits(row),
        )
        for row in rows
    )


def _days_to_notice(row: Change, began: dt.date | None) -> int | None:
    when = PartialDate(row.happened_on)
    if began is None or not when.is_exact or when.earliest < began:
        return None
    return max(0, (row.noticed_on - when.earliest).days)
