"""A calibrated question that has moved says so as a notice: from its numbers, or from its past.

It is noticed when the bank is calibrated again, by the answers that came since (`core.measurement.
moved`). What the daily watch does for every question against its own past (`drifting`), this does
for operational ones against known numbers, and sooner. A notice is a reason to look; it changes no
score. The new numbers count either way: they are fitted to the new answers too.

Beside it stands the comparison of two windows of time (`core.measurement.windows`), made in the
same calibration. One move is told once: not again while it lasts from calibration to calibration,
and not where the sums over answers, here or in `drifting`, have told of the question already.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from whetstone.apps.diagnose.models import CalibratedItem
from whetstone.apps.diagnose.watch_rows import as_seen
from whetstone.apps.field import selectors as field_selectors
from whetstone.apps.field import services as field
from whetstone.core.measurement import windows
from whetstone.core.measurement.drift import Drifted
from whetstone.web.wording import number

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.diagnose.models import CalibrationRun


def tell_shifts(run: CalibrationRun, *, now: dt.datetime) -> int:
    """One notice for each question of a run that has moved; how many were new."""
    rows = CalibratedItem.objects.filter(run=run).select_related("item").order_by("pk")
    told = ((row, as_seen(row.watch).moved) for row in rows)
    return sum(_shifted(row, moved, now=now) for row, moved in told if moved is not None)


def tell_windows(run: CalibrationRun, *, before: int, now: dt.datetime) -> int:
    """One notice for each question of a run that is not what it was; how many were new.

    `before` is the run that was in force: what stood in alarm there is told already.
    """
    alarms = windows_in_alarm(run.pk)
    known = windows_in_alarm(before)
    rows = CalibratedItem.objects.filter(run=run, item_id__in=list(alarms)).select_related("item")
    fresh = [row for row in rows.order_by("pk") if known.get(row.item_id) != alarms[row.item_id]]
    since = now - timedelta(days=windows.DAYS)
    told = field_selectors.drift_told({row.item.slug for row in fresh}, since=since)
    return sum(
        _turned(row, alarms[row.item_id], run=run, now=now)
        for row in fresh
        if row.item.slug not in told
    )


def windows_in_alarm(run: int) -> dict[int, str]:
    """Which way each stored question has moved between windows, by a calibration; one query."""
    rows = CalibratedItem.objects.filter(run_id=run).values_list("item_id", "watch")
    seen = ((item, as_seen(watch).window) for item, watch in rows)
    return {item: window.alarm for item, window in seen if window is not None and window.alarm}


def _turned(row: CalibratedItem, way: str, *, run: CalibrationRun, now: dt.datetime) -> bool:
    say = {
        "harder": _("“%(title)s” is harder than it was: the last %(days)s days against before"),
        "easier": _("“%(title)s” is easier than it was: the last %(days)s days against before"),
        "turned": _(
            "“%(title)s” tells people apart differently than it did: the last %(days)s days "
            "against before"
        ),
    }[way]
    mark = ("window", f"{way} {run.pk}")
    return _noticed(row, say, {"days": number(windows.DAYS)}, mark=mark, now=now)


def _shifted(row: CalibratedItem, moved: tuple[str, int, int], *, now: dt.datetime) -> bool:
    way, at, since = moved
    if way == Drifted.HARDER.value:
        say = _("“%(title)s” is harder than its numbers said, since about answer %(since)s")
    else:
        say = _("“%(title)s” is easier than its numbers said, since about answer %(since)s")
    mark = ("shift", f"{way} {at}")
    return _noticed(row, say, {"since": number(since)}, mark=mark, now=now)


def _noticed(
    row: CalibratedItem,
    say: str,
    words: dict[str, str],
    *,
    mark: tuple[str, str],
    now: dt.datetime,
) -> bool:
    item = row.item
    whole = f"{mark[0]} {item.slug} {item.version} {mark[1]}"
    title = item.payload.get("short") or item.slug
    rests = tuple(item.payload.get("rests_on", ()))
    noticed = field.Noticed(
        origin="drift",
        sentence=say % {"title": title, **words},
        fingerprint=hashlib.sha256(whole.encode()).hexdigest(),
        saw=_("It rests on: %(claims)s.") % {"claims": ", ".join(rests)} if rests else "",
        claim_slug=rests[0] if rests else "",
        thing=("item", item.slug),
    )
    return field.notice(noticed, workspace_id=None, now=now) is not None
