"""Reading changes and claims as pages need them. Queries are constant in people and in changes."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from whetstone.apps.field import selectors as ledger
from whetstone.apps.keepup.covers import Covers, covers_after
from whetstone.apps.keepup.grouping import Groups, groups_of
from whetstone.apps.keepup.ripples import (
    RingView,
    RippleView,
    citing_rings,
    ripples_of,
    together,
)
from whetstone.apps.keepup.selectors.draining import Progress, draining
from whetstone.apps.keepup.selectors.inbox import Row, open_notices
from whetstone.apps.keepup.shown_counts import of_change, tell, with_counts
from whetstone.apps.learn.selectors.of_publications import Refreshing, refreshing
from whetstone.core.freshness.changes import SEEN, PartialDate
from whetstone.core.freshness.claims import p_still_true
from whetstone.core.freshness.metrics import Metric, Noticing, notice_lag

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sized

    from whetstone.apps.field.models import (
        Change,
        ChangeEffect,
        ChangeReading,
        Claim,
        ClaimVersion,
        Publication,
    )
    from whetstone.core.freshness.claims import ClaimState
    from whetstone.core.rollup.bands import Count


APART = "not-confirmed"
"""The shelf of the list for changes that are no fact here."""


class Counts(StrEnum):
    """Where a change counts, seen from one workspace."""

    WAITS = "waits"
    NOT_CONFIRMED = "not_confirmed"
    DISMISSED = "dismissed"
    HERE = "here"
    UNDONE = "undone"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a change stands here.

    `newest` is the change itself, or the newest one that undid it or put it back; `publication`
    is the row that says so.
    """

    counts: Counts
    newest: Change
    publication: Publication | None = None

    @property
    def may_be_published(self) -> bool:
        """Whether publishing would do something."""
        return self.counts in {Counts.WAITS, Counts.UNDONE}

    @property
    def is_in_force(self) -> bool:
        """Whether it counts here, by an act of this workspace or for everybody."""
        return self.counts in {Counts.HERE, Counts.EVERYWHERE}

    @property
    def was_undone_for_all(self) -> bool:
        """Whether it had counted for everybody and was taken back for everybody."""
        return self.counts is Counts.UNDONE and self.newest.workspace_id is None

    @property
    def is_no_fact(self) -> bool:
        """Whether nobody has opened its source here, or somebody did and it says otherwise."""
        return self.counts in {Counts.NOT_CONFIRMED, Counts.DISMISSED}

    @property
    def may_be_undone(self) -> bool:
        """Whether this workspace published it and may take it back."""
        return self.counts is Counts.HERE


@dataclass(frozen=True, slots=True)
class Acts:
    """What was published, undone and read at its source here, by change; three queries."""

    publications: Mapping[int, Publication]
    undoing: Mapping[int, Change]
    readings: Mapping[int, ChangeReading]


def acts(workspace_id: int | None, *, of: int | None = None) -> Acts:
    """The acts that count in a workspace (None: in the installation); `of`: on one change."""
    done = ledger.acts(workspace_id, of=of)
    return Acts(done.publications, done.undoing, ledger.readings(workspace_id))


_UNPUBLISHED = {
    ledger.Sourced.CONFIRMED: Counts.WAITS,
    ledger.Sourced.NOT_CONFIRMED: Counts.NOT_CONFIRMED,
    ledger.Sourced.DISMISSED: Counts.DISMISSED,
}


def standing(change: Change, done: Acts) -> Standing:
    """Where a change counts: follow what undid it, and what undid that."""
    if change.pk not in done.publications:
        return Standing(_UNPUBLISHED[ledger.sourced(change, done.readings)], change)
    end = ledger.end_of(change.pk, done.undoing)
    newest = end.newest or change
    published = done.publications.get(newest.pk)
    if end.is_undone:
        return Standing(Counts.UNDONE, newest, published)
    is_own = published is not None and published.workspace_id is not None
    return Standing(Counts.HERE if is_own else Counts.EVERYWHERE, newest, published)


