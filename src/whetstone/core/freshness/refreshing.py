"""Getting current: the way from what somebody learned to what holds now, in a few minutes.

Several changes merge into one refresher. Where a later change replaces what an earlier one
brought, only the way from what the person learned to what holds now is shown: the steps between
are of no use to anybody. A refresher takes 2 to 8 minutes; what does not fit waits for the next
one, the gravest first.

Laws (tests/core/freshness/test_refreshing.py): the order in which changes arrive does not matter;
every part is in exactly one refresher; minutes together never exceed the sum of the parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from whetstone.core.freshness.changes import Severity
from whetstone.core.kernel.refresher import LONGEST, refresher_length

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

GRAVITY: Final[Mapping[str, int]] = {
    Severity.BREAKING: 0,
    Severity.MAJOR: 1,
    Severity.MINOR: 2,
    Severity.INFO: 3,
}
"""The gravest first. A severity is its word, so a stored word finds its place."""
DOUBTS = "doubts"


@dataclass(frozen=True, slots=True)
class Strike:
    """What a standing change did to a claim: `successor` took its place, or nothing did."""

    claim: str
    effect: str
    change: str
    published_at: datetime
    successor: str | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """From a claim that somebody learned to what holds now, over one or several changes.

    `now` is the last successor on the way, None where none took its place; `effect` is what the
    last step did.
    """

    learned: str
    now: str | None
    effect: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What one publication asks of one person: a row that is open until it is relearned."""

    id: int
    change: str
    severity: str
    made_at: datetime
    minutes: int

    @property
    def order(self) -> tuple[int, datetime, int]:
        """The gravest first, then the oldest."""
        return GRAVITY.get(self.severity, len(GRAVITY)), self.made_at, self.id


@dataclass(frozen=True, slots=True)
class Session:
    """One refresher: the parts it is done with, and the ways it shows."""

    parts: tuple[Part, ...]
    ways: tuple[Way, ...]
    minutes: int


def strikes_by_claim(strikes: Iterable[Strike]) -> dict[str, Strike]:
    """One strike a claim: what ends it before what doubts it, then the newest."""
    found: dict[str, Strike] = {}
    for one in strikes:
        held = found.get(one.claim)
        if held is None or _weight(one) > _weight(held):
            found[one.claim] = one
    return found


def _weight(one: Strike) -> tuple[bool, datetime, str]:
    return one.effect != DOUBTS, one.published_at, one.change


def way_from(claim: str, strikes: Mapping[str, Strike]) -> Way | None:
    """From a claim to what holds now; None where nothing struck it."""
    steps = list(_walk(claim, strikes))
    if not steps:
        return None
    last = steps[-1]
    heirs = [step.successor for step in steps if step.successor]
    now = last.successor if last.effect != DOUBTS else heirs[-1] if heirs else None
    return Way(claim, now, last.effect, tuple(dict.fromkeys(step.change for step in steps)))


def _walk(claim: str, strikes: Mapping[str, Strike]) -> Iterator[Strike]:
    seen: set[str] = set()
    here: str | None = claim
    while here is not None and here in strikes and here not in seen:
        seen.add(here)
        yield strikes[here]
        here = strikes[here].successor


def learned_by_now(
    held: Iterable[str], strikes: Mapping[str, Strike], done: Collection[str]
) -> frozenset[str]:
    """What somebody holds after the changes they relearned: a successor in the place of a claim.

    A claim that ended without a successor, and was relearned, is held no more.
    """
    found = set()
    for claim in held:
        here: str | None = claim
        for step in _walk(claim, strikes):
            if step.change not in done or step.effect == DOUBTS:
                break
            here = step.successor
        if here is not None:
            found.add(here)
    return frozenset(found)


def sessions(
    parts: Iterable[Part], held: Iterable[str], strikes: Mapping[str, Strike]
) -> tuple[Session, ...]:
    """The refreshers of one person, the next one first.

    Args:
        parts: their open parts.
        held: the claims they hold (see `learned_by_now`).
        strikes: every standing strike, by claim.
    """
    waiting: dict[str, list[Part]] = {}
    for part in sorted(parts, key=lambda part: part.order):
        waiting.setdefault(part.change, []).append(part)
    ways = [way for claim in sorted(set(held)) if (way := way_from(claim, strikes))]
    ways = [way for way in ways if any(change in waiting for change in way.changes)]
    packed: list[list[Session]] = []
    for bundle in _bundles(waiting, ways):
        room = LONGEST - sum(one.minutes for one in packed[-1]) if packed else 0
        if bundle.minutes <= room:
            packed[-1].append(bundle)
        else:
            packed.append([bundle])
    return tuple(_together(bundles) for bundles in packed)


def _bundles(waiting: Mapping[str, Sequence[Part]], ways: Sequence[Way]) -> Iterator[Session]:
    """Parts that a way runs through belong together; each bundle in order of its gravest part."""
    home = {change: {change} for change in waiting}
    for way in ways:
        joined = set[str]().union(*(home[one] for one in way.changes if one in waiting))
        for change in joined:
            home[change] = joined
    told: set[str] = set()
    for change in waiting:
        if change not in told:
            told |= home[change]
            own = {name: parts for name, parts in waiting.items() if name in home[change]}
            through = tuple(way for way in ways if home[change].intersection(way.changes))
            parts = tuple(part for parts in own.values() for part in parts)
            yield Session(parts, through, _bundle_minutes(own, through))


def _bundle_minutes(own: Mapping[str, Sequence[Part]], ways: Sequence[Way]) -> int:
    """The changes' minutes, less the steps that nobody has to see any more."""
    steps = sum(len(own.keys() & set(way.changes)) for way in ways)
    whole = sum(max(refresher_length(part.minutes) for part in parts) for parts in own.values())
    return refresher_length(whole * len(ways) / steps if steps else whole)


def _together(bundles: Sequence[Session]) -> Session:
    return Session(
        tuple(part for one in bundles for part in one.parts),
        tuple(way for one in bundles for way in one.ways),
        sum(one.minutes for one in bundles),
    )
