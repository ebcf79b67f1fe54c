"""What if a change were published: the figures, for a workspace or for everybody."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from whetstone.apps.field import selectors as ledger
from whetstone.apps.keepup.everywhere import everywhere
from whetstone.apps.keepup.ripples import ripples_of
from whetstone.core.kernel.errors import Missing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Preview:
    """The ripple of a change in figures; no name and no id of a person.

    `minutes` bring everybody up to date, `repair_minutes` mend what says something untrue (by
    assumption). `workspaces` is how many have somebody who is touched.
    """

    change: str
    title: str
    scope: str
    claims: tuple[str, ...]
    things: Mapping[str, int]
    people: int
    minutes_each: int
    minutes: int
    repair_minutes: float

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
    if workspace_id is None:
        seen = everywhere(change)
        things, scope = dict(seen.rings), "everybody"
    else:
        seen = ripples_of([change], workspace_id=workspace_id, now=now)[change.pk]
        things = {kind: len(ring.things) for kind, ring in seen.rings.items() if ring.things}
        scope = "workspace"
    return Preview(
        change=change.slug,
        title=change.title,
        scope=scope,
        claims=tuple(sorted(seen.claims)),
        things=things,
        people=len(seen.people),
        minutes_each=seen.minutes_each,
        minutes=seen.minutes,
        repair_minutes=seen.repair,
    )
