"""What rests on claims and is told only to those who may know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whetstone.apps.field import citers
from whetstone.apps.keepup.ripples import RingView, Thing

if TYPE_CHECKING:
    from collections.abc import Collection


def resting_on(
    slugs: Collection[str], *, workspace_id: int, rights: Collection[str]
) -> tuple[RingView, ...]:
    """What this reader may know of, by kind; constant queries, none for most people."""
    found = ((one.kind, one.resting(workspace_id, slugs)) for one in citers.withheld_for(rights))
    return tuple(
        RingView(kind, tuple(Thing(kind, cited.url, cited) for cited in things))
        for kind, things in found
        if things
    )
