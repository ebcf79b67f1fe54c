"""Months of a team's and a class's life.

Simulated from a seed through the services that people use.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
from django.db import transaction

from whetstone.apps.diagnose import services as diagnose
from whetstone.apps.diagnose import sharing
from whetstone.apps.field import selectors as fields
from whetstone.apps.people import selectors as people
from whetstone.apps.people import services as people_services
from whetstone.config.demo import (
    audience,
    briefs,
    calendar,
    campaigns,
    comparing,
    drilling,
    figures,
    firm,
    handing,
    inbox,
    kept_up,
    learning,
    ledger,
    packs,
    posts,
    readouts,
    refreshing,
    reviewing,
    school,
    secured,
    sessions,
    table,
    voices,
    watches,
    whole,
)
from whetstone.config.demo.cast import BEGAN, COUNTRY, DEMO_NOW, NEEDS, TEAM, ZONE
from whetstone.config.demo.people import Life, begin, freeze, settle, sit

if TYPE_CHECKING:
    from numpy.random import Generator

    from whetstone.apps.people.models import Workspace

SEED = 20261123


def make(*, again: bool) -> str:
    """Make the demo where it is missing.

    Returns a line to print; empty where there was nothing to do.
    """
    there = people.template_workspace("team"), people.template_workspace("school")
    if all(there) and not again:
        return ""
    with transaction.atomic():
        for workspace in there:
            if workspace is not None:
                workspace.organisation.delete()
        team = _team()
        learners = school.make(np.random.Generator(np.random.PCG64(SEED + 1)))
    return f"Made the demo: a team of {team} and a class of {learners}"


def _team() -> int:
    rng = np.random.Generator(np.random.PCG64(SEED))
    workspace = people_services.create_workspace(
        organisation="Marram", name="Marram", now=BEGAN, country=COUNTRY, time_zone=ZONE
    )
    begin(workspace)
    team = people_services.add_team(workspace_id=workspace.pk, name="Social")
    lives = [settle(workspace, part, team_id=team.pk, rng=rng) for part in TEAM]
    head = lives[0]
    people_services.set_requirements(
        workspace_id=workspace.pk, needs=NEEDS, actor_id=head.id, now=BEGAN
    )
    learners = [life for life in lives if "learner" in life.part.rights]
    _measure(workspace, learners, rng)
    campaigns.make(workspace, {life.part.title: life.id for life in lives}, rng)
    briefs.october(workspace, head.id, _leader(lives))
    campaigns.november(workspace)
    figures.make(
        workspace,
        {life.part.title: life.id for life in lives},
        np.random.Generator(np.random.PCG64(SEED + 8)),
    )
    readouts.make(workspace, {life.part.title: life.id for life in lives})
    audience.make(workspace, {life.part.title: life.id for life in lives})
    posts.make(workspace, {life.part.title: life.id for life in lives})
    comparing.make(
        workspace,
        {life.part.title: life.id for life in lives},
        np.random.Generator(np.random.PCG64(SEED + 9)),
    )
    reviewing.make(workspace, {life.part.title: life.id for life in lives})
    ledger.make(workspace, {life.part.title: life.id for life in lives})
    calendar.make(workspace, [life.id for life in learners], rng)
    learning.make(workspace, learners, rng)
    watches.make(workspace, head.id)
    inbox.make(workspace, {life.part.title: life.id for life in lives})
    measured = [life.id for life in learners if life.part.is_measured]
    kept_up.make(workspace, {life.part.title: life.id for life in lives}, measured)
    refreshing.make(workspace, learners, rng)
    drilling.make(workspace, {life.part.title: life.id for life in lives})
    handing.make(workspace, {life.part.title: life.id for life in lives})
    firm.make(workspace, {life.part.title: life.id for life in lives})
    packs.make(workspace, {life.part.title: life.id for life in lives})
    secured.make(workspace, next(life.id for life in lives if "editor" in life.part.rights))
    voices.make(
        workspace,
        {life.part.title: life.id for life in lives},
        np.random.Generator(np.random.PCG64(SEED + 9)),
    )
    diagnose.reestimate_workspace(workspace.pk, DEMO_NOW)
    whole.make(workspace, {life.part.title: life.id for life in lives})
    sessions.make(workspace, head.id, [life.id for life in learners])
    table.make(workspace, {life.part.title: life.id for life in lives})
    briefs.november(workspace, head.id)
    freeze(workspace)
    return len(learners)


def _leader(lives: list[Life]) -> int:
    return next(life.id for life in lives if "leader" in life.part.rights)


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
        sharing.share(
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
