"""What a campaign came to, against what was forecast; and every forecast against its outcome."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, FloatField, Max, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from whetstone.apps.plan import length_selectors, selectors
from whetstone.apps.plan.argument import wanted
from whetstone.apps.plan.figures_models import NetworkPost
from whetstone.apps.plan.models import Campaign, Goal, ObjectiveDecision
from whetstone.apps.plan.models_readout import CampaignReadout, LengthChoice
from whetstone.apps.plan.telling import as_json
from whetstone.core.kernel.probability import wilson
from whetstone.core.strategy.objective import Action
from whetstone.core.strategy.readout import read_arms, read_days

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from whetstone.apps.plan.argument import Day
    from whetstone.apps.plan.selectors import CampaignView
    from whetstone.core.strategy.readout import Readout

WEEK = 7
WEEKS_BEFORE = 6
PLACES = {Action.VIEWS: 2, Action.REPLIES: 3, Action.LINK_TAPS: 4}
SHOWN = ("views", "impressions", "reach", "likes", "comments", "shares", "clicks", "link_taps")


def signed(campaign_id: int) -> CampaignReadout | None:
    """The read-out as it was signed; one query."""
    return CampaignReadout.objects.filter(campaign=campaign_id).select_related("by").first()


def facts(view: CampaignView, *, workspace_id: int, today: dt.date) -> dict[str, Any]:
    """Everything a read-out rests on, as plain values that can stand for good."""
    case = selectors.case(view)
    said = _said(view, _launch_choice(view), _launch_decision(view))
    counts = wanted(str(said["counts"]))
    before = [row for row in case.figures if row[0] < view.starts_on]
    during = [row for row in case.figures if view.starts_on <= row[0] <= view.ends_on]
    looks = length_selectors.looks(view.id, tau=said["tau"])
    result = _result(said, before, during, counts=counts, looks=looks, ends_on=view.ends_on)
    return {
        "as_of": today.isoformat(),
        "name": view.name,
        "aim": view.aim,
        "starts_on": view.starts_on.isoformat(),
        "ends_on": view.ends_on.isoformat(),
        "goal": [title for _k, title, _o in selectors.path_to(workspace_id, view.goal_id)],
        "said": said,
        "days": _days(during, counts, view),
        "weeks": _weeks([*before, *during], counts, view.starts_on),
        "result": result,
        "posts": _posts(view.id),
        "goal_reading": _goal_reading(view, today),
        "broken": [one.statement for one in view.breaks],
    }


def mark(found: Mapping[str, Any]) -> str:
    """A name of the figures: others, another name. The day they are read on is no part of it."""
    text = json.dumps({key: found[key] for key in found if key != "as_of"}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _launch_choice(view: CampaignView) -> LengthChoice | None:
    """How it was to be read, as that stood on its first day."""
    return length_selectors.stood(length_selectors.choices(view.id), view)


def _launch_decision(view: CampaignView) -> ObjectiveDecision | None:
    rows = ObjectiveDecision.objects.filter(
        campaign=view.id, decided_at__lt=length_selectors.after(view.starts_on)
    )
    return rows.order_by("-pk").first()


def _said(
    view: CampaignView, choice: LengthChoice | None, decision: ObjectiveDecision | None
) -> dict[str, Any]:
    """What stood on the first day; where nothing did, the lift worth acting on."""
    says = choice.says if choice is not None else {}
    kept = decision.reasons if decision is not None else {}
    on = choice.at if choice is not None else decision.decided_at if decision is not None else None
    return {
        "from": "choice" if choice else "decision" if decision else "",
        "on": on.date().isoformat() if on else "",
        "expected": choice.expected if choice else kept.get("lift", view.lift),
        "counts": says.get("counts") or (decision.counts if decision else view.wanted_act),
        "days": says.get("days") or (decision.days if decision else None),
        "control": choice.control if choice else "",
        "held_out": choice.held_out if choice else "",
        "rule": choice.rule if choice else "",
        "rate": says.get("rate"),
        "mde": says.get("mde"),
        "tau": says.get("tau"),
        "power": (says.get("price") or {}).get(choice.rule) if choice else None,
        "worth": view.lift,
        "binding": says.get("binding") or kept.get("binding"),
    }


def _result(
    said: dict[str, Any], before: Sequence[Day], during: Sequence[Day], *,
    counts: Action, looks: Sequence[length_selectors.Look], ends_on: dt.date,
) -> dict[str, Any]:  # fmt: skip
    """Two parts where one was held out and looked at, else against the own past.

    Where weekly looks were chosen, an effect is told only when the bound was passed.
    """
    expected = float(said["expected"])
    if looks and said["control"]:
        last = looks[-1]
        read = _read(read_arms(last.control, last.campaign, forecast=expected))
        passed = any(one.may_stop for one in looks)
        if said["rule"] == length_selectors.ALWAYS and read["lift"]:
            read["told"] = passed and read["told"]
        elif last.on < ends_on:
            read["told"] = None  # read once means at the end
        arms = [last.campaign.events, last.campaign.people, last.control.events,
                last.control.people]  # fmt: skip
        return {**read, "kind": "arms", "arms": arms, "look_on": last.on.isoformat(),
                "source": last.source, "passed": passed}  # fmt: skip
    now = _daily(during, counts)
    if not now:
        return {"kind": "none", "lift": None, "told": None, "reasons": []}
    return {**_read(read_days(_daily(before, counts), now, forecast=expected)), "kind": "past"}


def _read(read: Readout) -> dict[str, Any]:
    lift = read.lift
    known = [round(one, 6) for one in (lift.value, lift.lo, lift.hi)] if lift.is_known else None
    reasons = [as_json(one) for one in read.reasons]
    return {"lift": known, "told": read.is_told, "reasons": reasons}


def _daily(rows: Sequence[Day], counts: Action) -> list[float]:
    """The daily rate of the act, or the people of the day; blanks are left out."""
    place = PLACES.get(counts, 1)
    if counts is Action.VIEWS:
        return [float(row[1]) for row in rows if row[1]]
    return [
        act / people
        for row in rows
        if (people := row[1]) and (act := row[place]) is not None and isinstance(act, int)
    ]


def _days(rows: Sequence[Day], counts: Action, view: CampaignView) -> dict[str, Any]:
    """Sums over the days of the campaign, how many are blank, and its rate."""
    place = PLACES.get(counts, 1)
    pairs = [(row[1], row[place]) for row in rows if row[1] and row[place] is not None]
    people = sum(one for one, _act in pairs)
    acts = sum(act for _one, act in pairs if isinstance(act, int))
    rate = None
    if people and counts is not Action.VIEWS and acts <= people:
        rate = [acts / people, *wilson(acts, people)]
    return {
        "planned": view.planned_days,
        "known": len(pairs),
        "blank": view.planned_days - len(pairs),
        "people": people,
        "acts": {
            name: sum(row[at] for row in rows if isinstance(row[at], int))
            for name, at in (("views", 2), ("replies", 3), ("link_taps", 4))
        },
        "rate": rate,
    }


def _weeks(rows: Sequence[Day], counts: Action, starts_on: dt.date) -> list[list[Any]]:
    """[first day, people, acts, low, high] of each week from six before the launch on."""
    place = PLACES.get(counts, 1)
    sums: dict[int, list[int]] = {}
    for row in rows:
        week = math.floor((row[0] - starts_on).days / WEEK)
        people, act = row[1], row[place]
        if counts is Action.VIEWS:
            act = people
        if week >= -WEEKS_BEFORE and people and isinstance(act, int):
            kept = sums.setdefault(week, [0, 0])
            kept[0], kept[1] = kept[0] + people, kept[1] + act
    found = []
    for week, (people, acts) in sorted(sums.items()):
        on = (starts_on + dt.timedelta(days=WEEK * week)).isoformat()
        low, high = wilson(min(acts, people), people)
        found.append([week, on, people, acts, low, high])
    return found


def _posts(campaign_id: int) -> list[list[Any]]:
    """[network, metric, era, posts, posts with it, sum, exported on]; one query."""
    asked: dict[str, Any] = {}
    for name in SHOWN:
        value = Cast(KeyTextTransform(name, "figures"), FloatField())
        asked |= {f"sum_{name}": Sum(value), f"n_{name}": Count(value)}
    rows: Any = (
        NetworkPost.objects.filter(campaign=campaign_id)
        .annotate(
            e_views=KeyTextTransform("views", "eras"),
            e_impressions=KeyTextTransform("impressions", "eras"),
        )
        .order_by("network", "e_views")
        .values("network", "e_views", "e_impressions")
        .annotate(posts=Count("pk"), seen=Max("seen_on"), **asked)
    )
    return [
        [row["network"], name, row.get(f"e_{name}") or "", row["posts"], row[f"n_{name}"],
         row[f"sum_{name}"], row["seen"].isoformat()]
        for row in rows for name in SHOWN if row[f"n_{name}"]
    ]  # fmt: skip


def _goal_reading(view: CampaignView, today: dt.date) -> dict[str, Any] | None:
    """The goal's last figure before the launch, and the last one up to now."""
    goal = Goal.objects.filter(pk=view.goal_id).first() if view.goal_id else None
    if goal is None:
        return None
    readings = [one for one in selectors.readings_of(goal.pk) if one.on <= today]
    before = next((one for one in readings if one.on < view.starts_on), None)
    after = next((one for one in readings if one.on >= view.starts_on), None)
    kept = {
        name: None if one is None else [one.on.isoformat(), one.value, *one.ends, one.source]
        for name, one in (("before", before), ("after", after))
    }
    return {"title": goal.title, "unit": goal.unit, **kept}


