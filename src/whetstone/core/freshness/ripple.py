"""What a change touches: set algebra over citations.

Every citing thing keeps rows "citer X rests on (or mentions) claim C". A ripple is a query
over them: the things that rest on the claims hit, the wholes these are parts of, the people
concerned and their minutes. Rests-on makes work; a mention makes a note. Nothing loops over
people: person sets are arrays.

Law: the ripple of two changes together is the union of their ripples, and a person who is
touched twice by the same thing is counted once.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from numpy.typing import NDArray

RINGS = (
    "block", "item", "card", "task", "guide", "lesson", "course",
    "certificate", "planned_post", "audience", "campaign_choice", "campaign", "goal_metric",
)  # fmt: skip
"""Kinds of citing things, inside out; kinds not named here come after, by name."""


class Role(StrEnum):
    """How a thing uses a claim."""

    RESTS_ON = "rests_on"
    MENTIONS = "mentions"


class CiterKey(NamedTuple):
    """A citing thing: its kind ("block", "item", ...) and its id."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Citation:
    """One row: this thing rests on, or mentions, that claim."""

    claim_id: str
    citer: CiterKey
    role: Role


@dataclass(frozen=True, slots=True, eq=False)
class Concern:
    """Whom a citing thing concerns, and the minutes each of them needs to get current.

    `people` is an int64 array of person keys; doubles are allowed and counted once.
    """

    citer: CiterKey
    minutes: float
    people: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """`part` belongs to `whole`: a block to a course, a course to a certificate."""

    part: CiterKey
    whole: CiterKey


@dataclass(frozen=True, slots=True)
class Ring:
    """The touched things of one kind. A thing that rests on a claim is not also a mention."""

    kind: str
    rests_on: frozenset[str]
    mentions: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Ripple:
    """What the claims hit touch.

    `people` (sorted, unique) have work to do, `minutes_each` in the same order; `told` are
    those who are concerned by mentions only.
    """

    claims: frozenset[str]
    rings: tuple[Ring, ...]
    people: NDArray[np.int64]
    minutes_each: NDArray[np.float64]
    told: NDArray[np.int64]

    def ring(self, kind: str) -> Ring:
        """The ring of that kind; an empty one when nothing of it is touched."""
        found = (ring for ring in self.rings if ring.kind == kind)
        return next(found, Ring(kind, frozenset(), frozenset()))

    @property
    def people_count(self) -> int:
        """How many people have something to relearn."""
        return int(self.people.size)

    @property
    def total_minutes(self) -> float:
        """Minutes of all people together."""
        return float(self.minutes_each.sum())

    @property
    def is_empty(self) -> bool:
        """Does nothing rest on, or mention, the claims?"""
        return not self.rings


def ripple(
    hit: Collection[str],
    *,
    citations: Iterable[Citation],
    concerns: Iterable[Concern] = (),
    parts: Iterable[Part] = (),
) -> Ripple:
    """Follow the claims hit outwards.

    Args:
        hit: ids of the claims that stop being in force.
        citations: rows of all citing things; rows of other claims are skipped.
        concerns: whom each thing concerns; give people to the innermost thing only, or the
            minutes of a lesson and its blocks both count.
        parts: which thing is part of which; a whole is touched when a part is.
    """
    claims = frozenset(hit)
    rests, mentions = _citers(claims, citations)
    wholes = _wholes(parts)
    rests = _closure(rests, wholes)
    mentions = _closure(mentions, wholes) - rests
    concerns = tuple(concerns)
    people, minutes = _minutes(rests, concerns)
    told = np.setdiff1d(_people(c.people for c in concerns if c.citer in mentions), people)
    return Ripple(claims, _rings(rests, mentions), people, minutes, told)


def _citers(
    claims: frozenset[str], citations: Iterable[Citation]
) -> tuple[set[CiterKey], set[CiterKey]]:
    found: dict[Role, set[CiterKey]] = {Role.RESTS_ON: set(), Role.MENTIONS: set()}
    for row in citations:
        if row.claim_id in claims:
            found[row.role].add(row.citer)
    return found[Role.RESTS_ON], found[Role.MENTIONS]


def _wholes(parts: Iterable[Part]) -> Mapping[CiterKey, set[CiterKey]]:
    wholes: defaultdict[CiterKey, set[CiterKey]] = defaultdict(set)
    for row in parts:
        wholes[row.part].add(row.whole)
    return wholes


def _closure(start: set[CiterKey], wholes: Mapping[CiterKey, set[CiterKey]]) -> set[CiterKey]:
    reached, todo = set(start), list(start)
    while todo:
        for whole in wholes.get(todo.pop(), ()):
            if whole not in reached:
                reached.add(whole)
                todo.append(whole)
    return reached


def _people(sets: Iterable[NDArray[np.int64]]) -> NDArray[np.int64]:
    arrays = list(sets)
    if not arrays:
        return np.empty(0, dtype=np.int64)
    return np.unique(np.concatenate(arrays)).astype(np.int64)


def _minutes(
    rests: set[CiterKey], concerns: tuple[Concern, ...]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    touched = [c for c in concerns if c.citer in rests]
    sets = [np.unique(c.people) for c in touched]
    people = _people(sets)
    minutes = np.zeros(people.size)
    for concern, members in zip(touched, sets, strict=True):
        minutes[np.searchsorted(people, members)] += concern.minutes
    return people, minutes


def _rings(rests: set[CiterKey], mentions: set[CiterKey]) -> tuple[Ring, ...]:
    kinds = {key.kind for key in rests | mentions}
    known = [kind for kind in RINGS if kind in kinds]
    return tuple(
        Ring(kind, _ids(rests, kind), _ids(mentions, kind))
        for kind in [*known, *sorted(kinds - set(RINGS))]
    )


def _ids(keys: set[CiterKey], kind: str) -> frozenset[str]:
    return frozenset(key.id for key in keys if key.kind == kind)
