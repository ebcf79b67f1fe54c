"""The ledger's readings, and that a state is never mistaken for another."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from whetstone.apps.field import selectors, services
from whetstone.apps.field.models import Claim, ClaimVersion
from whetstone.config import loading
from whetstone.web.append_only import WrittenOnceError

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
PENDING = "chg-2026-meta-reach-feed"
REACH = "clm-meta-feed-page-reach"


def status(workspace_id, slug=REACH):
    return str(selectors.ledger(workspace_id, on=NOW.date()).status(slug))


def publish(workspace_id):
    change = selectors.change(workspace_id, PENDING)
    return services.publish(change, workspace_id=workspace_id, person_id=None, now=NOW, ripple={})


def test_loading_again_changes_nothing(curriculum_loaded, compiled_before):
    rows = ClaimVersion.objects.count()
    assert not loading.load(now=NOW).was_new
    assert ClaimVersion.objects.count() == rows


def test_the_pending_change_of_the_year_is_there(curriculum_loaded):
    change = selectors.change(None, PENDING)
    assert change.state == "pending"
    assert REACH in selectors.hits(change)
    assert selectors.creates(change) == {"clm-meta-feed-views-instead"}
    assert selectors.publication(None, change.pk) is None


def test_a_ledger_costs_one_query_when_nothing_has_changed(
    curriculum_loaded, django_assert_num_queries
):
    selectors.ledger(None, on=NOW.date())
    with django_assert_num_queries(1):
        selectors.ledger(None, on=NOW.date())


def test_an_overlay_wins_at_home_and_nowhere_else(curriculum_loaded, make_workspace):
    here, there = make_workspace(), make_workspace(name="Other")
    publish(here.pk)
    assert status(here.pk) == "retired"
    assert status(there.pk) == "current"
    assert status(None) == "current"


def test_a_rolled_back_state_is_not_taken_for_a_later_one(curriculum_loaded, make_workspace):
    here = make_workspace()

    with transaction.atomic():
        publish(here.pk)
        assert status(here.pk) == "retired"
        transaction.set_rollback(True)
    assert status(here.pk) == "current"
    claim = Claim.objects.exclude(slug=REACH).first()
    before = ClaimVersion.objects.filter(claim=claim).latest("pk")
    for n in range(3):
        fields = {
            f.attname: getattr(before, f.attname)
            for f in ClaimVersion._meta.concrete_fields
            if not f.primary_key
        }
        fields |= {"workspace_id": here.pk, "recorded_at": NOW, "reason": str(n)}
        ClaimVersion.objects.create(**fields)
        assert status(here.pk) == "current"


def test_a_claim_of_another_workspace_cannot_be_reported(
    curriculum_loaded, make_workspace, make_person
):
    here, there = make_workspace(), make_workspace(name="Other")
    Claim.objects.create(slug="clm-theirs", workspace=there, kind="platform", half_life_months=9)
    row = services.report(
        workspace_id=here.pk,
        person_id=make_person(here).pk,
        claim_slug="clm-theirs",
        page="/",
        sentence="So.",
        now=NOW,
    )
    assert row.claim is None


def test_an_own_change_comes_before_one_of_the_same_name(curriculum_loaded, make_workspace):
    here = make_workspace()
    shared = selectors.change(here.pk, PENDING)
    own = type(shared).objects.get(pk=shared.pk)
    own.pk, own._state.adding, own.workspace_id = None, True, here.pk
    own.save()
    assert selectors.change(here.pk, PENDING).pk == own.pk
    assert selectors.change(None, PENDING).pk == shared.pk


def test_versions_are_written_once(curriculum_loaded):
    row = ClaimVersion.objects.first()
    with pytest.raises(WrittenOnceError):
        row.save()
    with pytest.raises(WrittenOnceError):
        row.delete()


def test_what_a_thing_rests_on_is_one_query(curriculum_loaded, django_assert_num_queries):
    cites = selectors.citations(None, [REACH])
    things = {(kind, thing) for _claim, kind, thing, role in cites if role == "rests_on"}
    with django_assert_num_queries(1):
        found = selectors.rests_of(None, things)
    assert found.keys() == things
    assert all(REACH in claims for claims in found.values())
