"""The machine-readable twin of the page on how current we are (docs/reference/how-current.md)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from whetstone.core.freshness.half_lives import DEATHS_NEEDED

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.keepup.selectors.figures import Figure
    from whetstone.apps.keepup.selectors.how_current import HowCurrent, Told
    from whetstone.core.freshness.half_lives import HalfLife
    from whetstone.core.freshness.lags import Spread
    from whetstone.core.kernel.intervals import Estimate

SCHEMA = "whetstone/how-current@1"


def as_json(page: HowCurrent, *, scope: str) -> dict[str, Any]:
    """The same figures as the page; shares from 0 to 1, lags in days, half-lives in months."""
    return {
        "schema": SCHEMA,
        "scope": scope,
        "as_of": page.today.isoformat(),
        "edition": page.edition,
        "ledger_began": _day(page.began),
        "figures": [_figure(one) for one in page.every],
        "claims_past_review_or_doubted": {
            "in_all": page.late_in_all,
            "shown": [
                {"claim": one.slug, "statement": one.statement, "review_by": _day(one.review_by)}
                for one in page.late
            ],
        },
        "changes": [_change(one) for one in page.changes],
        "changes_not_confirmed": {
            "in_all": page.not_confirmed,
            "claims_only_they_doubt": len(page.unread),
        },
        "thin_skills": [
            {
                "skill": one.id,
                "name": one.name,
                "has_lesson": one.has_lesson,
                "questions": one.items,
                "has_task": one.has_task,
            }
            for one in page.coverage.thin
        ],
        "half_lives": {
            "in_force": "assumed",
            "deaths": page.deaths,
            "deaths_needed": DEATHS_NEEDED,
            "dead_before_watched": page.died_before,
            "by_kind": [_half_life(one) for one in page.half_lives],
        },
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "name": figure.key,
        "unit": figure.unit,
        "as_of": figure.as_of.isoformat(),
        **_estimate(figure.estimate),
        "p90": None if figure.p90 is None else _estimate(figure.p90),
        "target": figure.target,
        "p90_target": figure.p90_target,
        "target_is": "at_most" if figure.at_most else "at_least",
        "met": figure.met,
        "counts": dict(figure.counts),
        "groups": {
            way: {name: _spread(told) for name, told in found.items()}
            for way, found in figure.groups.items()
        },
        "trend": [{"on": when.isoformat(), **_estimate(told)} for when, told in figure.trend],
    }


def _estimate(told: Estimate) -> dict[str, Any]:
    """Null where there is no value; `high` is null as well where it has no end."""
    return {
        "value": _number(told.value),
        "low": _number(told.lo),
        "high": _number(told.hi),
        "n": told.n,
        "basis": told.reason,
    }


def _spread(told: Spread) -> dict[str, Any]:
    return {
        "median": _estimate(told.median),
        "p90": _estimate(told.p90),
        "cases": told.cases,
        "still_open": told.still_open,
    }


def _change(change: Told) -> dict[str, Any]:
    return {
        "change": change.slug,
        "title": change.title,
        "network": change.network,
        "severity": change.severity,
        "happened_on": change.happened_on,
        "noticed_on": change.noticed_on.isoformat(),
        "published_on": _day(change.published_on),
        "days_to_notice": change.lag,
        "repair_needed": change.repair.needed,
        "repaired_on": _day(change.repair.done_on),
    }


def _half_life(row: HalfLife) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "assumed_months": row.assumed,
        "claims_watched": row.claims - row.died_before,
        "deaths": row.deaths,
        "exposure_months": round(row.exposure, 3),
        "estimate": _estimate(row.estimate),
        "if_none_died_unseen": _estimate(row.if_none_died_unseen),
        "kaplan_meier_median": _estimate(row.median),
        "at_least_months": row.at_least,
    }


def _number(value: float) -> float | None:
    return round(value, 6) if math.isfinite(value) else None


def _day(value: dt.date | None) -> str | None:
    return None if value is None else value.isoformat()
