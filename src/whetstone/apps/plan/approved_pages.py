"""What somebody said yes or no to, line by line, beside the plan as it stands now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.apps.plan import review_words as words
from whetstone.core.strategy.plan_review import differences

if TYPE_CHECKING:
    from whetstone.apps.plan.campaign_selectors import Approval, Whole


@dataclass(frozen=True, slots=True)
class Approved:
    """The plan as it was read: (choice, text), and (choice, then, now) of what has changed."""

    lines: list[tuple[str, str]]
    changes: list[tuple[str, str, str]]


def lines(whole: Whole) -> list[tuple[str, str]]:
    """(choice, text) of what a yes would be said to."""
    return [
        (words.line_name(one.key, one.facts), words.line_text(one.key, one.facts, whole.names))
        for one in whole.plan
    ]


def approved(whole: Whole) -> list[Approved]:
    """One for each person who must say yes, in their order."""
    return [_approved(one, whole) for one in whole.approvals()]


def _approved(one: Approval, whole: Whole) -> Approved:
    names = whole.names
    return Approved(
        [
            (words.line_name(line.key, line.facts), words.line_text(line.key, line.facts, names))
            for line in one.then
        ],
        [
            (
                words.line_name(moved.key, moved.now or moved.then or {}),
                words.line_text(moved.key, moved.then, names),
                words.line_text(moved.key, moved.now, names),
            )
            for moved in (differences(one.then, whole.plan) if one.then else ())
        ],
    )
