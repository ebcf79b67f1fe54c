"""Goals in a brief, and what social did for them.

Nothing in a goal's readings says what would have been without the campaign. So a goal and a
campaign are said to have moved together, and an effect is claimed only by a section that has a
design for it (`brief_sections`).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from whetstone.apps.lead import telling
from whetstone.apps.lead.brief_compare import goal_moved, overlap
from whetstone.apps.lead.brief_parts import HUNDRED, Claim, GoalRow, Line
from whetstone.apps.plan.telling import act_name
from whetstone.web.wording import day, figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.apps.lead.brief_parts import Seen, Sheet

MOST_ALOUD = 1


def rows(seen: Seen) -> tuple[GoalRow, ...]:
    """The goals, each beside the last signed brief."""
    there = seen.before.get("goals", [])
    return tuple(_row(one, the_same(one, there)) for one in seen.figures["goals"])


def the_same(one: Sheet, there: Sequence[Sheet]) -> Sheet | None:
    """A goal as it stood in earlier figures, whatever it was called then."""
    return next((row for row in there if row["id"] == one["id"]), None)


def _row(one: Sheet, old: Sheet | None) -> GoalRow:
    was, moved = goal_moved(one, old)
    value, band = one["value"], one["band"]
    due = day(one["due"]) if one["due"] else ""
    target = ""
    if one["target"] is not None:
        target = _("target %(n)s") % {"n": figure(one["target"], _unit(one))}
    ends = band or [value, value]
    return GoalRow(
        title=one["title"],
        now=figure(value, _unit(one)) if value is not None else _("no reading yet"),
        interval=f"{figure(band[0])}–{figure(band[1])}" if band else "",
        baseline=figure(one.get("baseline"), _unit(one)),
        target=target,
        due=due,
        outlook=telling.outlook(one["outlook"]),
        at_risk=one["outlook"] == "broken",
        was=was,
        moved=moved,
        claim=claim_of_goal(one),
        place=_place(one, value),
        low=_place(one, min(ends, key=lambda end: _place(one, end) or 0.0)),
        high=_place(one, max(ends, key=lambda end: _place(one, end) or 0.0)),
        was_place=_place(one, old["value"]) if old and moved and not _is_split(one, old) else None,
    )


def _unit(one: Sheet) -> str:
    return "%" if one["unit"] == "%" else ""


def _is_split(one: Sheet, old: Sheet) -> bool:
    return bool(one.get("split")) or one.get("era") != old.get("era")


def _place(one: Sheet, value: float | None) -> float | None:
    """Where a value lies on the way from the baseline to the target, kept on the rule."""
    start, end = one.get("baseline"), one["target"]
    if value is None or start is None or end is None or start == end:
        return None
    share = (value - float(start)) / (float(end) - float(start))
    return round(HUNDRED * min(1.0, max(0.0, share)), 1)


def claim_of_goal(one: Sheet) -> Claim:
    """What stands behind a goal's figure; its readings where the figures hold them."""
    split = one.get("split")
    said = _("The outlook assumes an even climb from baseline to target.")
    return Claim(
        definition=one.get("definition") or _("No definition is written down."),
        data=one["source"] or _("No source is written down."),
        interval=_interval(one),
        on=day(one["on"]) if one["on"] else _("no reading yet"),
        how=said if one["target"] is not None else _("As read; there is no target to hold it to."),
        head=(_("Read on"), _("Figure"), _("Interval"), _("Source")),
        rows=tuple(_readings(one)),
        split=_way_of_counting(one, split),
    )


def _way_of_counting(one: Sheet, split: Sheet | None) -> str:
    if split and split.get("was"):
        return _(
            "Counted another way since %(day)s; before it was counted as: %(was)s. Readings are "
            "not joined across it."
        ) % {"day": day(split["on"]), "was": split["was"].rstrip(".।")}
    if split:
        return _(
            "Counted another way since %(day)s (%(why)s). Readings are not joined across it."
        ) % {"day": day(split["on"]), "why": split["change"]}
    return _("Counted as: %(era)s.") % {"era": one["era"].rstrip(".।")} if one.get("era") else ""


def _interval(one: Sheet) -> str:
    if one["band"]:
        low, high = (figure(end, "%") for end in one["band"])
        return _("%(low)s to %(high)s, 95 in 100, after Wilson") % {"low": low, "high": high}
    return _("A count has none.")


