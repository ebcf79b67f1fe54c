"""Refreshers: the difference, once for each person and publication."""

from __future__ import annotations

import datetime as dt
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from whetstone.apps.diagnose.models import EvidenceEpoch
from whetstone.apps.field import selectors as field
from whetstone.apps.field import services as ledger
from whetstone.apps.learn import selectors, services
from whetstone.apps.learn.models import Practice, Refresher
from whetstone.core.freshness.currency import currency
from whetstone.core.kernel.errors import Missing

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
CHANGE = "chg-2026-meta-reach-feed"
GONE = {"clm-meta-feed-page-reach", "clm-meta-feed-story-impressions"}
pytestmark = pytest.mark.usefixtures("curriculum_loaded")


@pytest.fixture
def person(make_workspace, make_person):
    return make_person(make_workspace())


@pytest.fixture
def publication(person):
    return ledger.publish(
        field.change(person.workspace_id, CHANGE),
        workspace_id=person.workspace_id,
        person_id=person.pk,
        now=NOW,
        ripple={},
    )


@pytest.fixture
def refresher(person, publication):
    give(publication, [person.pk])
    return Refresher.objects.get(person=person)


def give(publication, person_ids, blocks=None):
    return services.make_refreshers(
        publication_id=publication.pk,
        person_ids=person_ids,
        minutes=13,
        blocks=blocks or touched(),
        now=NOW,
    )


def touched():
    """The blocks that rest on what goes."""
    return sorted(
        {thing for _c, kind, thing, _r in field.citations(None, GONE) if kind == "block"}
    )


# --- promises ------------------------------------------------------------------------------------


def test_one_refresher_for_each_person_however_often_it_is_made(person, publication, make_person):
    people = [person.pk, make_person(person.workspace).pk]
    give(publication, people)
    give(publication, people)
    assert Refresher.objects.count() == 2


def test_making_many_costs_the_same_as_making_two(person, publication, make_person):
    few = [make_person(person.workspace).pk for _ in range(2)]
    many = [make_person(person.workspace).pk for _ in range(12)]
    with CaptureQueriesContext(connection) as two:
        give(publication, few)
    with CaptureQueriesContext(connection) as twelve:
        give(publication, many)
    assert len(two) == len(twelve)


def test_the_page_shows_only_the_difference(person, refresher, client_as):
    page = unescape(client_as(person).get(f"/refreshers/{refresher.pk}").content.decode())
    change = field.change(person.workspace_id, CHANGE)
    assert change.title in page
    assert change.do_instead in page
    assert page.count("<del>") == len(GONE)
    assert page.count("<ins>") == 1


def test_doing_it_counts_once_opens_an_epoch_and_makes_the_claims_current_again(
    person, refresher, client_as
):
    client = client_as(person)
    for _twice in range(2):
        assert client.post(f"/refreshers/{refresher.pk}").status_code == 302
    refresher.refresh_from_db()
    assert refresher.done_at is not None
    areas = list(EvidenceEpoch.objects.filter(person=person).values_list("area_id", flat=True))
    assert areas
    assert len(areas) == len(set(areas))
    refreshed = selectors.refreshed_claims([person.pk])[person.pk]
    assert refreshed == GONE
    states = field.ledger(person.workspace_id, on=NOW.date()).states
    assert currency(GONE, states=states, on=NOW.date()).share == 0
    assert currency(GONE, states=states, on=NOW.date(), refreshed=refreshed).share == 1
    assert selectors.open_refreshers(person.pk) == []


def test_open_refreshers_cost_the_same_for_any_number_of_people(person, publication, make_person):
    ids = [make_person(person.workspace).pk for _ in range(8)]
    give(publication, ids)
    with CaptureQueriesContext(connection) as one:
        selectors.open_refreshers_of(ids[:1])
    with CaptureQueriesContext(connection) as all_of_them:
        found = selectors.open_refreshers_of(ids)
    assert len(found) == 8
    assert len(one) == len(all_of_them)


def test_its_check_question_is_answered_in_place(person, refresher, client_as):
    found = selectors.refresher(
        refresher.pk, person_id=person.pk, workspace_id=person.workspace_id, now=NOW
    )
    assert all(one.question.is_live for one in found.questions)
    if not found.questions:
        pytest.skip("the loaded curriculum has no live check question for this change")
    item = found.questions[0].question.slug
    answer = client_as(person).post(
        f"/refreshers/{refresher.pk}/practice", {"item": item, "choice": "unknown", "unknown": "1"}
    )
    assert answer.status_code == 302
    assert Practice.objects.get().place == f"refresher/{refresher.pk}"


def test_a_withdrawn_refresher_asks_for_nothing_and_counts_for_nothing(
    person, refresher, client_as
):
    services.finish_refresher(refresher_id=refresher.pk, person_id=person.pk, now=NOW)
    assert services.withdraw_refreshers(publication_id=refresher.publication_id, now=NOW) == 1
    assert services.withdraw_refreshers(publication_id=refresher.publication_id, now=NOW) == 0
    assert selectors.refreshed_claims([person.pk]) == {}
    assert "was undone" in client_as(person).get(f"/refreshers/{refresher.pk}").content.decode()


def test_minutes_of_touched_blocks_are_read_at_once(person, django_assert_num_queries):
    names = touched()
    with django_assert_num_queries(1):
        found = selectors.block_minutes([*names, "no/such"])
    assert set(found) == set(names)
    assert all(minutes > 0 for minutes in found.values())


# --- refusals ------------------------------------------------------------------------------------


def test_nobody_opens_or_does_the_refresher_of_another(refresher, person, make_person, client_as):
    other = client_as(make_person(person.workspace))
    assert other.get(f"/refreshers/{refresher.pk}").status_code == 404
    assert other.post(f"/refreshers/{refresher.pk}").status_code == 404
    refresher.refresh_from_db()
    assert refresher.done_at is None


def test_a_withdrawn_one_cannot_be_done(person, refresher):
    services.withdraw_refreshers(publication_id=refresher.publication_id, now=NOW)
    with pytest.raises(Missing):
        services.finish_refresher(refresher_id=refresher.pk, person_id=person.pk, now=NOW)


def test_it_asks_only_its_own_questions(person, refresher, client_as):
    answer = client_as(person).post(
        f"/refreshers/{refresher.pk}/practice", {"item": "it-cri-101", "unknown": "1"}
    )
    assert answer.status_code == 404
    assert not Practice.objects.exists()


def test_without_a_sign_in_it_stays_shut(refresher, client):
    assert client.get(f"/refreshers/{refresher.pk}").status_code == 302


def test_who_does_not_learn_here_is_refused(refresher, person, make_person, client_as):
    leader = make_person(person.workspace, rights=("leader",))
    assert client_as(leader).get(f"/refreshers/{refresher.pk}").status_code == 403
