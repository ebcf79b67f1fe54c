"""A brief in the reader's language: its sections in order, each from frozen or present figures."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.lead import brief_goals, brief_team, telling
from whetstone.apps.lead.brief_parts import HUNDRED, Claim, Line, Section
from whetstone.apps.lead.brief_sections import brief_sections
from whetstone.apps.plan.telling import act_name
from whetstone.web.wording import day, figure, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from whetstone.apps.lead.brief_parts import Extra, Seen, Sheet

ORDER: Final = (
    "ask", "goals", "social", "cover", "field", "hours", "money", "forecasts", "sources",
)  # fmt: skip
"""The brief's own sections; those of `brief_sections` stand after the one they name."""

OF_MINUTES: Final = frozenset({"keep_minutes", "give_minutes"})
MOST: Final = 2


def titles() -> dict[str, str]:
    """What each section is called, in order; those of other rooms too."""
    own = {
        "ask": _("Decision asked"),
        "goals": _("Goals"),
        "social": _("What social did for them"),
        "cover": _("Cover, and what a leave would cost"),
        "field": _("What changed, and what it broke"),
        "hours": _("Learning hours"),
        "money": _("Money and hours"),
        "forecasts": _("What we said, and what came"),
        "sources": _("Sources"),
    }
    found: dict[str, str] = {}
    for code in ORDER:
        found[code] = own[code]
        found |= {one.code: str(one.title) for one in brief_sections() if one.after == code}
    return found


def sections(
    seen: Seen, words: Mapping[str, str], *, by: str, taken: Sequence[int] | None = None
) -> tuple[Section, ...]:
    """Every section that has something to say. `taken`: decisions taken of those asked last."""
    more = {one.code: one for one in brief_sections()}
    own = {
        "ask": lambda: _asked(seen, taken),
        "social": lambda: brief_goals.served(seen),
        "cover": lambda: brief_team.cover(seen),
        "field": lambda: _field(seen),
        "hours": lambda: brief_team.hours(seen),
        "money": lambda: _money(seen),
        "forecasts": lambda: _forecasts(seen),
        "sources": lambda: _sources(seen),
    }
    found = []
    for code, title in titles().items():
        if code in more and code not in seen.figures["brief"]["more"]:
            continue
        goals = brief_goals.rows(seen) if code == "goals" else ()
        lines = own[code]() if code in own else ()
        if code in more:
            lines = _brought(more[code], seen)
        if code == "goals" and not goals:
            lines = (Line(_("No goal has a figure yet.")),)
        found.append(Section(code, title, lines, goals, words.get(code, ""), by))
    return tuple(found)


def _brought(one: Extra, seen: Seen) -> tuple[Line, ...]:
    before = seen.before.get("brief", {}).get("more", {}).get(one.code)
    return one.tell(seen.figures["brief"]["more"][one.code], before)


def _asked(seen: Seen, taken: Sequence[int] | None) -> tuple[Line, ...]:
    """Decisions tell of the team's hours and skills, so none of them is sent outside."""
    lines = [
        Line(
            telling.decision_text(ask),
            was=_decided_before(seen, ask),
            claim=brief_team.of_minutes(seen) if ask["code"] in OF_MINUTES else None,
            inside=True,
        )
        for ask in seen.figures["decisions"]
    ]
    if not lines:
        lines = [Line(_("Nothing is asked today."), inside=True)]
    if taken and taken[1] and seen.then_on:
        said = ngettext(
            "Of the %(all)s decision asked on %(day)s, %(n)s was taken.",
            "Of the %(all)s decisions asked on %(day)s, %(n)s were taken.",
            taken[1],
        )
        facts = {"n": number(taken[0]), "all": number(taken[1])}
        told = said % (facts | {"day": day(seen.then_on, zone=seen.zone)})
        claim = Claim(
            definition=_("A decision is taken when somebody who may take it pressed for it."),
            data=_("The brief that was signed then, and the decisions taken from it since."),
            interval=_("A full count, so without an interval."),
            on=day(seen.figures["as_of"]),
            how=_("Decisions taken from that brief, of those that it asked."),
        )
        lines.append(Line(told, claim=claim, inside=True, is_read=False))
    return tuple(lines)


