"""Reading the watches: the list, one of them, and which claims a piece of news might touch."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from whetstone.apps.field import selectors as field
from whetstone.apps.keepup.models import Look, Sighting, Watch
from whetstone.apps.keepup.suggested import SUGGESTED, Suggestion
from whetstone.core.freshness.likely import Guess, likely_touched

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from whetstone.apps.field.models import Notice

MOST_LOOKS_SHOWN = 12
MOST_SIGHTINGS_SHOWN = 40
FORTNIGHT = dt.timedelta(days=14)
_FAMILIES = (frozenset({"meta", "facebook", "instagram", "threads"}),)
"""Networks of one house: what is said of one may touch claims about its sisters."""


@dataclass(frozen=True, slots=True)
class WatchRow:
    """A watch in the list. `is_ours`: this workspace may change it."""

    watch: Watch
    n_seen: int
    is_ours: bool


@dataclass(frozen=True, slots=True)
class WatchesPage:
    """All that is watched here or for everybody, and what could be."""

    rows: tuple[WatchRow, ...]
    suggested: tuple[Suggestion, ...]

    @property
    def on(self) -> int:
        """How many are switched on."""
        return sum(row.watch.is_on for row in self.rows)

    @property
    def failing(self) -> int:
        """How many failed the last time they were asked."""
        return sum(bool(row.watch.last_reason) for row in self.rows)


def watches_page(workspace_id: int | None) -> WatchesPage:
    """What this workspace watches and what the installation watches for it; one query.

    None: what the installation watches.
    """
    rows = (
        Watch.objects.filter(_readable(workspace_id), removed_at=None)
        .defer("text")
        .annotate(n_seen=Count("sightings", filter=Q(sightings__is_news=True)))
        .order_by("title", "pk")
    )
    made = tuple(WatchRow(row, row.n_seen, row.workspace_id == workspace_id) for row in rows)
    known = {row.watch.url for row in made}
    return WatchesPage(made, tuple(one for one in SUGGESTED if one.url not in known))


@dataclass(frozen=True, slots=True)
class Seen:
    """Something seen: what became of it, and what it might touch.

    `may_be_offered`: it was there before the first look, of the fortnight before it.
    """

    sighting: Sighting
    notice: Notice | None
    likely: tuple[Likely, ...]
    may_be_offered: bool = False


@dataclass(frozen=True, slots=True)
class Likely:
    """A claim that might be touched, in its own words, and why we think so."""

    guess: Guess
    statement: str


@dataclass(frozen=True, slots=True)
class WatchPage:
    """One watch: its looks and what was seen, newest first."""

    watch: Watch
    is_ours: bool
    looks: tuple[Look, ...]
    seen: tuple[Seen, ...]
    earlier: tuple[Seen, ...]


def watch_page(watch_id: int, *, workspace_id: int | None, today: dt.date) -> WatchPage | None:
    """A watch that may be read here; None where there is none. Removed ones stay readable."""
    watch = Watch.objects.filter(_readable(workspace_id), pk=watch_id).defer("text").first()
    if watch is None:
        return None
    looks = tuple(watch.looks.order_by("-at", "-pk")[:MOST_LOOKS_SHOWN])
    rows = list(
        watch.sightings.order_by("-is_news", "-seen_at", "-published_at", "-pk")[
            :MOST_SIGHTINGS_SHOWN
        ]
    )
    notices = field.notices_by_fingerprint(watch.workspace_id, [row.fingerprint for row in rows])
    claims = statements(workspace_id, watch.network, today=today)
    made = [_seen(row, notices.get(row.fingerprint), claims) for row in rows]
    return WatchPage(
        watch,
        watch.workspace_id == workspace_id,
        looks,
        tuple(one for one in made if one.sighting.is_news or one.notice),
        tuple(one for one in made if one.may_be_offered and not one.notice),
    )


def _seen(row: Sighting, notice: Notice | None, claims: Mapping[str, str]) -> Seen:
    since = row.seen_at - FORTNIGHT
    is_recent = row.published_at is not None and row.published_at >= since
    return Seen(
        row,
        notice,
        likely(f"{row.title} {row.excerpt}", claims) if row.is_news or is_recent else (),
        may_be_offered=not row.is_news and is_recent,
    )


def likely(news: str, claims: Mapping[str, str]) -> tuple[Likely, ...]:
    """The claims that a piece of news might touch: a guess from shared words, with its score."""
    found = likely_touched(news, claims)
    return tuple(Likely(guess, claims[guess.claim_id]) for guess in found)


def statements(workspace_id: int | None, network: str, *, today: dt.date) -> dict[str, str]:
    """The current claims about a network and its house; about all where none is named."""
    live = field.ledger(workspace_id, on=today).live
    house = _house(network)
    return {
        slug: row.statement
        for slug, row in field.claims(workspace_id, live).items()
        if not house or row.claim.network in house
    }


def _house(network: str) -> frozenset[str]:
    if not network:
        return frozenset()
    return next((house for house in _FAMILIES if network in house), frozenset({network}))


def likely_claims(
    workspace_id: int, news: Iterable[tuple[str, str]], *, today: dt.date
) -> list[tuple[Likely, ...]]:
    """For each (network, words) of some news, which claims it might touch: for an inbox."""
    known: dict[str, dict[str, str]] = {}
    found = []
    for network, words in news:
        if network not in known:
            known[network] = statements(workspace_id, network, today=today)
        found.append(likely(words, known[network]))
    return found


def _readable(workspace_id: int | None) -> Q:
    return Q(workspace=workspace_id) | Q(workspace=None)