# --- for other rooms -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Forecast:
    """What was forecast of a campaign and what its signed read-out says.

    `lift` is None where it could not be told; `verdict`: "as", "above", "below" or "unknown".
    `was_held`: read against a part that was held back, and not against the own past.
    """

    campaign_id: int
    campaign: str
    counts: str
    forecast: float
    lift: float | None
    low: float | None
    high: float | None
    is_told: bool | None
    verdict: str
    signed_at: dt.datetime
    was_held: bool = False


def forecasts(workspace_id: int) -> list[Forecast]:
    """Every signed read-out, the newest first; one query."""
    rows = CampaignReadout.objects.filter(campaign__workspace_id=workspace_id)
    return [_forecast(row) for row in rows.order_by("-at", "-pk")]


def _forecast(row: CampaignReadout) -> Forecast:
    said, result = row.facts["said"], row.facts["result"]
    lift = result["lift"]
    value, low, high = lift or (None, None, None)
    codes = {one["code"].removesuffix("_forecast") for one in result["reasons"]}
    verdict = next((one for one in ("as", "above", "below") if one in codes), "unknown")
    return Forecast(
        campaign_id=row.campaign_id,
        campaign=row.facts["name"],
        counts=said["counts"],
        forecast=said["expected"],
        lift=value,
        low=low,
        high=high,
        is_told=result["told"],
        verdict=verdict,
        signed_at=row.at,
        was_held=result["kind"] == "arms",
    )


def finished(workspace_id: int, *, today: dt.date) -> list[tuple[int, str, bool]]:
    """(id, name, signed) of campaigns that are over, the newest first; two queries."""
    done = set(
        CampaignReadout.objects.filter(campaign__workspace_id=workspace_id).values_list(
            "campaign_id", flat=True
        )
    )
    rows = Campaign.objects.filter(workspace_id=workspace_id, ends_on__lt=today)
    found = rows.order_by("-ends_on", "-pk").values_list("pk", "name")
    return [(pk, name, pk in done) for pk, name in found]
