"""What a change touches in a workspace: citations and the register of citers, by set algebra.

The number of queries depends on how many kinds of things cite claims, never on how many changes,
things or people there are. People are counted where they are stored (`crowds`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whetstone.apps.field import citers
from whetstone.apps.field import selectors as ledger
from whetstone.apps.field.citers import Cited
from whetstone.apps.keepup.crowds import Crowd, Rests, counts, without
from whetstone.apps.people import selectors as people
from whetstone.core.freshness import ripple as core
from whetstone.core.freshness.repair import repair_minutes
from whetstone.core.freshness.ripple import CiterKey
from whetstone.core.timeplan.learning_time import refresher_minutes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from whetstone.apps.field.models import Change
    from whetstone.core.rollup.bands import Count

NO_WORKSPACE = 0
"""Asked of citers where only what the installation has counts."""
ENTERING = frozenset({"item", "card", "task", "block"})


@dataclass(frozen=True, slots=True)
class Thing:
    """One touched thing, as its own room names it."""

    kind: str
    id: str
    cited: Cited


@dataclass(frozen=True, slots=True)
class RingView:
    """The touched things of one kind: those with work to do, and those where a note is enough."""

    kind: str
    things: tuple[Thing, ...] = ()
    mentions: tuple[Thing, ...] = ()


@dataclass(frozen=True, slots=True)
class RippleView:
    """What a change touches in one workspace.

    `people` are the learners here who hold the old way, `told` how many only meet a mention.
    `entering` are things that rest on nothing but current claims and what the change creates.
    `minutes_each` is the refresher of one person, whole minutes. `told_of` is what may be told of
    how many `people` are (`shown_counts`); None where nothing may.
    """

    claims: frozenset[str]
    rings: Mapping[str, RingView]
    people: Crowd
    told: int
    team: int
    minutes_each: int
    entering: tuple[Thing, ...] = ()
    told_of: Count | None = None

    def ring(self, kind: str) -> RingView:
        """The ring of a kind; an empty one where nothing of it is touched."""
        return self.rings.get(kind) or RingView(kind)

    def count(self, *kinds: str) -> int:
        """How many things of these kinds have work to do."""
        return sum(len(self.ring(kind).things) for kind in kinds)

    @property
    def minutes(self) -> int:
        """Minutes of all people together."""
        return self.minutes_each * len(self.people)

    @property
    def repair(self) -> float:
        """Minutes to mend what says something untrue here; by assumption, see the core."""
        return repair_minutes({kind: len(ring.things) for kind, ring in self.rings.items()})

    @property
    def blocks(self) -> tuple[str, ...]:
        """Ids of the lesson blocks that say something untrue."""
        return tuple(thing.id for thing in self.ring("block").things)

    @property
    def is_empty(self) -> bool:
        """Whether nothing and nobody here is touched."""
        return not self.people and not any(ring.things for ring in self.rings.values())

    def summary(self) -> dict[str, Any]:
        """The counts as they stood, for the row of the publication: no names, no ids of people."""
        return {
            "claims": sorted(self.claims),
            "rings": {kind: len(ring.things) for kind, ring in self.rings.items() if ring.things},
            "entering": len(self.entering),
            "people": len(self.people),
            "team": self.team,
            "shown": [self.told_of.n, self.told_of.size] if self.told_of else None,
            "minutes_each": self.minutes_each,
            "minutes": self.minutes,
        }


def ripples_of(
    changes: Sequence[Change], *, workspace_id: int, now: dt.datetime
) -> dict[int, RippleView]:
    """The ripple of each change by its id; effects must be prefetched. Constant queries."""
    if not changes:
        return {}
    hits = {change.pk: ledger.hits(change) for change in changes}
    creates = {change.pk: ledger.creates(change) for change in changes}
    asked = frozenset[str]().union(*hits.values(), *creates.values())
    rows = _cited(workspace_id, asked)
    told = _describe(workspace_id, {row.citer for row in rows})
    rows = [row for row in rows if row.citer in told]
    by_claim: defaultdict[str, list[core.Citation]] = defaultdict(list)
    for row in rows:
        by_claim[row.claim_id].append(row)
    waiting = _Waiting(workspace_id, rows, frozenset().union(*creates.values()), now)
    ripples = {change.pk: _follow(hits[change.pk], by_claim, told) for change in changes}
    persons = _persons(workspace_id, ripples.values(), told)
    team = people.learner_count(workspace_id)
    return {
        change.pk: RippleView(
            claims=ripples[change.pk].claims,
            rings={ring.kind: _ring(ring, told) for ring in ripples[change.pk].rings},
            people=crowd,
            told=n_told,
            team=team,
            minutes_each=minutes_each(change),
            entering=waiting.let_in_by(creates[change.pk], hits[change.pk], told),
        )
        for change, (crowd, n_told) in zip(changes, persons, strict=True)
    }


def ripples_of_claims(slugs: Collection[str], *, workspace_id: int) -> dict[str, RippleView]:
    """What rests on each claim here and whom it concerns, by claim; constant queries.

    There is no change and so no refresher: nobody's minutes, only those of repair.
    """
    rows = _cited(workspace_id, slugs)
    told = _describe(workspace_id, {row.citer for row in rows})
    by_claim: defaultdict[str, list[core.Citation]] = defaultdict(list)
    for row in rows:
        if row.citer in told:
            by_claim[row.claim_id].append(row)
    ripples = {slug: _follow(frozenset({slug}), by_claim, told) for slug in sorted(slugs)}
    persons = _persons(workspace_id, ripples.values(), told)
    team = people.learner_count(workspace_id)
    return {
        slug: RippleView(
            claims=found.claims,
            rings={ring.kind: _ring(ring, told) for ring in found.rings},
            people=crowd,
            told=n_told,
            team=team,
            minutes_each=0,
        )
        for (slug, found), (crowd, n_told) in zip(ripples.items(), persons, strict=True)
    }


def minutes_each(change: Change) -> int:
    """The refresher of one person, whole minutes."""
    return refresher_minutes([change.relearn_minutes], items=len(change.relearn_items))


def together(ripples: Iterable[RippleView], *, workspace_id: int) -> Crowd:
    """Everybody whom any of the ripples of a workspace touches, counted once; one query."""
    ids: defaultdict[str, set[str]] = defaultdict(set)
    told: dict[str, Mapping[str, Sequence[int]]] = {}
    for view in ripples:
        told |= view.people.rests.told
        for kind, things in view.people.rests.ids.items():
            ids[kind].update(things)
    rests = Rests({kind: tuple(sorted(things)) for kind, things in ids.items()}, told)
    return Crowd(counts([rests.here(workspace_id)])[0], rests, workspace_id)


def _follow(
    hit: frozenset[str],
    by_claim: Mapping[str, Sequence[core.Citation]],
    told: Mapping[CiterKey, Cited],
) -> core.Ripple:
    rows = [row for slug in sorted(hit) for row in by_claim.get(slug, ())]
    within = _closure({row.citer for row in rows}, told)
    parts = [core.Part(key, CiterKey(*whole)) for key in within if (whole := told[key].whole)]
    return core.ripple(hit, citations=rows, parts=parts)


def _persons(
    workspace_id: int, ripples: Iterable[core.Ripple], named: Mapping[CiterKey, Cited]
) -> list[tuple[Crowd, int]]:
    """Whom each ripple touches, and how many it only mentions: one query for all of them."""
    told = _told_by_name(workspace_id, named)
    pairs = [
        (
            Rests({ring.kind: tuple(sorted(ring.rests_on)) for ring in ripple.rings}, told),
            Rests({ring.kind: tuple(sorted(ring.mentions)) for ring in ripple.rings}, told),
        )
        for ripple in ripples
    ]
    touched = [rests.here(workspace_id) for rests, _mentions in pairs]
    only = [
        without(mentions.here(workspace_id), crowd)
        for (_rests, mentions), crowd in zip(pairs, touched, strict=True)
    ]
    found = counts([*touched, *only])
    return [
        (Crowd(n, rests, workspace_id), n_told)
        for (rests, _mentions), n, n_told in zip(
            pairs, found[: len(pairs)], found[len(pairs) :], strict=True
        )
    ]


def _cited(workspace_id: int | None, slugs: Iterable[str]) -> list[core.Citation]:
    return [
        core.Citation(slug, CiterKey(kind, thing), core.Role(role))
        for slug, kind, thing, role in ledger.citations(workspace_id, frozenset(slugs))
    ]


def _closure(start: Iterable[CiterKey], told: Mapping[CiterKey, Cited]) -> list[CiterKey]:
    """The things, and what is told of the wholes that they are part of, in order."""
    todo, reached = list(start), set[CiterKey]()
    while todo:
        key = todo.pop()
        cited = told.get(key)
        if cited is None or key in reached:
            continue
        reached.add(key)
        if cited.whole:
            todo.append(CiterKey(*cited.whole))
    return sorted(reached)


def follow(hit: frozenset[str], *, workspace_id: int | None) -> core.Ripple:
    """The things that rest on some claims, nobody asked about people; None: the installation's."""
    rows = _cited(workspace_id, hit)
    told = _describe(workspace_id or NO_WORKSPACE, {row.citer for row in rows})
    by_claim: defaultdict[str, list[core.Citation]] = defaultdict(list)
    for row in rows:
        if row.citer in told:
            by_claim[row.claim_id].append(row)
    return _follow(hit, by_claim, told)


