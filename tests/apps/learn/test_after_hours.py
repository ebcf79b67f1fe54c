"""Who learns at night is told that it counts as work time, and is offered a place in the day."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.conftest import NOW

from whetstone.apps.learn import selectors
from whetstone.apps.learn.models import Booking, Lesson, Reading

SHORT = {"CMP": 1.2, "STR": 1.0}


@pytest.fixture
def ana(make_workspace, make_person, measured):
    person = make_person(make_workspace(), name="Ana")
    measured(person, **SHORT)
    return person


def read(person, at):
    lesson = Lesson.objects.filter(is_latest=True).first()
    Reading.objects.create(person=person, lesson=lesson, started_at=at, finished_at=at)
    return lesson


def last(weekday, hour):
    """The newest moment of that weekday and hour that is past by the workspace's clock."""
    at = NOW.replace(hour=hour, minute=30, second=0, microsecond=0)
    at -= dt.timedelta(days=(at.weekday() - weekday) % 7)
    return at if at < NOW else at - dt.timedelta(days=7)


def test_a_lesson_at_night_counts_as_work_time_and_a_place_is_offered(ana, client_as):
    read(ana, last(6, 22))
    client = client_as(ana)
    page = client.get("/week").content.decode()
    assert "the time counts as work time" in page
    assert "Find a place in my hours" in page
    client.post("/week/bookings")
    assert Booking.objects.filter(person=ana).exists()


def test_a_lesson_within_hours_is_not_spoken_of(ana, client_as):
    at = last(2, 10)
    read(ana, at)
    asked = {"zone": "Europe/Dublin", "since": at - dt.timedelta(days=1), "now": NOW}
    assert selectors.after_hours_of(ana.pk, **asked) == 0
    assert "counts as work time" not in client_as(ana).get("/week").content.decode()


def test_nobody_elses_night_is_told(ana, make_person, client_as):
    other = make_person(ana.workspace, name="Bo")
    read(other, last(6, 22))
    assert "counts as work time" not in client_as(ana).get("/week").content.decode()
