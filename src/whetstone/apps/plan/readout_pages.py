"""A campaign's read-out in words: what we said, what happened, what we know, what we do not."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.plan import figures_words as words
from whetstone.apps.plan.length_pages import control_name, not_independent, signed
from whetstone.apps.plan.readout_paper import Drawn, Paper, Sheet
from whetstone.apps.plan.telling import act_name, from_json, told
from whetstone.core.strategy.controls import Control
from whetstone.core.strategy.objective import Action
from whetstone.web.wording import day, figure, number, percent

if TYPE_CHECKING:
    from whetstone.apps.plan.models_readout import CampaignReadout

Facts = dict[str, Any]
PERCENT = 100


def paper(facts: Facts, *, signature: CampaignReadout | None, zone: str) -> Paper:
    """The whole read-out. Signed, it says by whom and when; else that it is a draft."""
    foot = _("Draft of %(day)s") % {"day": day(facts["as_of"])}
    if signature is not None:
        who = signature.by.name if signature.by else _("nobody named")
        foot = _("Signed by %(name)s on %(day)s; frozen since") % {
            "name": who,
            "day": day(signature.at, zone=zone),
        }
    sheets = [_said(facts), _happened(facts), _known(facts), _unknown(facts), _posts(facts)]
    if signature is not None and signature.own_words:
        sheets.append(Sheet(_("In the signer's own words"), (signature.own_words,)))
    return Paper(
        name=f"read-out-{slugify(facts['name']) or 'campaign'}",
        crumb=_("Read-out of “%(name)s”, %(first)s to %(last)s")
        % {
            "name": facts["name"],
            "first": day(facts["starts_on"]),
            "last": day(facts["ends_on"]),
        },
        title=title(facts),
        says=lead(facts),
        sheets=tuple(sheets),
        foot=foot,
        drawn=_drawn(facts),
    )


def title(facts: Facts) -> str:
    """The finding, as a sentence."""
    result, act = facts["result"], act_name(facts["said"]["counts"])
    if result["lift"] is None:
        return _("Cannot tell what the campaign did to %(act)s") % {"act": act}
    if not result["told"]:
        return _("Cannot tell whether %(act)s moved") % {"act": act}
    value = result["lift"][0]
    facts_ = {"act": act.capitalize(), "lift": number(PERCENT * abs(value))}
    if value > 0:
        return _("%(act)s rose by %(lift)s %%") % facts_
    return _("%(act)s fell by %(lift)s %%") % facts_


def lead(facts: Facts) -> tuple[str, ...]:
    """Two sentences: the interval against the forecast, and what it is held against."""
    result = facts["result"]
    if result["lift"] is None:
        reasons = [told(from_json(one)) for one in result["reasons"]]
        return tuple(reasons) or (_("No day of the campaign has figures."),)
    return (told(from_json(result["reasons"][0])), _against(facts))


def _against(facts: Facts) -> str:
    if facts["result"]["kind"] == "arms":
        return _("Held against what was held out: %(what)s.") % {
            "what": facts["said"]["held_out"] or control_name(facts["said"]["control"])
        }
    return _(
        "Held against the account's own 28 days before: they moved together, and nothing was held "
        "out to tell why."
    )


def _said(facts: Facts) -> Sheet:
    said = facts["said"]
    rows = [
        (_("Counted"), act_name(said["counts"])),
        (_("Expected"), signed(said["expected"])),
        (_("Length"), _length_said(said, facts["days"]["planned"])),
        (_("Held against"), _held(said)),
    ]
    if said["rule"]:
        rows.append(
            (_("Read"), _("every week, with a bound") if said["rule"] == "always" else _("once"))
        )
    if said.get("power") and said["control"]:
        lift = {"lift": signed(said["worth"])}
        rows.append((_("Chance to see %(lift)s, if true") % lift, percent(said["power"][1])))
    if said["rate"]:
        rows.append((_("Rate before"), rate(said["rate"])))
    if said["mde"]:
        rows.append((_("Smallest difference it could show"), percent(said["mde"])))
    says = [_aim(facts)]
    if said["binding"]:
        says.append(told(from_json(said["binding"])))
    if said["from"]:
        note = _("As it stood on the first day; written down on %(day)s.") % {
            "day": day(said["on"])
        }
    else:
        note = _("Nothing was written down before the launch: the lift worth acting on stands in.")
    raw = [("", _("value")), (_("Expected"), said["expected"])]
    raw += [(str(name), str(value)) for name, value in rows if name != _("Expected")]
    return Sheet(_("What we said"), tuple(says), (_("What"), _("Then")), tuple(rows), tuple(raw),
                 (note,))  # fmt: skip


def _aim(facts: Facts) -> str:
    if not facts["goal"]:
        return _("%(aim)s It served no goal.") % {"aim": facts["aim"]}
    return _("%(aim)s It served: %(goal)s.") % {
        "aim": facts["aim"],
        "goal": " › ".join(facts["goal"]),
    }


def _held(said: Facts) -> str:
    name = control_name(said["control"])
    return f"{name} ({said['held_out']})" if said["held_out"] else name


def _length_said(said: Facts, planned: int) -> str:
    if not said["days"] or said["days"] == planned:
        return _days_said(planned)
    return _("%(planned)s planned, %(argued)s argued") % {
        "planned": _days_said(planned),
        "argued": _days_said(said["days"]),
    }


def _days_said(n: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", n) % {"n": number(n)}


def rate(found: list[float]) -> str:
    """A share with its interval, per hundred."""
    value, low, high = (number(PERCENT * one, decimals=2) for one in found)
    return _("%(value)s per 100 (%(low)s–%(high)s)") % {"value": value, "low": low, "high": high}


def _happened(facts: Facts) -> Sheet:
    days = facts["days"]
    says = []
    if days["known"]:
        counted = {
            "n": number(days["known"]),
            "all": number(days["planned"]),
            "people": number(days["people"]),
        }
        said = _("%(n)s of %(all)s days have figures: %(people)s people, day by day added up.")
        says.append(said % counted)
    else:
        says.append(_("No day of the campaign has figures."))
    if days["rate"]:
        names = {"act": act_name(facts["said"]["counts"]), "rate": rate(days["rate"])}
        says.append(_("Rate of %(act)s during the campaign: %(rate)s.") % names)
    says += [*_arms(facts), *_goal(facts)]
    raw = [(_("week from"), _("people"), _("acts"), _("low"), _("high"))]
    raw += [tuple(one[1:]) for one in facts["weeks"]]
    return Sheet(_("What happened"), tuple(says), raw=tuple(raw))


def _posts(facts: Facts) -> Sheet:
    """What its posts came to, by network and way of counting."""
    posts = facts["posts"]
    title_ = _("Its posts")
    if not posts:
        return Sheet(title_, (_("No post among your exports belongs to it."),))
    rows = tuple(
        (
            words.network_name(network),
            words.metric_name(metric),
            _era(era),
            _("%(known)s of %(n)s") % {"known": number(known), "n": number(n)},
            figure(total),
        )
        for network, metric, era, n, known, total, _seen in posts
    )
    raw = (
        (
            *(_("Network"), _("Figure"), _("Counted as"), _("Posts"), _("Posts with it")),
            *(_("Sum"), _("Exported on")),
        ),
        *(tuple(one) for one in posts),
    )
    head = (_("Network"), _("Figure"), _("Counted as"), _("Posts that have it"), _("Sum"))
    note = _(
        "From the networks' own exports, the newest of %(day)s. Ways of counting are never added "
        "up. People reached are added over posts: who was reached twice counts twice."
    ) % {"day": day(max(one[-1] for one in posts))}
    return Sheet(title_, (), head, rows, raw, (note,))


def _era(name: str) -> str:
    """How a figure is counted; a dash where one way is all there is."""
    return words.way_of(name) or "–"


def _arms(facts: Facts) -> list[str]:
    result = facts["result"]
    if result["kind"] != "arms":
        return []
    acts, people, held_acts, held = (number(one) for one in result["arms"])
    return [
        _("In the campaign's part %(acts)s of %(people)s people acted, in the part held out "
          "%(held_acts)s of %(held)s (%(source)s, %(day)s).")
        % {"acts": acts, "people": people, "held_acts": held_acts, "held": held,
           "source": result["source"], "day": day(result["look_on"])}
    ]  # fmt: skip


def _goal(facts: Facts) -> list[str]:
    goal = facts["goal_reading"]
    if goal is None or not goal["after"]:
        return []
    on, value, low, high, source = goal["after"]
    told_ = figure(value, goal["unit"])
    if high > low:
        told_ += f" ({figure(low)}–{figure(high)})"
    names = {"goal": goal["title"], "value": told_, "day": day(on), "source": source}
    said = [_("The goal “%(goal)s” stood at %(value)s on %(day)s (%(source)s).") % names]
    if goal["before"]:
        before = goal["before"]
        was = {"value": figure(before[1], goal["unit"]), "day": day(before[0])}
        said.append(_("Before the launch it stood at %(value)s on %(day)s.") % was)
    return said


def _held_apart(control: str) -> str:
    """What a difference to the part held out may be called: only a drawn part shows a cause."""
    if control == Control.AUDIENCE:
        return _("The difference to the part held out is the campaign's: nothing else was "
                 "different between the two, as far as the draw was fair.")  # fmt: skip
    return _("The difference to the part held out is larger than chance among people. Regions "
             "and weeks differ by themselves, too, so it may not be the campaign's.")  # fmt: skip


def _known(facts: Facts) -> Sheet:
    """What the figures allow to be said, and no more."""
    result = facts["result"]
    says = [told(from_json(one)) for one in result["reasons"] if one["code"] != "no_effect_told"]
    if result["kind"] == "arms" and result["told"]:
        says.append(_held_apart(facts["said"]["control"]))
    if result["kind"] == "past" and result["told"]:
        says.append(_("The change is larger than those of your own past in which nothing was "
                      "tried."))  # fmt: skip
    if not says:
        says.append(_("Nothing about the effect. The figures stand above."))
    raw: tuple[tuple[str | float, ...], ...] = ()
    if result["lift"]:
        raw = (
            (_("lift"), _("low"), _("high"), _("forecast")),
            (*result["lift"], facts["said"]["expected"]),
        )
    return Sheet(_("What we know"), tuple(says), raw=raw)


def _unknown(facts: Facts) -> Sheet:
    """What stays open, said as plainly as what is known."""
    result, said, days = facts["result"], facts["said"], facts["days"]
    says = [told(from_json(one)) for one in result["reasons"] if one["code"] == "no_effect_told"]
    if result["kind"] == "past":
        says.append(_("Whether it was the campaign: nothing was held out, and whatever else "
                      "changed in these days is in the figure too."))  # fmt: skip
    if result["kind"] == "none" or (result["lift"] is None and not says):
        says.append(_("What the campaign did: there is nothing to hold its days against."))
    if result["kind"] == "arms":
        if said["rule"] == "always" and not result["passed"]:
            says.append(_not_passed())
        limit = not_independent(said["control"])
        says += [limit] if limit else []
        if said["rule"] == "always" and result["look_on"] < facts["ends_on"]:
            says.append(_("How large exactly: it was stopped early, and an early stop tends to "
                          "catch a difference at its largest."))  # fmt: skip
        if said["rule"] != "always" and result["look_on"] < facts["ends_on"]:
            says.append(_("What the last days did: the last look was on %(day)s, before the end.")
                        % {"day": day(result["look_on"])})  # fmt: skip
    if days["blank"] and days["known"]:
        says.append(ngettext(
            "What happened on %(n)s day without figures: it is left out, not read as 0.",
            "What happened on %(n)s days without figures: they are left out, not read as 0.",
            days["blank"]) % {"n": number(days["blank"])})  # fmt: skip
    says += [_("It was counted in something that is no longer so: “%(claim)s”.") % {"claim": one}
             for one in facts["broken"]]  # fmt: skip
    says.append(_("Whether the effect lasts: nothing was read after the last day."))
    return Sheet(_("What we do not know"), tuple(says))


def _not_passed() -> str:
    return _(
        "Whether there is an effect: the bound that was drawn beforehand was not passed, so none "
        "is claimed, wherever the interval of a single reading lies."
    )


def _drawn(facts: Facts) -> Drawn | None:
    """The rate by week, before and during, with the forecast as a line."""
    weeks, counts = facts["weeks"], facts["said"]["counts"]
    if len(weeks) < 2:  # noqa: PLR2004  # a line has two ends
        return None
    is_views = counts == Action.VIEWS.value
    points = tuple(
        (float(week), float(people), float(people), float(people)) if is_views
        else (float(week), PERCENT * acts / people, PERCENT * low, PERCENT * high)
        for week, _on, people, acts, low, high in weeks
    )  # fmt: skip
    top = 1.15 * max(one[3] for one in points)
    before = [one for one in weeks if one[0] < 0][-4:]
    target = None
    if before:
        people = sum(one[2] for one in before)
        base = people / len(before) if is_views else PERCENT * sum(o[3] for o in before) / people
        aim = base * (1 + facts["said"]["expected"])
        top = max(top, 1.15 * aim)
        target = (aim, _("what was forecast"))
    places = 0 if is_views else 1
    step = top / 4
    return Drawn(
        title=_("People by week") if is_views else _("%(act)s per 100 people, by week")
        % {"act": act_name(counts).capitalize()},
        finding=_weeks_said(weeks, is_views=is_views),
        points=points,
        ticks=tuple((float(one[0]), _short(one[1])) for one in weeks[:: max(1, len(weeks) // 5)]),
        top=top,
        y_ticks=tuple((n * step, number(n * step, decimals=places)) for n in range(4)),
        mark=(0.0, _("launch")) if any(one[0] < 0 for one in weeks) else None,
        target=target,
    )  # fmt: skip


def _short(on: str) -> str:
    return dt.date.fromisoformat(on).strftime("%-d.%-m.")


def _weeks_said(weeks: list[list[Any]], *, is_views: bool) -> str:
    said = [
        _("week from %(day)s: %(value)s")
        % {
            "day": day(on),
            "value": number(people)
            if is_views
            else _("%(rate)s per 100") % {"rate": number(PERCENT * acts / people, decimals=2)},
        }
        for _week, on, people, acts, _low, _high in weeks
    ]
    return "; ".join(said)


def chart_of(drawn: Drawn) -> dict[str, Any]:
    """The drawing as the chart macro wants it."""
    first, last = drawn.points[0][0], drawn.points[-1][0]
    marks = [(drawn.mark[0], drawn.mark[1])] if drawn.mark else []
    return {
        "title": drawn.title,
        "finding": drawn.finding,
        "x": {"min": first, "max": last, "ticks": drawn.ticks, "say": _("week from")},
        "y": {"min": 0, "max": drawn.top, "ticks": drawn.y_ticks, "say": ""},
        "line": [(one[0], one[1]) for one in drawn.points],
        "band": [(one[0], one[2], one[3]) for one in drawn.points],
        "limit": drawn.target,
        "marks": marks,
        "caption": _("Shaded: where the rate of each week may really lie (95 in 100)."),
    }