def _decided_before(seen: Seen, ask: Sheet) -> str:
    """Since when a decision stands that the figures still ask for; empty where it is asked."""
    if not ask.get("since"):
        return ""
    on = dt.datetime.fromisoformat(ask["since"])
    return _("Decided on %(day)s and still open.") % {"day": day(on, zone=seen.zone)}


def _field(seen: Seen) -> tuple[Line, ...]:
    figures = seen.figures
    at_risk = _of_threats(seen)
    lines = [
        Line(_threat(one), mark="risk", claim=at_risk if n == 0 else None)
        for n, one in enumerate(figures["threats"][:MOST])
    ]
    more = len(figures["threats"]) - MOST
    if more > 0:
        said = ngettext("%(n)s more is at risk.", "%(n)s more are at risk.", more)
        lines.append(Line(said % {"n": number(more)}, is_read=False))
    if not figures["threats"]:
        none = _("No goal and no campaign rests on anything that is no longer so.")
        lines.append(Line(none, claim=at_risk))
    lines.append(brief_team.currency(seen))
    for said, rows, is_read in (
        (_("Changed: %(what)s."), figures["field"]["changed"], not figures["threats"]),
        (_("Noticed, not published here yet: %(what)s."), figures["field"]["coming"], False),
    ):
        what = "; ".join(f"{title} ({day(on)})" for _slug, title, on in rows[:MOST])
        if what:
            lines.append(
                Line(said % {"what": what}, claim=_of_changes(seen, rows), is_read=is_read)
            )
    return tuple(lines)


def _of_threats(seen: Seen) -> Claim:
    """What "rests on something gone" means, and every goal and campaign that does."""
    rows = seen.figures["threats"]
    return Claim(
        definition=_(
            "A goal or campaign is at risk where a fact that its metric, network or argument "
            "rests on was retired or superseded in the field."
        ),
        data=_("The goals and campaigns of this workspace, held against the ledger of the field."),
        interval=_("A full count of what is written down, so without an interval."),
        on=day(seen.figures["as_of"]),
        how=_("Every fact that each rests on is looked up in the ledger as it stands that day."),
        head=(_("Goal or campaign"), _("What changed"), _("Since")) if rows else (),
        rows=tuple(
            (
                one["title"],
                one["change_title"] or _("not told"),
                day(one["happened_on"]) if one["happened_on"] else "–",
            )
            for one in rows
        ),
    )


def _of_changes(seen: Seen, rows: list[list[str]]) -> Claim:
    """What a change of the field is, and each of them with its day."""
    return Claim(
        definition=_("Something that happened in the field and ends or alters facts taught here."),
        data=_("The ledger of the field, as it stands in this workspace."),
        interval=_("A day that is told at a source has none."),
        on=day(seen.figures["as_of"]),
        how=_(
            "Read at its source by an editor, and published in one act; what was noticed and not "
            "published changes nothing yet."
        ),
        head=(_("Change"), _("Happened on")),
        rows=tuple((title, day(on)) for _slug, title, on in rows),
    )


def _threat(one: Sheet) -> str:
    if not one["change_title"]:
        return _("“%(name)s” rests on something that is no longer so.") % {"name": one["title"]}
    return _("“%(name)s” rests on something gone since %(day)s: %(change)s.") % {
        "name": one["title"],
        "change": one["change_title"].rstrip("."),
        "day": day(one["happened_on"]),
    }


def _money(seen: Seen) -> tuple[Line, ...]:
    rows = seen.figures["brief"]["worth"]
    if not rows:
        return (Line(_("No money is written down here, so none is counted."), is_read=False),)
    return tuple(_worth(seen, one) for one in rows)


