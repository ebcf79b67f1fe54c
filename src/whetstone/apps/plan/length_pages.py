"""What the page of a campaign's length says."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.plan import length_selectors as selectors
from whetstone.apps.plan.curve import curve
from whetstone.apps.plan.fatigue_words import fatigue_rows, fatigue_unsaid
from whetstone.apps.plan.length_selectors import ALWAYS, ENOUGH
from whetstone.apps.plan.telling import act_name, told
from whetstone.core.strategy.controls import Control, offers
from whetstone.core.strategy.readout import read_arms
from whetstone.core.strategy.series import WEEK, history_needed
from whetstone.web.wording import day, number, percent

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from whetstone.apps.plan.argument import Argument
    from whetstone.apps.plan.curve import Curve
    from whetstone.apps.plan.length_selectors import Beside, Look, Prices
    from whetstone.apps.plan.models_readout import LengthChoice
    from whetstone.apps.plan.selectors import CampaignView
    from whetstone.core.kernel.intervals import Estimate
    from whetstone.core.strategy.duration import Condition

PERCENT = 100

MOST_WEEKS = 104
"""A campaign of two years: what looking costs beyond is not asked."""


@dataclass(frozen=True, slots=True)
class LengthPage:
    """A campaign's length in words."""

    title: str
    lead: str
    also: list[str]
    conditions: list[tuple[str, str]]
    curve: Curve | None
    proposed: str
    offers: list[dict[str, str]]
    beside: str
    prices: list[list[str]]
    price_says: str
    chosen: dict[str, Any] | None
    later: str
    looks: list[list[str]]
    look_says: str


def length_page(
    view: CampaignView,
    found: Argument,
    *,
    made: list[LengthChoice],
    looks: Iterable[Look],
    held: tuple[bool, int, int],
    beside: Beside | None,
    today: dt.date,
) -> LengthPage:
    """Everything that the page says. `held`: may split the audience, regions, posts."""
    judge = selectors.stood(made, view)
    split, regions, posts = held
    days = found.days or view.planned_days
    can = offers(can_split_audience=split, regions=regions, posts=posts, days=days)
    weeks = min(MOST_WEEKS, math.ceil(max(days, view.planned_days) / WEEK))
    priced = selectors.prices(found, weeks=weeks, lift=view.lift)
    seen = list(looks)
    return LengthPage(
        title=headline(found),
        lead=binding(found),
        also=_also(found),
        conditions=[
            *((_condition(one.name), condition_told(one)) for one in found.length.conditions),
            *fatigue_rows(found),
        ],
        curve=curve(found, view.lift),
        proposed=can[0].control.value if can else "",
        offers=[_offer(one.control) for one in can],
        beside=_beside(beside),
        prices=_prices(priced),
        price_says=_price_says(priced, found),
        chosen=_chosen(judge or next(iter(made), None), view),
        later=_later(made, judge),
        looks=[_look_row(one, judge, view, today) for one in seen],
        look_says=_look_says(seen, judge, view, today, is_late=bool(made) and judge is None),
    )


def headline(found: Argument) -> str:
    """The answer to "how long" as a sentence."""
    codes = {one.code for one in found.length.reasons}
    if found.length.binding.code == "history_short" or not found.known_days:
        return _("Your data cannot answer this. %(weeks)s weeks of %(act)s a day would.") % {
            "weeks": number(_weeks_needed(found)),
            "act": act_name(found.counts or found.goal),
        }
    if found.length.days is not None and found.days is not None:
        return _("Run it for %(n)s days.") % {"n": number(found.days)}
    if found.length.binding.code == "signal_never" or "longer_does_not_help" in codes:
        return _("Longer does not help without a control.")
    return _("No length meets every condition.")


def binding(found: Argument) -> str:
    """Which condition binds, in one sentence; and what a part held out would make of it."""
    if not found.known_days:
        return _("There are no figures of this account's own days yet.")
    said = told(found.length.binding)
    if found.length.days is None and found.design == "halves" and found.days is not None:
        said += " " + _("With a random half held out, %(n)s days would do.") % {
            "n": number(found.days)
        }
    if found.stopped is not None and found.stopped != found.length.binding:
        said += " " + _("A random half held out would tell.") + " " + told(found.stopped)
    if found.days is not None and found.length.stops:
        said += " " + told(found.length.stops[0].reason)
    return said


def _weeks_needed(found: Argument) -> int:
    binds = found.length.binding
    days = int(str(binds.values["days"])) if binds.code == "history_short" else WEEK
    return math.ceil(history_needed(days) / WEEK)


