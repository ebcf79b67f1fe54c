"""Cards: due by what is remembered, never a debt."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from whetstone.apps.field.models import ClaimVersion
from whetstone.apps.learn import selectors, services
from whetstone.apps.learn.models import Card, CardReview
from whetstone.apps.learn.selectors.cards import AT_MOST, due_at
from whetstone.core.kernel.errors import Missing

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
SLUG = "cri-101-first-hour"
CARD = "card-cri4-stop-keep"
pytestmark = pytest.mark.usefixtures("curriculum_loaded")


@pytest.fixture
def person(make_workspace, make_person):
    found = make_person(make_workspace())
    services.finish_lesson(
        person_id=found.pk, workspace_id=found.workspace_id, slug=SLUG, now=NOW - 2 * DAY
    )
    return found


def deck(person, now=NOW):
    return selectors.deck(person.pk, workspace_id=person.workspace_id, now=now)


def review(person, *, known=True, position=0, now=NOW, card=CARD):
    return services.review_card(
        person_id=person.pk, card_slug=card, position=position, was_known=known, now=now
    )


# --- promises ------------------------------------------------------------------------------------


def test_cards_enter_the_day_after_their_lesson(person):
    assert CARD in {card.slug for card in deck(person).due}
    assert deck(person, now=NOW - 2 * DAY + dt.timedelta(hours=1)).due == ()


def test_a_known_card_goes_away_for_longer_each_time():
    entered, moments, gaps = NOW, [], []
    due = due_at([], entered=entered)
    for _round in range(4):
        moments.append((due, True))
        back = due_at(moments, entered=entered)
        gaps.append(back - due)
        due = back
    assert gaps == sorted(gaps)
    assert gaps[0] >= DAY


def test_a_card_that_was_not_known_comes_back_sooner():
    known = due_at([(NOW, True), (NOW + 3 * DAY, True)], entered=NOW)
    missed = due_at([(NOW, True), (NOW + 3 * DAY, False)], entered=NOW)
    assert missed < known


def test_the_same_review_sent_twice_counts_once(person, client_as):
    card = deck(person).due[0]
    client = client_as(person)
    fields = {"card": card.slug, "position": card.position, "known": "yes"}
    for _twice in range(2):
        assert client.post("/cards", fields).status_code == 302
    assert CardReview.objects.count() == 1
    assert card.slug not in {one.slug for one in deck(person).due}


def test_a_card_on_a_fact_that_moved_rests(person):
    row = ClaimVersion.objects.filter(claim__slug="clm-crisis-stop-and-keep").latest("pk")
    row.pk, row.status, row.workspace = None, "retired", person.workspace
    row._state.adding = True
    row.save()
    found = deck(person)
    assert CARD not in {card.slug for card in found.due}
    assert found.resting >= 1


def test_no_more_than_twenty_and_no_number_of_what_waits(person, client_as):
    Card.objects.bulk_create(
        Card(slug=f"card-x-{n}", skill_id="CRI-4", lesson_slug=SLUG, front=f"F{n}", back="B")
        for n in range(40)
    )
    assert len(deck(person).due) == AT_MOST
    page = client_as(person).get("/cards").content.decode()
    read = re.sub(r"<[^>]*>", " ", page.split("<main")[1])  # tags hold tokens of any digits
    assert "45" not in read


def test_cards_cost_the_same_queries_for_any_number(person, django_assert_max_num_queries):
    deck(person)  # the ledger is read the first time, and then kept
    with django_assert_max_num_queries(6):
        deck(person)


# --- refusals ------------------------------------------------------------------------------------


def test_a_card_of_a_lesson_not_finished_is_refused(make_workspace, make_person):
    with pytest.raises(Missing):
        review(make_person(make_workspace()))


def test_a_review_out_of_turn_is_not_taken(person):
    assert not review(person, position=3)
    assert not CardReview.objects.exists()


@pytest.mark.parametrize("position", ["", "-1", "²", "99999999"])
def test_a_position_that_is_no_number_is_not_found(person, client_as, position):
    fields = {"card": CARD, "position": position, "known": "yes"}
    assert client_as(person).post("/cards", fields).status_code == 404
