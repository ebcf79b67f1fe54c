"""What the leaders' page says of open refreshers: time a person and a band, never whose."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.apps.lead.conftest import NOW

from whetstone.apps.field.models import Change, Publication
from whetstone.apps.lead import decisions, telling
from whetstone.apps.lead.sheet import sheet
from whetstone.apps.learn.models import Refresher
from whetstone.core.rollup.bands import at_least

SHEET = {"hours": {"ahead": 1.0}}


def _asked(*, each: int, people: list[int] | None, placed: bool = False) -> str:
    relearn = {"each": each, "people": people, "is_placed": placed}
    (ask,) = decisions._hours_ask(SHEET | {"relearn": relearn})
    return telling.decision_text(ask)


def test_under_nine_people_only_the_time_of_one_person_is_asked():
    assert "for those it touches" in _asked(each=11, people=None)
    assert "11 min of paid time a person" in _asked(each=11, people=None).replace("\xa0", " ")


def test_more_people_are_told_as_a_band():
    assert "for 5 to 9 people" in _asked(each=6, people=[5, 9])


def test_what_is_booked_is_asked_to_be_kept():
    assert _asked(each=6, people=None, placed=True).startswith("Keep the")


def test_with_nothing_to_relearn_the_hours_ahead_are_asked_for():
    (ask,) = decisions._hours_ask(
        SHEET | {"relearn": {"each": 0, "people": None, "is_placed": True}}
    )
    assert ask["code"] == "keep_hours"


@pytest.mark.parametrize("n", range(1, 3000, 37))
def test_meetings_are_told_in_steps_that_one_more_meeting_seldom_crosses(n):
    step = at_least(n)
    assert step <= n < max(10, step * 2.5 + 1)


def test_who_finishes_moves_nothing_until_five_did(team):
    """The attacker looks before and after each person gets current."""
    own = team(14)
    there = Publication.objects.create(
        change=Change.objects.order_by("pk").first(), workspace=own.workspace, published_at=NOW
    )
    open_ones = [
        Refresher.objects.create(person=one, publication=there, minutes=3 + n % 4, made_at=NOW)
        for n, one in enumerate(own.people[:9])
    ]
    before = _relearn(own)
    for n, one in enumerate(open_ones[:4], start=1):
        one.done_at = NOW
        one.save(update_fields=["done_at"])
        assert _relearn(own, days=8 * n) == before
    open_ones[4].done_at = NOW
    open_ones[4].save(update_fields=["done_at"])
    assert _relearn(own, days=60) != before


def _relearn(own, *, days: int = 0) -> dict[str, object]:
    found = sheet(own.workspace.pk, now=NOW + dt.timedelta(days=days), released=None)["relearn"]
    return {key: found[key] for key in ("each", "people")}
