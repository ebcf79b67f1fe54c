"""How a level went: worked out from what was known then, with what happened told."""

from __future__ import annotations

import datetime as dt

import pytest

from whetstone.apps.diagnose import progress, selectors
from whetstone.apps.diagnose import services as diagnose
from whetstone.apps.diagnose.models import LevelEstimate
from whetstone.core.freshness.refreshing import Strike

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def went(person, *, area=None, now=NOW):
    return progress.compose(
        person_id=person.pk, workspace_id=person.workspace_id, area_id=area, now=now
    )


@pytest.fixture
def learned(ana, sit, unknown, best):
    """Ana did not know, learned, and knew: a check, a lesson, a check."""
    sit(ana, mode="area", area_id="STR", answer_to=unknown, now=NOW - 90 * DAY)
    diagnose.open_epoch(
        ana.pk, ["STR"], "lesson str-101", NOW - 60 * DAY, workspace_id=ana.workspace_id
    )
    sit(ana, mode="area", area_id="STR", answer_to=best, now=NOW - 10 * DAY, seed=8)


def test_before_the_first_answer_there_is_nothing(ana):
    assert went(ana) is None


def test_what_happened_stands_in_order_with_the_level_after_it(ana, learned):
    found = went(ana)
    assert [one.kind for one in found.moments] == ["check", "learned", "check", "today"]
    first, lesson, second, today = (one.one for one in found.moments)
    assert second.middle > first.middle
    assert lesson.high - lesson.low > first.high - first.low
    assert today.as_of == NOW


def test_today_is_what_the_profile_says(ana, learned):
    diagnose.reestimate([ana.pk], NOW, workspace_id=ana.workspace_id)
    today = went(ana).moments[-1].one
    profile = selectors.estimates(ana.pk)["STR"]
    assert (today.low, today.middle, today.high) == (profile.low, profile.middle, profile.high)


def test_the_past_is_not_taken_from_the_cache(ana, learned):
    before = [one.one.middle for one in went(ana).moments]
    LevelEstimate.objects.all().delete()
    assert [one.one.middle for one in went(ana).moments] == before


def test_a_change_that_took_answers_is_marked(ana, learned, monkeypatch):
    from whetstone.apps.diagnose.models import Response
    from whetstone.apps.field import selectors as field

    claims = {
        slug
        for row in Response.objects.filter(person=ana).select_related("item")
        for slug in row.item.payload["rests_on"]
    }
    slug = min(claims)
    strike = Strike(slug, "retires", "chg-x", NOW - 5 * DAY)
    monkeypatch.setattr(field, "strikes", lambda _workspace: {slug: strike})
    found = went(ana)
    marked = [one for one in found.moments if one.kind == "change"]
    assert [(one.change, one.at) for one in marked] == [("chg-x", NOW - 5 * DAY)]
    monkeypatch.setattr(
        field, "strikes", lambda _w: {slug: Strike(slug, "retires", "chg-x", NOW - 200 * DAY)}
    )
    assert not [one for one in went(ana).moments if one.kind == "change"]


def test_an_area_that_was_never_asked_about_shows_the_fullest(ana, learned):
    assert went(ana, area="CRI").area.id == "STR"
    assert went(ana, area="none").area.id == "STR"


def test_only_the_newest_moments_are_shown_and_the_rest_is_counted(ana, learned):
    for day in range(30, 42):
        diagnose.open_epoch(
            ana.pk, ["STR"], "card", NOW - day * DAY, workspace_id=ana.workspace_id
        )
    found = went(ana)
    assert len(found.moments) == progress.MOST + 1
    assert found.earlier == 15 - progress.MOST


def test_the_page_says_whether_it_moved_in_words(ana, ben, learned, client_as):
    page = client_as(ana).get("/profile/progress").content.decode()
    assert "You learned here" in page
    assert "the bands do not overlap, so it went up" in page or "too close to call" in page
    assert "Only you see this page." in page
    empty = client_as(ben).get("/profile/progress").content.decode()
    assert "Nothing has happened yet." in empty


def test_a_leader_who_does_not_learn_has_no_such_page(director, client_as):
    assert client_as(director).get("/profile/progress").status_code == 403
