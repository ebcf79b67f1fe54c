"""The leader's page in the reader's language: decisions, outlooks, and why a number is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.plan.telling import act_name
from whetstone.web.wording import day, minutes, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_NAMED: Final = 3


def decision(ask: Mapping[str, Any]) -> tuple[str, str]:
    """A decision in two parts: what to do (strong), and its condition."""
    values = ask["values"]
    code = ask["code"]
    if code in {"keep_minutes", "give_minutes"}:
        return _time_to_relearn(code, values)
    if code in {"judge", "judge_now", "recount"}:
        facts = {
            "name": values["name"],
            "act": act_name(values["counts"]),
            "day": day(values["on"]),
        }
        if code == "recount":
            return _("Count “%(name)s” in %(act)s from now on") % facts, (
                _("what it counted is no longer so.")
            )
        if code == "judge_now":
            return _("Judge “%(name)s” on %(act)s now") % facts, (
                _("readable since %(day)s.") % facts
            )
        return _("Judge “%(name)s” on %(act)s, on %(day)s") % facts, _("and not earlier.")
    plain = {
        "keep_hours": (_("Keep the %(time)s of learning that are booked"), _("whatever comes.")),
        "grow_second": (_("Grow a second person in %(area)s"), _("before one is away.")),
        "set_target": (_("Set a target and a date for “%(goal)s”"), _("or let it go.")),
        "name_goal": (_("Name the one business goal that social serves"), _("by a date.")),
    }
    strong, rest = plain[code]
    if "minutes" in values:
        return strong % {"time": minutes(values["minutes"])}, rest
    return strong % values, rest


def _time_to_relearn(code: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """The hours ask; a page kept before counts stood in bands says the time alone."""
    each = values.get("each")
    if each is None:
        return _("Give the paid time that getting current takes"), _("to everybody it touches.")
    strong = (
        _("Keep the %(time)s a person that are booked")
        if code == "keep_minutes"
        else _("Give up to %(time)s of paid time a person")
    ) % {"time": minutes(each)}
    if not values["people"]:
        return strong, _("for those it touches, to get current.")
    low, high = map(number, values["people"])
    return strong, _("for %(low)s to %(high)s people, to get current.") % {
        "low": low,
        "high": high,
    }


def decision_text(ask: Mapping[str, Any]) -> str:
    """A decision as one sentence, as it is kept."""
    return ", ".join(decision(ask))


def why_no_cover(code: str) -> str:
    """Why an area has no number."""
    words = {
        "small_team": _("Nothing is shown for teams under 5."),
        "small": _("Shown from 5 measured people up."),
        "unmeasured": _("Nobody is measured here yet."),
        "no_standard": _("This level has no standard yet, so nobody can be held against it."),
        "few_differ": _(
            "Too few people joined, left or answered since the last page: the difference would "
            "tell on them."
        ),
    }
    return words.get(code, "")


def one_absence(rows: Sequence[Mapping[str, Any]]) -> str:
    """What one absence would cost, said of areas that have a figure and never of the person."""
    gaps = [row for row in rows if row.get("gaps")]
    if not gaps:
        return _("No single absence that can be told of would make an area less sure.")
    return _("With one person on leave or gone, cover would be less sure for: %(areas)s.") % {
        "areas": first_few(gaps)
    }


def first_few(rows: Sequence[Mapping[str, Any]]) -> str:
    """The names of some areas, and how many more there are."""
    names = ", ".join(row["name"] for row in rows[:MOST_NAMED])
    more = len(rows) - MOST_NAMED
    if more > 0:
        names += " " + ngettext("and %(n)s more", "and %(n)s more", more) % {"n": number(more)}
    return names


def outlook(code: str) -> str:
    """How a goal is doing."""
    words = {
        "broken": _("At risk"),
        "reached": _("Reached"),
        "on_course": _("On course"),
        "behind": _("Behind"),
        "missed": _("Not reached in time"),
        "too_close": _("Too close to call"),
        "early": _("Too early to say"),
    }
    return words.get(code, _("Cannot tell"))
