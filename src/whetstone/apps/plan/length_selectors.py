"""How a campaign is read: what was chosen, what looking early costs, the looks so far."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from whetstone.apps.plan.argument import Case, argue_case, length_question
from whetstone.apps.plan.models import Campaign, CampaignFigure
from whetstone.apps.plan.models_readout import ArmLook, LengthChoice
from whetstone.core.strategy.controls import Gain, gain
from whetstone.core.strategy.looking import ALPHA, Arm, likelihood_ratio
from whetstone.core.strategy.price import Looks, Price, price
from whetstone.core.strategy.series import WEEK

if TYPE_CHECKING:
    from collections.abc import Iterable

    from whetstone.apps.plan.argument import Argument
    from whetstone.apps.plan.selectors import CampaignView

RUNS = 4000
SEED = 7
FIXED, ALWAYS = "fixed", "always"
ENOUGH = 1 / ALPHA
"""The likelihood ratio from which an always-valid comparison may stop."""


@dataclass(frozen=True, slots=True)
class Look:
    """A look at both parts. `ratio` is L_n, None where no difference was fixed beforehand."""

    on: dt.date
    campaign: Arm
    control: Arm
    ratio: float | None
    source: str

    @property
    def may_stop(self) -> bool:
        """Whether the sequential bound has been passed at this look."""
        return self.ratio is not None and self.ratio >= ENOUGH


@dataclass(frozen=True, slots=True)
class Prices:
    """What weekly looks cost: without any effect, and with the one worth having."""

    none: Price
    some: Price
    weeks: int
    per_week: int
    lift: float


@dataclass(frozen=True, slots=True)
class Beside:
    """Another campaign's days as a series to be held against, and what that would bring."""

    name: str
    days: int
    gain: Gain


def choices(campaign_id: int) -> list[LengthChoice]:
    """What was chosen, the newest first; one query."""
    rows = LengthChoice.objects.filter(campaign=campaign_id).select_related("by")
    return list(rows.order_by("-pk"))


def stood(made: Iterable[LengthChoice], view: CampaignView) -> LengthChoice | None:
    """Of choices, the newest first, the one that stood on the first day: what looks are judged by.

    None: nothing was chosen by then. What is chosen later is kept, and judges nothing.
    """
    return next((one for one in made if one.at < after(view.starts_on)), None)


def after(day: dt.date) -> dt.datetime:
    """The moment at which a day is over."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), dt.UTC)


def looks(campaign_id: int, *, tau: float | None) -> list[Look]:
    """The looks by day, of one day the newest; one query. `tau` was fixed beforehand."""
    found = {one.on: one for one in ArmLook.objects.filter(campaign=campaign_id).order_by("pk")}
    return [as_look(found[on], tau=tau) for on in sorted(found)]


def as_look(row: ArmLook, *, tau: float | None) -> Look:
    """A look with its likelihood ratio."""
    campaign, control = Arm(row.acts, row.people), Arm(row.control_acts, row.control_people)
    ratio = likelihood_ratio(control, campaign, tau=tau) if tau else None
    return Look(row.on, campaign, control, ratio, row.source)


def prices(found: Argument, *, weeks: int, lift: float) -> Prices | None:
    """What weekly looks cost at the account's own rate; None without a rate."""
    row = found.objective.row(found.counts or found.goal)
    if row is None or not row.rate.is_known or not 0 < row.rate.value * (1 + lift) < 1:
        return None
    per_week = int(found.people_a_day * WEEK / 2)
    rate = round(row.rate.value, 6)
    if per_week < 1 or rate <= 0:
        return None
    asked = (rate, per_week, max(1, weeks), lift)
    return Prices(_price(*asked, true=0.0), _price(*asked, true=lift), asked[2], per_week, lift)


@lru_cache(maxsize=64)
def _price(rate: float, per_week: int, weeks: int, lift: float, *, true: float) -> Price:
    looks_ = Looks(rate, per_week, weeks, tau=lift, alpha=ALPHA)
    return price(looks_, lift=true, runs=RUNS, seed=SEED)


def beside(view: CampaignView, case: Case, *, days: int, workspace_id: int) -> Beside | None:
    """The other campaign with the most days in common, as a series held against; two queries."""
    mine = [row[0] for row in case.figures]
    others = Campaign.objects.filter(workspace_id=workspace_id).exclude(pk=view.id)
    rows = CampaignFigure.objects.filter(campaign__in=others, on__in=mine).order_by("on")
    series: dict[str, list[tuple[dt.date, float]]] = {}
    counts = argue_case(case).counts or argue_case(case).goal
    for name, on, people, taps, replies in rows.values_list(
        "campaign__name", "on", "people", "link_taps", "replies"
    ):
        act = {"link_taps": taps, "replies": replies}.get(counts.value, people)
        if people and act is not None:
            per = 1 if act is people else people
            series.setdefault(name, []).append((on, act / per))
    if not series:
        return None
    name, held = max(series.items(), key=lambda one: len(one[1]))
    return Beside(name, days, _gain(case, held, days))


def _gain(case: Case, held: Iterable[tuple[dt.date, float]], days: int) -> Gain:
    control = dict(held)
    both = tuple(row for row in case.figures if row[0] in control)
    counts = argue_case(case).counts or argue_case(case).goal
    daily = length_question(replace(case, figures=both), counts).daily
    known = [control[row[0]] for row in both]
    if len(daily) != len(known):
        return Gain(None, None)
    return gain(daily, known, days)