def _also(found: Argument) -> list[str]:
    """What the lead says, and what is said of fatigue among the conditions, is not said again."""
    tiring = {one.reason.code for one in found.length.stops if one.name != "reach"}
    if found.days is not None:
        tiring |= {one.reason.code for one in found.length.stops[:1]}
    said = [told(one) for one in found.length.reasons if one.code not in tiring]
    return said + fatigue_unsaid(found)


def condition_told(one: Condition) -> str:
    """A condition as a sentence; what nobody said is called assumed."""
    values = one.reason.values
    if one.reason.code == "settling" and not values["lag"] and not values["settle"]:
        return _("Assumed that people act at once and no effect outlasts its day. If not, say "
                 "with the campaign how long they take.")  # fmt: skip
    return told(one.reason)


def _condition(name: str) -> str:
    return {
        "signal": _("Signal, against your own past"),
        "settling": _("Settling"),
        "weekdays": _("Weekdays"),
    }.get(name, name)


def control_name(control: str) -> str:
    """What is held out, in a few words."""
    return {
        Control.AUDIENCE.value: _("a random part of the audience"),
        Control.REGION.value: _("regions"),
        Control.STAGGERED.value: _("posts on a random half of the days"),
    }.get(control, _("nothing: the account's own past"))


def _offer(control: Control) -> dict[str, str]:
    why = {
        Control.AUDIENCE: _(
            "It shares every day, every holiday and every change of the network with the "
            "campaign. It assumes only that the draw was random."
        ),
        Control.REGION: _(
            "Regions share the days but not the people. It assumes that they would have moved "
            "alike."
        ),
        Control.STAGGERED: _(
            "Days with and without a post are compared. It assumes that an effect is over by the "
            "next day, which is seldom quite so."
        ),
    }
    how = {
        Control.AUDIENCE: _("Hold out a random part of the audience"),
        Control.REGION: _("Hold out regions: nobody there sees the campaign"),
        Control.STAGGERED: _("Post on a random half of the days"),
    }
    return {"name": control.value, "title": how[control], "why": why[control]}


def _beside(one: Beside | None) -> str:
    if one is None or one.gain.alone is None or one.gain.controlled is None:
        return ""
    facts = {
        "name": one.name,
        "n": number(one.days),
        "alone": percent(one.gain.alone),
        "held": percent(one.gain.controlled),
    }
    if one.gain.helps:
        return (
            _(
                "Held against the days of “%(name)s”, the smallest difference in %(n)s days would "
                "go from %(alone)s to %(held)s."
            )
            % facts
        )
    return (
        _(
            "The days of “%(name)s” are no help as a control: in %(n)s days %(held)s, and "
            "%(alone)s without."
        )
        % facts
    )


def share(found: Estimate, *, decimals: int = 1) -> str:
    """A simulated share with its interval."""
    return _("%(value)s (%(low)s–%(high)s)") % {
        "value": percent(found.value, decimals=decimals),
        "low": number(PERCENT * found.lo, decimals=decimals),
        "high": number(PERCENT * found.hi, decimals=decimals),
    }


def _prices(found: Prices | None) -> list[list[str]]:
    """Rule, false alarms, power."""
    if found is None:
        return []
    return [
        [_("Read once, at the end"), share(found.none.fixed), share(found.some.fixed)],
        [_("Every week, with the bound"), share(found.none.valid), share(found.some.valid)],
        [_("Every week, without a bound"), share(found.none.naive), _("not offered")],
    ]


def _price_says(found: Prices | None, argument: Argument) -> str:
    if found is None:
        return _("The price of looking early needs a rate of your own, and there is none yet.")
    facts = {
        "lift": number(PERCENT * found.lift),
        "n": number(WEEK * found.weeks),
        "people": number(found.per_week),
        "act": act_name(argument.counts or argument.goal),
    }
    said = (
        _(
            "4,000 simulated campaigns of %(n)s days with %(people)s people a week in each "
            "half, at your own rate of %(act)s: how often each rule says “different” when nothing "
            "is, and when +%(lift)s %% is true."
        )
        % facts
    )
    if found.some.stops is not None:
        said += " " + _("With the bound, a true effect is seen in week %(week)s on average.") % {
            "week": number(found.some.stops, decimals=1)
        }
    return said