def citing_rings(slug: str, *, workspace_id: int | None) -> tuple[RingView, ...]:
    """Everything here (None: in the installation) that cites one claim, nearest first.

    One query and one for each kind.
    """
    rows = _cited(workspace_id, [slug])
    told = _describe(workspace_id or NO_WORKSPACE, {row.citer for row in rows})
    rows = [row for row in rows if row.citer in told]
    return tuple(_ring(ring, told) for ring in core.ripple([slug], citations=rows).rings)


def named(kind: str, thing: str, *, workspace_id: int) -> Cited | None:
    """One thing as its own room names it; None where the workspace does not have it."""
    if kind not in {citer.kind for citer in citers.registered()}:
        return None
    return _named(workspace_id, [CiterKey(kind, thing)]).get(CiterKey(kind, thing))


def _describe(workspace_id: int, keys: Iterable[CiterKey]) -> dict[CiterKey, Cited]:
    """Names of things, and of the wholes that these are part of.

    What the workspace does not have is left out. A kind that nobody registered is named by id.
    """
    told = _named(workspace_id, keys)
    wholes = {CiterKey(*cited.whole) for cited in told.values() if cited.whole}
    return _named(workspace_id, wholes - told.keys()) | told


def _named(workspace_id: int, keys: Iterable[CiterKey]) -> dict[CiterKey, Cited]:
    known = {citer.kind: citer for citer in citers.registered()}
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for key in sorted(keys):
        by_kind[key.kind].append(key.id)
    told: dict[CiterKey, Cited] = {}
    for kind, ids in by_kind.items():
        named = (
            known[kind].describe(workspace_id, ids)
            if kind in known
            else {thing: Cited(thing) for thing in ids}
        )
        told |= {CiterKey(kind, thing): cited for thing, cited in named.items()}
    return told