def standing_of(change: Change, workspace_id: int | None) -> Standing:
    """How one change stands in a workspace (None: in the installation); three queries."""
    return standing(change, acts(workspace_id, of=change.pk))


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change in the list. `ripple` only where it is not in force here."""

    change: Change
    standing: Standing
    ripple: RippleView | None
    refreshing: Refreshing

    @property
    def touches(self) -> bool:
        """Whether there is something to do about it here."""
        if self.ripple is not None:
            return not self.ripple.is_empty
        return self.refreshing.waiting > 0

    @property
    def team(self) -> int:
        """How many learners there were when it was published; 0 where that is not known."""
        published = self.standing.publication
        return int(published.ripple.get("team", 0)) if published else 0

    @property
    def effect(self) -> str:
        """What it does to claims, in one status word."""
        found = {row.effect for row in self.change.effects.all()}
        words = (("supersedes", "superseded"), ("retires", "retired"), ("doubts", "doubtful"))
        return next((word for effect, word in words if effect in found), "current")


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """The list: what touches this workspace, then the rest; what waits first, then newest first.

    `people` are those whom the waiting changes touch, each counted once; `told_of` is what may be
    told of how many these are. `no_facts` counts the
    changes whose source nobody has opened here, or where it says otherwise: they are `apart`,
    and only there where they were asked for.
    """

    touching: tuple[ChangeRow, ...]
    rest: tuple[ChangeRow, ...]
    apart: tuple[ChangeRow, ...]
    no_facts: Mapping[Counts, int]
    shelf: str
    networks: Mapping[str, int]
    network: str
    lag: Metric | None
    notices: tuple[Row, ...]
    people: Sized
    told_of: Count | None
    draining: Progress | None

    @property
    def total(self) -> int:
        """How many changes the list holds."""
        return len(self.touching) + len(self.rest)

    @property
    def waiting(self) -> list[ChangeRow]:
        """Those that touch this workspace and wait to be published."""
        return [row for row in self.touching if row.ripple is not None]

    @property
    def team(self) -> int:
        """How many learners there are here; 0 where no ripple was asked for."""
        return max((row.ripple.team for row in self.waiting if row.ripple is not None), default=0)


def changes_page(
    *,
    workspace_id: int,
    person_id: int,
    now: dt.datetime,
    network: str,
    with_notices: bool,
    shelf: str = "",
) -> ChangesPage:
    """Everything the list shows; the same few queries for 7 people and for 2,000.

    `shelf` APART shows the changes that are not confirmed, and no others.
    """
    every = [row for row in ledger.changes(workspace_id) if row.undoes_id is None]
    done = acts(workspace_id)
    stands = {row.pk: standing(row, done) for row in every}
    here = [row for row in every if not network or row.network == network]
    apart = [row for row in here if stands[row.pk].is_no_fact]
    is_apart = shelf == APART
    shown = [] if is_apart else [row for row in here if not stands[row.pk].is_no_fact]
    ripples = with_counts(
        ripples_of(
            [row for row in shown if stands[row.pk].may_be_published],
            workspace_id=workspace_id,
            now=now,
        ),
        of_change,
        workspace_id=workspace_id,
        now=now,
    )
    crowd = together(ripples.values(), workspace_id=workspace_id)
    counts = refreshing(
        [stand.publication.pk for row in shown if (stand := stands[row.pk]).publication],
        workspace_id=workspace_id,
        person_id=person_id,
    )
    rows = [
        ChangeRow(row, stands[row.pk], ripples.get(row.pk), _of(stands[row.pk], counts))
        for row in shown
    ]
    nothing = Refreshing()
    return ChangesPage(
        touching=tuple(sorted((row for row in rows if row.touches), key=_comes_later)),
        rest=tuple(row for row in rows if not row.touches),
        apart=tuple(ChangeRow(row, stands[row.pk], None, nothing) for row in apart if is_apart),
        no_facts=Counter(stands[row.pk].counts for row in apart),
        shelf=APART if is_apart else "",
        networks=_by_network(every, stands, apart=is_apart),
        network=network,
        lag=_lag(row for row in every if not stands[row.pk].is_no_fact),
        notices=tuple(open_notices(workspace_id)) if with_notices and not is_apart else (),
        people=crowd,
        told_of=_together(ripples, crowd, workspace_id, now),
        draining=draining(workspace_id),
    )


def _together(
    ripples: Mapping[int, RippleView], crowd: Sized, workspace_id: int, now: dt.datetime
) -> Count | None:
    """What may be told of all whom the waiting changes touch: always of these very changes."""
    touching = sorted(pk for pk, one in ripples.items() if one.people)
    team = max((one.team for one in ripples.values()), default=0)
    named = hashlib.sha256(",".join(map(str, touching)).encode()).hexdigest()
    topic = f"changes {named[:32]}"
    return tell(workspace_id, {topic: (len(crowd), team)}, now=now).get(topic)


def _comes_later(row: ChangeRow) -> bool:
    """What waits for somebody comes first; the newest of each first, as before."""
    return row.ripple is None


def _by_network(
    every: Iterable[Change], stands: Mapping[int, Standing], *, apart: bool
) -> dict[str, int]:
    """How many changes of a shelf each network has."""
    found = Counter(row.network for row in every if stands[row.pk].is_no_fact == apart)
    return dict(sorted(found.items()))


def _of(stand: Standing, counts: Mapping[int, Refreshing]) -> Refreshing:
    found = counts.get(stand.publication.pk) if stand.publication else None
    return found or Refreshing()


def _lag(changes: Iterable[Change]) -> Metric | None:
    """Days from event to notice, of events since this ledger began; None before the first one."""
    return _lag_of(tuple((row.happened_on, row.noticed_on) for row in changes))


@lru_cache(maxsize=128)
def _lag_of(dates: tuple[tuple[str, dt.date], ...]) -> Metric | None:
    began = min((noticed for _happened, noticed in dates), default=None)
    rows = [Noticing(PartialDate(happened), noticed) for happened, noticed in dates]
    since = [row for row in rows if began is not None and row.happened_on.earliest >= began]
    return notice_lag(since) if since else None


@dataclass(frozen=True, slots=True)
class Side:
    """A claim beside a change: as the field said it, with its dates on both axes."""

    slug: str
    statement: str
    day: str
    known: dt.date


@dataclass(frozen=True, slots=True)
class ChangePage:
    """One change, what it does to claims, and what it touches here.

    `covers` is None where it was not asked for: it takes a while. `readings` are what editors
    read at its source, the one that counts first; none where the file had seen it.
    """

    change: Change
    standing: Standing
    ripple: RippleView
    refreshing: Refreshing
    before: tuple[Side, ...]
    after: tuple[Side, ...]
    doubted: tuple[Side, ...]
    own: bool
    groups: Groups
    draining: Progress | None
    readings: tuple[ChangeReading, ...] = ()
    covers: Covers | None = None


def root_slug(slug: str, workspace_id: int) -> str:
    """The name of the change that one belongs to: its own, or of what it undoes; "" if none."""
    change = ledger.change(workspace_id, slug)
    return ledger.root_of(change)[0].slug if change else ""


def change_page(
    slug: str,
    *,
    workspace_id: int,
    person_id: int,
    now: dt.datetime,
    with_cover: bool = False,
) -> ChangePage | None:
    """One change as its page shows it; None where the workspace has no such change."""
    change = ledger.change(workspace_id, slug)
    if change is None or change.undoes_id is not None:
        return None
    stand = standing_of(change, workspace_id)
    found = ripples_of([change], workspace_id=workspace_id, now=now)
    ripple = with_counts(found, of_change, workspace_id=workspace_id, now=now)[change.pk]
    counts = (
        refreshing([stand.publication.pk], workspace_id=workspace_id, person_id=person_id)
        if stand.publication
        else {}
    )
    sides = sides_of(change, stand, workspace_id)
    return ChangePage(
        change=change,
        standing=stand,
        ripple=ripple,
        refreshing=_of(stand, counts),
        before=sides["before"],
        after=sides["after"],
        doubted=sides["doubted"],
        own=person_id in ripple.people,
        groups=groups_of(ripple, workspace_id, change_id=change.pk, now=now),
        draining=draining(workspace_id),
        readings=(
            () if change.source_check == SEEN else tuple(ledger.sources_of(change, workspace_id))
        ),
        covers=(
            covers_after(change, workspace_id=workspace_id, now=now)
            if with_cover and stand.may_be_published
            else None
        ),
    )


def sides_of(
    change: Change, stand: Standing, workspace_id: int | None
) -> dict[str, tuple[Side, ...]]:
    """The claims a change ends, begins and doubts, as the field said them."""
    effects = list(change.effects.all())
    slugs = {effect.claim.slug for effect in effects}
    slugs |= {effect.successor.slug for effect in effects if effect.successor}
    rows = ledger.claims(workspace_id, slugs)
    ended = [e.claim.slug for e in effects if e.effect in {"supersedes", "retires"}]
    began = [e.successor.slug for e in effects if e.successor]
    began += [e.claim.slug for e in effects if e.effect == "creates"]
    doubted = [e.claim.slug for e in effects if e.effect == "doubts"]

    def side(slug: str, day: dt.date | None) -> Side:
        known = rows[slug].recorded_at.date() if stand.is_in_force else change.noticed_on
        shown = change.happened_on if day is None else day.isoformat()
        return Side(slug, rows[slug].statement, shown, known)

    return {
        "before": tuple(side(slug, rows[slug].held_until) for slug in dict.fromkeys(ended)),
        "after": tuple(side(slug, rows[slug].held_from) for slug in dict.fromkeys(began)),
        "doubted": tuple(side(slug, None) for slug in doubted),
    }


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """A claim as read on two axes: what was known by a day, about a day in the field.

    `version` and `state` are None where nothing was known of it by then. `no_facts` are changes
    (by id) that are not confirmed here.
    """

    claim: Claim
    version: ClaimVersion | None
    state: ClaimState | None
    chance: float | None
    history: tuple[ClaimVersion, ...]
    changes: tuple[ChangeEffect, ...]
    rings: tuple[RingView, ...]
    known: dt.date | None
    on: dt.date
    everybody: ClaimVersion | None = None
    is_shadowed: bool = False
    no_facts: frozenset[int] = frozenset()

    @property
    def is_own(self) -> bool:
        """Whether it is a claim of this workspace's own."""
        return self.claim.workspace_id is not None

    @property
    def is_overridden(self) -> bool:
        """Whether this workspace says something of its own about a claim that everybody reads."""
        return self.everybody is not None

    @property
    def may_be_taken_back(self) -> bool:
        """Whether an editor here said it, and not a change that was published here."""
        return self.version is not None and self.is_overridden and bool(self.version.act)

    @property
    def is_past_review(self) -> bool:
        """Whether the day to read it again has gone by."""
        return self.version is not None and self.on > self.version.review_by