def _readings(one: Sheet) -> list[tuple[str, ...]]:
    """The readings, newest first, with a line between two ways of counting."""
    found: list[tuple[str, ...]] = []
    split, crossed = one.get("split"), False
    for on, value, band, source in one.get("readings", []):
        if split and on < split["on"] and not crossed:
            crossed = True
            if found:
                found.append((day(split["on"]), _("counted another way before"), "", ""))
        told = f"{figure(band[0])}–{figure(band[1])}" if band else "–"
        found.append((day(on), figure(value, _unit(one)), told, source))
    return found


def served(seen: Seen) -> tuple[Line, ...]:
    """What moved while a campaign ran, said as that and no more; and what nothing serves."""
    caused = [
        one for one in seen.figures.get("brief", {}).get("forecasts", ()) if is_incremental(one)
    ]
    told = [text for one in seen.figures["goals"] if (text := _together(one))]
    alone = [one["title"] for one in seen.figures["goals"] if not one["served"]]
    effects = [Line(_caused(one), claim=claim_of_signed(one)) for one in caused]
    lines = [Line(text, is_read=place < MOST_ALOUD) for place, text in enumerate(told)]
    if told:
        said = _(
            "These moved together. Nothing was held back to compare with, so how much of it "
            "social caused cannot be told."
        )
        if effects:
            said = _(
                "These goals and campaigns moved together: how much of that social caused cannot "
                "be told from the readings."
            )
        lines.append(Line(said, claim=_of_together()))
    if alone:
        names = ", ".join(f"“{one}”" for one in alone)
        lines.append(Line(_("No campaign serves %(names)s.") % {"names": names}, is_read=False))
    if not told:
        lines.insert(0, Line(_("No goal was read twice while a campaign ran for it.")))
    return (*effects, *lines)


def is_incremental(one: Sheet) -> bool:
    """Whether a signed read-out tells an effect: against a part that was held back."""
    return bool(one.get("was_held") and one["is_told"] and one["lift"])


def _caused(one: Sheet) -> str:
    value, low, high = (figure(HUNDRED * end, "%") for end in one["lift"])
    said = _(
        "“%(name)s” changed %(act)s by %(value)s (%(low)s to %(high)s) against people who were "
        "held back."
    )
    facts = {"name": one["name"], "act": act_name(one["act"]), "value": value}
    return said % (facts | {"low": low, "high": high})


def claim_of_signed(one: Sheet) -> Claim:
    """What stands behind a read-out that was signed."""
    against = _("The campaign against the own account's days before it.")
    if one["was_held"]:
        against = _("People who got the campaign against those who were held back.")
    return Claim(
        definition=_("How much more, or less, of what the campaign was for: a ratio less one."),
        data=_("The campaign's read-out, as it was signed."),
        interval=_("95 in 100, in the sentence.") if one["lift"] else _("It could not be told."),
        on=day(one["on"]),
        how=against,
    )


def _of_together() -> Claim:
    return Claim(
        definition=_("A goal's readings before and after a campaign that serves it began."),
        data=_("The readings of each goal, and the days of each campaign."),
        interval=_("None: without a comparison there is nothing to put one around."),
        on=_("the days that stand in the sentence"),
        how=_(
            "The last reading before the campaign, or the first within it, and the newest one, "
            "both counted in one way. An effect is claimed only where some were left out by lot."
        ),
    )


def _together(one: Sheet) -> str:
    """A goal and the campaign that ran while it moved; empty where that cannot be said."""
    since = (one.get("split") or {}).get("on", "")
    points = [row for row in reversed(one.get("readings", [])) if row[0] >= since]
    for name, starts, _ends in one.get("runs", []):
        before = [row for row in points if row[0] <= starts]
        first = before[-1] if before else next(iter(points), None)
        if first is None or points[-1][0] <= max(starts, first[0]):
            continue
        return _moved(one, first, points[-1], name=name)
    return ""


def _moved(one: Sheet, first: list[Any], last: list[Any], *, name: str) -> str:
    was, now = first[1], last[1]
    facts = {
        "goal": one["title"],
        "was": figure(was, _unit(one)),
        "now": figure(now, _unit(one)),
        "since": _short(first[0]),
        "name": name,
    }
    if was == now or (first[2] and last[2] and overlap(first[2], last[2])):
        return (
            _(
                "“%(goal)s” stood at %(was)s on %(since)s and %(now)s now, too close to call, "
                "while “%(name)s” ran."
            )
            % facts
        )
    return _("“%(goal)s” went from %(was)s on %(since)s to %(now)s while “%(name)s” ran.") % facts


def _short(on: str) -> str:
    return day(dt.date.fromisoformat(on))
