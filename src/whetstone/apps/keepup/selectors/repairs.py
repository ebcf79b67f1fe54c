"""When the curriculum was mended after a change.

A repair is needed where a lesson rested on a claim that the change took away. It is done on the
day the first version was loaded after which no lesson rests on any of them. Both follow from the
stored versions; where an editor closed the change by hand, that day counts instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from whetstone.apps.field import selectors as ledger
from whetstone.apps.keepup.selectors.inbox import closed_on
from whetstone.apps.learn.selectors.stock import lesson_versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from whetstone.apps.field.models import Change
    from whetstone.apps.learn.selectors.stock import LessonVersion


def closings(workspace_id: int | None) -> Mapping[str, date]:
    """Days on which changes were closed by hand, by name; the installation has no inbox."""
    return {} if workspace_id is None else closed_on(workspace_id)


@dataclass(frozen=True, slots=True)
class Repair:
    """Whether a change needed the curriculum to be mended, and since when it is (None: open)."""

    needed: bool
    done_on: date | None = None


def repairs(changes: Iterable[Change], *, closed: Mapping[str, date]) -> dict[str, Repair]:
    """The repair of each change, by name; effects must be prefetched. One query at most."""
    by_lesson: dict[str, list[LessonVersion]] = {}
    for version in lesson_versions():
        by_lesson.setdefault(version.slug, []).append(version)
    lessons = tuple(by_lesson.values())
    return {row.slug: _repair(row, lessons, closed.get(row.slug)) for row in changes}


def _repair(change: Change, lessons: Iterable[list[LessonVersion]], closed: date | None) -> Repair:
    if closed is not None:
        return Repair(needed=True, done_on=max(closed, change.noticed_on))
    gone = ledger.hits(change)
    days = [_mended(versions, gone, change.noticed_on) for versions in lessons]
    found = [day for day in days if day is not _UNTOUCHED]
    if not found:
        return Repair(needed=False)
    if any(day is None for day in found):
        return Repair(needed=True)
    return Repair(needed=True, done_on=max(day for day in found if day is not None))


_UNTOUCHED = date.min
"""What `_mended` answers for a lesson that never rested on the claims."""


def _mended(versions: list[LessonVersion], gone: frozenset[str], noticed_on: date) -> date | None:
    """Since when a lesson is clean; None while its newest version still rests on what is gone."""
    resting = [place for place, one in enumerate(versions) if one.rests_on & gone]
    if not resting:
        return _UNTOUCHED
    after = versions[resting[-1] + 1 :]
    if not after:
        return None if versions[-1].is_latest else noticed_on
    return max(after[0].loaded_on or noticed_on, noticed_on)