def claim_page(
    slug: str, *, workspace_id: int, today: dt.date, known: dt.date | None, on: dt.date | None
) -> ClaimPage | None:
    """One claim with its history and what cites it here; None where there is none."""
    history = ledger.claim_history(workspace_id, slug)
    if not history:
        return None
    day = on or today
    version = _as_known(history, known)
    everybody = None
    if version is not None and version.workspace_id and not version.claim.workspace_id:
        everybody = _as_known([row for row in history if row.workspace_id is None], known)
    state = ledger.state_of(version, on=day) if version else None
    chance = None
    if version is not None and state is not None and state.is_live:
        chance = p_still_true(version.as_of, version.claim.half_life_months, day)
    return ClaimPage(
        claim=history[0].claim,
        version=version,
        state=state,
        chance=chance,
        history=tuple(history),
        changes=tuple(ledger.effects_on(workspace_id, slug)),
        rings=citing_rings(slug, workspace_id=workspace_id),
        known=known,
        on=day,
        everybody=everybody,
        is_shadowed=known is None and slug in ledger.shadows(workspace_id),
        no_facts=ledger.unsourced(workspace_id),
    )


def _as_known(history: Iterable[ClaimVersion], known: dt.date | None) -> ClaimVersion | None:
    """The version that counted at the end of a day: the overlay's, else the installation's."""
    return ledger.that_counts(
        row for row in history if known is None or row.recorded_at.date() <= known
    )
