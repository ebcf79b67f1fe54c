"""Demos play a story: what they are asked counts for nobody, and hangs on nobody."""

from __future__ import annotations

import datetime as dt

from whetstone.apps.diagnose import live
from whetstone.apps.diagnose.models import Attempt, Item, Offer
from whetstone.web import once

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


def many_sittings(make_workspace, make_person) -> list[Attempt]:
    """Fifty people of another team, all of whom were asked the same ten questions."""
    workspace = make_workspace(name="Elsewhere")
    people = [make_person(workspace) for _ in range(50)]
    sittings = Attempt.objects.bulk_create(
        Attempt(person=one, mode="quick", areas=["STR"], length=10, seed=n, started_at=NOW,
                finished_at=NOW)
        for n, one in enumerate(people)
    )  # fmt: skip
    items = list(Item.objects.filter(is_latest=True).order_by("slug")[:10])
    Offer.objects.bulk_create(
        Offer(attempt=one, position=n, item=item, offered_at=NOW)
        for one in sittings
        for n, item in enumerate(items)
    )
    return sittings


def forget():
    once.forget()
    live.forget()


def test_sittings_of_demos_say_nothing_about_how_often_a_question_was_shown(
    curriculum_loaded, make_workspace, make_person
):
    sittings = many_sittings(make_workspace, make_person)
    forget()
    elsewhere = make_workspace(name="Real")
    shown = live.live_bank(elsewhere.pk, NOW.date()).bank.exposure
    assert shown.max() == 1.0
    told = sittings[0].person.workspace
    told.is_demo = True
    told.save(update_fields=["is_demo"])
    forget()
    assert live.live_bank(elsewhere.pk, NOW.date()).bank.exposure.max() == 0.0
    forget()


def test_a_demo_is_asked_as_if_nobody_else_sat_here(
    curriculum_loaded, make_workspace, make_person
):
    many_sittings(make_workspace, make_person)
    told = make_workspace(name="Story", kind="team")
    told.is_template = True
    told.save(update_fields=["is_template"])
    forget()
    assert live.live_bank(told.pk, NOW.date()).bank.exposure.max() == 0.0
    forget()
