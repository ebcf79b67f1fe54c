"""What the pages of this room say: the argument put into words, and the tree into nodes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.plan import selectors
from whetstone.apps.plan.argument import CANDIDATES, Argument, argue_case
from whetstone.apps.plan.argument import ask as ask_case
from whetstone.apps.plan.curve import Curve, curve
from whetstone.apps.plan.fatigue_words import fatigue_rows, fatigue_unsaid, tires_by
from whetstone.apps.plan.gates import gate_rows
from whetstone.apps.plan.telling import act_name, from_json, kind_name, told
from whetstone.core.strategy.objective import Action, Steer
from whetstone.web.wording import day, figure, number

if TYPE_CHECKING:
    from whetstone.apps.plan.argument import Case
    from whetstone.apps.plan.forms import AskForm
    from whetstone.apps.plan.selectors import Board, CampaignView, DecisionView, GoalView
    from whetstone.web.request import Actor

PERCENT = 100


@dataclass(frozen=True, slots=True)
class GoalsPage:
    """The goal tree in words; who `decides` reaches each node."""

    board: Board
    decides: bool = False

    @property
    def title(self) -> str:
        """The finding, as a sentence."""
        broken, orphans = len(self.board.broken), len(self.board.orphans)
        if not self.board.goals and not self.board.campaigns:
            return _("What is all the work for?")
        if broken:
            return ngettext(
                "One plan rests on something that is no longer so",
                "%(n)s plans rest on something that is no longer so",
                broken,
            ) % {"n": number(broken)}
        if orphans:
            return ngettext(
                "%(n)s campaign serves no goal", "%(n)s campaigns serve no goal", orphans
            ) % {"n": number(orphans)}
        if not self.board.campaigns:
            return _("The goals stand, and no campaign serves them yet")
        return _("Every campaign serves a goal")

    @property
    def nodes(self) -> list[dict[str, Any]]:
        """The tree with its campaigns."""
        return [self._node(one) for one in self.board.under(None)]

    @property
    def broken(self) -> list[tuple[str, Any]]:
        """(title, breaks): things that rest on the same facts stand in one notice."""
        groups: dict[Any, list[str]] = {}
        for one in self.board.broken:
            name = one.name if isinstance(one, selectors.CampaignView) else one.title
            groups.setdefault(one.breaks, []).append(_("“%(name)s”") % {"name": name})
        return [
            (
                ngettext(
                    "%(names)s rests on something that is no longer so",
                    "%(names)s rest on something that is no longer so",
                    len(names),
                )
                % {"names": _(" and ").join(names)},
                broken,
            )
            for broken, names in groups.items()
        ]

    @property
    def missing(self) -> list[str]:
        """What the tree lacks, in sentences with titles."""
        names = {str(one.id): one.title for one in self.board.goals}
        names |= {f"c{one.id}": one.name for one in self.board.campaigns}
        return [told(reason, names) for reason in self.board.missing]

    def _node(self, one: GoalView) -> dict[str, Any]:
        campaigns = [
            {
                "text": camp.name,
                "note": campaign_note(camp),
                "href": reverse("plan:campaign", kwargs={"campaign_id": camp.id}),
            }
            for camp in self.board.serving(one.id)
        ]
        href = reverse("plan:goal", kwargs={"goal_id": one.id}) if self.decides else None
        return {
            "text": one.title,
            "note": goal_note(one),
            "href": href,
            "nodes": [*(self._node(child) for child in self.board.under(one.id)), *campaigns],
        }


def goal_note(one: GoalView) -> str:
    """What stands small under a goal: kind, where it is, whose it is."""
    facts = [kind_name(one.kind)]
    if one.newest is not None:
        facts.append(_("%(value)s so far") % {"value": figure(one.newest.value, one.unit)})
    if one.owner:
        facts.append(_("owner: %(name)s") % {"name": one.owner})
    if one.breaks:
        facts.append(_("rests on something that is no longer so"))
    return " · ".join(facts)


def campaign_note(one: CampaignView) -> str:
    """What stands small under a campaign."""
    facts = [_("campaign")]
    if one.decision is not None:
        facts.append(
            _("%(act)s, %(n)s days")
            % {"act": act_name(one.decision.counts), "n": one.decision.days}
        )
    elif one.counted_as:
        facts.append(_("counted in %(what)s") % {"what": one.counted_as})
    if one.breaks:
        facts.append(_("rests on something that is no longer so"))
    return " · ".join(facts)


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """A campaign's argument in words."""

    title: str
    lead: str
    crumb: str
    serves: list[dict[str, Any]]
    argument: Argument
    candidates: list[dict[str, Any]]
    gates: list[dict[str, Any]]
    curve: Curve | None
    length_title: str
    length_why: str
    conditions: list[tuple[str, str]]
    cannot: list[str]
    dates: str
    answer: list[str]
    history: list[dict[str, Any]]
    initial: dict[str, Any]
    is_decided: bool
    source: str
    missing_figures: bool = field(default=False)


