"""What if a change were published: the figures, for a workspace or for everybody."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from whetstone.apps.field import selectors as ledger
from whetstone.apps.keepup.covers import covers_after
from whetstone.apps.keepup.everywhere import everywhere
from whetstone.apps.keepup.ripples import ripples_of
from whetstone.apps.keepup.selectors.changes import standing_of
from whetstone.core.kernel.errors import Missing
from whetstone.core.kernel.probability import wilson
from whetstone.core.rollup.disclosure import SMALLEST

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from whetstone.apps.field.models import Change
    from whetstone.apps.keepup.covers import CoverMove
    from whetstone.apps.keepup.everywhere import Everywhere
    from whetstone.apps.keepup.ripples import RippleView

SAMPLE, SAMPLE_PEOPLE = 5, 100
"""Workspaces, and people of each side in them, from which cover is estimated for everybody."""


@dataclass(frozen=True, slots=True)
class AreaCover:
    """P(enough people at the level) in a required area, now and after; None: not to be told."""

    area: str
    level: int
    need: int
    before: float | None
    after: float | None
    why: str


@dataclass(frozen=True, slots=True)
class CoverLost:
    """What publication does to cover.

    In a workspace: `areas` (`is_floor`: from a part of its people, so at least this). For
    everybody: of `looked_at` required areas in a seeded sample of workspaces, `weaker` get a
    weaker word; `low` and `high` are the 95 % Wilson interval of that share.
    """

    areas: tuple[AreaCover, ...] = ()
    is_floor: bool = False
    workspaces: int = 1
    looked_at: int = 0
    weaker: int = 0
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """The ripple of a change in figures; no name and no id of a person.

    `stands` says whether it waits, counts, or is not confirmed: then publishing it is refused.

    `minutes` bring everybody up to date, `repair_minutes` mend what says something untrue (by
    assumption). Under five learners `people` and `minutes` are None: not shown.
    """

    change: str
    title: str
    stands: str
    scope: str
    claims: tuple[str, ...]
    things: Mapping[str, int]
    people: int | None
    minutes_each: int
    minutes: int | None
    repair_minutes: float
    cover: CoverLost

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def preview(slug: str, *, workspace_id: int | None, now: dt.datetime) -> Preview:
    """The preview of a change; None: for everybody who reads the installation's ledger.

    Raises:
        Missing: there is no such change.
    """
    change = ledger.change(workspace_id, slug)
    if change is None or change.undoes_id is not None:
        raise Missing("change", slug)
    seen: RippleView | Everywhere
    if workspace_id is None:
        seen = everywhere(change)
        things, shown, lost = dict(seen.rings), True, _sampled(change, seen, now)
    else:
        seen = ripples_of([change], workspace_id=workspace_id, now=now)[change.pk]
        things = {kind: len(ring.things) for kind, ring in seen.rings.items() if ring.things}
        shown, lost = seen.team >= SMALLEST, _lost(change, workspace_id, now)
    return Preview(
        change=change.slug,
        title=change.title,
        stands=standing_of(change, workspace_id).counts.value,
        scope="everybody" if workspace_id is None else "workspace",
        claims=tuple(sorted(seen.claims)),
        things=things,
        people=len(seen.people) if shown else None,
        minutes_each=seen.minutes_each,
        minutes=seen.minutes if shown else None,
        repair_minutes=seen.repair,
        cover=lost,
    )


def _lost(change: Change, workspace_id: int, now: dt.datetime) -> CoverLost:
    found = covers_after(change, workspace_id=workspace_id, now=now)
    areas = tuple(
        AreaCover(one.area, one.level, one.need, one.before, one.after, one.why)
        for one in found.moves
    )
    return _counted(found.moves, areas=areas, is_floor=found.is_floor)


def _sampled(change: Change, seen: Everywhere, now: dt.datetime) -> CoverLost:
    """A few workspaces, the same ones for the same change, a few people of each side in each."""
    ids = sorted(row["pk"] for row in seen.workspaces)
    chosen = random.Random(change.slug).sample(ids, min(SAMPLE, len(ids)))  # noqa: S311  # a sample
    moves = [
        move
        for workspace_id in chosen
        for move in covers_after(
            change, workspace_id=workspace_id, now=now, most=SAMPLE_PEOPLE
        ).moves
    ]
    return _counted(moves, workspaces=len(chosen), is_floor=True)


def _counted(moves: Sequence[CoverMove], **more: Any) -> CoverLost:
    told = [one for one in moves if one.before is not None and one.after is not None]
    weaker = sum(one.falls for one in told)
    low, high = wilson(weaker, len(told)) if told else (None, None)
    return CoverLost(
        looked_at=len(told),
        weaker=weaker,
        low=None if low is None else float(low),
        high=None if high is None else float(high),
        **more,
    )
