"""A team with profiles, a head-count, booked hours and a goal."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from whetstone.apps.diagnose.models import LevelEstimate, ShareChoice
from whetstone.apps.field import selectors as field
from whetstone.apps.lead.releasing import weighed
from whetstone.apps.learn.models import Booking
from whetstone.apps.people import services as people
from whetstone.apps.people.selectors import Need
from whetstone.apps.plan import services as plan

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


def release(workspace_id, *, then, now):
    """What a page counted now shows, and keeps."""
    found, due = weighed(workspace_id, then=then, now=now)
    due.keep()
    return found


def profile(person, *, area: str, p: float, live: int = 4, gone: int = 1, shares: bool = False):
    """A profile with one measured area; the other areas are unmeasured."""
    ledger = field.ledger(None, on=NOW.date())
    claims = sorted(ledger.live)[:live] + sorted(set(ledger.states) - ledger.live)[:gone]
    empty = {
        "mean": 0.0, "sd": 1.0, "drawn": [0, 1, 2], "p": {"2": 0.5}, "answers": 0, "fresh": 0,
        "claims": [], "live": 0,
    }  # fmt: skip
    areas = {one: dict(empty) for one in field.framework().area_ids}
    areas[area] |= {"p": {"2": p}, "answers": 5, "fresh": 4.0, "claims": claims, "live": live}
    LevelEstimate.objects.create(person=person, areas=areas, stamp="test", as_of=NOW)
    if shares:
        ShareChoice.objects.create(person=person, area_id=area, is_shared=True, recorded_at=NOW)


def booked(person, *, days_ago: int, state: str) -> None:
    """Half an hour, so many days ago at ten."""
    start = NOW.replace(hour=10, minute=0) - dt.timedelta(days=days_ago)
    Booking.objects.create(
        uid=uuid.uuid4(), person=person, thing_kind="lesson", thing_id="x", title="x",
        starts_at=start, ends_at=start + dt.timedelta(minutes=30), state=state, recorded_at=NOW,
    )  # fmt: skip


@pytest.fixture
def team(curriculum_loaded, make_workspace, make_person):
    """`team(size, p=..., shares=...)` -> a workspace whose learners are measured in STR."""

    def make(size: int = 6, *, chances: tuple[float, ...] = (), shares: bool = False):
        workspace = make_workspace()

        class Team:
            lead = make_person(workspace, rights=("lead",), name="Aoife")
            leader = make_person(workspace, rights=("leader",), name="Dara")
            admin = make_person(workspace, rights=("admin",), name="Ada")
            people: list = []

        found = Team()
        found.workspace = workspace
        found.people = [make_person(workspace, name=f"Learner {n}") for n in range(size)]
        for n, person in enumerate(found.people):
            p = chances[n] if n < len(chances) else 0.1
            profile(person, area="STR", p=p, shares=shares)
        people.set_requirements(
            workspace_id=workspace.pk, needs=[Need("STR", 2, 2)], actor_id=None, now=NOW
        )
        plan.create_goal(
            workspace_id=workspace.pk, kind="business", title="Fifty bookings", target=50,
            baseline=0, due_on=dt.date(2027, 3, 1), now=NOW,
        )  # fmt: skip
        return found

    return make
