"""Requests that read get the same from what is kept as from the store, and see every change."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.conftest import NOW

from whetstone.apps.field import selectors, services
from whetstone.apps.field.models import Claim, Notice
from whetstone.web import once

CHANGE = "chg-2026-meta-reach-feed"


@pytest.fixture
def here(curriculum_loaded, make_workspace):
    return make_workspace().pk


def everything(workspace_id):
    changes = selectors.changes(workspace_id)
    slugs = {slug for row in changes for slug in selectors.hits(row) | selectors.creates(row)}
    return {
        "changes": [(row.pk, selectors.hits(row)) for row in changes],
        "one": selectors.change(workspace_id, CHANGE),
        "undoing": {key: row.pk for key, row in selectors.undoing(workspace_id).items()},
        "publications": {k: row.pk for k, row in selectors.publications(workspace_id).items()},
        "citations": sorted(selectors.citations(workspace_id, slugs)),
        "cited": {
            kind: {
                thing: sorted(rows)
                for thing, rows in selectors.cited_by(workspace_id, kind).items()
            }
            for kind in ("block", "item", "card", "campaign")
        },
        "claims": {slug: row.pk for slug, row in selectors.claims(workspace_id, slugs).items()},
        "edition": selectors.framework().edition,
    }


def read(workspace_id):
    with once.reading(only_reads=True):
        return everything(workspace_id)


def test_what_is_kept_is_what_stands_in_the_store(here):
    assert read(here) == everything(here) == read(here)


def test_each_write_is_seen_by_the_next_request(here, make_workspace):
    other = make_workspace("Other").pk
    before = read(here), read(other)
    claim = Claim.objects.filter(workspace=None).first().slug
    services.cite_only(
        "campaign", "7", [services.Cites(claim, "campaign", "7", "rests_on")], workspace_id=here
    )
    change = selectors.change(here, CHANGE)
    services.publish(change, workspace_id=here, person_id=None, now=NOW, ripple={})
    after = read(here)
    assert after == everything(here) != before[0]
    assert after["cited"]["campaign"] == {"7": [(claim, "rests_on")]}
    assert change.pk in after["publications"]
    services.reverse(change, workspace_id=here, person_id=None, now=NOW + dt.timedelta(hours=1))
    assert change.pk in read(here)["undoing"]
    services.cite_only("campaign", "7", [], workspace_id=here)
    assert read(here) == everything(here)
    assert read(other) == before[1]


def test_a_kept_page_of_the_field_asks_four_small_queries(here):
    read(here)
    with CaptureQueriesContext(connection) as queries:
        read(here)
    assert len(queries) <= 4
    assert not Notice.objects.exists()
