"""What Marram wants and what it runs: a goal tree.

Two campaigns and their own daily figures. All invented.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from whetstone.apps.plan import selectors
from whetstone.apps.plan import services as plan
from whetstone.config.demo.cast import BEGAN, DEMO_NOW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.random import Generator

    from whetstone.apps.people.models import Workspace
    from whetstone.apps.plan.argument import Day

FIRST_DAY = dt.date(2026, 8, 31)
END_OF_OCTOBER = dt.date(2026, 10, 31)
TITLES = {
    "mended": "Jackets repaired, all ways",
    "repairs": "Repairs begun from a social link",
    "reach": "People reached by repair posts, a month",
    "quick": "Answered within two hours",
    "joined": "Owners asked who joined",
}
"""The metrics that are read, by the name their readings have here."""
LAST_DAY = DEMO_NOW.date() - dt.timedelta(days=1)
WEEKLY = (1.02, 0.98, 1.0, 0.97, 0.92, 1.04, 1.07)
"""Monday to Sunday: how the day of the week moves reach."""


@dataclass(frozen=True, slots=True)
class Rates:
    """How often somebody reached does each act, and how many are reached on a usual day."""

    people: float
    views_each: float
    replies: float
    link_taps: float


def make(workspace: Workspace, person: Mapping[str, int], rng: Generator) -> None:
    """The tree, its readings up to October, the campaigns and their figures."""
    repairs, joined = _tree(workspace, person)
    mend = plan.create_campaign(
        workspace_id=workspace.pk,
        name="Mend it this winter",
        aim="Owners of a jacket begin a repair from a Story.",
        wanted_act="link_taps",
        counted_as="swipe-ups per Story",
        rests_on=["clm-instagram-swipe-up"],
        starts_on=dt.date(2026, 11, 16),
        ends_on=dt.date(2026, 12, 21),
        people_a_day=2_570,
        audience=61_000,
        goal_id=repairs,
        owner_id=person["Content lead"],
        worthwhile_lift=0.2,
        value_per_act={"link_taps": 1.4},
        actor_id=person["Head of social"],
        now=BEGAN,
    )
    owners = plan.create_campaign(
        workspace_id=workspace.pk,
        name="Owners speak",
        aim="Owners answer a question in a Story and hear of the club.",
        wanted_act="replies",
        counted_as="replies per person reached, reach from the data feed",
        rests_on=["clm-meta-feed-page-reach"],
        starts_on=dt.date(2026, 10, 12),
        ends_on=dt.date(2026, 12, 6),
        people_a_day=1_840,
        audience=38_000,
        goal_id=joined,
        owner_id=person["Community manager"],
        worthwhile_lift=0.5,
        actor_id=person["Head of social"],
        now=BEGAN,
    )
    for campaign, rates in (
        (mend, Rates(2_570, 1.31, 0.0021, 0.0198)),
        (owners, Rates(1_840, 1.24, 0.0064, 0.0082)),
    ):
        plan.add_figures(
            workspace_id=workspace.pk,
            campaign_id=campaign.pk,
            rows=days(rates, rng),
            now=DEMO_NOW,
        )


def _tree(workspace: Workspace, person: Mapping[str, int]) -> tuple[int, int]:
    def node(kind: str, title: str, parent: int | None = None, **facts: Any) -> int:
        return plan.create_goal(
            workspace_id=workspace.pk, kind=kind, title=title, parent_id=parent, now=BEGAN, **facts
        ).pk

    head, care = person["Head of social"], person["Care agent"]
    due = dt.date(2027, 3, 31)
    keep = node(
        "business", "Jackets stay in use for longer", owner_id=head, due_on=due, priority=3
    )
    mended = node(
        "metric", TITLES["mended"], keep, unit="jackets", baseline=2_600,
        target=4_000, due_on=due, owner_id=head, era="workshop book, since 2024",
        definition="Jackets that left the workshop mended, by post, shop and partner.",
    )  # fmt: skip
    known = node("marketing", "Owners know that we mend", keep, owner_id=head)
    social = node("social", "Owners begin a repair from social", known, owner_id=head)
    asked = node("question", "Do Stories bring owners to the repair desk?", social)
    repairs = node(
        "metric", TITLES["repairs"], asked, unit="repairs", baseline=0,
        target=1_200, due_on=due, owner_id=head, era="tagged links, since September 2026",
        definition="Repair forms opened through a tagged link and sent, counted once a jacket.",
    )  # fmt: skip
    reach = node(
        "metric", TITLES["reach"], asked, unit="people",
        baseline=52_000, target=70_000, due_on=due, owner_id=person["Analyst"],
        era="reach as the data feed gave it", rests_on=["clm-meta-feed-page-reach"],
        definition="Unique people reached by posts about repair, from the reporting tool's feed.",
    )  # fmt: skip
    served = node("business", "Customers are answered in time", owner_id=care, priority=1)
    quick = node(
        "metric", TITLES["quick"], served, unit="%", baseline=78, target=85,
        due_on=dt.date(2026, 12, 31), owner_id=care, era="care desk log, since March 2026",
        definition="Messages with a first answer within two working hours, of all that need one.",
    )  # fmt: skip
    club = node("business", "One owner in five joins the club", owner_id=head, priority=1)
    joined = node(
        "metric", TITLES["joined"], club, unit="%", baseline=9, target=20, due_on=due,
        owner_id=person["Community manager"], era="shop till and app, since June 2026",
        definition="Owners who joined, of the owners who were asked in the month.",
    )  # fmt: skip
    goals = {
        "mended": mended,
        "repairs": repairs,
        "reach": reach,
        "quick": quick,
        "joined": joined,
    }
    _readings(workspace, goals, until=END_OF_OCTOBER)
    return repairs, joined


def november(workspace: Workspace) -> None:
    """The readings since, which the brief of October has not seen."""
    titles = {title: pk for pk, _kind, title in selectors.goal_choices(workspace.pk)}
    goals = {name: titles[title] for name, title in TITLES.items()}
    _readings(workspace, goals, since=END_OF_OCTOBER)


def _readings(
    workspace: Workspace,
    goals: Mapping[str, int],
    *,
    since: dt.date = dt.date.min,
    until: dt.date = dt.date.max,
) -> None:
    rows: tuple[tuple[str, dt.date, dict[str, Any], str], ...] = (
        ("mended", dt.date(2026, 9, 30), {"value": 2_640}, "workshop book"),
        ("mended", dt.date(2026, 11, 20), {"value": 3_105}, "workshop book"),
        ("repairs", dt.date(2026, 9, 30), {"value": 118}, "repair desk, tagged links"),
        ("repairs", dt.date(2026, 10, 31), {"value": 263}, "repair desk, tagged links"),
        ("repairs", dt.date(2026, 11, 22), {"value": 410}, "repair desk, tagged links"),
        ("reach", dt.date(2026, 10, 31), {"value": 58_400}, "reporting tool, data feed"),
        ("quick", dt.date(2026, 10, 31), {"hits": 331, "n": 396}, "care desk log"),
        ("quick", dt.date(2026, 11, 22), {"hits": 271, "n": 312}, "care desk log"),
        ("joined", dt.date(2026, 10, 31), {"hits": 61, "n": 482}, "shop till and app"),
        ("joined", dt.date(2026, 11, 22), {"hits": 44, "n": 317}, "shop till and app"),
    )
    for goal, on, figure, source in rows:
        if not since < on <= until:
            continue
        plan.add_reading(
            workspace_id=workspace.pk,
            goal_id=goals[goal],
            on=on,
            source=source,
            now=DEMO_NOW,
            **figure,
        )


def days(rates: Rates, rng: Generator) -> list[Day]:
    """A day at a time: a weekly cycle, slow drift, and chance in every act."""
    rows: list[Day] = []
    drift = 0.0
    for offset in range((LAST_DAY - FIRST_DAY).days + 1):
        on = FIRST_DAY + dt.timedelta(days=offset)
        drift = 0.93 * drift + float(rng.normal(0, 0.03))
        people = int(rng.poisson(rates.people * WEEKLY[on.weekday()] * float(np.exp(drift))))
        lift = float(np.exp(rng.normal(0, 0.06)))
        rows.append(
            (
                on,
                people,
                int(people * rates.views_each * lift),
                int(rng.binomial(people, rates.replies)),
                int(rng.binomial(people, rates.link_taps)),
            )
        )
    return rows
