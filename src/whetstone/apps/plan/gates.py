"""The three gates in words: goal, signal, value, for each candidate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.plan.telling import act_name
from whetstone.core.strategy.objective import UPSTREAM, Action, ActionRow
from whetstone.web.wording import number

if TYPE_CHECKING:
    from whetstone.apps.plan.argument import Argument
    from whetstone.apps.plan.selectors import CampaignView

HUNDRED = 100


def gate_rows(found: Argument, view: CampaignView) -> list[dict[str, Any]]:
    """Rows for the gates macro."""
    return [
        {
            "name": _("Goal"),
            "ask": _("does the goal name this act?"),
            "cells": [_goal(row, found.goal) for row in found.rows],
        },
        {
            "name": _("Signal"),
            "ask": _("could two random halves show +%(lift)s %%, your smallest?")
            % {"lift": number(HUNDRED * view.lift)},
            "cells": [_signal(row, view) for row in found.rows],
        },
        {
            "name": _("Value"),
            "ask": _("per 1,000 people, by your own worth"),
            "cells": [_value(row, found, view.value_unit) for row in found.rows],
        },
    ]


def _goal(row: ActionRow, goal: Action) -> dict[str, str]:
    names = {"goal": act_name(goal), "act": act_name(row.action)}
    if row.is_goal:
        return {"verdict": "yes", "say": _("Yes"), "why": _("The goal names %(act)s.") % names}
    if row.action in UPSTREAM[goal]:
        why = _("Comes before %(goal)s, and is not yet one.") % names
        return {"verdict": "far", "say": _("On the way"), "why": why}
    return {"verdict": "no", "say": _("No"), "why": _("The goal names %(goal)s.") % names}


def _signal(row: ActionRow, view: CampaignView) -> dict[str, str]:
    if not row.rate.is_known:
        return {"verdict": "far", "say": _("Cannot tell"), "why": _("No figures of your own yet.")}
    rate = _rate(row)
    if row.n_needed is None or row.days_needed is None:
        why = _("%(rate)s: too few to say what a difference would look like.") % {"rate": rate}
        return {"verdict": "far", "say": _("Cannot tell"), "why": why}
    facts = {"rate": rate, "n": number(row.n_needed), "days": number(row.days_needed)}
    why = _("%(rate)s: %(n)s people a half.") % facts
    if row.passes_signal:
        say = ngettext("Yes, in %(days)s day", "Yes, in %(days)s days", row.days_needed) % facts
        return {"verdict": "yes", "say": say, "why": why}
    say = _("No, not in %(has)s days") % {"has": number(view.planned_days)}
    return {"verdict": "no", "say": say, "why": why + " " + _("That is %(days)s days.") % facts}


def _rate(row: ActionRow) -> str:
    places = 1 if row.rate.value >= 0.01 else 2  # noqa: PLR2004  # two figures that say something
    if round(HUNDRED * row.rate.lo, places) == round(HUNDRED * row.rate.hi, places):
        places += 1  # an interval is seen as one
    low, high = (
        number(HUNDRED * row.rate.lo, decimals=places),
        number(HUNDRED * row.rate.hi, decimals=places),
    )
    return _("%(value)s per 100 (%(low)s–%(high)s)") % {
        "value": number(HUNDRED * row.rate.value, decimals=places),
        "low": low,
        "high": high,
    }


def _value(row: ActionRow, found: Argument, unit: str) -> dict[str, str]:
    if not row.value.is_known:
        why = _("You gave %(act)s no value; none is invented.") % {"act": act_name(row.action)}
        return {"verdict": "far", "say": _("Not known"), "why": why}
    value = row.value
    places = 0 if value.value >= 10 else 1  # noqa: PLR2004  # two figures that say something
    middle, low, high = (number(one, decimals=places) for one in (value.value, value.lo, value.hi))
    say = f"{unit}{middle} ({low}–{high})"
    ties = [other for pair in found.objective.ties if row.action in pair for other in pair]
    tied = sorted(act_name(one) for one in set(ties) - {row.action})
    if tied:
        why = _("Cannot be told apart from %(acts)s.") % {"acts": ", ".join(tied)}
        return {"verdict": "far", "say": say, "why": why}
    known = [one for one in found.rows if one.value.is_known]
    best = max(known, key=lambda one: one.value.value) is row
    if best and len(known) > 1:
        return {
            "verdict": "yes",
            "say": say,
            "why": _("More than the others, beyond doubt of chance."),
        }
    if best:
        return {"verdict": "far", "say": say, "why": _("The only one with a value.")}
    return {"verdict": "no", "say": say, "why": _("Less than the best.")}
