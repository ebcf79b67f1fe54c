"""Minutes a week for learning: the lead's default, a person's own below it, and what placing does.

And the coming 48 hours, which no new plan moves.
"""

# fixtures are arguments

from __future__ import annotations

import datetime as dt

import pytest

from whetstone.apps.learn.models import LearningBudget
from whetstone.apps.learn.selectors import latest
from whetstone.apps.learn.selectors.budgets import Budgets, budgets
from whetstone.apps.learn.selectors.team import team
from whetstone.apps.learn.services import get_current, lower_own_budget, move, set_team_budget
from whetstone.apps.people import services as people
from whetstone.apps.people.models import AuditRow
from whetstone.core.kernel.errors import Faults

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


def a_week(person) -> int:
    """The minutes that the planner gives somebody's week."""
    read = team(person.workspace_id, now=NOW, person_ids=[person.pk])
    return read.learner(person.pk).minutes_a_week


def lower(person, minutes, now=NOW):
    return lower_own_budget(
        person_id=person.pk, workspace_id=person.workspace_id, minutes=minutes, now=now
    )


def for_all(person, minutes):
    return set_team_budget(
        workspace_id=person.workspace_id, actor_id=person.pk, minutes=minutes, now=NOW
    )


def test_nobody_said_anything_and_the_default_stands(asha):
    assert budgets(asha.workspace_id, [asha.pk]) == Budgets(90, {})


def test_a_lowered_budget_places_fewer_minutes_a_week(asha):
    whole = a_week(asha)
    assert 60 <= whole <= 90
    lower(asha, 30)
    assert a_week(asha) == 30
    lower(asha, None)
    assert a_week(asha) == whole


def test_the_teams_default_counts_for_everybody_and_ones_own_stays_below_it(asha):
    lower(asha, 60)
    for_all(asha, 30)
    found = budgets(asha.workspace_id, [asha.pk])
    assert (found.team, found.minutes(asha.pk, 1.0)) == (30, 30)
    assert a_week(asha) <= 30


def test_the_newest_word_counts_and_the_same_word_twice_is_written_once(asha):
    assert lower(asha, 30)
    assert not lower(asha, 30)
    assert for_all(asha, 60)
    assert not for_all(asha, 60)
    assert LearningBudget.objects.count() == 2
    assert {row.act for row in AuditRow.objects.all()} >= {
        "lowered learning time", "set learning time",
    }  # fmt: skip


@pytest.mark.parametrize("minutes", [0, 45, 120, 9999])
def test_other_times_are_refused(asha, minutes):
    with pytest.raises(Faults):
        lower(asha, minutes)
    with pytest.raises(Faults):
        for_all(asha, minutes)
    assert not LearningBudget.objects.exists()


def test_nobody_raises_their_own_above_the_teams(asha):
    for_all(asha, 30)
    with pytest.raises(Faults):
        lower(asha, 60)


def test_part_of_a_week_holds_its_part_and_never_less_than_one_block():
    found = Budgets(90, {2: 60})
    assert [found.minutes(1, share) for share in (1.0, 0.67, 0.34, 0.1)] == [90, 60, 31, 25]
    assert (found.minutes(2, 1.0), found.minutes(2, 0.4)) == (60, 36)


def test_another_workspace_is_not_told(asha, make_workspace, make_person):
    elsewhere = make_person(make_workspace("Sligo"))
    for_all(asha, 30)
    lower(asha, 30)
    assert budgets(elsewhere.workspace_id, [elsewhere.pk, asha.pk]) == Budgets(90, {})


def test_one_sets_it_on_ones_week_and_reads_it_there(asha, client_as):
    client = client_as(asha)
    assert "Less for me" in client.get("/week").content.decode()
    done = client.post("/week/budget", {"minutes": "30"})
    assert done.status_code == 302
    assert "you lowered it" in client.get("/week").content.decode()
    client.post("/week/budget", {"minutes": ""})
    assert "you lowered it" not in client.get("/week").content.decode()


def test_a_learner_cannot_set_the_teams(asha, client_as):
    assert client_as(asha).post("/lead/week/budget", {"minutes": "30"}).status_code in (403, 404)
    assert not LearningBudget.objects.exists()


@pytest.mark.parametrize(("hours", "is_moved"), [(25, False), (47, False), (49, True), (97, True)])
def test_what_lies_in_the_coming_48_hours_stays_where_it_is(asha, booked, hours, is_moved):
    at = NOW + dt.timedelta(hours=hours)
    row = booked(asha, at)
    people.replace_busy(person_id=asha.pk, spans=[(row.starts_at, row.ends_at)])
    get_current(person_ids=[asha.pk], workspace_id=asha.workspace_id, now=NOW)
    (held,) = [one for one in latest([asha.pk]) if str(one.uid) == str(row.uid)]
    assert (held.starts_at != at) is is_moved


def test_a_block_of_the_coming_48_hours_still_moves_by_hand(asha, booked):
    row = booked(asha, NOW + dt.timedelta(hours=26))
    to = NOW.replace(minute=0) + dt.timedelta(days=2, hours=2)
    moved = move(uid=row.uid, person_id=asha.pk, workspace_id=asha.workspace_id, start=to, now=NOW)
    assert moved.starts_at == to


def test_nothing_new_is_placed_within_24_hours(asha, refresher_for):
    refresher_for(asha)
    get_current(person_ids=[asha.pk], workspace_id=asha.workspace_id, now=NOW)
    found = [one.starts_at for one in latest([asha.pk])]
    assert found
    assert min(found) >= NOW + dt.timedelta(hours=24)
