"""A calibrated question that has moved away from its numbers says so as a notice.

It is noticed when the bank is calibrated again, by the answers that came since (`core.measurement.
moved`). What the daily watch does for every question against its own past (`drifting`), this does
for operational ones against known numbers, and sooner. A notice is a reason to look; it changes no
score. The new numbers count either way: they are fitted to the new answers too.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from whetstone.apps.diagnose.models import CalibratedItem
from whetstone.apps.diagnose.watch_rows import as_seen
from whetstone.apps.field import services as field
from whetstone.core.measurement.drift import Drifted
from whetstone.web.wording import number

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.diagnose.models import CalibrationRun


def tell_shifts(run: CalibrationRun, *, now: dt.datetime) -> int:
    """One notice for each question of a run that has moved; how many were new."""
    rows = CalibratedItem.objects.filter(run=run).select_related("item").order_by("pk")
    told = ((row, as_seen(row.watch).moved) for row in rows)
    return sum(_notice(row, moved, now=now) for row, moved in told if moved is not None)


def _notice(row: CalibratedItem, moved: tuple[str, int, int], *, now: dt.datetime) -> bool:
    way, at, since = moved
    item = row.item
    mark = f"shift {item.slug} {item.version} {way} {at}"
    words = {"title": item.payload.get("short") or item.slug, "since": number(since)}
    if way == Drifted.HARDER.value:
        say = _("“%(title)s” is harder than its numbers said, since about answer %(since)s")
    else:
        say = _("“%(title)s” is easier than its numbers said, since about answer %(since)s")
    rests = tuple(item.payload.get("rests_on", ()))
    noticed = field.Noticed(
        origin="drift",
        sentence=say % words,
        fingerprint=hashlib.sha256(mark.encode()).hexdigest(),
        saw=_("It rests on: %(claims)s.") % {"claims": ", ".join(rests)} if rests else "",
        claim_slug=rests[0] if rests else "",
        thing=("item", item.slug),
    )
    return field.notice(noticed, workspace_id=None, now=now) is not None
