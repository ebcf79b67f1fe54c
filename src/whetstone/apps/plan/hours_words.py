"""Hours against goals and priorities, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.web.wording import day, number, percent

if TYPE_CHECKING:
    from whetstone.apps.plan.hours_selectors import Hours
    from whetstone.apps.plan.selectors import Board
    from whetstone.core.strategy.goals import PriorityRow


def hours_words(found: Hours, board: Board) -> dict[str, Any] | None:
    """What the hours of planned posts say; None where no post is planned."""
    if not found.posts:
        return None
    return {
        "served": _served(found),
        "orphans": _orphans(found),
        "priorities": _priorities(found, board),
        "rows": _rows(found, board),
        "source": _source(found),
    }


def _served(found: Hours) -> str:
    if not found.served.whole:
        return _("How many hours serve a goal: cannot tell, no planned post has minutes.")
    return _("Of %(hours)s planned hours, %(share)s lead to a business goal.") % {
        "hours": number(found.served.whole, decimals=1),
        "share": percent(found.served.aligned / found.served.whole),
    }


def _orphans(found: Hours) -> str:
    n = round(found.posts_served.whole - found.posts_served.aligned)
    if not n:
        return ""
    return ngettext(
        "%(n)s planned post leads to no business goal.",
        "%(n)s planned posts lead to no business goal.",
        n,
    ) % {"n": number(n)}


def _priorities(found: Hours, board: Board) -> str:
    if not any(one.priority for one in board.goals):
        return _(
            "Hours against priorities: cannot tell, no goal states its share of the work. Write "
            "it at the goal."
        )
    if found.against is None:
        return _("Hours against priorities: cannot tell, no planned post has minutes.")
    said = _(
        "%(share)s of the hours would have to move for them to follow the stated priorities."
    ) % {"share": percent(found.against.gap)}
    most = max(found.against.rows, key=lambda row: abs(row.spent - row.wanted))
    if abs(most.spent - most.wanted) < 0.005:  # noqa: PLR2004  # less than a page shows
        return said
    return said + " " + _furthest(most, board)


def _furthest(row: PriorityRow, board: Board) -> str:
    facts = {
        "goal": _title(row, board), "wanted": percent(row.wanted), "spent": percent(row.spent),
    }  # fmt: skip
    if not row.goal:
        return _("%(spent)s serve no goal with a priority.") % facts
    return _("“%(goal)s” should have %(wanted)s and has %(spent)s.") % facts


def _rows(found: Hours, board: Board) -> list[list[str]]:
    if found.against is None:
        return []
    return [
        [_title(row, board), percent(row.wanted), percent(row.spent)] for row in found.against.rows
    ]


def _title(row: PriorityRow, board: Board) -> str:
    goal = board.goal(int(row.goal)) if row.goal else None
    return goal.title if goal else _("no goal with a priority")


def _source(found: Hours) -> str:
    said = ngettext(
        "Counted from %(n)s post of the content calendar",
        "Counted from %(n)s posts of the content calendar",
        found.posts,
    ) % {"n": number(found.posts)}
    if found.first and found.last:
        said += ", " + _("%(first)s to %(last)s") % {
            "first": day(found.first), "last": day(found.last),
        }  # fmt: skip
    said += ". "
    if found.unknown:
        said += ngettext(
            "%(n)s says no minutes and is left out, not read as 0. ",
            "%(n)s say no minutes and are left out, not read as 0. ",
            found.unknown,
        ) % {"n": number(found.unknown)}
    said += _("The hours that a campaign was given stand on its page, and are another count. ")
    return said + _("A count of all has no interval.")
