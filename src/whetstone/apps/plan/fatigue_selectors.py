"""Views beside people by day, from the exports of networks: how often each person sees it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from whetstone.apps.plan.argument import Elsewhere
from whetstone.apps.plan.figures_merging import Said, merged
from whetstone.apps.plan.figures_models import SEEN_BY, DaySnapshot
from whetstone.web import once
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from whetstone.apps.plan.argument import Day

REACH: Final = "reach"

_SNAPSHOTS = Prepared(
    lambda workspace_id: DaySnapshot.objects.filter(
        workspace_id=workspace_id, part=""
    ).values_list("network", "on", "pk", "seen_on", "figures", "upload__eras")
)


def has_frequency(days: Iterable[Day]) -> bool:
    """Whether any day has both people and views."""
    return any(people and views is not None for _on, people, views, *_acts in days)


@once.a_request
def account_days(workspace_id: int) -> Elsewhere | None:
    """The days of the network with the most days that have views and reach; one query.

    The same for all campaigns of a workspace: a page that reads several reads them once.

    Days whose views are counted in another way than the newest are left out: two ways of
    counting are never joined.
    """
    said: defaultdict[tuple[str, dt.date], list[Said]] = defaultdict(list)
    for network, on, pk, seen_on, figures, eras in _SNAPSHOTS(workspace_id):
        said[network, on].append(Said(seen_on, pk, figures, eras))
    days: defaultdict[str, list[tuple[tuple[str, str], Day]]] = defaultdict(list)
    for network, on in sorted(said):
        found = merged(said[network, on])
        measure = next((name for name in SEEN_BY if name in found.figures), "")
        if measure and found.figures.get(REACH):
            way = (measure, found.eras.get(measure, ""))
            days[network].append((way, _day(on, measure, found.figures)))
    best = max(days, key=lambda network: len(days[network]), default=None)
    if best is None:
        return None
    newest = days[best][-1][0]
    return Elsewhere(best, tuple(day for way, day in days[best] if way == newest))


def _day(on: dt.date, measure: str, figures: Mapping[str, float]) -> Day:
    numbers = (figures.get(name) for name in (REACH, measure, "replies", "link_taps"))
    people, views, replies, taps = (None if one is None else round(one) for one in numbers)
    return on, people, views, replies, taps
