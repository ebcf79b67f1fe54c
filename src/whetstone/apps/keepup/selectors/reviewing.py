"""The queue of claims to read again, by what a stale one would do here."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.apps.field import citers
from whetstone.apps.field import selectors as ledger
from whetstone.apps.people import selectors as people
from whetstone.core.freshness.claims import ClaimKind
from whetstone.core.freshness.risk import risk, severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.apps.field.models import ClaimVersion
    from whetstone.core.freshness.claims import ClaimState

VIEWS_DAYS = 90
SOON_DAYS = 30
ROWS_SHOWN = 60
RESTS_ON = "rests_on"


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A claim to read again, with each factor of its risk.

    `views`: how often what rests on it was met in the last 90 days. `resting`: how many things of
    each kind rest on it.
    """

    version: ClaimVersion
    state: ClaimState
    chance: float
    views: int
    resting: Mapping[str, int]
    severity: float
    risk: float

    @property
    def slug(self) -> str:
        """The claim's name."""
        return self.version.claim.slug

    @property
    def chance_moved(self) -> float:
        """P(it no longer holds)."""
        return 1 - self.chance


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """Live claims past their review day, most risk first; those due soon; the next after that.

    Both lists are cut to what somebody reads in a day; `n_past` and `n_soon` count all.
    """

    past: tuple[ReviewRow, ...]
    soon: tuple[ReviewRow, ...]
    n_past: int
    n_soon: int
    later: ReviewRow | None
    live: int
    team: int


def review_queue(
    workspace_id: int | None, *, now: dt.datetime, today: dt.date, shown: int | None = ROWS_SHOWN
) -> ReviewQueue:
    """What to read again here (None: in the installation); constant queries."""
    states = ledger.ledger(workspace_id, on=today).states
    live = {slug: state for slug, state in states.items() if state.is_live}
    horizon = today + dt.timedelta(days=SOON_DAYS)
    due = {slug for slug, state in live.items() if state.review_by <= horizon}
    later = min(set(live) - due, key=lambda slug: (live[slug].review_by, slug), default=None)
    wanted = due if due or later is None else {later}
    rows = _ranked(workspace_id, {slug: live[slug] for slug in wanted}, now=now, today=today)
    past = [row for row in rows if row.state.is_past_review(today)]
    soon = [row for row in rows if row.slug in due and not row.state.is_past_review(today)]
    return ReviewQueue(
        past=tuple(past[:shown]),
        soon=tuple(soon[:shown]),
        n_past=len(past),
        n_soon=len(soon),
        later=None if due else next(iter(rows), None),
        live=len(live),
        team=0 if workspace_id is None else len(people.learner_keys(workspace_id)),
    )


def _ranked(
    workspace_id: int | None,
    states: Mapping[str, ClaimState],
    *,
    now: dt.datetime,
    today: dt.date,
) -> list[ReviewRow]:
    """These claims with their risk, the greatest first."""
    resting, views = _rests_and_views(workspace_id, frozenset(states), now=now)
    versions = ledger.claims(workspace_id, set(states))
    rows = []
    for slug, state in states.items():
        harm = severity(ClaimKind(versions[slug].claim.kind), resting[slug])
        chance = state.p_still_true(today)
        rows.append(
            ReviewRow(
                version=versions[slug],
                state=state,
                chance=chance,
                views=views[slug],
                resting=dict(resting[slug]),
                severity=harm,
                risk=risk(views=views[slug], chance_true=chance, severity=harm),
            )
        )
    return sorted(rows, key=lambda row: (-row.risk, row.state.review_by, row.slug))


def _rests_and_views(
    workspace_id: int | None, slugs: frozenset[str], *, now: dt.datetime
) -> tuple[Mapping[str, Counter[str]], Counter[str]]:
    """By claim: how many things of each kind rest on it, and how often these were met."""
    since = now - dt.timedelta(days=VIEWS_DAYS)
    met = {
        citer.kind: citer.met(workspace_id, since)
        for citer in (citers.registered() if slugs else ())
        if citer.met is not None
    }
    resting: defaultdict[str, Counter[str]] = defaultdict(Counter)
    views: Counter[str] = Counter()
    for slug, kind, thing, role in ledger.citations(workspace_id, slugs):
        if role == RESTS_ON:
            resting[slug][kind] += 1
            views[slug] += met.get(kind, {}).get(thing, 0)
    return resting, views
