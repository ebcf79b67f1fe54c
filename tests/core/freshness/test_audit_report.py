"""The report of an audit, the four questions, and the difference between two terms."""

from __future__ import annotations

import datetime as dt

import pytest

from whetstone.core.freshness.audit import Sought, Taught, hours_of_findings, report
from whetstone.core.freshness.catalogue import STUDY_CLAIM, four_questions, share
from whetstone.core.freshness.claims import ClaimState, ClaimStatus
from whetstone.core.freshness.difference import difference
from whetstone.core.freshness.document import Course, Document, Line, LineKind, placed
from whetstone.core.freshness.matching import Matched
from whetstone.core.freshness.outdated import Outdated
from whetstone.core.freshness.syllabus import Finding, FindingKind, Reading

SKILLS = (Sought("A-1", "A"), Sought("A-2", "A"), Sought("B-1", "B"))
STATES = {"gone": ClaimState("gone", ClaimStatus.RETIRED, dt.date(2026, 1, 1), 5)}


def finding(text="x", **more):
    return Finding(FindingKind.TOPIC, text, 0, 1, 0, 1, 1, **more)


def match(place, skill, depth=1, required=None):
    return Matched(place, skill, 0.9, (), depth, required)


def made(*matches, findings=4, outdated=(), skills=SKILLS, **more):
    readings = [Reading(tuple(finding() for _ in range(findings)))]
    return report(readings, matches, outdated, skills, states=STATES, **more)


def test_what_nobody_calls_elective_is_required_and_required_wins():
    told = made(match(0, "A-1"), match(1, "A-2", required=False), match(2, "A-2", required=True))
    assert [row.taught for row in told.rows] == [Taught.REQUIRED, Taught.REQUIRED, Taught.MISSING]


def test_depth_is_the_deepest_level_taught():
    told = made(match(0, "A-1", 1), match(1, "A-1", 3), match(2, "A-2", 2, required=False))
    assert [row.depth for row in told.rows] == [3, 2, 0]
    assert told.depths == {0: 1, 1: 0, 2: 1, 3: 1, 4: 0}


def test_shares_are_equal_weights_and_say_so_where_nobody_weighed():
    told = made(match(0, "A-1"), match(1, "A-2", required=False))
    assert not told.is_weighted
    assert (told.shares.required, told.shares.offered) == pytest.approx((1 / 3, 2 / 3))


def test_importance_weighs_where_every_skill_has_it():
    weighed = (Sought("A-1", "A", 8), Sought("A-2", "A", 1), Sought("B-1", "B", 1))
    told = made(match(0, "A-1"), skills=weighed)
    assert told.is_weighted
    assert told.shares.required == pytest.approx(0.8)


def test_one_skill_without_a_weight_makes_all_equal():
    half = (Sought("A-1", "A", 8), Sought("A-2", "A"), Sought("B-1", "B", 1))
    assert not made(match(0, "A-1"), skills=half).is_weighted


def test_an_outdated_statement_takes_its_skill_out_of_the_current_share():
    told = made(match(0, "A-1"), match(1, "A-2"), outdated=[Outdated("gone", 0, "n", "p", 1.0)])
    assert told.rows[0].claims == ("gone",)
    assert told.shares.required_and_current == pytest.approx(1 / 3)


def test_areas_are_held_against_a_role():
    told = made(match(0, "A-1", 3), match(1, "A-2", 1), targets={"A": 2})
    area_a, area_b = told.areas
    assert (area_a.target, area_a.at_target, area_a.skills) == (2, 1, 2)
    assert (area_b.target, area_b.missing) == (0, 1)


def test_without_findings_everything_is_missing_and_nothing_breaks():
    told = made(findings=0)
    assert {row.taught for row in told.rows} == {Taught.MISSING}
    assert told.shares.required == told.shares.hours == 0


def test_without_skills_there_is_nothing_to_say():
    assert made(skills=()).shares.required == 0


# --- hours ---


def test_named_hours_count_and_a_line_about_two_skills_is_halved():
    readings = [Reading((finding(hours=4.0, is_scheduled=True),))]
    told = report(readings, [match(0, "A-1"), match(0, "B-1")], (), SKILLS, states={})
    assert [row.hours for row in told.rows] == [2, 0, 2]
    assert not told.hours_spread


def test_a_total_is_spread_over_scheduled_lines_without_hours_and_said():
    lines = (
        finding(hours=4.0, is_scheduled=True),
        finding(is_scheduled=True),
        finding(is_scheduled=True),
        finding(),
    )
    assert hours_of_findings([Reading(lines, hours=10)]) == ({0: 4.0, 1: 3.0, 2: 3.0}, True)


def test_no_hours_are_invented():
    assert hours_of_findings([Reading((finding(is_scheduled=True), finding()))]) == ({}, False)


def test_each_file_has_its_own_total():
    one = Reading((finding(is_scheduled=True),), hours=6)
    assert hours_of_findings([one, one]) == ({0: 6.0, 1: 6.0}, True)


# --- the four questions ---


def catalogue(*rows):
    lines = placed(Line(LineKind.ROW, f"{title}. {text}") for _p, title, _r, text in rows)
    courses = tuple(Course(p, t, r, n) for n, (p, t, r, _x) in enumerate(rows))
    return Document("a", "csv", lines, courses=courses)


def test_the_four_shares_count_programmes():
    four = four_questions(
        [
            catalogue(
                ("P", "Social media marketing", True, ""),
                ("P", "Sales", True, ""),
                ("Q", "Digital marketing", False, ""),
                ("Q", "E-commerce", False, ""),
                ("R", "Sales", True, ""),
                ("S", "Topics", True, "online and mobile marketing on the web"),
            )
        ]
    )
    assert four.programmes == 4
    told = [four.require_social, four.offer_digital, four.only_one, four.require_digital]
    assert [one.value for one in told] == [0.25, 0.75, 0.5, 0.5]
    assert all(one.lo <= one.value <= one.hi and one.n == 4 for one in told)


def test_one_word_in_a_description_is_not_enough():
    four = four_questions([catalogue(("P", "Sales", True, "with an online test"))])
    assert four.offer_digital.value == 0
    assert four.courses == ()


def test_a_syllabus_is_not_asked():
    assert four_questions([Document("a", "text", ())]) is None


def test_no_programmes_is_cannot_tell():
    assert not share(0, 0).is_known


def test_the_study_is_named_by_its_claim():
    assert STUDY_CLAIM == "clm-fig-langan-schools"


# --- the difference ---


def test_what_was_gained_lost_deepened_and_mended_is_told():
    before = made(match(0, "A-1"), match(1, "A-2", 1))
    after = made(match(0, "A-2", 3), match(1, "B-1", required=False))
    moved = difference(before, after, was={"old", "both"}, now={"both", "new"})
    assert [one.skill for one in moved.gained] == ["B-1"]
    assert [one.skill for one in moved.lost] == ["A-1"]
    assert [(one.skill, one.depth_was, one.depth_now) for one in moved.deeper] == [("A-2", 1, 3)]
    assert (moved.mended, moved.newly_outdated) == (("old",), ("new",))


def test_the_same_syllabus_has_not_moved():
    told = made(match(0, "A-1"))
    assert difference(told, told, was={"x"}, now={"x"}).is_none
