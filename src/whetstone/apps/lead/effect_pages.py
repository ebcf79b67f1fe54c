"""What the pages of comparisons say."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from whetstone.apps.field import selectors as field
from whetstone.apps.lead import effect_selectors as selectors
from whetstone.apps.lead import effect_words as words
from whetstone.apps.lead import selectors as briefs
from whetstone.apps.lead.effect_levels import taken_up
from whetstone.web.spreadsheet import safe
from whetstone.web.wording import day, figure, in_100, number, percent

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.lead.effect_selectors import Held, Listed, Weighed
    from whetstone.web.request import Actor

OLD_FIGURE: Final = "clm-fig-astd-218"
MOST_STEPS: Final = (-8, 12)
MOST_MISSING: Final = 5
FEW_LINES: Final = 4
TICKS: Final = 10


@dataclass(frozen=True, slots=True)
class Level:
    """What is known at one of the four levels; `link` and `href` lead to where it stands."""

    n: int
    name: str
    known: str
    source: str
    link: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """The four levels, the comparisons, and the old figure as the ledger corrects it."""

    title: str
    levels: list[Level]
    comparisons: list[Listed]
    old_figure: str
    old_slug: str


@dataclass(frozen=True, slots=True)
class Money:
    """Costs and, where the comparison tells, the return."""

    hours: str
    cost: str
    benefit: str
    net: str
    said: str


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """One comparison in words."""

    found: Held
    headline: str
    finding: str
    answers: list[str]
    missing: list[str]
    more_missing: int
    stats: list[dict[str, str]]
    reasons: list[str]
    drawn: str
    units: list[dict[str, Any]]
    weeks: int
    chart: dict[str, Any] | None
    money: Money | None
    is_read_from_goals: bool
    alone: list[str]


def overview(actor: Actor) -> Overview:
    """The four levels apart, and every comparison."""
    rows = selectors.listed(actor.workspace_id)
    told = selectors.for_brief(actor.workspace_id, today=actor.today)
    known = field.histories(actor.workspace_id, [OLD_FIGURE]).get(OLD_FIGURE, [])
    return Overview(
        title=_title(str(told["code"])),
        levels=[*_first_levels(actor), _results(told)],
        comparisons=rows,
        old_figure=known[-1].statement if known else "",
        old_slug=OLD_FIGURE,
    )


def comparison(found: Held, *, today: dt.date) -> ComparisonPage:
    """What was drawn, what happened, and what that says."""
    weighed = selectors.weigh(found, today=today)
    gaps = [words.missing(*one, units=len(found.units)) for one in reversed(weighed.missing)]
    return ComparisonPage(
        found=found,
        headline=words.headline(weighed.state),
        finding=words.finding(found, weighed),
        answers=words.what_would_answer(found, weighed),
        missing=[] if found.is_ended else gaps[:MOST_MISSING],
        more_missing=0 if found.is_ended else max(0, len(gaps) - MOST_MISSING),
        stats=_stats(weighed),
        reasons=words.reasons(weighed),
        drawn=words.drawn(found),
        units=_units(found, today),
        weeks=len(weighed.weeks),
        chart=_chart(found, weighed),
        money=_money(found, weighed),
        is_read_from_goals=all(one.goal_id for one in found.units),
        alone=words.alone(selectors.alone(found, weighed)),
    )


def panel_file(found: Held, *, today: dt.date) -> HttpResponse:
    """The weeks with a figure of every team, as a file for `whetstone effect`."""
    weeks = selectors.weigh(found, today=today).weeks
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["unit", "period", "treated_from", "outcome"])
    for one in found.units:
        name = safe(one.name)
        for week in weeks:
            start = one.starts_on.isoformat()
            rows.writerow([name, week.isoformat(), start, found.figures[one.id, week]])
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="panel-{found.row.pk}.csv"'
    return answer


def _title(code: str) -> str:
    if code == "none_set_up":
        return _("Nobody can tell yet what the training returned")
    return words.headline(code)


def _first_levels(actor: Actor) -> list[Level]:
    """Reaction, learning, behaviour: each by itself, none stands in for the next."""
    kept = briefs.latest(actor.workspace_id)
    at_work = words.taken_up(taken_up(actor.workspace_id, now=actor.now))
    learned = _("Not told yet: it is read from the newest page for leaders that was kept.")
    link, href = _("The page for leaders"), reverse("lead:brief")
    source = _("Levels, currency and their bands stand on that page.")
    share = kept.figures.get("currency", {}).get("share") if kept else None
    if kept:
        href = reverse("lead:frozen", args=[kept.id])
        link = _("The page of %(day)s") % {"day": day(kept.frozen_at)}
        learned = _("Not told there: shown from 5 measured people up.")
    if share is not None:
        learned = _("%(share)s of what the team knows rested on current facts.") % {
            "share": percent(share)
        }
        source = _("A full count over the people who were measured, so without an interval.")
    return [
        Level(
            1, _("What people thought of it"), _("Not asked, on purpose."),
            _(
                "Whether a course is liked says little of what it taught, and a smile sheet takes "
                "the place of a look at levels 2 and 4. Who finds a question or a lesson wrong "
                "says so beside it, and an editor reads that."
            ),
        ),
        Level(2, _("What they know now"), learned, source, link, href),
        Level(
            3, _("What they do at work"), at_work,
            _(
                "Said by themselves and seen by nobody: a plan is not yet a habit. Judged work "
                "and drills belong to those who did them, and are added up for nobody."
            ),
            _("Drills"), reverse("learn:drills"),
        ),
    ]  # fmt: skip


def _results(told: dict[str, Any]) -> Level:
    """What it changed: only by a comparison."""
    figure, _what, under, source, is_word = words.of_brief(told)
    known = _("%(figure)s: %(under)s.") % {"figure": figure, "under": under}
    if not is_word:
        known = _("%(figure)s a team and week (%(under)s).") % {"figure": figure, "under": under}
    href = reverse("lead:effect", args=[told["values"]["id"]]) if "id" in told["values"] else ""
    return Level(
        4, _("What it changed"), known, source, _("The comparison"), href
    )  # fmt: skip


def _stats(weighed: Weighed) -> list[dict[str, str]]:
    answer = weighed.answer
    if answer is None or answer.effect.p is None:
        return []
    one = answer.effect.estimate
    return [
        {
            "fig": words.signed(one.value),
            "what": _("a team and week, with the learning"),
            "band": words.band(one),
            "source": _(
                "Difference in differences: the change of teams that have started, less that of "
                "teams that have not, over %(weeks)s weeks of teams. The band is a 95 %% "
                "t interval."
            )
            % {"weeks": number(weighed.lived)},
        },
        {
            "fig": in_100(answer.effect.p),
            "what": _("orders would look as strong by chance"),
            "band": _("p %(p)s of the draw") % {"p": number(answer.effect.p, decimals=3)},
            "source": _(
                "The order of starts is drawn anew, every order or thousands of them, and the "
                "same figure worked out for each."
            ),
        },
        {
            "fig": words.amount(answer.detectable),
            "what": _("is the smallest effect it finds"),
            "band": _("8 times in 10"),
            "source": _("From the spread seen so far; more weeks and more teams make it smaller."),
        },
    ]


def _units(found: Held, today: dt.date) -> list[dict[str, Any]]:
    last = {}
    for unit, week in sorted(found.figures, key=lambda key: key[1]):
        last[unit] = (week, found.figures[unit, week])
    return [
        {
            "place": place,
            "name": one.name,
            "starts_on": one.starts_on,
            "has_started": one.starts_on <= today,
            "last": last.get(one.id),
        }
        for place, one in enumerate(found.units, start=1)
    ]


def _chart(found: Held, weighed: Weighed) -> dict[str, Any] | None:
    """The event study: the difference by weeks since the start, with its band."""
    low, high = MOST_STEPS
    points = [
        one for one in (weighed.answer.points if weighed.answer else ()) if low <= one.step <= high
    ]
    if len(points) < 2 or found.is_ended:  # noqa: PLR2004  # a line has two ends
        return None
    estimates = [one.estimate for one in points]
    bottom, top, ticks = _scale(
        min(0.0, *(one.lo for one in estimates)), max(0.0, *(one.hi for one in estimates))
    )
    steps = [one.step for one in points]
    every = max(1, math.ceil(len(steps) / TICKS))
    return {
        "title": _("Week by week: started teams less the others"),
        "finding": _(
            "The difference between started and not yet started teams by weeks since the start, "
            "with %(sure)s bands; before the start it should lie about zero."
        )
        % {"sure": percent(words.SURE)},
        "x": {
            "min": steps[0] - 0.5, "max": steps[-1] + 0.5,
            "ticks": [(one, words.step(one)) for one in steps if one % every == 0],
            "say": _("weeks since a team’s start"),
        },
        "y": {"min": bottom, "max": top, "ticks": [(one, words.tick(one)) for one in ticks]},
        "line": [(one.step, one.estimate.value) for one in points],
        "band": [(one.step, one.estimate.lo, one.estimate.hi) for one in points],
        "marks": [(-0.5, _("start"))],
        "rows": [
            [words.step(one.step), words.signed(one.estimate.value), words.band(one.estimate)]
            for one in points
        ],
    }  # fmt: skip


def _scale(low: float, high: float) -> tuple[float, float, list[float]]:
    """Bounds and ticks of an axis in steps of 1, 2 or 5."""
    span = (high - low) or 1.0
    rough = span / FEW_LINES
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * one for one in (1, 2, 5, 10) if size * one >= rough)
    first, last = math.floor(low / step), math.ceil(high / step)
    return first * step, last * step, [n * step for n in range(first, last + 1)]


def _money(found: Held, weighed: Weighed) -> Money | None:
    cost = found.cost
    if cost is None:
        return None
    unknown = _("not said yet")
    whole = None
    if cost.hours is not None and cost.hour_cost is not None:
        whole = cost.hours * cost.hour_cost
    hours = figure(cost.hours, "h") if cost.hours is not None else unknown
    benefit = net = _("cannot tell yet")
    said = _("A return is the interval times your own margin, less the hours: a range.")
    found_return = weighed.returned
    if found_return is not None and found_return.net.is_known:
        benefit, net = (
            _("%(low)s to %(high)s")
            % {
                "low": words.money(one.lo, cost.currency),
                "high": words.money(one.hi, cost.currency),
            }
            for one in (found_return.benefit, found_return.net)
        )
    elif cost.margin is None:
        said += " " + _("What one more is worth is not said yet.")
    else:
        said += " " + _("There is none before the comparison can tell.")
    shown = words.money(whole, cost.currency) if whole is not None else unknown
    return Money(hours, shown, benefit, net, said)
