"""What a syllabus says it teaches: outcomes, topics, what is optional, how deep, how long."""

from __future__ import annotations

import pytest

from whetstone.core.freshness.document import Course, Document, Line, LineKind, placed
from whetstone.core.freshness.syllabus import FindingKind, depth_of, hours_in, read_syllabus

H, ITEM, T, R = LineKind.HEADING, LineKind.ITEM, LineKind.TEXT, LineKind.ROW


def document(*lines, courses=()):
    rows = placed(
        Line(kind, text, number=number, depth=2 if kind is H else 0)
        for number, (kind, text) in enumerate(lines, start=1)
    )
    return Document("a", "text", rows, courses=tuple(courses))


def findings(*lines):
    return read_syllabus(document(*lines)).findings


def test_items_under_outcomes_are_outcomes_and_the_rest_are_topics():
    found = findings(
        (H, "Learning outcomes"), (ITEM, "design a plan"), (H, "Topics"), (ITEM, "crisis plans")
    )
    assert [one.kind for one in found] == [FindingKind.OUTCOME, FindingKind.TOPIC]


def test_a_lead_in_makes_the_items_after_it_outcomes():
    found = findings((T, "By the end students will be able to:"), (ITEM, "analyse a table"))
    assert [(one.kind, one.depth) for one in found] == [(FindingKind.OUTCOME, 3)]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("explain what a claim is", 1),
        ("Students will be able to calculate a rate", 2),
        ("evaluate two campaigns", 3),
        ("coach others in it", 4),
        ("zymurgy for beginners", 1),
        ("students can plan and explain", 3),
    ],
)
def test_the_first_known_verb_says_how_deep(text, level):
    assert depth_of(text) == level


def test_spans_are_the_words_of_the_text():
    made = document((T, "First we listen. Then we answer well."), (ITEM, "plan"))
    for one in read_syllabus(made).findings:
        assert made.text[one.start : one.end] == one.text


def test_what_stands_under_an_optional_heading_is_elective():
    found = findings(
        (H, "Optional sessions"),
        (ITEM, "live selling"),
        (H, "Core"),
        (ITEM, "care"),
        (H, "Topics"),
        (ITEM, "plans"),
    )
    assert [one.required for one in found] == [False, True, None]


def test_a_word_in_the_line_beats_the_heading():
    assert findings((H, "Required topics"), (ITEM, "live selling (optional)"))[0].required is False


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Crisis (3 hours)", 3),
        ("Crisis, 90 minutes", 1.5),
        ("1 h plus 2 h", 3),
        ("24/7", None),
        ("in 2021", None),
    ],
)
def test_hours_of_a_line(text, hours):
    assert hours_in(text) == hours


def test_a_total_of_hours_and_credits_is_found():
    reading = read_syllabus(
        document((T, "Contact hours: 24"), (T, "Credits: 6 ECTS"), (ITEM, "Week 1: plans"))
    )
    assert (reading.hours, reading.credits, reading.weeks) == (24, 6, 1)


@pytest.mark.parametrize(
    "heading",
    ["Attendance", "Academic integrity", "Grading", "Office hours", "Readings", "Late work"],
)
def test_sections_about_running_the_course_teach_nothing(heading):
    assert findings((H, heading), (ITEM, "copyright of your own work")) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Paid advertising is not covered in this course.",
        "We do not teach video here.",
        "SEO is out of scope.",
    ],
)
def test_what_is_said_not_to_be_taught_is_not_found(text):
    assert findings((H, "About"), (T, text)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Prior knowledge of copywriting is an advantage.",
        "Students should already be able to edit video.",
        "Knowledge of crisis plans is assumed.",
        "The course assumes familiarity with moderation.",
    ],
)
def test_what_people_must_bring_with_them_is_not_taught(text):
    assert findings((H, "About"), (T, text)) == ()
    assert findings((H, "About"), (ITEM, text)) == ()


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Assessment", "Portfolio (60 %), presentation for the client (40 %)"),
        ("How you are assessed", "Report to the board: 40 marks"),
        ("About", "5 ECTS, 150 h workload, of which 60 h contact time"),
        ("About", "Assessment must be conducted in a simulated workplace"),
        ("Examination", "Term paper and presentation"),
        ("Who should attend", "Brand communicators and officers"),
    ],
)
def test_marks_hours_and_who_may_come_are_no_topics(heading, text):
    assert findings((H, heading), (ITEM, text)) == ()


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Assessment", "A diary of moderation decisions"),
        ("Topics", "What 20 % of followers do"),
        ("Topics", "How the workload of a team is planned"),
    ],
)
def test_what_only_looks_like_administration_stays(heading, text):
    assert [one.text for one in findings((H, heading), (ITEM, text))] == [text]


def test_a_numbered_heading_over_several_topics_is_their_title():
    found = findings((H, "Unit 4: Law and security"), (ITEM, "Passwords"), (ITEM, "Copyright"))
    assert [one.text for one in found] == ["Passwords", "Copyright"]


def test_a_numbered_heading_over_one_line_or_none_is_a_topic():
    found = findings((H, "Week 1: Listening"), (ITEM, "Quiz one"), (H, "Week 2: Moderation"))
    assert [one.text for one in found] == ["Week 1: Listening", "Quiz one", "Week 2: Moderation"]


def test_a_lead_in_without_a_colon_is_no_outcome_itself():
    found = findings((T, "Skills: the students are able to"), (ITEM, "edit a video"))
    assert [(one.text, one.kind) for one in found] == [("edit a video", FindingKind.OUTCOME)]


def test_the_head_of_a_table_and_a_contact_line_teach_nothing():
    assert (
        findings((R, "Week | Topic | Hours"), (T, "Instructor: somebody with a crisis plan")) == ()
    )


def test_an_empty_document_has_no_findings():
    assert read_syllabus(document()).findings == ()


def test_a_catalogue_keeps_its_courses_and_what_is_required():
    made = document(
        (R, "Social media. We plan posts."),
        (R, "Sales"),
        courses=(
            Course("A", "Social media", required=True, line=0),
            Course("A", "Sales", required=False, line=1),
        ),
    )
    found = read_syllabus(made).findings
    assert [(one.course, one.required) for one in found] == [(0, True), (0, True)]
