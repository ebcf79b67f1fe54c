"""A campaign's parts in words: what holds, why, since when, what is open, what is touched."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.field import selectors as framework
from whetstone.apps.learn import saying
from whetstone.apps.plan import campaign_selectors as selectors
from whetstone.apps.plan.calendar_words import network_choices
from whetstone.apps.plan.campaign_parts import APPROVALS, BY_SLUG, FACTS, PARTS, SKILLS, part_name
from whetstone.apps.plan.telling import act_name
from whetstone.core.rollup.readiness import Ready
from whetstone.web.request import Right
from whetstone.web.wording import day, figure, number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from whetstone.apps.plan.campaign_parts import Part
    from whetstone.apps.plan.campaign_selectors import Names, NetworkAnswer, Settled, Whole
    from whetstone.apps.plan.models_campaign import ChoiceMade
    from whetstone.apps.plan.selectors import CampaignView
    from whetstone.web.request import Actor

PERCENT = 100
SHARE = 4
Lines = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PartSaid:
    """One settled part as the page shows it. `rests`: (claim, statement) of what still holds."""

    slug: str
    name: str
    lines: Lines
    reason: str
    since: str
    breaks: Any
    history: list[dict[str, Any]]
    found: list[str] = field(default_factory=list)
    rests: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class WholePage:
    """Everything about the parts. `says` is None for whoever is not asked."""

    parts: list[PartSaid]
    open_parts: list[Part]
    settled: int
    progress: str
    touched: str
    approvals: list[dict[str, Any]]
    asked: bool
    hours: str
    skills: list[dict[str, Any]]
    reads_words: bool
    learning: list[str]
    facts_history: list[dict[str, Any]]


def whole_page(whole: Whole, view: CampaignView, actor: Actor) -> WholePage:
    """Say all parts of a campaign."""
    reads_words = actor.has(Right.LEAD)
    facts = whole.settled.get(FACTS)
    return WholePage(
        parts=[
            _part(whole.settled[one.slug], whole.names, actor)
            for one in PARTS
            if one.slug in whole.settled
        ],
        open_parts=[BY_SLUG[slug] for slug in whole.open_parts],
        settled=len(PARTS) - len(whole.open_parts),
        progress=_progress(len(PARTS) - len(whole.open_parts)),
        touched=_touched(whole),
        approvals=_approvals(whole, actor),
        asked=actor.person_id in whole.values(APPROVALS).get("people", []),
        hours=_hours(whole, view, actor),
        skills=_skills(whole, actor, reads_words=reads_words),
        reads_words=reads_words,
        learning=_learning(whole, actor),
        facts_history=_history(facts, whole.names, actor) if facts else [],
    )


def touched_lines(
    touched: Mapping[int, tuple[str, ...]], campaigns: Sequence[CampaignView]
) -> list[tuple[int, str]]:
    """(campaign, sentence) for the page of goals."""
    return [
        (
            one.id,
            _("“%(name)s”: %(parts)s.")
            % {"name": one.name, "parts": ", ".join(map(part_name, touched[one.id]))},
        )
        for one in campaigns
        if one.id in touched
    ]


def _progress(settled: int) -> str:
    if settled == len(PARTS):
        return _("Every part is settled.")
    facts = {"n": number(settled), "all": number(len(PARTS))}
    if not settled:
        return _("Nothing is settled yet. Begin anywhere; each part takes a few minutes.")
    return (
        ngettext(
            "%(n)s of %(all)s parts is settled.", "%(n)s of %(all)s parts are settled.", settled
        )
        % facts
    )


def _touched(whole: Whole) -> str:
    names = [part_name(one.part) for one in whole.touched]
    if not names:
        return ""
    return ngettext(
        "One choice rests on something that is no longer so: %(names)s.",
        "%(n)s choices rest on something that is no longer so: %(names)s.",
        len(names),
    ) % {"n": number(len(names)), "names": ", ".join(names)}


def _part(one: Settled, names: Names, actor: Actor) -> PartSaid:
    newest = one.newest
    return PartSaid(
        slug=one.part,
        name=part_name(one.part),
        lines=said(one.part, one.values, names),
        reason=newest.reason,
        since=_signed(newest, actor),
        breaks=one.breaks,
        history=_history(one, names, actor),
        found=_found(newest),
        rests=[
            (slug, names.claims[slug])
            for slug in newest.claims
            if slug in names.claims and slug not in {each.claim for each in one.breaks}
        ],
    )


def _signed(made: ChoiceMade, actor: Actor) -> str:
    when = day(made.at, zone=actor.time_zone)
    return f"{when}, {made.by.name}" if made.by else when


def _history(one: Settled, names: Names, actor: Actor) -> list[dict[str, Any]]:
    """What changed each time, newest first: (label, from, to); the first time has no from."""
    rows = []
    before: dict[str, str] = {}
    for made in one.made:
        now = dict(said(one.part, made.values, names))
        rows.append(
            {
                "since": _signed(made, actor),
                "changes": [
                    (label, before.get(label, ""), now.get(label, ""))
                    for label in dict.fromkeys((*before, *now))
                    if before.get(label, "") != now.get(label, "")
                ],
                "reason": made.reason,
            }
        )
        before = now
    return rows[::-1]


def _found(made: ChoiceMade) -> list[str]:
    """What our own answers said when it was chosen."""
    for one in made.found:
        if isinstance(one, dict):
            facts = {"act": act_name(one["counts"]), "n": number(one["days"])}
            return [_("When it was settled, the objective was %(act)s for %(n)s days.") % facts]
    chosen = {name for key in made.values.get("networks", []) for name in _spellings(key)}
    rows = [one for one in made.found if len(one) == SHARE and _short(one[0]) in chosen]
    told = [
        _("%(network)s: %(share)s of 100 of your target use it (%(low)s–%(high)s).")
        % {
            "network": name,
            "share": number(PERCENT * share),
            "low": number(PERCENT * low),
            "high": number(PERCENT * high),
        }
        for name, share, low, high in rows
    ]
    known = {_short(one[0]) for one in rows}
    silent = [
        name
        for key, name in network_choices()
        if key in made.values.get("networks", []) and not _spellings(key) & known
    ]
    if told and silent:
        said = _("No source here says how many of your target use %(networks)s.")
        told.append(said % {"networks": ", ".join(silent)})
    sources = [one[0] for one in made.found if len(one) == 1]
    if told and sources:
        told.append(_("From: %(sources)s.") % {"sources": "; ".join(sources)})
    return told


def answer_lines(answer: NetworkAnswer) -> list[str]:
    """The answer on networks as it stands now, a line for each."""
    return [
        _("%(network)s: %(share)s of 100 of your target use it (%(low)s–%(high)s).")
        % {
            "network": one.network,
            "share": number(PERCENT * one.share),
            "low": number(PERCENT * one.low),
            "high": number(PERCENT * one.high),
        }
        for one in answer.shares
    ]


def _short(name: str) -> str:
    return name.split(maxsplit=1)[0].lower()


def _spellings(key: str) -> set[str]:
    return {key.lower(), *(_short(name) for one, name in network_choices() if one == key)}


# --- what each part says ---


def said(part: str, values: Mapping[str, Any], names: Names) -> Lines:
    """(label, text) of what a part holds; what was left empty is not there."""
    lines = _SAID[part](values, names) if part in _SAID else []
    return [(label, text) for label, text in lines if text]


def _brief(values: Mapping[str, Any], _names: Names) -> Lines:
    return [
        (_("What"), values.get("what") or ""),
        (_("For whom"), values.get("for_whom") or ""),
        (_("What will be different"), values.get("world") or ""),
    ]


def _audience(values: Mapping[str, Any], names: Names) -> Lines:
    known = [names.segments.get(one, _("a part that is gone")) for one in values["segments"]]
    return [(_("Parts of the target"), ", ".join(known)), (_("Beyond them"), values["words"])]


def _networks(values: Mapping[str, Any], _names: Names) -> Lines:
    known = dict(network_choices())
    return [(_("Runs on"), ", ".join(str(known.get(one, one)) for one in values["networks"]))]


def _measure(values: Mapping[str, Any], names: Names) -> Lines:
    return [(_("It worked if"), names.goals.get(values["metric"] or 0, ""))]


def _phases(values: Mapping[str, Any], _names: Names) -> Lines:
    return [(one["name"], _days(one["first"], one["last"])) for one in values["phases"]]


def _money(values: Mapping[str, Any], _names: Names) -> Lines:
    budget, hours, wanted = values.get("budget"), values.get("hours"), values.get("wanted")
    unit = values.get("unit") or ""
    return [
        (_("Money"), "" if budget is None else f"{unit}\u00a0{figure(budget)}".strip()),
        (_("Hours a week"), "" if hours is None else figure(hours)),
        (
            _("Stated priority"),
            "" if wanted is None else _("%(n)s of 100 hours for its goal") % {"n": figure(wanted)},
        ),
    ]


def _risks(values: Mapping[str, Any], names: Names) -> Lines:
    risks = [(one["what"], one["then"] or _("no answer yet")) for one in values["risks"]]
    ready = {
        "yes": _("ready: %(where)s") % {"where": values.get("where") or ""},
        "no": _("not yet"),
    }
    return [
        *risks,
        (_("Who decides to pause"), _person(values["pauses"], names)),
        (_("Holding statement"), ready.get(values.get("statement") or "", "")),
    ]


def _needs(values: Mapping[str, Any], names: Names) -> Lines:
    levels = framework.framework().levels
    return [
        (
            names.areas.get(one["area"], one["area"]),
            ngettext("%(n)s person at “%(level)s”", "%(n)s people at “%(level)s”", one["people"])
            % {"n": number(one["people"]), "level": levels[one["level"]].lower()},
        )
        for one in values["skills"]
    ]


def _launch(values: Mapping[str, Any], _names: Names) -> Lines:
    return [(_("Free of learning"), _days(values.get("first"), values.get("last")))]


def _who(values: Mapping[str, Any], names: Names) -> Lines:
    asked = ", ".join(_person(one, names) for one in values["people"])
    by = values.get("by")
    return [
        (_("Must say yes"), asked),
        (_("By"), day(dt.date.fromisoformat(by)) if by else ""),
    ]


def _facts(values: Mapping[str, Any], names: Names) -> Lines:
    return [
        (_("Its name"), values["name"]),
        (_("What it is for"), values["aim"]),
        (_("It serves"), names.goals.get(values["goal_id"] or 0, _("no goal yet"))),
        (_("What people should do"), act_name(values["wanted_act"])),
        (_("What the network calls that"), values["counted_as"]),
        (_("Its days"), _days(values["starts_on"], values["ends_on"])),
        (_("People reached on a usual day"), number(values["people_a_day"])),
        (_("People who could be reached at all"), number(values["audience"])),
        (_("Days people take from seeing it to acting"), _length(values.get("decide_days"))),
        (_("Days until half of its effect is gone"), _length(values.get("half_life_days"))),
        (_("Most times each person should see it"), _length(values.get("most_times"))),
    ]


def _length(days: float | None) -> str:
    return "" if days is None else figure(days)


_SAID: dict[str, Callable[[Mapping[str, Any], Names], Lines]] = {
    "brief": _brief, "audience": _audience, "networks": _networks, "measure": _measure,
    "phases": _phases, "money": _money, "risks": _risks, SKILLS: _needs, "launch": _launch,
    APPROVALS: _who, FACTS: _facts,
}  # fmt: skip


def _person(person_id: int | None, names: Names) -> str:
    if person_id is None:
        return ""
    return names.people.get(person_id, _("somebody who left"))


def _days(first: str | None, last: str | None) -> str:
    ends = [day(dt.date.fromisoformat(one)) for one in (first, last) if one]
    return _(" to ").join(dict.fromkeys(ends)) or _("no days yet")


# --- approvals, hours, skills ---


def _approvals(whole: Whole, actor: Actor) -> list[dict[str, Any]]:
    rows = []
    for one in whole.approvals():
        facts = {"who": _person(one.person_id, whole.names)}
        if one.say is None:
            rows.append({"text": _("%(who)s has not said anything yet.") % facts, "is_open": True})
            continue
        facts["day"] = day(one.say.at, zone=actor.time_zone)
        text = (
            _("%(who)s said yes on %(day)s.")
            if one.say.is_yes
            else _("%(who)s said “not yet” on %(day)s.")
        )
        changed = ", ".join(
            part_name(part) if part != "objective" else _("objective") for part in one.changed
        )
        rows.append(
            {
                "text": text % facts,
                "words": one.say.words,
                "changed": _("Changed since: %(parts)s.") % {"parts": changed} if changed else "",
                "is_open": not one.say.is_yes or bool(changed),
            }
        )
    return rows


def _hours(whole: Whole, view: CampaignView, actor: Actor) -> str:
    """The hours of its goal against the stated priority, among all campaigns not yet over."""
    if whole.values("money").get("hours") is None:
        return ""
    rows = selectors.efforts(actor.workspace_id, today=actor.today)
    total = sum(one.hours for one in rows)
    mine = sum(one.hours for one in rows if one.goal_id == view.goal_id)
    wanted = whole.values("money").get("wanted")
    if not total or view.goal_id is None:
        return ""
    share = PERCENT * mine / total
    said = _("Of %(total)s hours a week for campaigns, %(mine)s go to its goal: %(share)s of 100.")
    text = said % {
        "total": figure(total), "mine": figure(mine), "share": number(share),
    }  # fmt: skip
    text += " " + _(
        "Counted are the hours that campaigns which are not over were given here. The goal tree "
        "counts the minutes of planned posts, so it may say another share."
    )
    if wanted is None:
        return text
    gap = share - wanted
    facts = {"wanted": figure(wanted), "gap": number(abs(gap))}
    if round(abs(gap)) == 0:
        return text + " " + _("That is what you said it should get.")
    more = _("You said %(wanted)s: that is %(gap)s more than stated.")
    less = _("You said %(wanted)s: that is %(gap)s fewer than stated.")
    return text + " " + (more if gap > 0 else less) % facts


def _skills(whole: Whole, actor: Actor, *, reads_words: bool) -> list[dict[str, Any]]:
    needs = whole.values(SKILLS).get("skills", [])
    if not needs or not reads_words:
        return []
    return [
        {
            "area": one.area_id,
            "name": whole.names.areas.get(one.area_id, one.area_id),
            "need": number(one.people),
            "say": ready_words(one),
            "could": bool(one.could),
            "is_short": one.found is None or one.found.ready is not Ready.READY,
        }
        for one in selectors.ready(actor.workspace_id, needs)
    ]


def ready_words(one: selectors.Ready) -> str:
    """Ready or not, from shared words: a sentence with its range."""
    if one.found is None:
        return _("Cannot tell: shared words are about entry level only.")
    if one.found.ready is Ready.UNKNOWN:
        return _("Cannot tell: nobody shares a word in this area.")
    facts = {
        "n": number(one.people),
        "low": number(PERCENT * one.found.enough.lo),
        "high": number(PERCENT * one.found.enough.hi),
    }
    head = {
        Ready.READY: _("Ready, probably"),
        Ready.CLOSE: _("Too close to call"),
        Ready.SHORT: _("Not yet, probably"),
    }[one.found.ready]
    band = (
        ngettext(
            "the chance that at least %(n)s is at entry level is %(low)s–%(high)s in 100.",
            "the chance that at least %(n)s are at entry level is %(low)s–%(high)s in 100.",
            one.people,
        )
        % facts
    )
    return f"{head}: {band}"


def _learning(whole: Whole, actor: Actor) -> list[str]:
    rows = []
    for one in reversed(whole.learning):
        facts = {
            "area": whole.names.areas.get(one.area_id, one.area_id),
            "before": day(one.before),
            "asked": day(one.at, zone=actor.time_zone),
        }
        said = _("%(area)s before %(before)s, asked on %(asked)s.") % facts
        rows.append(f"{said} {fits_words(one.is_placed, one.reasons)}")
    return rows


def fits_words(is_placed: bool, reasons: list[str] | tuple[str, ...]) -> str:  # noqa: FBT001  # what was kept
    """Fits, or does not fit because."""
    if is_placed:
        return _("It fits: all of it has a place in working hours.")
    why = "; ".join(one for one in map(saying.in_the_way, reasons) if one)
    return _("It does not fit: some of it has no place, because %(why)s.") % {
        "why": why or _("no gap is long enough")
    }
