"""What the pages of reviews say: a plan's lines, whose turn it is, what became of a comment."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.plan.campaign_pages import said
from whetstone.apps.plan.campaign_parts import part_name
from whetstone.apps.plan.review_lines import CAMPAIGN, GOAL, PART
from whetstone.apps.plan.telling import act_name, from_json, kind_name, told
from whetstone.core.strategy.plan_review import CommentState, ReviewState
from whetstone.web.wording import day, figure, number, percent, stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from whetstone.apps.plan.campaign_selectors import Names


def before_handing_in() -> str:
    """Who will see what: said before a plan is handed in, and kept with what its owner says."""
    return _(
        "Whoever you ask reads the whole plan with its reasons and figures, comments on single "
        "choices, and may judge it row by row. Comments, answers and the signature stand for "
        "everybody who may read the plan. The levels of the rows are seen by the owner of the "
        "plan and by whoever judged it, and by nobody else. They count for the owner's own levels "
        "only if the owner says so, and the owner may take that back."
    )


def line_name(key: str, facts: Mapping[str, Any]) -> str:
    """What a choice is called."""
    if key.startswith(GOAL):
        return _("%(kind)s: %(title)s") % {
            "kind": kind_name(facts.get("kind", "")).capitalize(), "title": facts.get("title", ""),
        }  # fmt: skip
    if key.startswith(CAMPAIGN):
        return _("Campaign: %(name)s") % {"name": facts.get("name", "")}
    if key.startswith(PART):
        return part_name(key.removeprefix(PART))
    called = {
        "serves": _("What it serves"),
        "aim": _("What it is for"),
        "audience": _("Whom it reaches"),
        "measure": _("What counts"),
        "length": _("How long"),
        "difference": _("Smallest difference worth acting on"),
        "worth": _("What an act is worth"),
        "owner": _("Whose it is"),
    }
    return called.get(key, key)


def line_text(key: str, facts: Mapping[str, Any] | None, names: Names) -> str:
    """A choice in a sentence."""
    if facts is None:
        return _("It does not stand in the plan.")
    if key.startswith(GOAL):
        return _goal(facts, names)
    if key.startswith(PART):
        return _part(key, facts, names)
    if key.startswith(CAMPAIGN):
        return _serves_text(facts.get("serves", ""))
    say = _TEXTS.get(key)
    return say(facts, names) if say else ""


def line_why(facts: Mapping[str, Any]) -> list[str]:
    """The reasons of a choice, as they stood when it was taken."""
    own = [_("“%(words)s”") % {"words": facts["reason"]}] if facts.get("reason") else []
    return [*own, *(told(from_json(one)) for one in facts.get("why", []))]


def line_parts(key: str, facts: Mapping[str, Any], names: Names) -> list[tuple[str, str]]:
    """A settled part label by label; nothing for a choice that is one sentence."""
    if not key.startswith(PART):
        return []
    each = said(key.removeprefix(PART), facts["values"], names)
    each += [(name, _segment(rest)) for name, *rest in facts.get("segments", {}).values()]
    if facts.get("metric"):
        each.append((_("This figure"), _goal(facts["metric"], names)))
    each += [(_("Rests on"), names.claims.get(slug, slug)) for slug in facts.get("claims") or ()]
    return each


def _part(key: str, facts: Mapping[str, Any], names: Names) -> str:
    lines = [
        _("%(label)s: %(text)s") % {"label": label, "text": text.rstrip(" .।")}
        for label, text in line_parts(key, facts, names)
    ]
    return stopped("; ".join(lines)) if lines else _("Settled, and nothing is written down.")


def _segment(rest: Sequence[Any]) -> str:
    country, groups, weight = rest
    who = ", ".join([country, *groups])
    return _("%(who)s, weight %(weight)s") % {"who": who, "weight": figure(weight)}


def _serves_text(title: str) -> str:
    return _("It serves: %(goal)s.") % {"goal": title} if title else _("It serves no goal yet.")


def _path(facts: Mapping[str, Any], names: Names) -> str:
    titles = [title for _kind, title in facts["path"]]
    if not titles:
        return _("It serves no goal yet.")
    said = stopped(" → ".join(titles))
    nearest = facts["goals"][-1] if facts.get("goals") else None
    return f"{said} {_goal({**nearest, 'serves': ''}, names)}" if nearest else said


def _aim(facts: Mapping[str, Any], _names: Names) -> str:
    named = _("“%(name)s”:") % {"name": facts["name"]} if facts.get("name") else ""
    return f"{named} {facts['text']}".strip()


def _measure(facts: Mapping[str, Any], _names: Names) -> str:
    said = act_name(facts["act"]).capitalize()
    if facts["counted_as"]:
        said = _("%(act)s, counted as: %(what)s") % {"act": said, "what": facts["counted_as"]}
    said += "."
    if facts["own_words"]:
        said += " " + _("“%(words)s”") % {"words": facts["own_words"]}
    return said if facts["is_taken"] else said + " " + _("The objective is not taken yet.")


def _length(facts: Mapping[str, Any], _names: Names) -> str:
    first, last = (dt.date.fromisoformat(facts[one]) for one in ("first", "last"))
    days = (last - first).days + 1
    return ngettext(
        "%(n)s day, from %(first)s to %(last)s.", "%(n)s days, from %(first)s to %(last)s.", days
    ) % {"n": number(days), "first": day(first), "last": day(last)}


def _audience(facts: Mapping[str, Any], _names: Names) -> str:
    return _("%(people)s people could be reached, %(a_day)s on a usual day.") % {
        "people": number(facts["people"]), "a_day": number(facts["a_day"]),
    }  # fmt: skip


def _worth(facts: Mapping[str, Any], _names: Names) -> str:
    if not facts["values"]:
        return _("No act has a value, and none is invented.")
    each = [
        _("%(act)s: %(worth)s")
        % {"act": act_name(act), "worth": f"{figure(value)} {facts['unit']}"}
        for act, value in facts["values"]
    ]
    return stopped("; ".join(each))


def _owner(facts: Mapping[str, Any], names: Names) -> str:
    if facts["person"] is None:
        return _("Nobody's yet.")
    return stopped(names.people.get(facts["person"], _("Somebody who has left")))


def _goal(facts: Mapping[str, Any], names: Names) -> str:
    said = [_serves_text(facts["serves"])] if facts["serves"] else []
    if facts["definition"]:
        said.append(facts["definition"])
    if facts["baseline"] is not None or facts["target"] is not None:
        said.append(
            _("From %(start)s to %(target)s, by %(due)s.")
            % {
                "start": figure(facts["baseline"], facts["unit"]),
                "target": figure(facts["target"], facts["unit"]),
                "due": day(facts["due"]) if facts["due"] else _("no date"),
            }
        )
    said.append(stopped(_("Owner: %(name)s") % {"name": _owner(facts, names).rstrip(" .।")}))
    return " ".join(said)


_TEXTS: dict[str, Callable[[Mapping[str, Any], Names], str]] = {
    "serves": _path,
    "aim": _aim,
    "audience": _audience,
    "measure": _measure,
    "length": _length,
    "difference": lambda facts, _names: percent(facts["lift"]),
    "worth": _worth,
    "owner": _owner,
}


def state_name(state: ReviewState) -> str:
    """Whose turn it is, in two or three words."""
    return {
        ReviewState.TO_READ: _("waits to be read"),
        ReviewState.WITH_TEAM: _("waits for the team"),
        ReviewState.TO_SIGN: _("waits for a signature"),
        ReviewState.SIGNED: _("signed"),
        ReviewState.CHANGED_SINCE: _("changed since signed"),
    }[state]


def comment_name(state: CommentState) -> str:
    """What became of a comment."""
    return {
        CommentState.ASKED: _("a change is asked for"),
        CommentState.OPEN: _("waits for an answer"),
        CommentState.ANSWERED: _("answered"),
        CommentState.CHANGED: _("changed"),
        CommentState.TAKEN_BACK: _("taken back"),
    }[state]
