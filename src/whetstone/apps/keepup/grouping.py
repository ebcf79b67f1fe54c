"""Whom a change touches, team by team or class by class: only where nobody can be worked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.apps.people import selectors as people
from whetstone.core.rollup.disclosure import split, tells_of_enough

if TYPE_CHECKING:
    from whetstone.apps.keepup.ripples import RippleView
    from whetstone.apps.people.selectors import Group


@dataclass(frozen=True, slots=True)
class Groups:
    """Teams (or classes) that may be shown, and all others as one: (touched, size), if at all."""

    shown: tuple[Group, ...] = ()
    rest: tuple[int, int] | None = None


def groups_of(ripple: RippleView, workspace_id: int) -> Groups:
    """The groups of a workspace beside a ripple; classes where there are any, else teams.

    Two queries; none where the workspace is too small for any group to be shown.
    """
    whole = (len(ripple.people), ripple.team)
    if whole[0] == 0 or not tells_of_enough(whole):
        return Groups()
    found = people.groups(workspace_id, ripple.people.query())
    kind = "class" if any(one.kind == "class" for one in found) else "team"
    some = [one for one in found if one.kind == kind]
    told = split([(one.among, one.size) for one in some], whole=whole)
    return Groups(
        tuple(some[place] for place in told.shown), told.rest if told.rest_is_shown else None
    )