def _told_by_name(
    workspace_id: int, keys: Iterable[CiterKey]
) -> dict[str, Mapping[str, Sequence[int]]]:
    """Whom things concern, of kinds that cannot say it as a set."""
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for key in sorted(keys):
        by_kind[key.kind].append(key.id)
    return {
        citer.kind: citer.concerned(workspace_id, by_kind[citer.kind])
        for citer in citers.registered()
        if citer.holders is None and citer.concerned is not None and by_kind.get(citer.kind)
    }


def _ring(ring: core.Ring, told: Mapping[CiterKey, Cited]) -> RingView:
    return RingView(
        ring.kind,
        _things(ring.kind, ring.rests_on, told),
        _things(ring.kind, ring.mentions, told),
    )


def _things(kind: str, ids: Iterable[str], told: Mapping[CiterKey, Cited]) -> tuple[Thing, ...]:
    named = ((thing, told.get(CiterKey(kind, thing))) for thing in ids)
    rows = [Thing(kind, thing, cited) for thing, cited in named if cited is not None]
    return tuple(sorted(rows, key=lambda row: (row.cited.title, row.cited.detail, row.id)))


class _Waiting:
    """Things that rest on proposed claims, and what else each of them rests on; two queries."""

    def __init__(
        self,
        workspace_id: int,
        rows: Iterable[core.Citation],
        created: frozenset[str],
        now: dt.datetime,
    ) -> None:
        self._keys = {
            row.citer
            for row in rows
            if row.claim_id in created
            and row.role is core.Role.RESTS_ON
            and row.citer.kind in ENTERING
        }
        self._rests = (
            ledger.rests_of(workspace_id, {(key.kind, key.id) for key in self._keys})
            if self._keys
            else {}
        )
        self._ledger = ledger.ledger(workspace_id, on=now.date()) if self._keys else None

    def let_in_by(
        self, created: frozenset[str], gone: frozenset[str], told: Mapping[CiterKey, Cited]
    ) -> tuple[Thing, ...]:
        """The things that nothing but these claims keeps out."""
        if self._ledger is None:
            return ()
        live = self._ledger.live - gone
        found = []
        for key in sorted(self._keys):
            rests = self._rests.get((key.kind, key.id), set())
            if rests & created and rests <= live | created:
                found.append(Thing(key.kind, key.id, told[key]))
        return tuple(found)