def _worth(seen: Seen, one: Sheet) -> Line:
    facts = {
        "name": one["name"],
        "n": number(one["n"]),
        "act": act_name(one["act"]),
        "each": f"{one['unit']}{number(one['each'], decimals=2)}",
        "all": f"{one['unit']}{number(one['n'] * one['each'])}",
        "day": day(one["since"]),
    }
    return Line(
        _("“%(name)s” brought %(n)s %(act)s, worth %(all)s at the team's own %(each)s each.")
        % facts,
        claim=Claim(
            definition=_("%(act)s counted since %(day)s, at what the team says one is worth.")
            % facts,
            data=_("The campaign's own daily figures: %(n)s days, %(blank)s without a figure.")
            % {"n": number(one["days"]), "blank": number(one["blank"])},
            interval=_("A count has none. The worth of one is the team's own estimate."),
            on=day(seen.figures["as_of"]),
            how=_("%(n)s times %(each)s. It is stated worth, not income, and not an effect.")
            % facts,
        ),
    )


def _forecasts(seen: Seen) -> tuple[Line, ...]:
    found = seen.figures["brief"]
    if found["forecasts"]:
        return tuple(_forecast(one) for one in found["forecasts"])
    said = _("No forecast has come due yet.")
    ahead = found["next_forecast"]
    if ahead:
        said += " " + _("The next: “%(name)s”, on %(day)s.") % {
            "name": ahead["name"],
            "day": day(ahead["on"]),
        }
    return (Line(said),)


def _forecast(one: Sheet) -> Line:
    facts = {
        "name": one["name"],
        "act": act_name(one["act"]),
        "forecast": figure(HUNDRED * one["forecast"], "%"),
        "day": day(one["on"]),
    }
    if not one["lift"]:
        said = _("“%(name)s” was planned to lift %(act)s by %(forecast)s; it cannot be read.")
        return Line(said % facts, claim=_of_forecast(one))
    value, low, high = (figure(HUNDRED * end, "%") for end in one["lift"])
    said = _(
        "“%(name)s” was planned to lift %(act)s by %(forecast)s; it came to %(value)s "
        "(%(low)s to %(high)s)."
    ) % (facts | {"value": value, "low": low, "high": high})
    if not one["is_told"]:
        said += " " + _("That may be chance.")
    return Line(said, claim=_of_forecast(one))


def _of_forecast(one: Sheet) -> Claim:
    if one["code"] == "signed":
        return brief_goals.claim_of_signed(one)
    why = {
        "history_short": _("The account's own past is too short for such a window."),
        "cannot_read": _("Nothing happened in one of the windows."),
        "no_figures": _(
            "Days without a figure lie in the windows; they are not taken as nothing."
        ),
    }
    return Claim(
        definition=_("The mean day of the campaign over that of the 28 days before."),
        data=_("The campaign's own daily figures, %(n)s days of it.") % {"n": number(one["days"])},
        interval=why.get(one["code"]) or _("95 in 100, from windows in which nothing was done."),
        on=day(one["on"]),
        how=_("A ratio of means against placebo windows of the account's own past."),
    )


def _sources(seen: Seen) -> tuple[Line, ...]:
    figures = seen.figures
    named = dict.fromkeys(
        f"{one['source']} ({day(one['on'])})" for one in figures["goals"] if one["source"]
    )
    lines = [Line(_("Goals: %(what)s.") % {"what": "; ".join(named)})] if named else []
    lines.append(
        Line(
            _("Team: profiles and bookings of %(n)s people, as of %(day)s. Field: this ledger.")
            % {"n": number(figures["team"]), "day": day(figures["as_of"])},
            inside=True,
        )
    )
    return tuple(Line(one.text, inside=one.inside, is_read=False) for one in lines)
