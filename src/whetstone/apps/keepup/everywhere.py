"""What a change touches in all workspaces that read the installation's ledger: counts and sets.

The workspaces that published it themselves are left out: they have had it. Nothing here names a
thing or a person; the number of queries does not depend on workspaces or people.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whetstone.apps.field import citers
from whetstone.apps.field import selectors as ledger
from whetstone.apps.keepup.crowds import Crowd, Rests, counts
from whetstone.apps.keepup.ripples import follow, minutes_each
from whetstone.apps.people import selectors as people
from whetstone.core.freshness.repair import repair_minutes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.apps.field.models import Change


@dataclass(frozen=True, slots=True)
class Everywhere:
    """A change seen by the whole installation: `rings` counts things with work to do by kind."""

    claims: frozenset[str]
    rings: Mapping[str, int]
    blocks: tuple[str, ...]
    people: Crowd
    workspaces: Any
    minutes_each: int

    @property
    def minutes(self) -> int:
        """Minutes of all people together."""
        return self.minutes_each * len(self.people)

    @property
    def repair(self) -> float:
        """Minutes to mend it all; by assumption, see the core."""
        return repair_minutes(self.rings)

    def summary(self) -> dict[str, Any]:
        """The counts as they stood, for the row of the publication: no names, no ids of people."""
        return {
            "for": "everybody",
            "claims": sorted(self.claims),
            "rings": dict(self.rings),
            "people": len(self.people),
            "minutes_each": self.minutes_each,
            "minutes": self.minutes,
        }


def everywhere(change: Change) -> Everywhere:
    """The ripple of a change through the installation; its effects must be prefetched."""
    hit = ledger.hits(change)
    workspaces = where_it_counts(change)
    ids = _shared_things(hit)
    counted, own = ledger.own_citing(workspaces, hit)
    scope = people.learners_of(workspaces)
    rests = Rests(ids, _told(ids, own, workspaces, hit), own)
    return Everywhere(
        claims=hit,
        rings=_both(ids, counted),
        blocks=tuple(ids.get("block", ())),
        people=Crowd(counts([rests.among(scope)])[0], rests, scope=scope),
        workspaces=workspaces,
        minutes_each=minutes_each(change),
    )


def resting(claims: frozenset[str], workspaces: Any) -> dict[str, int]:
    """How many things of each kind rest on claims: shared ones, and those of workspaces."""
    return _both(_shared_things(claims), ledger.own_citing(workspaces, claims)[0])


def _shared_things(claims: frozenset[str]) -> dict[str, Any]:
    shared = follow(claims, workspace_id=None)
    return {ring.kind: tuple(sorted(ring.rests_on)) for ring in shared.rings if ring.rests_on}


def _both(ids: Mapping[str, Any], own: Mapping[str, int]) -> dict[str, int]:
    """Things counted by kind: the installation's, then what workspaces add."""
    rings = {kind: len(things) for kind, things in ids.items()}
    for kind, n in own.items():
        rings[kind] = rings.get(kind, 0) + n
    return rings


def where_it_counts(change: Change) -> Any:
    """A sub-query: the workspaces where a change counts, or not, as it does for everybody."""
    return people.standing(besides=ledger.publishers_of(change.pk))


def _told(
    ids: Mapping[str, Any], own: Mapping[str, Any], workspaces: Any, hit: frozenset[str]
) -> dict[str, Mapping[str, list[int]]]:
    """Of kinds that cannot say it as a set: people by thing, asked workspace by workspace."""
    found: dict[str, Mapping[str, list[int]]] = {}
    for citer in citers.registered():
        asked = citer.kind in ids or citer.kind in own
        if citer.holders is not None or citer.concerned is None or not asked:
            continue
        theirs = ledger.own_things(citer.kind, workspaces, hit)
        persons: defaultdict[str, list[int]] = defaultdict(list)
        for row in workspaces:
            things = [*ids.get(citer.kind, ()), *theirs.get(row["pk"], ())]
            for thing, some in citer.concerned(row["pk"], things).items():
                persons[thing].extend(some)
        found[citer.kind] = dict(persons)
    return found
