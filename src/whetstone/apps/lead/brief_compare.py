"""A figure beside the one that was signed last: what may be said of the difference.

A difference is said only where both figures were told, counted in one way, and read anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.web.wording import day, figure, number, percent, stopped

if TYPE_CHECKING:
    from whetstone.apps.lead.brief_parts import Seen, Sheet

HUNDRED = 100


def was_share(seen: Seen, was: float | None, now: float | None) -> str:
    """A share of 0 to 1 beside what it was, where nothing was drawn: no interval to mind."""
    if seen.then_on is None or (was is None and now is None):
        return ""
    on = day(seen.then_on, zone=seen.zone)
    if was is None:
        return _("Not told on %(day)s.") % {"day": on}
    known = {"was": percent(was), "day": on}
    if now is None:
        return _("%(was)s on %(day)s, not told now.") % known
    by = round(HUNDRED * now) - round(HUNDRED * was)
    if not by:
        return _("The same on %(day)s.") % known
    return stopped(_("%(was)s on %(day)s") % known + _by_points(by))


def was_count(seen: Seen, was: int | None, now: int | None) -> str:
    """A number of things beside what it was."""
    if seen.then_on is None or was is None or now is None:
        return ""
    known = {"was": number(was), "day": day(seen.then_on, zone=seen.zone)}
    if was == now:
        return _("The same on %(day)s.") % known
    return _("%(was)s on %(day)s.") % known


def goal_moved(row: Sheet, old: Sheet | None) -> tuple[str, str]:
    """(what it was, the difference in words); what is empty cannot or need not be said."""
    if old is None or old.get("value") is None:
        return "", ""
    was = figure(old["value"], "%" if old["unit"] == "%" else "")
    if row["value"] is None:
        return was, ""
    if _counted_anew(row, old):
        return was, _("counted another way since, so not compared")
    if row["on"] == old["on"]:
        return was, _("no new reading since")
    return was, _difference(row, old)


def _counted_anew(row: Sheet, old: Sheet) -> bool:
    """Whether the way of counting changed between the two readings, or its description did."""
    split = row.get("split")
    crossed = bool(split and old["on"] and old["on"] < split["on"] <= (row["on"] or ""))
    return crossed or row.get("era", "") != old.get("era", "") or row["unit"] != old["unit"]


def _difference(row: Sheet, old: Sheet) -> str:
    if row["unit"] == "%":
        by = round(row["value"]) - round(old["value"])
        told = _by_points(by).lstrip(", ") if by else _("the same")
        if row["band"] and old.get("band") and by and overlap(row["band"], old["band"]):
            return told + _(", which may be chance")
        return told
    by = row["value"] - old["value"]
    if not by:
        return _("the same")
    return (_("up %(n)s") if by > 0 else _("down %(n)s")) % {"n": figure(abs(by))}


def overlap(one: list[float], other: list[float]) -> bool:
    """Whether two intervals share a value: then a difference may be chance."""
    return one[0] <= other[1] and other[0] <= one[1]


def _by_points(by: int) -> str:
    if by > 0:
        return ", " + ngettext("up %(n)s point", "up %(n)s points", by) % {"n": number(by)}
    return ", " + ngettext("down %(n)s point", "down %(n)s points", -by) % {"n": number(-by)}
