"""Whoever holds whatever: a preview is what happens, twice is once, and order does not matter."""

# ruff: noqa: PLR0917  # fixtures and what is drawn are arguments

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whetstone.apps.field import selectors as ledger
from whetstone.apps.field.models import ChangeEffect, ClaimVersion
from whetstone.apps.keepup import selectors, services
from whetstone.apps.learn.models import Refresher
from whetstone.web import once

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
AN_HOUR = dt.timedelta(hours=1)
THINGS = ("it-1", "it-2", "lesson-a/why", "card-1", "it-3", "it-new")
OTHER_WAY = "chg-other-way"
SLUGS = ("chg-test", OTHER_WAY)

holders = st.fixed_dictionaries({thing: st.sets(st.integers(0, 13)) for thing in THINGS})
minutes = st.integers(0, 12)
orders = st.permutations(SLUGS)
places = st.sampled_from(["here", "all"])


def each_example(test):
    """Examples share a fixture: each is rolled back, and what was kept of it is forgotten."""
    quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    return settings(max_examples=15, deadline=None, suppress_health_check=quiet)(test)


@pytest.fixture
def places_of(world, marram, make_workspace, make_person):
    """Two workspaces of seven, and a second change that touches another claim."""
    other = make_workspace(name="Tern")
    world.everybody = [one.pk for one in marram.team]
    world.everybody += [make_person(other, name=f"Reader {n}").pk for n in range(7)]
    change = world.pending(OTHER_WAY, "Something else holds no longer")
    ChangeEffect.objects.create(
        change=change, claim=ledger.claim(None, world.OTHER), effect="retires"
    )
    world.second = change
    return {"here": marram.pk, "there": other.pk, "all": None}


def given_that(world, held, lasting):
    once.forget()
    world.persons.clear()
    world.persons.update({
        thing: [world.everybody[n] for n in sorted(who)] for thing, who in held.items() if who
    })  # fmt: skip
    world.second.relearn_minutes = lasting
    world.second.save(update_fields=["relearn_minutes"])


def publish(slug, place, at=NOW):
    if place is None:
        return services.publish_for_all(slug, now=at)
    return services.publish(change_slug=slug, workspace_id=place, person_id=None, now=at)


def undo(slug, place, at):
    if place is None:
        return services.reverse_for_all(slug, now=at)
    return services.reverse(change_slug=slug, workspace_id=place, person_id=None, now=at)


def outcome(places_of):
    """Every ledger, and who has what to relearn: no row's number, no moment."""
    states = [ledger.ledger(place, on=TODAY).states for place in places_of.values()]
    waiting = Refresher.objects.filter(withdrawn_at=None)
    return states, sorted(
        waiting.values_list("person_id", "publication__change__title", "minutes")
    )


@each_example
@given(holders, minutes, st.sampled_from(SLUGS), places)
def test_a_preview_is_what_publication_does_whoever_holds_what(
    world, places_of, held, lasting, slug, where
):
    place = places_of[where]
    with transaction.atomic():
        given_that(world, held, lasting)
        before = outcome(places_of)
        seen = selectors.preview(slug, workspace_id=place, now=NOW)
        assert outcome(places_of) == before
        act = publish(slug, place)
        made = Refresher.objects.filter(publication=act.publication_id)
        assert act.people == seen.people
        assert made.count() == (seen.people if seen.minutes_each else 0)
        assert sum(made.values_list("minutes", flat=True)) == seen.minutes
        gone = {row.claim.slug for row in ClaimVersion.objects.filter(change__slug=slug)
                if row.status != "current"}  # fmt: skip
        assert gone == set(seen.claims)
        transaction.set_rollback(True)


@each_example
@given(holders, minutes, st.sampled_from(SLUGS), places)
def test_published_twice_is_once_and_undone_twice_is_once(
    world, places_of, held, lasting, slug, where
):
    place = places_of[where]
    with transaction.atomic():
        given_that(world, held, lasting)
        for do in (publish, undo, publish):
            assert do(slug, place, NOW + AN_HOUR).was_done
            once_done = outcome(places_of)
            assert not do(slug, place, NOW + AN_HOUR).was_done
            assert outcome(places_of) == once_done
        transaction.set_rollback(True)


@each_example
@given(holders, minutes, orders, orders, places)
def test_independent_changes_come_and_go_in_any_order(
    world, places_of, held, lasting, coming, going, where
):
    place, ends = places_of[where], []
    with transaction.atomic():
        given_that(world, held, lasting)
        nothing = outcome(places_of)
        for first in (coming, SLUGS):
            with transaction.atomic():
                for slug in first:
                    publish(slug, place)
                ends.append(outcome(places_of))
                known = ledger.ledger_as_known(place, known_at=NOW + AN_HOUR / 2, on=TODAY)
                for slug in going:
                    undo(slug, place, NOW + AN_HOUR)
                assert outcome(places_of) == nothing
                assert known == ledger.ledger_as_known(place, known_at=NOW + AN_HOUR / 2, on=TODAY)
                transaction.set_rollback(True)
        assert ends[0] == ends[1]
        transaction.set_rollback(True)


@each_example
@given(holders, minutes, st.sampled_from(SLUGS))
def test_what_undoing_says_it_does_is_what_it_does(world, places_of, held, lasting, slug):
    with transaction.atomic():
        given_that(world, held, lasting)
        publish(slug, None)
        done = Refresher.objects.filter(
            pk__in=list(Refresher.objects.values_list("pk", flat=True)[:3])
        )
        done.update(done_at=NOW + AN_HOUR)
        seen = selectors.change_for_all(slug, now=NOW + AN_HOUR).comeback
        assert (seen.waiting, seen.done) == (
            Refresher.objects.filter(done_at=None).count(), done.count(),
        )  # fmt: skip
        act = undo(slug, None, NOW + AN_HOUR)
        assert Refresher.objects.exclude(withdrawn_at=None).count() == seen.waiting + seen.done
        made = ClaimVersion.objects.filter(change__publications=act.publication_id)
        assert [(row.claim.slug, row.status) for row in made.order_by("pk")] == [
            (row.claim.slug, row.status) for row in seen.words
        ]
        transaction.set_rollback(True)
