"""A team whose levels and refreshers are laid down directly."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid

import pytest

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Nobody's password is at stake here, and a slow hash a person makes slow tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def measured(curriculum_loaded):
    """`measured(person, CMP=1.2)`: levels on the drawn scale; areas not named stand at 3.4."""
    from whetstone.apps.diagnose.models import LevelEstimate
    from whetstone.apps.field import selectors as field

    def make(person, **levels: float):
        areas = {}
        for area in field.framework().area_ids:
            middle = levels.get(area, 3.4)
            p = 0.08 if middle < 1.7 else 0.5 if middle < 2.3 else 0.95
            areas[area] = {
                "mean": middle - 2.0,
                "sd": 0.4,
                "drawn": [middle - 0.5, middle, min(4.0, middle + 0.5)],
                "p": {"2": p},
                "answers": 4,
                "fresh": 4.0,
                "claims": [],
                "live": 0,
            }
        return LevelEstimate.objects.update_or_create(
            person=person, defaults={"areas": areas, "stamp": "x", "as_of": NOW}
        )[0]

    return make


@pytest.fixture
def refresher_for(curriculum_loaded):
    """`refresher_for(person, minutes=11, title=...)` -> a refresher that waits."""
    from whetstone.apps.field.models import Change, Publication
    from whetstone.apps.learn.models import Refresher

    number = itertools.count(1)

    def make(person, *, minutes: int = 11, title: str = "Reach leaves the feed"):
        change = Change.objects.create(
            slug=f"chg-week-{next(number)}",
            workspace_id=person.workspace_id,
            title=title,
            summary="",
            kind="feature",
            severity="breaking",
            happened_on="2026-11-10",
            noticed_on=NOW.date(),
            state="published",
            evidence=[],
            recorded_at=NOW,
        )
        publication = Publication.objects.create(
            change=change, workspace_id=person.workspace_id, published_at=NOW
        )
        return Refresher.objects.create(
            person=person, publication=publication, minutes=minutes, made_at=NOW
        )

    return make


@pytest.fixture
def booked():
    """`booked(person, starts_at, minutes=25, **more)` -> a block; the planner is not asked."""
    from whetstone.apps.learn.models import Booking

    def make(person, starts_at: dt.datetime, *, minutes: int = 25, **more: object):
        kind, thing = more.pop("thing", ("lesson", "str-101-reading-a-difference"))
        more.setdefault("title", "Read a difference")
        return Booking.objects.create(
            uid=more.pop("uid", uuid.uuid4()),
            person=person,
            thing_kind=kind,
            thing_id=thing,
            things=[[kind, thing]],
            starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(minutes=minutes),
            recorded_at=more.pop("recorded_at", NOW),
            **more,
        )

    return make


@pytest.fixture
def marram(curriculum_loaded, make_workspace):
    return make_workspace()


@pytest.fixture
def asha(marram, make_person):
    return make_person(marram, name="Asha Gurung")


@pytest.fixture
def niamh(marram, make_person):
    return make_person(marram, name="Niamh Corrigan", rights=("lead", "learner"))


@pytest.fixture
def ruth(marram, make_person):
    return make_person(marram, name="Ruth Adebanjo", rights=("partner",))
