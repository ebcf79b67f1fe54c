"""A judged drill is evidence for one's level: with its raters' error, once, and gone with one."""

# ruff: noqa: PLR0917  # fixtures are arguments

from __future__ import annotations

import pytest
from tests.apps.learn.drilling import at, begin, hand_over, judge, put_clock, settle

from whetstone.apps.diagnose import estimates, judged
from whetstone.apps.diagnose.evidence import evidence_of
from whetstone.apps.diagnose.live import live_bank
from whetstone.apps.diagnose.models import LevelEstimate
from whetstone.apps.learn.simulation import clock
from whetstone.apps.people.erasing import erase_person

LATER = 400


@pytest.fixture
def run(asha):
    run = begin(asha)
    settle(run)
    return run


def say(run, rater, level, *, minutes=200):
    judge(hand_over(run, rater, minutes=minutes - 10), rater, run, level=level, minutes=minutes)


def works(person, minutes=LATER):
    now = at(minutes)
    live = live_bank(person.workspace_id, now.date())
    return evidence_of([person.pk], live=live, now=now).works


def area(person, minutes=LATER, code="CRI"):
    now = at(minutes)
    live = live_bank(person.workspace_id, now.date())
    return estimates.profile_from(evidence_of([person.pk], live=live, now=now), live)[code]


def test_a_drill_that_was_judged_measures_a_level_without_a_single_answer(run, asha, ruth):
    assert works(asha) == ()
    say(run, ruth, 3)
    kept = LevelEstimate.objects.get(person=asha).areas["CRI"]
    assert kept["answers"] == 1
    assert kept["p"]["2"] > 0.7
    assert kept == area(asha)


def test_better_levels_lift_it_and_worse_ones_do_not(run, asha, ruth):
    found = []
    for n, level in enumerate(range(5)):
        say(run, ruth, level, minutes=200 + n)
        found.append(area(asha)["mean"])
    assert found == sorted(found)
    assert found[0] < found[-1]


def test_two_who_judge_it_say_more_than_one(run, asha, ruth, niamh):
    say(run, ruth, 3)
    one = area(asha)["sd"]
    say(run, niamh, 3, minutes=210)
    assert area(asha)["sd"] < one
    assert {work.raters for work in works(asha)} == {2}


def test_a_newer_word_of_the_same_reviewer_is_no_second_rater(run, asha, ruth):
    say(run, ruth, 2)
    say(run, ruth, 3, minutes=210)
    (work,) = [each for each in works(asha) if each.area_id == "CRI"]
    assert work.raters == 1
    assert {level for said in work.levels for level in said} == {3}


def test_two_levels_apart_it_says_nothing_until_they_have_talked(run, asha, ruth, niamh):
    say(run, ruth, 4)
    say(run, niamh, 1, minutes=210)
    assert {work.weight for work in works(asha)} == {0.0}
    assert area(asha)["answers"] == 0
    say(run, niamh, 3, minutes=220)
    assert area(asha)["answers"] == 1


def test_run_again_only_the_last_that_was_judged_counts(run, asha, ruth):
    say(run, ruth, 1)
    again = begin(asha, now=at(300))
    settle(again, minutes=430)
    assert len(works(asha, 440)) == len(works(asha))  # not judged yet: the first still counts
    say(again, ruth, 4, minutes=500)
    (work,) = [each for each in works(asha, 510) if each.area_id == "CRI"]
    assert {level for said in work.levels for level in said} == {4}


def test_a_rehearsal_says_nothing(asha, ruth):
    run = begin(asha, pace=clock.FASTER)
    settle(run)
    say(run, ruth, 4)
    assert works(asha) == ()
    assert not LevelEstimate.objects.filter(person=asha).exists()


def test_before_the_word_was_given_it_says_nothing(run, asha, ruth):
    say(run, ruth, 3, minutes=200)
    assert works(asha, 199) == ()


def test_the_profile_says_what_it_rests_on_and_that_one_person_judged(
    run, asha, ruth, niamh, client_as
):
    say(run, ruth, 3)
    put_clock(asha.workspace, LATER)
    page = client_as(asha).get("/profile").content.decode()
    assert "Work: " in page
    assert "judged by one person" in page
    assert "1 judged work counts too." in page
    assert "Ruth" not in page
    say(run, niamh, 3, minutes=210)
    assert "judged by 2 people" in client_as(asha).get("/profile").content.decode()


def test_a_disputed_work_is_shown_as_one_that_does_not_count(run, asha, ruth, niamh, client_as):
    say(run, ruth, 4)
    say(run, niamh, 1, minutes=210)
    put_clock(asha.workspace, LATER)
    page = client_as(asha).get("/profile").content.decode()
    assert "it does not count until they have talked" in page
    assert "judged work counts too" not in page


def test_it_goes_with_the_person(run, asha, ruth):
    say(run, ruth, 3)
    who = asha.pk
    erase_person(person_id=who, workspace_id=asha.workspace_id, actor_id=who, now=at(LATER))
    assert [one for tell in judged._register for one in tell([who], at(LATER))] == []
    assert not LevelEstimate.objects.filter(person_id=who).exists()


def test_nobody_elses_profile_moves(run, asha, ruth, niamh):
    say(run, ruth, 3)
    assert works(niamh) == ()
    assert not LevelEstimate.objects.filter(person=niamh).exists()
