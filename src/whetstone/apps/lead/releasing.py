"""Numbers that are shown, and the groups they were shown about: kept, so that none can be undone.

A live page tells as much as a frozen one. So whoever stood behind a number is kept whenever the
number is computed to be shown, and the next number is weighed against all of them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.apps.lead import selectors, sums
from whetstone.apps.lead.cover_standing import standing_covers
from whetstone.apps.lead.models import ReleasedFigure, ReleasedGroup, ReleasedSum
from whetstone.apps.lead.sheet import CURRENCY, cover_topic, covers, sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.apps.lead.selectors import BriefView
    from whetstone.apps.lead.sheet import Kept, Sheet


def shown_cover(workspace_id: int, now: dt.datetime) -> dict[str, frozenset[int]]:
    """By area, those behind the cover that is shown, where none of them did anything since."""
    found = _released(workspace_id, then=selectors.latest(workspace_id), now=now)
    told: dict[str, frozenset[int]] = {}
    for row in found["cover"]:
        topic, members = cover_topic(row["area"]), row["members"]
        if row["p"] is not None and members and found["figures"].is_of_now(topic, members):
            told[row["area"]] = frozenset(members)
    return told


def release_cover(workspace_id: int, *, now: dt.datetime) -> list[Sheet]:
    """Cover alone, kept as the page for leaders keeps it: one figure, wherever it is read.

    Within a week of a figure it is read as it was shown; what people did would not move it.
    """
    standing = standing_covers(workspace_id, now=now)
    if standing is not None:
        return standing
    kept = selectors.kept_groups(workspace_id)
    then = selectors.latest(workspace_id)
    rows, figures = covers(
        workspace_id, now=now, released=then.figures if then else None, kept=kept
    )
    _keep(workspace_id, {"currency": {"share": None}, "cover": rows}, kept, now)
    figures.keep()
    return rows


def digest(members: list[int]) -> str:
    """A group's name: the same people, the same name."""
    return hashlib.sha256(",".join(map(str, sorted(members))).encode()).hexdigest()


def _released(workspace_id: int, *, then: BriefView | None, now: dt.datetime) -> Sheet:
    found, due = weighed(workspace_id, then=then, now=now)
    due.keep()
    return found


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be kept when figures are shown for the first time."""

    groups: list[ReleasedGroup]
    sums: list[ReleasedSum]
    figures: list[ReleasedFigure]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is shown that was not shown before."""
        return not (self.groups or self.sums or self.figures)

    def keep(self) -> None:
        """Keep it for good: the figures are shown now."""
        if self.groups:
            ReleasedGroup.objects.bulk_create(self.groups, ignore_conflicts=True)
        if self.sums:
            ReleasedSum.objects.bulk_create(self.sums, ignore_conflicts=True)
        if self.figures:
            ReleasedFigure.objects.bulk_create(self.figures)


def weighed(workspace_id: int, *, then: BriefView | None, now: dt.datetime) -> tuple[Sheet, Due]:
    """The page's figures, and what is to be kept once they are shown; nothing is kept yet."""
    kept = selectors.kept_groups(workspace_id)
    found = sheet(workspace_id, now=now, released=then.figures if then else None, kept=kept)
    since = dt.date.fromisoformat(found["hours"]["since"])
    due = Due(
        _new_groups(workspace_id, found, kept, now),
        sums.to_keep(workspace_id, found.pop("sums"), since=since),
        found["figures"].made,
    )
    return found, due


def _keep(workspace_id: int, found: Sheet, kept: Kept, now: dt.datetime) -> None:
    rows = _new_groups(workspace_id, found, kept, now)
    if rows:
        ReleasedGroup.objects.bulk_create(rows, ignore_conflicts=True)


def _new_groups(
    workspace_id: int, found: Sheet, kept: Kept, now: dt.datetime
) -> list[ReleasedGroup]:
    return [
        ReleasedGroup(
            workspace_id=workspace_id,
            topic=topic,
            members=members,
            digest=digest(members),
            at=now,
        )
        for topic, members in _groups(found)
        if members not in kept.get(topic, ())
    ]


def _groups(found: Sheet) -> Iterator[tuple[str, list[int]]]:
    if found["currency"]["share"] is not None:
        yield CURRENCY, found["currency"]["members"]
    for row in found["cover"]:
        if row["p"] is not None and row["members"]:
            yield cover_topic(row["area"]), row["members"]
