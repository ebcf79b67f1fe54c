"""Cards: due by what is remembered, never a debt."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from whetstone.apps.field.models import Citation, Claim, ClaimVersion
from whetstone.apps.learn import selectors, services
from whetstone.apps.learn.models import Card, CardReview
from whetstone.apps.learn.selectors import cards
from whetstone.apps.learn.selectors.cards import AT_MOST, DueCard, Review, due_at, mixed
from whetstone.apps.learn.views import cards as cards_view
from whetstone.apps.people.clock import real_now
from whetstone.core.kernel.errors import Missing

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
SLUG = "cri-101-first-hour"
CARD = "card-cri4-stop-keep"
NEWER = "card-plt2-story-link"
"""It asks what took the place of swiping up, and comes with another lesson."""
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
        person_id=person.pk,
        workspace_id=person.workspace_id,
        card_slug=card,
        position=position,
        was_known=known,
        now=now,
    )


# --- promises ------------------------------------------------------------------------------------


def test_cards_enter_the_day_after_their_lesson(person):
    assert CARD in {card.slug for card in deck(person).due}
    assert deck(person, now=NOW - 2 * DAY + dt.timedelta(hours=1)).due == ()


def test_a_known_card_goes_away_for_longer_each_time():
    entered, moments, gaps = NOW, [], []
    due = due_at([], entered=entered)
    for _round in range(4):
        moments.append(Review(due, True))
        back = due_at(moments, entered=entered)
        gaps.append(back - due)
        due = back
    assert gaps == sorted(gaps)
    assert gaps[0] >= DAY


def test_a_card_that_was_not_known_comes_back_sooner():
    known = due_at([Review(NOW, True), Review(NOW + 3 * DAY, True)], entered=NOW)
    missed = due_at([Review(NOW, True), Review(NOW + 3 * DAY, False)], entered=NOW)
    assert missed < known


def test_what_was_known_slowly_comes_back_sooner_and_a_time_away_says_nothing():
    after = {n: due_at([Review(NOW, True, n)], entered=NOW) for n in (5, 60, None)}
    assert after[60] < after[5] == after[None]


def test_a_card_comes_back_before_its_fact_is_to_be_read_again(person):
    reviews = [Review(NOW + n * 30 * DAY, True) for n in range(6)]
    free, capped = (due_at(reviews, entered=NOW, most_days=n) for n in (36_500, 45))
    last = reviews[-1].at
    assert free - last > 45 * DAY
    assert capped - last <= 45 * DAY
    _dead, most = cards._facts([CARD], workspace_id=person.workspace_id, on=NOW.date())
    assert 1 <= most[CARD] < 36_500


def test_a_sitting_goes_to_and_fro_between_three_areas():
    def card(area, n):
        return DueCard(f"{area}{n}", "F", "B", "l", "L", 0, NOW + n * DAY, area)

    due = sorted((card(area, n) for area in "ABCD" for n in range(3)), key=lambda c: c.due)
    order = [one.area_id for one in mixed(due)]
    assert order[:6] == ["A", "B", "C", "A", "B", "C"]
    assert sorted(order) == sorted(one.area_id for one in due)


def test_the_week_is_told_in_minutes_and_by_ones_own_pace(person, client_as):
    first = deck(person)
    assert 1 <= first.minutes <= 10
    assert "in the coming week" in client_as(person).get("/cards").content.decode()
    for n in range(10):
        CardReview.objects.create(
            person=person, card_slug="card-gone", position=n, was_known=True, seconds=120,
            reviewed_at=NOW,
        )  # fmt: skip
    assert deck(person).minutes == 6 * first.minutes or deck(person).minutes > 4 * first.minutes


def test_the_time_of_an_answer_is_kept_where_it_says_something(person, client_as):
    card, client = deck(person).due[0], client_as(person)
    for shown in ("", "²", "1", "99999999999999999999"):
        assert cards_view._seconds(shown, NOW.timestamp()) is None
    at = int(real_now().timestamp()) - 12
    fields = {"card": card.slug, "position": card.position, "known": "yes", "shown": at}
    client.post("/cards", fields)
    kept = CardReview.objects.get().seconds
    assert kept is None or 0 <= kept <= 180


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


def read(person, slug):
    services.finish_lesson(
        person_id=person.pk, workspace_id=person.workspace_id, slug=slug, now=NOW - 2 * DAY
    )


def on_a_claim(slug, claim):
    """A card of the lesson that was read, on one claim."""
    card = Card.objects.create(slug=slug, skill_id="PLT-1", lesson_slug=SLUG, front="F", back="B")
    Citation.objects.create(
        claim=Claim.objects.get(slug=claim), citer_kind="card", citer_id=slug, role="rests_on"
    )
    return card.slug


def test_what_took_the_place_of_a_fact_begins_where_the_old_card_rests(person):
    new = NEWER
    assert new not in {card.slug for card in deck(person).due}
    with pytest.raises(Missing):
        review(person, card=new)
    old = on_a_claim("card-swipe-up-of-old", "clm-instagram-swipe-up")
    assert {new} == {card.slug for card in deck(person).due} & {old, new}
    assert review(person, card=new)
    assert new not in {card.slug for card in deck(person).due}


def test_a_card_of_no_lesson_comes_with_the_first_lesson_of_its_skill(person):
    assert not Card.objects.filter(lesson_slug="").exists()
    alone = Card.objects.get(slug="card-ana1-below-the-line")
    assert alone.slug not in {card.slug for card in deck(person).due}
    read(person, alone.lesson_slug)
    assert alone.slug in {card.slug for card in deck(person).due}


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