def campaign_page(view: CampaignView, actor: Actor, *, ask: AskForm) -> CampaignPage:
    """Everything that the campaign's page says."""
    case = selectors.case(view)
    found = argue_case(case)
    made = selectors.decisions(view.id)
    board_goals = selectors.path_to(actor.workspace_id, view.goal_id)
    days, counts = found.days, found.counts
    newest = made[0] if made else None
    is_decided = (
        newest is not None and (newest.counts, newest.days) == (counts, days) and not view.breaks
    )
    return CampaignPage(
        title=headline(found),
        lead=_lead(found),
        crumb=_crumb(view, newest, actor),
        serves=_serves(board_goals, view),
        argument=found,
        candidates=[
            {"name": act_name(one).capitalize(), "chosen": one is counts} for one in CANDIDATES
        ],
        gates=gate_rows(found, view),
        curve=curve(found, view.lift),
        length_title=_("Why %(n)s days") % {"n": number(days)}
        if days
        else _("Why no length can be named"),
        length_why=f"{told(found.binding)} {tires_by(found)}".strip(),
        conditions=_conditions(found),
        cannot=_cannot(found, view),
        dates=_dates(view, days),
        answer=_answer(case, ask),
        history=[_decided(one, actor) for one in made],
        initial={"counts": counts or found.goal, "days": days or view.planned_days},
        is_decided=is_decided,
        source=_source(found),
        missing_figures=not found.known_days,
    )


def headline(found: Argument) -> str:
    """The decision, as a sentence."""
    if not found.known_days:
        return _("Cannot tell yet what to count. There are no figures.")
    if found.counts is None:
        return _("Cannot tell what to count: nothing shows the difference you want")
    act, days = act_name(found.counts), found.days
    if found.objective.steer is Steer.UPSTREAM:
        said = _("Keep %(goal)s as the goal, steer by %(act)s.") % {
            "goal": act_name(found.goal),
            "act": act,
        }
    else:
        rival = _rival(found)
        said = (
            _("Aim for %(act)s, not %(rival)s.") % {"act": act, "rival": act_name(rival)}
            if rival
            else _("Aim for %(act)s.") % {"act": act}
        )
    if days is None and found.stopped is not None:
        return said + " " + _("No length meets every condition.")
    if days is None:
        return said + " " + _("How long cannot be told.")
    if found.design == "halves":
        return said + " " + _("Run it for %(n)s days, in two halves.") % {"n": number(days)}
    return said + " " + _("Run it for %(n)s days.") % {"n": number(days)}


def _rival(found: Argument) -> Action | None:
    """The other act somebody might aim at, where its signal gate is shut."""
    for row in found.rows:
        if row.action in {Action.REPLIES, Action.LINK_TAPS} and row.action is not found.counts:
            return row.action if row.passes_signal is False else None
    return None


def _lead(found: Argument) -> str:
    if not found.known_days:
        return _("Paste the days you have: people reached, replies, link taps. Blanks are fine.")
    if found.counts is None or found.objective.steer is Steer.UPSTREAM:
        return told(found.objective.binding) + " " + told(found.binding)
    said = [
        _("The goal names %(act)s, and your own figures can show a difference worth having.")
        % {"act": act_name(found.counts)}
    ]
    rival = _rival(found)
    row = found.objective.row(rival) if rival else None
    if row is not None and row.days_needed is not None:
        said.append(
            _("%(act)s would need %(n)s days.")
            % {"act": act_name(row.action).capitalize(), "n": number(row.days_needed)}
        )
    return " ".join([*said, told(found.binding)])


def _crumb(view: CampaignView, newest: DecisionView | None, actor: Actor) -> str:
    if newest is None:
        last = _("its objective, argued on %(day)s") % {"day": day(actor.today)}
    else:
        last = _("objective taken on %(day)s") % {"day": day(newest.at, zone=actor.time_zone)}
    return " · ".join([_("Plan"), _("campaign"), view.name, last])


def _serves(path: list[tuple[str, str, str]], view: CampaignView) -> list[dict[str, Any]]:
    """From the top goal down to this campaign, each inside the other."""
    mine = {"text": view.aim, "note": campaign_note(view), "current": True}
    nodes = [mine]
    for kind, title, owner in reversed(path):
        note = kind_name(kind) + (" · " + _("owner: %(name)s") % {"name": owner} if owner else "")
        nodes = [{"text": title, "note": note, "nodes": nodes}]
    return nodes


