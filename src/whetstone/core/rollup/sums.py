"""A sum over the same group, week after week, without letting two of them be subtracted.

A sum moves when one person's part moves, and whoever kept the sum before has that person's part.
So a part that changed counts as somebody who left and somebody who came: a new sum is shown only
where `may_release_beside` holds for every (person, part) that was ever in a sum beside it. What
any sums shown give by adding and subtracting is then about five people or more. Until that holds
the sum that was shown last stands, with its day. Sums are recounted once a week, so that a team
in which everybody moves a little is told of soon, and one who looks hourly learns no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.rollup.disclosure import may_release_beside

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum as it was shown: the parts it was made of, each under a name that hides it."""

    value: float
    on: date
    parts: frozenset[str]


def is_due(newest: date | None, *, on: date) -> bool:
    """Whether a sum is counted anew on a day: once in a calendar week (ISO 8601)."""
    return newest is None or (newest < on and newest.isocalendar()[:2] != on.isocalendar()[:2])


def next_sum(parts: Mapping[str, float], *, on: date, released: Sequence[Sum]) -> Sum | None:
    """The sum to show: that of today where it tells of nobody alone, else the last one shown.

    None where none may be shown. `parts` maps the name of each (person, part) to the part, also
    where it is zero; `released` holds the sums shown before over any of these people, oldest
    first.

    >>> from datetime import date
    >>> monday, later = date(2026, 9, 7), date(2026, 9, 14)
    >>> first = next_sum({f"{n}: 1": 1.0 for n in range(6)}, on=monday, released=[])
    >>> first.value
    6.0
    >>> moved = {f"{n}: 1": 1.0 for n in range(5)} | {"5: 3": 3.0}
    >>> next_sum(moved, on=later, released=[first]) == first
    True
    """
    newest = released[-1] if released else None
    if not is_due(newest.on if newest else None, on=on):
        return newest
    now = frozenset(parts)
    if may_follow(now, [one.parts for one in released]):
        return Sum(sum(parts.values()), on, now)
    return newest


def may_follow(parts: frozenset[str], released: Sequence[frozenset[str]]) -> bool:
    """May a figure made of these parts be shown beside all that were shown before?

    A part names a person together with what they did. What a figure makes of the parts may be
    anything that treats them alike (a sum, a chance that two are able): where every set of parts
    that were in and out of the same figures is empty or of five and more, exchanging two of a
    set changes nothing that was shown, so nothing shown tells which of the five it was.

    >>> before = frozenset({"a: 1", "b: 1", "c: 1", "d: 1", "e: 1"})
    >>> may_follow(before, [before])
    True
    >>> may_follow(before - {"e: 1"} | {"e: 2"}, [before])
    False
    """
    return may_release_beside(parts, released)
