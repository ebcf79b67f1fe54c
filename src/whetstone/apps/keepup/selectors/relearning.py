"""How long it took people to be current again: released as `core.rollup.releases` allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whetstone.apps.field import selectors as ledger
from whetstone.apps.keepup.selectors.figures import DAYS, SHARE, Figure
from whetstone.core.freshness import metrics
from whetstone.core.freshness.changes import PartialDate
from whetstone.core.freshness.lags import Spread
from whetstone.core.freshness.metrics import Relearning
from whetstone.core.freshness.trend import month_starts
from whetstone.core.kernel.intervals import Estimate, cannot_tell
from whetstone.core.rollup.releases import Refreshed, Release, newest, partition, releases

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping

    from whetstone.apps.field.models import Change
    from whetstone.apps.learn.selectors.stock import Logged

TOO_FEW_PEOPLE = "fewer than five people"


def of_people(workspace_id: int, log: Iterable[Logged], today: dt.date) -> tuple[Figure, Figure]:
    """The end-to-end lag and the reach after 30 days, from the log of refreshers here."""
    by_row = {row.pk: row for row in ledger.changes(workspace_id)}
    rows, happened = _rows(workspace_id, by_row, log)
    return (
        _lag(rows, happened, by_row.values(), today),
        _reach(rows, happened, today),
    )


def _rows(
    workspace_id: int, changes: Mapping[int, Change], log: Iterable[Logged]
) -> tuple[tuple[Refreshed, ...], Mapping[str, dt.date]]:
    undid = {row.pk: row.undoes_id for row in ledger.changes(workspace_id) if row.undoes_id}
    published = {
        row.pk: changes[root]
        for row in ledger.publications(workspace_id).values()
        if (root := _root(row.change_id, undid)) in changes
    }
    rows = tuple(
        Refreshed(
            person,
            published[publication].slug,
            made.date(),
            done.date() if done else None,
            withdrawn.date() if withdrawn else None,
        )
        for person, publication, made, done, withdrawn in log
        if publication in published
    )
    days = {row.slug: PartialDate(row.happened_on).earliest for row in published.values()}
    return rows, days


def _root(change_id: int, undid: Mapping[int, int]) -> int:
    """The change that one puts back: those who relearn it then learn of the same event."""
    while change_id in undid:
        change_id = undid[change_id]
    return change_id


def _lag(
    rows: tuple[Refreshed, ...],
    happened: Mapping[str, dt.date],
    changes: Iterable[Change],
    today: dt.date,
) -> Figure:
    whole = releases(rows, until=today)
    now = newest(whole, today)
    changes = tuple(changes)
    ways = (
        {row.slug: row.severity for row in changes},
        {row.slug: row.network for row in changes},
    )
    by_severity, by_network = partition(rows, ways, until=today, whole=whole)
    return Figure(
        key="freshness_lag",
        unit=DAYS,
        estimate=_quantile(now, happened, p90=False),
        target=metrics.FRESHNESS_TARGET_DAYS,
        at_most=True,
        as_of=now.on if now else today,
        p90=_quantile(now, happened, p90=True),
        p90_target=metrics.FRESHNESS_P90_TARGET_DAYS,
        counts=_counts(now),
        groups={
            "severity": {name: _spread(one, happened) for name, one in by_severity.items()},
            "network": {name: _spread(one, happened) for name, one in by_network.items()},
        },
        trend=_trend(whole, today, lambda one: _quantile(one, happened, p90=False)),
    )


def _reach(rows: tuple[Refreshed, ...], happened: Mapping[str, dt.date], today: dt.date) -> Figure:
    found = releases(rows, until=today, settled_after=metrics.REACH_DAYS)
    now = newest(found, today)

    def told(release: Release | None) -> Estimate:
        if release is None:
            return cannot_tell(TOO_FEW_PEOPLE)
        return metrics.refresh_reach(_relearned(release, happened), on=release.on).estimate

    return Figure(
        key="refresh_reach",
        unit=SHARE,
        estimate=told(now),
        target=metrics.REACH_TARGET,
        at_most=False,
        as_of=now.on if now else today,
        counts=_counts(now),
        trend=_trend(found, today, told),
    )


def _trend(
    found: tuple[Release, ...], today: dt.date, tell: Callable[[Release | None], Estimate]
) -> tuple[tuple[dt.date, Estimate], ...]:
    return tuple((day, tell(newest(found, day))) for day in month_starts(today))


def _counts(release: Release | None) -> dict[str, int]:
    if release is None:
        return {}
    waiting = sum(row.done_on is None for row in release.rows)
    return {"people": release.people, "refreshers": len(release.rows), "waiting": waiting}


def _relearned(release: Release, happened: Mapping[str, dt.date]) -> list[Relearning]:
    return [Relearning(happened[row.change], row.made_on, row.done_on) for row in release.rows]


def _quantile(release: Release | None, happened: Mapping[str, dt.date], *, p90: bool) -> Estimate:
    if release is None:
        return cannot_tell(TOO_FEW_PEOPLE)
    return metrics.freshness_lag(_relearned(release, happened), p90=p90).estimate


def _spread(release: Release, happened: Mapping[str, dt.date]) -> Spread:
    counts = _counts(release)
    return Spread(
        _quantile(release, happened, p90=False),
        _quantile(release, happened, p90=True),
        counts["refreshers"],
        counts["waiting"],
    )