def _conditions(found: Argument) -> list[tuple[str, str]]:
    names = {
        "signal": _("Signal, against your own past"),
        "settling": _("Settling"),
        "weekdays": _("Weekdays"),
    }
    rows = [
        (names[one.name], told(one.reason))
        for one in found.length.conditions
        if one.reason.values.get("settle") != 0 or one.reason.values.get("lag")
    ]
    if found.halves:
        days, best = found.halves[min(2, len(found.halves) - 1)]
        said = _("%(n)s days show %(best)s %%.") % {
            "n": number(days),
            "best": number(PERCENT * best),
        }
        rows.insert(1, (_("Signal, in two random halves"), said))
    if found.length.stop_by is not None:
        said = _("After day %(n)s nearly everyone reachable has seen it.")
        rows.append((_("Reach"), said % {"n": number(found.length.stop_by)}))
    return rows + fatigue_rows(found)


def _cannot(found: Argument, view: CampaignView) -> list[str]:
    """What stays unknown, said as plainly as what is known."""
    said = [
        _(
            "Whether people who act would have come anyway. "
            "One region without the campaign would tell."
        )
    ]
    if found.design == "halves" and found.days:
        best = min(found.length.differences, key=lambda one: one.mde or 9, default=None)
        if best is not None and best.mde is not None:
            said.append(
                _(
                    "Against your own past no length shows it: "
                    "%(mde)s %% in %(n)s days is the best."
                )
                % {"mde": number(PERCENT * best.mde), "n": number(best.days)}
            )
    if not view.values:
        said.append(_("What an act is worth: you gave none a value, and none is invented."))
    if found.blank_days:
        said.append(
            ngettext(
                "What happened on %(n)s day with a blank: it is left out, not read as 0.",
                "What happened on %(n)s days with a blank: they are left out, not read as 0.",
                found.blank_days,
            )
            % {"n": number(found.blank_days)}
        )
    if found.length.stop_by is not None:
        said.append(
            _(
                "When everyone has seen it: day %(n)s assumes that each day reaches others "
                "by chance."
            )
            % {"n": number(found.length.stop_by)}
        )
    return said + fatigue_unsaid(found)


def _dates(view: CampaignView, days: int | None) -> str:
    if days is None:
        return ""
    last = view.starts_on + dt.timedelta(days=days - 1)
    return _("Counts from %(first)s to %(last)s. Read it on the day after, not before.") % {
        "first": day(view.starts_on),
        "last": day(last),
    }


def _answer(case: Case, form: AskForm) -> list[str]:
    """Can n days show x per cent? Against the past first, then in two halves."""
    if not form.is_bound or not form.is_valid():
        return []
    n, x = form.cleaned_data["n"], form.cleaned_data["x"]
    past, halves = ask_case(case, difference=x / PERCENT, days=n)
    said = [told(one) for one in past.reasons]
    if halves is None:
        return said
    facts = {"n": number(n), "x": number(x), "best": number(PERCENT * halves, decimals=1)}
    if PERCENT * halves <= x:
        return [*said, _("In two random halves %(n)s days can: from %(best)s %% on.") % facts]
    return (
        [*said, _("In two random halves %(n)s days cannot either: from %(best)s %% on.") % facts]
        if not past.yes
        else [*said, _("In two random halves %(n)s days show %(best)s %%.") % facts]
    )


def _decided(one: DecisionView, actor: Actor) -> dict[str, Any]:
    kept = one.reasons
    reasons = [told(from_json(kept["binding"]))] if "binding" in kept else []
    reasons += [told(from_json(reason)) for reason in kept.get("objective", [])]
    reasons += [
        _("It rested on “%(claim)s”, which was no longer so.") % {"claim": gone["statement"]}
        for gone in kept.get("broken", [])
    ]
    advised = kept.get("advised", {})
    own = (advised.get("counts"), advised.get("days")) != (one.counts, one.days)
    return {
        "when": day(one.at, zone=actor.time_zone),
        "what": _("%(act)s for %(n)s days")
        % {"act": act_name(one.counts).capitalize(), "n": number(one.days)},
        "by": one.by,
        "reasons": reasons,
        "own_words": kept.get("own_words", ""),
        "against_advice": own and bool(advised),
    }


def _source(found: Argument) -> str:
    if not found.known_days or found.first is None or found.last is None:
        return _("No figures of your own yet.")
    return _(
        "From your own figures, %(first)s to %(last)s: %(n)s days, %(people)s people a day. "
        "Days are added up, so somebody reached twice counts twice. Two-sided 5 %%, power 80 %%."
    ) % {
        "first": day(found.first),
        "last": day(found.last),
        "n": number(found.known_days),
        "people": number(found.people_a_day),
    }
