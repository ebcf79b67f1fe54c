"""A class work that was marked is evidence for its student's level, and counts among raters."""

# fixtures are arguments

from __future__ import annotations

import datetime as dt

import pytest
from tests.apps.diagnose.secured_cast import NOW

from whetstone.apps.connect import handing_in, proving
from whetstone.apps.diagnose.evidence import evidence_of
from whetstone.apps.diagnose.live import live_bank
from whetstone.apps.diagnose.models import LevelEstimate
from whetstone.apps.learn import agreeing
from whetstone.apps.learn.judged import judged_twice
from whetstone.apps.people.erasing import erase_person

TASK = "task-cal-approve-and-stop"
LATER = NOW + dt.timedelta(days=1)


@pytest.fixture
def aoife(seat):
    return seat("Aoife Byrne")


@pytest.fixture
def second(school, make_person):
    """Another instructor."""
    return make_person(school, rights=("instructor",), name="Second Rater", role_id="head")


@pytest.fixture
def mark(judge, assign, hand_in, aoife):
    """`mark(rater, level)`: that rater judges Aoife's work on the task."""
    kept = []

    def do(rater, level):
        if not kept:
            kept.append(hand_in(assign("task", TASK), aoife))
        one = kept[0].assignment
        return handing_in.mark_work(
            submission_id=kept[0].pk, assignment=one, rows=judge.rows_of(one, level), words="",
            actor_id=rater.pk, now=NOW,
        )  # fmt: skip

    return do


def works(person):
    live = live_bank(person.workspace_id, LATER.date())
    return evidence_of([person.pk], live=live, now=LATER).works


def test_a_marked_work_counts_in_the_area_of_its_rows(mark, orla, aoife):
    mark(orla, 3)
    assert {one.area_id for one in works(aoife)} == {"CAL"}
    assert LevelEstimate.objects.get(person=aoife).areas["CAL"]["answers"] == 1


def test_two_raters_are_both_in_it_and_a_newer_mark_of_one_is_not_a_third(
    mark, orla, second, aoife
):
    mark(orla, 2)
    mark(second, 3)
    mark(orla, 3)
    assert [one.raters for one in works(aoife)] == [2]


def test_two_levels_apart_it_weighs_nothing(mark, orla, second, aoife):
    mark(orla, 1)
    mark(second, 3)
    assert [(one.is_disputed, one.weight) for one in works(aoife)] == [(True, 0.0)]


def test_it_stands_among_the_works_by_which_raters_are_compared(mark, orla, second, aoife):
    mark(orla, 2)
    assert judged_twice(aoife.workspace_id) == []
    mark(second, 3)
    mark(orla, 4)  # after a talk: no independent word
    (one,) = judged_twice(aoife.workspace_id)
    assert sorted({level for said in one.said for level in said.values()}) == [2, 3]
    assert agreeing.together(aoife.workspace_id).works == 1


def test_another_school_has_no_part_in_it(mark, orla, second, make_workspace):
    mark(orla, 2)
    mark(second, 2)
    assert judged_twice(make_workspace("Elsewhere", kind="school").pk) == []


def test_it_goes_with_its_student(mark, orla, second, aoife):
    mark(orla, 2)
    mark(second, 2)
    who, where = aoife.pk, aoife.workspace_id
    erase_person(person_id=who, workspace_id=where, actor_id=who, now=LATER)
    assert proving.told_works([who], LATER) == []
    assert judged_twice(where) == []
