"""Who may judge a task of a team, and how many it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from whetstone.apps.learn.agreeing import together
from whetstone.apps.learn.judged import RATERS
from whetstone.apps.learn.models import TaskHanding, TaskPeer
from whetstone.apps.people import selectors as people
from whetstone.web.request import Right

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.apps.people.selectors import Member

RIGHTS: Final = (Right.LEAD, Right.PARTNER, Right.INSTRUCTOR)
"""Who judges by their right; a colleague judges beside them, where a lead named one."""
EVERY_SO_MANY: Final = 10
"""Where judges agree, one may do, and so many works apart two judge (the tasks' key `rating`)."""
Why = TaskHanding.Why


class Wanted(NamedTuple):
    """How many people it takes to judge a work, and why."""

    raters: int
    why: str


def is_team(workspace_id: int) -> bool:
    """Whether tasks are handed in here: at a school, the page of the class takes them."""
    return people.workspace(workspace_id).kind == "team"


def judges(workspace_id: int) -> list[Member]:
    """Leads, partners and instructors, by name; at a school, instructors alone."""
    rights = RIGHTS if is_team(workspace_id) else (Right.INSTRUCTOR,)
    found = {one.id: one for each in rights for one in people.members(workspace_id, right=each)}
    return sorted(found.values(), key=lambda one: (one.name, one.id))


def peers(workspace_id: int) -> list[Member]:
    """Colleagues whom a lead named to judge beside them, and who judge by no right."""
    rows = TaskPeer.objects.filter(person__workspace_id=workspace_id).order_by("pk")
    newest: dict[int, bool] = dict(rows.values_list("person_id", "is_named"))
    if not any(newest.values()):
        return []
    by_right = {one.id for one in judges(workspace_id)}
    return [
        one
        for one in people.members(workspace_id)
        if newest.get(one.id) and one.id not in by_right
    ]


def wanted(person_id: int, *, workspace_id: int) -> Wanted:
    """How many people judge the next work that somebody hands in.

    Two, until the judges of the workspace agree (weighted kappa .6, see `agreement`); then one,
    and two for every tenth. Where nobody else is there to judge: one, and it says so ever after.
    """
    others = [*judges(workspace_id), *peers(workspace_id)]
    found = _wanted(person_id, others, workspace_id)
    if found.why != Why.AGREED:
        return found
    before = TaskHanding.objects.filter(person__workspace_id=workspace_id).count()
    if before % EVERY_SO_MANY == EVERY_SO_MANY - 1:
        return Wanted(RATERS, Why.TENTH)
    return found


def wanted_by_right(person_id: int, *, workspace_id: int) -> Wanted:
    """The same for what colleagues never judge: a crisis drill."""
    return _wanted(person_id, judges(workspace_id), workspace_id)


def _wanted(person_id: int, others: Sequence[Member], workspace_id: int) -> Wanted:
    if is_team(workspace_id) and sum(one.id != person_id for one in others) < RATERS:
        return Wanted(1, Why.SMALL)
    found = together(workspace_id).found
    agree = found is not None and found.is_enough
    return Wanted(1, Why.AGREED) if agree else Wanted(RATERS, Why.TWO)
