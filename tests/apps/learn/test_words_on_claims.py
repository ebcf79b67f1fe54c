"""An editor's doubt shows on a lesson's blocks until it is settled; views are counted."""

from __future__ import annotations

import datetime as dt

import pytest

from whetstone.apps.field import services as field
from whetstone.apps.learn import citer
from whetstone.apps.learn.models import CardReview, Lesson, Reading

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
SLUG, CLAIM = "cri-101-first-hour", "clm-crisis-stop-and-keep"
BANNER = "A fact under this is in doubt"
pytestmark = pytest.mark.usefixtures("curriculum_loaded")


@pytest.fixture
def reader(make_workspace, make_person):
    return make_person(make_workspace())


def said(person, name):
    getattr(field, name)(
        workspace_id=person.workspace_id, claim_slug=CLAIM, person_id=None, reason="Gone.", now=NOW
    )


def banners(client) -> int:
    """How many blocks say so; one of the lesson's claims is in doubt for everybody."""
    return client.get(f"/lessons/{SLUG}").content.decode().count(BANNER)


def test_a_doubt_puts_the_banner_on_the_blocks_and_settling_takes_it_off(reader, client_as):
    client = client_as(reader)
    before = banners(client)
    said(reader, "doubt_claim")
    assert banners(client) > before
    said(reader, "settle_doubt")
    assert banners(client) == before


def test_a_doubt_in_one_workspace_is_on_no_lesson_of_another(
    reader, make_workspace, make_person, client_as
):
    client = client_as(make_person(make_workspace(name="Other")))
    before = banners(client)
    said(reader, "doubt_claim")
    assert banners(client) == before


def test_readings_and_looks_at_cards_count_as_views_here_and_lately(
    reader, make_workspace, make_person
):
    other = make_person(make_workspace(name="Other"))
    since, long_ago = NOW - dt.timedelta(days=90), NOW - dt.timedelta(days=200)
    lesson = Lesson.objects.get(slug=SLUG, is_latest=True)
    block = f"{SLUG}/{lesson.payload['blocks'][0]['id']}"
    here = reader.workspace_id
    Reading.objects.create(person=other, lesson=lesson, started_at=NOW)
    reading = Reading.objects.create(person=reader, lesson=lesson, started_at=long_ago)
    assert citer.readings_since(here, since).get(block, 0) == 0
    reading.finished_at = NOW
    reading.save()
    assert citer.readings_since(here, since)[block] == 1
    assert citer.readings_since(None, since)[block] == 2
    for place, at in enumerate((NOW, NOW, long_ago)):
        CardReview.objects.create(
            person=reader, card_slug="card-x", position=place, was_known=True, reviewed_at=at
        )
    assert citer.reviews_since(here, since) == {"card-x": 2}
    assert citer.reviews_since(other.workspace_id, since) == {}
