"""Months of a team's and a class's life.

Simulated from a seed through the services that people use.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import transaction

from whetstone.apps.diagnose import services as diagnose
from whetstone.apps.field import selectors as fields
from whetstone.apps.people import selectors as people
from whetstone.apps.people import services as people_services
from whetstone.config.demo import calendar, campaigns, learning, school
from whetstone.config.demo.answers import answer_worth, points_drawn
from whetstone.config.demo.cast import BEGAN, COUNTRY, DEMO_NOW, NEEDS, TEAM, ZONE, Part

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.random import Generator

    from whetstone.apps.people.models import Person, Workspace

SEED = 20261123
SPREAD = 0.45
"""How far somebody's areas lie apart (logits), beyond what their part says. Invented."""


@dataclass(slots=True)
class Life:
    """Somebody as the simulator knows them: what they can really do, by area."""

    person: Person
    part: Part
    theta: dict[str, float] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The person's key."""
        return self.person.pk


def make(*, again: bool) -> str:
    """Make the demo where it is missing.

    Returns a line to print; empty where there was nothing to do.
    """
    there = people.template_workspace("team"), people.template_workspace("school")
    if all(there) and not again:
        return ""
    for workspace in there:
        if workspace is not None:
            workspace.delete()
    with transaction.atomic():
        team = _team()
        learners = school.make(np.random.Generator(np.random.PCG64(SEED + 1)))
    return f"Made the demo: a team of {team} and a class of {learners}"


def _team() -> int:
    rng = np.random.Generator(np.random.PCG64(SEED))
    workspace = people_services.create_workspace(
        organisation="Marram", name="Marram", now=BEGAN, country=COUNTRY, time_zone=ZONE
    )
    team = people_services.add_team(workspace_id=workspace.pk, name="Social")
    lives = [settle(workspace, part, team_id=team.pk, rng=rng) for part in TEAM]
    head = lives[0]
    people_services.set_requirements(
        workspace_id=workspace.pk, needs=NEEDS, actor_id=head.id, now=BEGAN
    )
    learners = [life for life in lives if "learner" in life.part.rights]
    _measure(workspace, learners, rng)
    campaigns.make(workspace, {life.part.title: life.id for life in lives}, rng)
    calendar.make(workspace, [life.id for life in learners], rng)
    learning.make(workspace, learners, rng)
    _freeze(workspace)
    return len(learners)


def settle(workspace: Workspace, part: Part, *, team_id: int | None, rng: Generator) -> Life:
    """Put somebody into a workspace, with abilities the product never sees."""
    person = people_services.add_person(
        workspace_id=workspace.pk,
        name=part.name,
        title=part.title,
        rights=part.rights,
        role_id=part.role_id,
        team_id=team_id,
        hours=part.hours,
        now=BEGAN,
    )
    bent = dict(part.bent)
    theta = {
        area: part.general + bent.get(area, 0.0) + float(rng.normal(0, SPREAD))
        for area in fields.framework().area_ids
    }
    return Life(person, part, theta)


def answering(life: Life, rng: Generator) -> Callable[[Any], Mapping[str, Any]]:
    """What this person answers to a question, drawn from the model that scores it."""

    def answer(question: Any) -> Mapping[str, Any]:
        item = question.payload
        points = points_drawn(
            life.theta[question.area_id],
            a=float(item.get("prior", {}).get("a", 0.9)),
            b=float(item.get("prior", {}).get("b", 0.0)),
            max_score=question.max_score,
            rng=rng,
        )
        return answer_worth(item, points, rng)

    return answer


def _measure(workspace: Workspace, learners: list[Life], rng: Generator) -> None:
    """A scan in September, and who shares what with the lead. Newcomers have not been measured."""
    for index, life in enumerate(learners):
        if not life.part.is_measured:
            continue
        started = dt.datetime(2026, 9, 14 + index, 10, 0, tzinfo=dt.UTC)
        areas = fields.framework().area_ids
        guesses = {area: _guess(life.theta[area], rng) for area in areas}
        sit(workspace, life, mode="scan", now=started, rng=rng, guesses=guesses)
        shared = [area for area in areas if rng.random() < life.part.shares]
        diagnose.share(
            person_id=life.id,
            workspace_id=workspace.pk,
            asked=areas,
            shared=shared,
            now=started + dt.timedelta(hours=1),
        )


def _guess(theta: float, rng: Generator) -> float:
    """Own guesses lie above the measure.

    51 % thought themselves competent where 8 % reached entry level (DMI 2016).
    """
    return round(float(np.clip(2.2 + 0.6 * theta + rng.normal(0, 0.5), 0, 4)), 1)


def sit(
    workspace: Workspace,
    life: Life,
    *,
    mode: str,
    now: dt.datetime,
    rng: Generator,
    area_id: str | None = None,
    guesses: Mapping[str, float] | None = None,
) -> None:
    """One whole sitting."""
    diagnose.sit_through(
        person_id=life.id,
        workspace_id=workspace.pk,
        role_id=life.part.role_id,
        mode=mode,
        area_id=area_id,
        guesses=guesses,
        seed=int(rng.integers(2**31)),
        now=now,
        answer_to=answering(life, rng),
    )


def _freeze(workspace: Workspace) -> None:
    """From now on this is the demo that visitors get a copy of, at the stated date."""
    diagnose.reestimate_workspace(workspace.pk, DEMO_NOW)
    workspace.is_demo = workspace.is_template = True
    workspace.frozen_at = DEMO_NOW
    workspace.created_at = DEMO_NOW
    workspace.save(update_fields=["is_demo", "is_template", "frozen_at", "created_at"])
