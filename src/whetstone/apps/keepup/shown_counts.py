"""Counts of people as they may be told: weighed against every one told before, and kept."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from whetstone.apps.keepup.models import ShownCount
from whetstone.core.rollup.bands import Count, next_count
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from whetstone.apps.keepup.ripples import RippleView

Key = TypeVar("Key")


def of_change(change_id: int) -> str:
    """What the people whom a change touches are kept as."""
    return f"change {change_id}"


def of_claim(slug: str) -> str:
    """What the people who rest on a claim are kept as."""
    return f"claim {slug}"


def tell(
    workspace_id: int, counts: Mapping[str, tuple[int, int]], *, now: dt.datetime
) -> dict[str, Count]:
    """Counts (how many, of how many) by topic as they may be told now; two queries at most.

    A topic that is not in the answer may not be told: its group is too small.
    """
    if not counts:
        return {}
    shown: defaultdict[str, list[Count]] = defaultdict(list)
    for topic, n, size, on in _SHOWN(workspace_id, *sorted(counts)):
        shown[topic].append(Count(n, size, on))
    told, made = {}, []
    for topic, (n, size) in sorted(counts.items()):
        found = next_count(Count(n, size, now.date()), released=shown[topic])
        if found is None:
            continue
        told[topic] = found
        if found not in shown[topic]:
            made.append(
                ShownCount(
                    workspace_id=workspace_id, topic=topic, n=found.n, size=found.size, on=found.on
                )
            )
    if made:
        ShownCount.objects.bulk_create(made, ignore_conflicts=True)
    return told


_SHOWN: Final = Prepared(
    lambda workspace_id, *topics: (
        ShownCount.objects.filter(workspace_id=workspace_id, topic__in=topics)
        .order_by("on", "pk")
        .values_list("topic", "n", "size", "on")
    )
)


def with_counts(
    ripples: Mapping[Key, RippleView],
    named: Callable[[Key], str],
    *,
    workspace_id: int,
    now: dt.datetime,
) -> dict[Key, RippleView]:
    """Ripples, each with the count of people that may be told of it; `named` gives its topic."""
    asked = {named(key): (len(one.people), one.team) for key, one in ripples.items()}
    told = tell(workspace_id, asked, now=now)
    return {key: replace(one, told_of=told.get(named(key))) for key, one in ripples.items()}
