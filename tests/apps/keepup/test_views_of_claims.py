"""How often people met each claim: by reading, answering and reviewing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from whetstone.apps.diagnose.models import Item, Response
from whetstone.apps.field.models import Citation
from whetstone.apps.keepup.selectors.views_of_claims import views
from whetstone.apps.learn.models import Card, CardReview, Lesson, Practice, Reading

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
SINCE = NOW - dt.timedelta(days=90)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def person(curriculum_loaded, make_workspace, make_person):
    return make_person(make_workspace())


def cited(kind: str) -> tuple[str, set[str]]:
    """A thing of a kind that cites something, and the claims that it cites."""
    thing = Citation.objects.filter(citer_kind=kind, workspace=None).first().citer_id
    rows = Citation.objects.filter(citer_kind=kind, citer_id=thing)
    return thing, set(rows.values_list("claim__slug", flat=True))


def met(person, *, until=NOW):
    return views(person.workspace_id, SINCE, until)


def test_nobody_has_met_anything_at_first(person):
    assert met(person) == {}


def test_a_lesson_begun_meets_each_claim_once_for_each_of_its_blocks(person):
    lesson = Lesson.objects.filter(is_latest=True).first()
    Reading.objects.create(person=person, lesson=lesson, started_at=NOW - HOUR)
    wanted: dict[str, int] = {}
    for block in lesson.payload["blocks"]:
        for claim in {*block["rests_on"], *block["mentions"]}:
            wanted[claim] = wanted.get(claim, 0) + 1
    assert met(person) == wanted


def test_answers_practice_and_cards_meet_what_they_cite(person):
    slug, claims = cited("item")
    item = Item.objects.filter(slug=slug).first()
    Response.objects.create(
        person=person, item=item, area_id=item.area_id, answer={}, score=1, max_score=1,
        answered_at=NOW - HOUR, recorded_at=NOW,
    )  # fmt: skip
    Practice.objects.create(
        person=person, place="x", item_slug=slug, answer={}, score=1, max_score=1,
        answered_at=NOW - HOUR,
    )  # fmt: skip
    assert met(person) == dict.fromkeys(claims, 2)
    card, of_card = cited("card")
    assert Card.objects.filter(slug=card).exists()
    CardReview.objects.create(
        person=person, card_slug=card, position=0, was_known=True, reviewed_at=NOW - HOUR
    )
    assert all(met(person)[claim] >= 1 for claim in of_card)


def test_what_lies_outside_the_days_or_the_workspace_does_not_count(
    person, make_workspace, make_person
):
    lesson = Lesson.objects.filter(is_latest=True).first()
    Reading.objects.create(person=person, lesson=lesson, started_at=SINCE - HOUR)
    stranger = make_person(make_workspace(name="Other"))
    Reading.objects.create(person=stranger, lesson=lesson, started_at=NOW - HOUR)
    assert met(person) == {}
    assert views(None, SINCE, NOW) == views(stranger.workspace_id, SINCE, NOW) != {}
    assert met(person, until=SINCE) == {}


def test_more_people_take_no_more_queries(person, make_person):
    lesson = Lesson.objects.filter(is_latest=True).first()

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            met(person)
        return len(queries)

    Reading.objects.create(person=person, lesson=lesson, started_at=NOW - HOUR)
    one = asked()
    for n in range(20):
        other = make_person(person.workspace, name=f"More {n}")
        Reading.objects.create(person=other, lesson=lesson, started_at=NOW - HOUR)
    assert asked() == one <= 6
