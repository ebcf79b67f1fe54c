"""Hours of learning, released as `core.rollup.sums` allows: one topic for each kind of hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from whetstone.apps.lead.hidden import hidden
from whetstone.apps.lead.models import ReleasedSum
from whetstone.core.kernel.probability import wilson
from whetstone.core.rollup.hours import MINUTES_PER_HOUR, Fate
from whetstone.core.rollup.sums import Sum, is_due, next_sum
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from whetstone.core.rollup.hours import BlockHour

HOURS: Final = ("kept", "stolen", "after", "ahead", "moved")
TOPICS: Final = (*HOURS, "blocks_kept", "blocks_stolen")
BEFORE: Final = timedelta(days=92)
"""How far before a quarter sums are weighed: time booked ahead stands in two quarters' sums."""

Parts = dict[str, dict[int, float]]


@dataclass(frozen=True, slots=True)
class Shown:
    """The newest sum of a topic; `is_new`: it is to be kept."""

    found: Sum | None
    is_new: bool


def parts_of(
    rows: Iterable[BlockHour],
    team: Iterable[int],
    *,
    minutes: Mapping[str, Mapping[int, int]] = MappingProxyType({}),
) -> Parts:
    """What each of the team adds to each sum, also where that is nothing.

    `minutes` are more of them, by topic and person: what was moved, what was learned after hours.
    """
    found: Parts = {topic: dict.fromkeys(team, 0.0) for topic in TOPICS}
    for row in rows:
        for topic, amount in _adds(row):
            mine = found[topic]
            mine[int(row.person)] = mine.get(int(row.person), 0.0) + amount
    for topic, by_person in minutes.items():
        for person, amount in by_person.items():
            found[topic][person] = found[topic].get(person, 0.0) + amount / MINUTES_PER_HOUR
    return found


def shown(
    workspace_id: int, counted: Callable[[], Parts], *, since: dt.date, on: dt.date
) -> dict[str, Shown]:
    """The sums to show; one query. Where one is due, a second, and the parts are `counted`."""
    held: dict[str, list[Sum]] = {}
    for topic, value, day in _SINCE(workspace_id, since - BEFORE):
        held.setdefault(topic, []).append(Sum(value, day, frozenset()))
    newest = {topic: some[-1] for topic, some in held.items()}
    due = [one for one in TOPICS if is_due(newest[one].on if one in newest else None, on=on)]
    released, parts = (_with_parts(workspace_id, since), counted()) if due else ({}, {})
    found = {}
    for topic in TOPICS:
        if topic not in due:
            found[topic] = Shown(newest[topic], is_new=False)
            continue
        named = hidden(f"whetstone.lead.sums.{workspace_id}.{topic}")
        names = named(f"{person}:{part:.4f}" for person, part in parts[topic].items())
        told = dict(zip(names, parts[topic].values(), strict=True))
        one = next_sum(told, on=on, released=released.get(topic, ()))
        found[topic] = Shown(one, is_new=one is not None and one.on == on)
    return found


_SINCE = Prepared(
    lambda workspace_id, since: (
        ReleasedSum.objects.filter(workspace_id=workspace_id, on__gte=since)
        .order_by("on", "pk")
        .values_list("topic", "value", "on")
    )
)


def keep(workspace_id: int, found: Mapping[str, Shown], *, since: dt.date) -> None:
    """Keep what is shown for the first time."""
    rows = to_keep(workspace_id, found, since=since)
    if rows:
        ReleasedSum.objects.bulk_create(rows, ignore_conflicts=True)


def to_keep(workspace_id: int, found: Mapping[str, Shown], *, since: dt.date) -> list[ReleasedSum]:
    """The rows of what is shown for the first time."""
    return [
        ReleasedSum(
            workspace_id=workspace_id, topic=topic, value=one.found.value, on=one.found.on,
            since=since, parts=sorted(one.found.parts),
        )
        for topic, one in found.items()
        if one.is_new and one.found is not None
    ]  # fmt: skip


def told(found: Mapping[str, Shown], *, since: dt.date) -> dict[str, object]:
    """The figures of the page; nothing where one of them may not be told of this quarter yet."""
    sums = [one.found for one in found.values()]
    if any(one is None or one.on < since for one in sums):
        return {"withheld": True, "share": None, **dict.fromkeys(HOURS, 0.0)}
    value = {topic: one.found.value for topic, one in found.items() if one.found}
    kept, come = value["blocks_kept"], value["blocks_kept"] + value["blocks_stolen"]
    share = [kept / come, *wilson(round(kept), round(come))] if come else None
    oldest = min(one.on for one in sums if one is not None)
    return {
        "withheld": False,
        **{topic: value[topic] for topic in HOURS},
        "share": share,
        "on": oldest.isoformat(),
    }


def _adds(row: BlockHour) -> Sequence[tuple[str, float]]:
    hours = row.minutes / MINUTES_PER_HOUR
    if row.fate is Fate.LEARNED:
        return (
            [("kept", hours), ("blocks_kept", 1.0)] if row.inside_pattern else [("after", hours)]
        )
    if row.fate is Fate.TAKEN:
        return [("stolen", hours), ("blocks_stolen", 1.0)]
    return [("ahead", hours)] if row.fate is Fate.AHEAD else []


def _with_parts(workspace_id: int, since: dt.date) -> dict[str, list[Sum]]:
    rows = ReleasedSum.objects.filter(workspace_id=workspace_id, on__gte=since - BEFORE)
    found: dict[str, list[Sum]] = {}
    for one in rows.order_by("on", "pk"):
        found.setdefault(one.topic, []).append(Sum(one.value, one.on, frozenset(one.parts)))
    return found
