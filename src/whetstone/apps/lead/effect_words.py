"""Comparisons in the reader's language."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.core.rollup.training_effect import FEWEST_A_SIDE
from whetstone.web.wording import day, number, percent, stopped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.apps.lead.effect_levels import TakenUp
    from whetstone.apps.lead.effect_selectors import Held, Weighed
    from whetstone.apps.lead.effect_services import Taken
    from whetstone.core.kernel.intervals import Estimate
    from whetstone.core.rollup.staggered import Answer
    from whetstone.core.rollup.synthetic import Synthetic

HUNDRED = 100
SURE = 0.95
NAMED = 4
MOST_PARTS = 4
LEAST_PART = 0.01
"""Parts of a mixture that are named: at most so many, none smaller."""


def amount(value: float) -> str:
    """A figure with two or three digits that say something."""
    size = abs(value)
    decimals = 0 if size >= HUNDRED or not size else 1 if size >= 1 else 2
    return number(value, decimals=decimals).replace("-", "−")


def signed(value: float) -> str:
    """The same, with its sign."""
    said = amount(value)
    return f"+{said}" if value > 0 and not said.startswith("+") else said


def tick(value: float) -> str:
    """A round figure at an axis, with its sign."""
    decimals = 0 if float(value).is_integer() else 1 if float(value * 10).is_integer() else 2
    said = number(value, decimals=decimals).replace("-", "−")
    return f"+{said}" if value > 0 else said


def band(one: Estimate) -> str:
    """An interval, both ends with their sign."""
    return _("%(low)s to %(high)s") % {"low": signed(one.lo), "high": signed(one.hi)}


def headline(state: str) -> str:
    """The finding, in a line."""
    return {
        "ended": _("Set aside"),
        "not_started": _("Cannot tell yet: nobody has started"),
        "no_before": _("Cannot tell yet: no week before the first start"),
        "no_after": _("Cannot tell yet: no whole week since the first start"),
        "cannot_tell": _("Cannot tell yet: too few teams on either side"),
        "no_difference_seen": _("No difference seen"),
        "better": _("Higher where teams have learned"),
        "worse": _("Lower where teams have learned"),
    }[state]


def finding(found: Held, weighed: Weighed) -> str:
    """What is known, in a sentence or two."""
    answer = weighed.answer
    if weighed.state == "ended":
        return _("It was set aside: %(reason)s") % {"reason": found.ended_for}
    if weighed.state == "not_started":
        return _("The first team starts on %(day)s. Figures from before then count already.") % {
            "day": day(found.row.first_start)
        }
    if answer is None:
        return _("Only weeks with a figure of every team can be compared.")
    if not answer.effect.estimate.is_known:
        return _("There are too few teams for an interval: two a side are the fewest.")
    return _estimated(found, answer, weighed.state)


def _estimated(found: Held, answer: Answer, state: str) -> str:
    one = answer.effect.estimate
    facts = {
        "value": signed(one.value), "band": band(one), "outcome": found.row.outcome,
        "least": amount(answer.detectable), "sure": percent(SURE),
    }  # fmt: skip
    said = _("So far %(value)s %(outcome)s a team and week (%(band)s, %(sure)s).") % facts
    more = {
        "no_difference_seen": _("An effect of %(least)s would have shown 8 times in 10."),
        "cannot_tell": _("The interval stands here; it is no verdict yet."),
    }
    rest = more.get(state, _("Against teams that had not started, in an order nobody chose."))
    return f"{said} {rest % facts}"


def what_would_answer(found: Held, weighed: Weighed) -> list[str]:
    """What is missing, each in a sentence; empty where there is an answer."""
    if weighed.state in {"ended", "better", "worse", "no_difference_seen"}:
        return []
    said = []
    first = found.row.first_start
    if weighed.state == "no_before":
        said.append(
            _("Figures of every team for at least one week before %(day)s.") % {"day": day(first)}
        )
    if weighed.tells_from is None:
        said.append(
            _(
                "Never in this plan: five teams started while five have not needs ten teams. An "
                "interval will stand here, and no verdict."
            )
        )
    else:
        said.append(
            _(
                "The week of %(day)s: from then on %(n)s teams have started while %(n)s have "
                "not, and a verdict is possible."
            )
            % {"day": day(weighed.tells_from), "n": number(FEWEST_A_SIDE)}
        )
    return said


def missing(week: dt.date, names: tuple[str, ...], *, units: int) -> str:
    """A week that is over, and who lacks a figure."""
    when = day(week)
    if len(names) == units:
        return _("The week of %(day)s: no team has a figure.") % {"day": when}
    shown = ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
    return _("The week of %(day)s lacks %(names)s.") % {"day": when, "names": shown}


def reasons(weighed: Weighed) -> list[str]:
    """What stands behind the figure, and what is doubtful about it."""
    said = []
    for one in weighed.answer.effect.reasons if weighed.answer else ():
        if one.code == "compared":
            said.append(
                _(
                    "At the best balanced time %(treated)s teams had started and %(control)s "
                    "had not; started teams never stand in for those that have not."
                )
                % {name: number(float(value)) for name, value in one.values.items()}  # type: ignore[arg-type]
            )
        elif one.code == "drifted_before":
            said.append(
                _(
                    "Teams moved apart before the start already, so the learning may not be the "
                    "cause."
                )
            )
    return said


def drawn(found: Held) -> str:
    """How the order came about, in words anybody can check."""
    facts = {
        "by": found.by or _("somebody"), "day": day(found.row.drawn_at), "seed": found.row.seed,
        "n": number(found.row.a_start), "weeks": number(found.row.weeks_between),
    }  # fmt: skip
    how = ngettext(
        "Drawn on %(day)s for %(by)s, once: one team starts every %(weeks)s weeks.",
        "Drawn on %(day)s for %(by)s, once: %(n)s teams start together every %(weeks)s weeks.",
        found.row.a_start,
    )
    if found.row.weeks_between == 1:
        how = ngettext(
            "Drawn on %(day)s for %(by)s, once: one team starts every week.",
            "Drawn on %(day)s for %(by)s, once: %(n)s teams start together every week.",
            found.row.a_start,
        )
    return how % facts


def step(weeks: int) -> str:
    """Weeks since the start: before it they are counted down."""
    return f"−{number(-weeks)}" if weeks < 0 else number(weeks)


def taken(done: Taken) -> str:
    """What became of rows that were pasted."""
    if not done.new and not done.changed:
        return _("All of it was known already; nothing changed.")
    said = ngettext("%(n)s figure is new.", "%(n)s figures are new.", done.new) % {
        "n": number(done.new)
    }
    if done.changed:
        more = ngettext(
            "%(n)s figure counts in place of an earlier one.",
            "%(n)s figures count in place of earlier ones.",
            done.changed,
        )
        said += " " + more % {"n": number(done.changed)}
    return said


def ended() -> str:
    """Nothing more is written into what was set aside."""
    return _("This comparison was set aside; it takes nothing in any more.")


def money(value: float, currency: str) -> str:
    """An amount of the team's own currency, whole."""
    return f"{currency}\u00a0{number(value)}".replace("-", "−").strip()