def _chosen(one: LengthChoice | None, view: CampaignView) -> dict[str, Any] | None:
    if one is None:
        return None
    rule = (
        _("looked at every week, with a bound that was drawn beforehand")
        if one.rule == ALWAYS
        else _("read once, on the day after it ends")
    )
    who = one.by.name if one.by else _("nobody named")
    return {
        "title": _("Held against %(what)s; %(rule)s.")
        % {"what": control_name(one.control), "rule": rule},
        "held_out": one.held_out,
        "expected": _("Expected: %(lift)s.") % {"lift": signed(one.expected)},
        "by": _("%(name)s, %(day)s") % {"name": who, "day": day(one.at)},
        "late": one.at.date() > view.starts_on,
        "has_control": bool(one.control),
    }


def _later(made: list[LengthChoice], judge: LengthChoice | None) -> str:
    """That a choice after the first day judges nothing; empty where there is none."""
    if judge is None or made[0] is judge:
        return ""
    return _(
        "Another choice was made on %(day)s, after the first day. It is kept, and the looks are "
        "still judged by the one that stood on the first day."
    ) % {"day": day(made[0].at)}


def signed(lift: float) -> str:
    """A relative lift with its sign."""
    return f"{'+' if lift >= 0 else '−'}{percent(abs(lift))}"


def _look_row(
    one: Look, newest: LengthChoice | None, view: CampaignView, today: dt.date
) -> list[str]:
    rate = [
        _("%(rate)s per 100 (%(acts)s of %(people)s)")
        % {
            "rate": number(PERCENT * arm.rate, decimals=2),
            "acts": number(arm.events),
            "people": number(arm.people),
        }
        for arm in (one.campaign, one.control)
    ]
    return [day(one.on), *rate, _bound(one, newest, view, today)]


def _bound(one: Look, newest: LengthChoice | None, view: CampaignView, today: dt.date) -> str:
    """What a look may be taken for: with the fixed plan, nothing before the end."""
    if newest is not None and newest.rule == ALWAYS:
        if one.ratio is None:
            return _("no bound: there was no rate")
        facts = {"ratio": number(one.ratio, decimals=1), "enough": number(ENOUGH)}
        if one.may_stop:
            return _("passed: %(ratio)s, and %(enough)s is enough") % facts
        return _("not yet: %(ratio)s of %(enough)s") % facts
    if newest is None:
        return _("decides nothing: no way of reading stood on the first day")
    if one.on < view.ends_on or today <= view.ends_on:
        return _("too early: it is read once, after %(day)s") % {"day": day(view.ends_on)}
    return _("the last one counts")


def _look_says(
    seen: list[Look],
    newest: LengthChoice | None,
    view: CampaignView,
    today: dt.date,
    *,
    is_late: bool,
) -> str:
    if is_late:
        return _(
            "Nothing was chosen by the end of the first day, so these looks decide nothing: it is "
            "read against the account's own past."
        )
    if newest is None or not newest.control:
        return _("Looks need a part held out. Against the own past it is read once, at its end.")
    if not seen:
        return _("No look yet. Bring the people and acts of both parts, each week.")
    if newest.rule == ALWAYS:
        return _weekly_says(seen, newest, is_over=today > view.ends_on)
    if today > view.ends_on:
        return _lift(seen[-1], newest)
    left = (view.ends_on - today).days
    return ngettext(
        "Nothing is said before the end: %(n)s day to go.",
        "Nothing is said before the end: %(n)s days to go.",
        left,
    ) % {"n": number(left)}


def _weekly_says(seen: list[Look], newest: LengthChoice, *, is_over: bool) -> str:
    """What the bound says: passed, not passed at the end, or not yet."""
    passed = next((one for one in seen if one.may_stop), None)
    lift = _lift(seen[-1], newest)
    if passed is not None:
        return _("You may stop: the bound was passed on %(day)s. %(lift)s") % {
            "day": day(passed.on),
            "lift": lift,
        }
    if is_over:
        return _("The bound was not passed, so no effect is claimed. %(lift)s") % {"lift": lift}
    return _("Go on: what is seen so far could still be chance.")


def _lift(one: Look, newest: LengthChoice) -> str:
    found = read_arms(one.control, one.campaign, forecast=newest.expected)
    return " ".join(told(reason) for reason in found.reasons)


def not_independent(control: str) -> str:
    """What an interval of two parts leaves out; empty for a random half."""
    if control == Control.REGION.value:
        return _(
            "The interval takes people as independent. Regions differ as wholes, so the truth "
            "may lie further out."
        )
    if control == Control.STAGGERED.value:
        return _(
            "The interval takes days as independent. An effect that lasts to the next day makes "
            "the difference look smaller than it is."
        )
    return ""
