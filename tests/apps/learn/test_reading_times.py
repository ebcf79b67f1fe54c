"""The minutes of a lesson beside what it took people."""

from __future__ import annotations

import datetime as dt

import pytest

from whetstone.apps.learn import selectors, services
from whetstone.apps.learn.models import Lesson, Reading
from whetstone.apps.learn.selectors.wanted import shelf

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
SLUG = "cri-101-first-hour"
pytestmark = pytest.mark.usefixtures("curriculum_loaded")


def read(person, *, minutes: int, pause: int = 10, answers: bool = True, at: dt.datetime = NOW):
    """Go through the lesson, writing something at least every `pause` minutes."""
    box = next(
        one["name"]
        for block in Lesson.objects.get(slug=SLUG, is_latest=True).payload["blocks"]
        for one in block["segments"]
        if one["kind"] == "field"
    )
    for after in range(pause, minutes, pause) if answers else ():
        then = at + dt.timedelta(minutes=after)
        services.save_work(
            person_id=person.pk, slug=SLUG, texts={box: f"{after}"}, now=then, shown=at
        )
    services.finish_lesson(
        person_id=person.pk,
        workspace_id=person.workspace_id,
        slug=SLUG,
        now=at + dt.timedelta(minutes=minutes),
    )


def lesson_for(person):
    return selectors.lesson(
        SLUG, person_id=person.pk, workspace_id=person.workspace_id, on=NOW.date()
    )


@pytest.fixture
def team(make_workspace, make_person):
    home = make_workspace()
    return [make_person(home) for _ in range(6)]


def test_from_five_readers_on_the_lesson_says_what_it_took_and_blocks_hold_it(team, client_as):
    written = Lesson.objects.get(slug=SLUG, is_latest=True).minutes
    for person in team[:4]:
        read(person, minutes=36)
    assert lesson_for(team[5]).minutes == written
    read(team[4], minutes=36)
    found = lesson_for(team[5])
    assert (found.minutes, found.written_minutes, found.timed.n) == (36, written, 5)
    assert next(one.minutes for one in shelf() if one.id == SLUG) == 36
    page = client_as(team[5]).get(f"/lessons/{SLUG}").content.decode()
    assert "5 people took about 36 min" in page
    assert client_as(team[5]).get("/lessons").status_code == 200


def test_where_the_words_promise_the_right_time_it_says_that_this_was_measured(team, client_as):
    written = Lesson.objects.get(slug=SLUG, is_latest=True).minutes
    for more, person in enumerate(team[:5], start=-2):
        read(person, minutes=written + more)
    assert lesson_for(team[5]).minutes == written
    assert "Measured: 5 people" in client_as(team[5]).get(f"/lessons/{SLUG}").content.decode()


def test_breaks_mere_clicks_and_demos_are_no_measure(team, make_workspace, make_person):
    read(team[0], minutes=60, pause=20)
    read(team[1], minutes=1, answers=False)
    assert set(Reading.objects.values_list("seconds", flat=True)) == {None}
    demo = make_workspace("Demo")
    demo.is_demo = True
    demo.save(update_fields=["is_demo"])
    for _ in range(5):
        read(make_person(demo), minutes=36)
    assert Lesson.objects.get(slug=SLUG, is_latest=True).timed is None


def test_the_page_says_when_it_came_and_nonsense_is_no_time(team, client_as):
    client = client_as(team[0])
    page = client.get(f"/lessons/{SLUG}").content.decode()
    assert page.count('name="shown"') >= 2
    block = next(
        block
        for block in Lesson.objects.get(slug=SLUG, is_latest=True).payload["blocks"]
        if any(one["kind"] == "item" for one in block["segments"])
    )
    item = next(one["item"] for one in block["segments"] if one["kind"] == "item")
    for shown in ("soon", "99999999999", "-1", ""):
        posted = {"block": block["id"], "item": item, "unknown": "1", "shown": shown}
        assert client.post(f"/lessons/{SLUG}/practice", posted).status_code == 302
    assert Reading.objects.get().opened_at is None
