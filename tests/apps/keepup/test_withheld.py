"""Secured questions under a change: their editors hear of them, and nobody else does."""

# ruff: noqa: PLR0917  # fixtures are arguments

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.apps.diagnose.secured_cast import make_pool, question

from whetstone.apps.diagnose.models import SecuredItem
from whetstone.apps.field import citers
from whetstone.apps.field import selectors as ledger
from whetstone.apps.keepup import selectors, services
from whetstone.apps.keepup.withheld import resting_on
from whetstone.web.request import Right

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
PAGES = ("/changes/chg-test", "/claims/clm-test-old")
OTHERS = [right for right in Right if right is not Right.EDITOR]


@pytest.fixture
def pool(world, edda):
    """Two questions that rest on what goes, one that rests on nothing."""
    return make_pool(
        edda,
        [
            question(1, "CAL-1", 2, rests_on=[world.OLD]),
            question(2, "CAL-2", 2, rests_on=[world.OLD, world.OTHER]),
            question(3, "CAL-3", 2),
        ],
    )


@pytest.mark.parametrize("address", PAGES)
def test_an_editor_reads_which_questions_of_the_pools_rest_on_it(client_as, edda, pool, address):
    page = client_as(edda).get(address).content.decode()
    assert "2 questions of the pools here rest on this." in page
    assert "it-secret-001" in page
    assert "it-secret-002" in page
    assert "it-secret-003" not in page
    one = SecuredItem.objects.get(pool=pool, slug="it-secret-001")
    assert f"/secured/{pool.pk}/questions/{one.pk}" in page


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("right", OTHERS)
def test_nobody_else_of_the_workspace_reads_that_there_are_any(
    client_as, marram, make_person, pool, address, right
):
    reader = make_person(marram, name="Somebody Else", rights=(right,))
    page = client_as(reader).get(address).content.decode()
    assert "it-secret" not in page
    assert pool.name not in page
    assert "of the pools here" not in page


@pytest.mark.parametrize("address", PAGES)
def test_an_editor_of_another_workspace_sees_nothing(
    client_as, make_workspace, make_person, pool, address
):
    other = make_person(make_workspace(name="Other"), rights=("editor",))
    page = client_as(other).get(address).content.decode()
    assert "it-secret" not in page
    assert "of the pools here" not in page
    rights = {Right.EDITOR}
    assert resting_on(["clm-test-old"], workspace_id=other.workspace_id, rights=rights) == ()


def test_whoever_is_not_named_may_know_of_nothing(marram, world, pool):
    with CaptureQueriesContext(connection) as queries:
        assert resting_on([world.OLD], workspace_id=marram.pk, rights=()) == ()
    assert len(queries) == 0


def test_a_question_withdrawn_from_its_pool_is_not_listed(marram, world, pool):
    SecuredItem.objects.filter(slug="it-secret-001").update(withdrawn_at=NOW)
    (ring,) = resting_on([world.OLD], workspace_id=marram.pk, rights={Right.EDITOR})
    assert [thing.cited.title for thing in ring.things] == ["it-secret-002"]


def test_what_rests_on_another_claim_is_not_listed(marram, world, pool):
    (ring,) = resting_on([world.OTHER], workspace_id=marram.pk, rights={Right.EDITOR})
    assert [thing.cited.title for thing in ring.things] == ["it-secret-002"]
    assert resting_on([world.NEW], workspace_id=marram.pk, rights={Right.EDITOR}) == ()


def test_neither_preview_nor_publication_counts_them(marram, edda, world, pool):
    change = ledger.change(marram.pk, world.CHANGE)
    before = services.ripple_of(change, workspace_id=marram.pk, now=NOW)
    seen = selectors.preview(world.CHANGE, workspace_id=marram.pk, now=NOW).as_json()
    everybody = selectors.preview(world.CHANGE, workspace_id=None, now=NOW).as_json()
    for told in (before.summary(), seen, everybody):
        assert "secret" not in json.dumps(told)
        assert "secured" not in json.dumps(told)
    assert "secured" not in {citer.kind for citer in citers.registered()}


def test_after_publication_the_editor_still_reads_which_they_are(client_as, marram, edda, pool):
    services.publish(change_slug="chg-test", workspace_id=marram.pk, person_id=edda.pk, now=NOW)
    assert "it-secret-001" in client_as(edda).get(PAGES[0]).content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_queries_do_not_grow_with_questions_and_pools(client_as, edda, world, pool, address):
    editor = client_as(edda)

    def count():
        editor.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(address).status_code == 200
        return len(queries)

    few = count()
    for n in range(4):
        more = [question(100 + 10 * n + k, "CAL-1", 2, rests_on=[world.OLD]) for k in range(8)]
        make_pool(edda, more, name=f"Pool {n}")
    assert count() == few