def of_brief(effect: Mapping[str, Any]) -> tuple[str, str, str, str, bool]:
    """Figure, what it is, its band, its source, and whether the figure is a word."""
    code, values = effect["code"], effect["values"]
    if "name" not in values:
        return (
            _("Cannot tell"),
            _("what the training returned, yet"),
            _("no comparison is set up"),
            _(
                "A return needs a comparison: at least five teams that learned against five that "
                "had not yet, started in random order. No figure from elsewhere stands in for it."
            ),
            True,
        )
    first = dt.date.fromisoformat(values["first"])
    source = _(
        "“%(name)s”: %(n)s teams start in a drawn order from %(day)s on. Difference in "
        "differences against teams that had not started, 95 %%."
    ) % {"name": values["name"], "n": number(values["units"]), "day": day(first)}
    interval = ""
    if "low" in values:
        interval = _("%(value)s a team and week (%(low)s to %(high)s)") % {
            "value": signed(values["value"]), "low": signed(values["low"]),
            "high": signed(values["high"]),
        }  # fmt: skip
    if code in {"better", "worse"}:
        what = _("%(outcome)s, a team and week, with the learning") % {
            "outcome": values["outcome"]
        }
        under = _("%(low)s to %(high)s") % {
            "low": signed(values["low"]), "high": signed(values["high"]),
        }  # fmt: skip
        return signed(values["value"]), what, under, source, False
    if code == "no_difference_seen":
        return _("None seen"), _("effect of the training"), interval, source, True
    waits = _("a comparison runs; five teams a side never come in this plan")
    if values["tells_from"]:
        on = dt.date.fromisoformat(values["tells_from"])
        waits = _("a comparison runs; a verdict is possible from %(day)s") % {"day": day(on)}
    return _("Cannot tell"), _("what the training returned, yet"), waits, source, True


def in_a_sentence(effect: Mapping[str, Any]) -> str:
    """The same as one sentence, as it is read aloud."""
    figure_, what, under, _source, is_word = of_brief(effect)
    if effect["code"] == "no_difference_seen":
        return stopped(_("No effect of the training was seen: %(interval)s") % {"interval": under})
    if is_word:
        return stopped(
            _("What the training returned cannot be told yet: %(why)s") % {"why": under}
        )
    facts = {"figure": figure_, "interval": under, "what": what}
    return stopped(_("%(figure)s (%(interval)s) %(what)s") % facts)


def taken_up(found: TakenUp | None) -> str:
    """How many took something to their own work."""
    if found is None:
        return _(
            "Cannot tell: how many wrote down what they will do for their own brand is told where "
            "five or more did and five or more did not."
        )
    return _(
        "%(n)s of %(of)s people wrote down what they do for their own brand with what they "
        "learned, as of %(day)s."
    ) % {"n": number(found.people), "of": number(found.of), "day": day(found.on)}


def alone(found: Synthetic | None) -> list[str]:
    """One started team against the mixture of the others that went as it did before."""
    if found is None:
        return []
    parts = ", ".join(
        f"{name} {percent(share)}"
        for name, share in found.parts[:MOST_PARTS]
        if share >= LEAST_PART
    )
    return [
        _(
            "“%(team)s” is the only team that has started. A mixture of the others that went as "
            "it did before (%(parts)s) stands in for it: since the start it lies %(gap)s a week "
            "from it, and lay %(misfit)s from it before."
        )
        % {
            "team": found.unit, "parts": parts, "gap": signed(found.gap),
            "misfit": amount(found.misfit),
        },
        _(
            "Each other team was treated as if it had been the one: its misfit is number %(rank)s "
            "of %(of)s, so p is %(p)s, and with %(of)s teams never below %(least)s. That is no "
            "verdict; five started teams beside five others can give one."
        )
        % {
            "rank": number(found.rank), "of": number(found.of),
            "p": number(found.p, decimals=2), "least": number(1 / found.of, decimals=2),
        },
    ]  # fmt: skip
