"""Guides to expert sessions, the glossary, and who has read a thing."""

from __future__ import annotations

import datetime as dt

import pytest

GUIDE = """\
---
schema: whetstone/guide@1
id: guide-goal
version: 1.0.0
title: "An hour on goals"
language: en
decision: "Which goal is dropped."
minutes: 45
people: "Four people."
skills: [STR-1]
lessons: [str-101-goal]
invite: ["Somebody who sets goals."]
avoid: []
prepare: {host: ["Print the plan."], expert: ["Read it."], team: ["Bring a goal."]}
questions:
- {ask: "What was dropped?", listen_for: "A name."}
- {ask: "Who minded?", listen_for: "A wish."}
- {ask: "What was kept?", listen_for: "A reason."}
- {ask: "What would you ask?", listen_for: "A doubt."}
- {ask: "What changed?", listen_for: "A date."}
agenda:
- {at: 0, minutes: 15, who: host, what: "Begin."}
- {at: 15, minutes: 30, who: all, what: "Ask."}
take_home: ["One goal less."]
rests_on: [clm-goal]
status: published
reviewed: {by: second-reader, date: 2026-11-28, checklist: 1}
---

## Why
Goals name acts. {{cite:clm-goal}}
"""
READ = "{by: second-reader, date: 2026-11-23, checklist: 1}"
GLOSSARY = """\
schema: whetstone/glossary@1
terms:
- id: term-goal
  term: goal
  text: "What a firm wants."
  also: [aim]
  skill: STR-1
  lesson: str-101-goal
  rests_on: [clm-goal]
- {id: term-act, term: act, text: "What a person does."}
"""
GUIDE_FILE, GLOSSARY_FILE = "guides/guide-goal.md", "glossary/glossary.yaml"


@pytest.fixture
def library(tree):
    tree.write(GUIDE_FILE, GUIDE)
    tree.write(GLOSSARY_FILE, GLOSSARY)
    return tree


def rules(compiled):
    return {fault.rule for fault in compiled.faults}


def test_a_guide_is_read_with_its_agenda_and_its_claims(library):
    [guide] = library.compile().curriculum.guides
    assert [(one.start, one.minutes, one.who) for one in guide.agenda] == [
        (0, 15, "host"), (15, 30, "all"),
    ]  # fmt: skip
    assert guide.citations == ("clm-goal",)
    assert guide.review.by == "second-reader"
    assert (guide.review.on, guide.review.checklist) == (dt.date(2026, 11, 28), 1)


def test_a_term_keeps_its_other_names(library):
    goal, act = library.compile().curriculum.glossary
    assert (goal.term, goal.also, goal.lesson) == ("goal", ("aim",), "str-101-goal")
    assert act.rests_on == ()


def test_a_curriculum_needs_neither(tree):
    found = tree.compile().curriculum
    assert (found.guides, found.glossary) == ((), ())


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("{at: 15, minutes: 30", "{at: 20, minutes: 30", "agenda"),
        ("minutes: 45\n", "minutes: 60\n", "agenda"),
        ("rests_on: [clm-goal]", "rests_on: [clm-nothing]", "unknown-claim"),
        ("rests_on: [clm-goal]", "rests_on: [clm-goal, clm-sticker]", "unused-claim"),
        ("rests_on: [clm-goal]", "rests_on: [clm-swipe-up]", "dead-claim"),
        ("{{cite:clm-goal}}", "{{cite:clm-sticker}}", "undeclared-claim"),
        ("skills: [STR-1]", "skills: [STR-9]", "unknown-skill"),
        ("lessons: [str-101-goal]", "lessons: [str-101-gaol]", "unknown-lesson"),
        ('- {ask: "What changed?", listen_for: "A date."}\n', "", "few-questions"),
        ("who: all", "who: everyone", "unknown-word"),
        ("Goals name acts.", "See [this](https://example.org/unknown).", "unknown-source"),
        ("id: guide-goal", "id: guide-aim", "file-name"),
    ],
)
def test_what_is_wrong_with_a_guide_is_named(library, old, new, rule):
    library.edit(GUIDE_FILE, old, new)
    assert rule in rules(library.compile())


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("term: act", "term: Goal", "name-reused"),
        ("term: act", "term: aim", "name-reused"),
        ("id: term-act", "id: term-goal", "id-reused"),
        ("skill: STR-1", "skill: STR-9", "unknown-skill"),
        ("lesson: str-101-goal", "lesson: str-101-gaol", "unknown-lesson"),
        ("rests_on: [clm-goal]", "rests_on: [clm-swipe-up]", "dead-claim"),
        ('text: "What a person does."', "", "missing-key"),
    ],
)
def test_what_is_wrong_with_a_term_is_named(library, old, new, rule):
    library.edit(GLOSSARY_FILE, old, new)
    assert rule in rules(library.compile())


def test_a_file_that_is_no_guide_is_not_passed_over(library):
    library.write("guides/notes.txt", "Call Ana.")
    assert "stray-file" in rules(library.compile())


def test_questions_say_who_has_read_them_each_or_all_of_a_bank(tree):
    file = "items/str.yaml"
    tree.edit(file, "date: 2026-11-23, checklist: 1", "date: 2026-11-28, checklist: 2")
    tree.edit(
        file,
        "- id: it-str-002\n",
        "- id: it-str-002\n  reviewed: {by: outside-strategist, date: 2026-11-29, checklist: 2}\n",
    )
    compiled = tree.compile()
    assert not compiled.faults
    first, second, *_ = compiled.curriculum.items
    assert (first.review.by, first.review.checklist, first.review.is_outside) == (
        "second-reader", 2, False,
    )  # fmt: skip
    assert second.review.is_outside


def test_nobody_has_read_what_does_not_say_so(library):
    for file in ("items/str.yaml", "cards/str.yaml"):
        library.edit(file, READ, "{by: nobody-yet}")
    found = library.compile().curriculum
    assert not any(one.review.is_done for one in (*found.items, *found.cards, *found.glossary))


def test_the_verdict_of_a_deck_or_the_glossary_holds_for_all_in_it_but_their_own(library):
    words = "glossary/glossary.yaml"
    library.edit(words, "terms:\n", f"reviewed: {READ}\nterms:\n")
    library.edit(
        "cards/str.yaml", "  version: 1\n", "  version: 1\n  reviewed: {by: nobody-yet}\n"
    )
    found = library.compile()
    assert all(term.review.by == "second-reader" for term in found.curriculum.glossary)
    assert not found.curriculum.cards[0].review.is_done
    assert [one.file for one in found.warnings if one.rule == "unread"] == ["cards/str.yaml"]


def test_a_verdict_needs_its_day_and_a_number_for_its_checklist(tree):
    lesson = "courses/str-101/lessons/goal.md"
    tree.edit(lesson, READ, "{by: second-reader, checklist: new}")
    assert {"missing-key", "wrong-type"} <= rules(tree.compile())


def test_a_verdict_is_no_change_of_the_text(library):
    from whetstone.curriculum import lock

    lock(library.root)
    library.edit(GUIDE_FILE, "checklist: 1", "checklist: 2")
    assert not library.compile().faults
    library.edit(GUIDE_FILE, "Goals name acts.", "Goals name deeds.")
    assert "version-not-raised" in rules(library.compile())
