"""A pack held against our ledger: row by row, what is new, what is ours already, what differs.

A change of the pack arrives as pending, so what it did to claims at its issuer is not taken
twice: versions that it made are left out on both sides, and a claim that it ends arrives as it
stood before. Publishing the change here does the rest, after a preview of its ripple.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from whetstone.core.freshness.lineage import Lineage, lineage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from whetstone.formats.packs import Pack, PackChange, PackClaim, PackVersion

_MADE: Final = {
    "supersedes": "superseded", "retires": "retired", "doubts": "doubtful", "creates": "current",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim of the pack beside ours. `taking` are the versions that taking theirs appends."""

    claim: PackClaim
    standing: Lineage
    theirs: PackVersion
    ours: PackVersion | None
    taking: tuple[PackVersion, ...]

    kind = "claim"

    @property
    def slug(self) -> str:
        """The name of the claim."""
        return self.claim.id

    def content(self) -> str:
        """A hash of what is offered."""
        return self.theirs.content()


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change of the pack beside ours. `slug_here`: the name under which theirs would stand."""

    change: PackChange
    standing: Lineage
    ours: PackChange | None
    slug_here: str

    kind = "change"

    @property
    def slug(self) -> str:
        """The name of the change."""
        return self.change.id

    def content(self) -> str:
        """A hash of what is offered."""
        return self.change.content()


@dataclass(frozen=True, slots=True)
class Weighed:
    """Every row of a pack beside ours."""

    claims: tuple[ClaimRow, ...]
    changes: tuple[ChangeRow, ...]

    @property
    def rows(self) -> tuple[ClaimRow | ChangeRow, ...]:
        """Changes first, then claims."""
        return (*self.changes, *self.claims)


def weigh(
    pack: Pack,
    *,
    claims: Mapping[str, Sequence[PackVersion]],
    changes: Mapping[str, PackChange],
    in_force: Collection[str] = (),
) -> Weighed:
    """Hold a pack against what is here: versions by claim, last one counts; changes by name.

    `in_force` are the changes that count here already: what they did is part of both histories.
    """
    rows = tuple(_change_row(one, changes, pack.fingerprint) for one in pack.changes)
    arriving = [
        row.change
        for row in rows
        if row.standing is not Lineage.SAME or not {row.slug, row.slug_here} & set(in_force)
    ]
    effects = _effects(arriving)
    named = {change.id for change in arriving}
    return Weighed(
        tuple(
            _claim_row(one, claims.get(one.id, ()), effects.get(one.id, frozenset()), named)
            for one in pack.claims
        ),
        rows,
    )


def slug_of_theirs(slug: str, fingerprint: str) -> str:
    """The name under which their change stands beside ours of the same name."""
    return f"{slug[:70]}-{fingerprint[:8]}"


def _effects(changes: Iterable[PackChange]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for change in changes:
        for one in change.effects:
            found.setdefault(one.claim, set()).add(one.effect)
    return {slug: frozenset(effects) for slug, effects in found.items()}


def _claim_row(
    claim: PackClaim,
    ours: Sequence[PackVersion],
    effects: frozenset[str],
    named: Collection[str],
) -> ClaimRow:
    theirs = _before(claim.versions, effects, named) or (_as_before(claim.versions[0], effects),)
    standing = Lineage.SAME
    if not ours or ours[-1].content() != claim.versions[-1].content():
        held = _before(ours, effects, named) or tuple(ours)
        standing = lineage([one.content() for one in held], [one.content() for one in theirs])
    return ClaimRow(claim, standing, theirs[-1], ours[-1] if ours else None, _unseen(ours, theirs))


def _before(
    versions: Sequence[PackVersion], effects: frozenset[str], named: Collection[str]
) -> tuple[PackVersion, ...]:
    """The versions that the changes of the pack did not make."""
    made = {_MADE[effect] for effect in effects}
    return tuple(
        one
        for one in versions
        if one.change not in named and not (not one.change and one.status in made)
    )


def _as_before(first: PackVersion, effects: frozenset[str]) -> PackVersion:
    """A claim known only as the change left it, as it stood before that."""
    if "creates" in effects:
        return replace(first, status="proposed")
    return replace(first, status="current", held_until=None, change="")


def _unseen(ours: Sequence[PackVersion], theirs: Sequence[PackVersion]) -> tuple[PackVersion, ...]:
    """Their versions after the last one that stands in our history."""
    known = {one.content() for one in ours}
    seen = [n for n, one in enumerate(theirs) if one.content() in known]
    rest = tuple(theirs[seen[-1] + 1 :] if seen else theirs)
    return rest or (theirs[-1],)


def _change_row(change: PackChange, ours: Mapping[str, PackChange], fingerprint: str) -> ChangeRow:
    beside = slug_of_theirs(change.id, fingerprint)
    held = ours.get(change.id)
    if held is None:
        return ChangeRow(change, Lineage.NEW, None, change.id)
    twin = ours.get(beside)
    is_same = held.content() == change.content() or (
        twin is not None and replace(twin, id=change.id).content() == change.content()
    )
    return ChangeRow(change, Lineage.SAME if is_same else Lineage.CONFLICT, held, beside)
