"""Whom a change touches, team by team or class by class: only where nobody can be worked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.apps.keepup import shown_counts
from whetstone.apps.people import selectors as people
from whetstone.core.rollup.bands import may_stand_beside

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.keepup.ripples import RippleView
    from whetstone.core.rollup.bands import Count


@dataclass(frozen=True, slots=True)
class Groups:
    """Teams (or classes) of which something may be told: name and count."""

    shown: tuple[tuple[str, Count], ...] = ()


def groups_of(
    ripple: RippleView, workspace_id: int, *, change_id: int, now: dt.datetime
) -> Groups:
    """The groups of a workspace beside a ripple; classes where there are any, else teams.

    None where together with the whole they would say more than each does alone. A constant
    number of queries; none where the workspace is too small for any group to be shown.
    """
    whole = ripple.told_of
    if whole is None or not whole.n or not whole.band.tells:
        return Groups()
    found = people.groups(workspace_id, ripple.people.query())
    kind = "class" if any(one.kind == "class" for one in found) else "team"
    some = {
        f"{shown_counts.of_change(change_id)} {kind} {one.id}": one
        for one in found
        if one.kind == kind
    }
    asked = {topic: (one.among, one.size) for topic, one in some.items()}
    told = shown_counts.tell(workspace_id, asked, now=now)
    shown = [(some[topic].name, one) for topic, one in told.items() if one.band.tells]
    if kind == "team" and not may_stand_beside([one.band for _n, one in shown], whole=whole.band):
        return Groups()
    return Groups(tuple(sorted(shown, key=lambda two: two[0])))
