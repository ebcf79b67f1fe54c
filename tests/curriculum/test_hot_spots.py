"""Hot-spots in files: what may be marked, and every fault at its line."""

from __future__ import annotations

import pytest

from whetstone.curriculum.one_question import check_question

ABOUT = """schema: whetstone/item@1
bank: str
defaults: {version: 1, status: draft, language: en}
items:
- id: it-str-902
  area: STR
  skill: STR-1
  level: 2
  format: hot_spot
  prior: {a: 1.0, b: 0.0, a_sd: 0.3, b_sd: 0.7}
  time_s: 60
  short: "A draft with two faults"
  rests_on: []
  stem: "Mark what is wrong."
"""
TEXT = """  segments:
  - {text: "Dear all,"}
  - {id: a, correct: false, text: "we close the shop on Sunday at noon.", why: "True."}
  - {id: b, correct: true, text: "Nobody was hurt, we promise you.", why: "Not known yet."}
  - {id: c, correct: false, new_paragraph: true, text: "Next word at four o'clock.", why: "So."}
  - {id: d, correct: true, text: "A supplier is to blame for it.", why: "Not known yet."}
"""
GRID = """  grid: {caption: "A week", columns: [Day, Post, Who]}
  segments:
  - {text: "Monday"}
  - {id: a, correct: true, text: "A film", why: "Nobody films on Monday."}
  - {id: b, correct: false, text: "Ana", why: "She is there."}
  - {text: "Tuesday"}
  - {id: c, correct: false, text: "A reply", why: "It fits."}
  - {id: d, correct: true, text: "Ben", why: "He is away."}
"""
RULE = """  scoring: {type: plus_minus, right: 1, wrong: -1, floor: 0, max: 2}
  rationale: "Two of four."
"""


def faults_of(body, rule=RULE):
    text = ABOUT + body + rule
    faults, _warnings = check_question(text, claims=(), skills=("STR-1",))
    return text.splitlines(), faults


@pytest.mark.parametrize("body", [TEXT, GRID])
def test_a_sound_text_and_a_sound_table_have_no_fault(body):
    assert faults_of(body)[1] == ()


PLANTED = [
    ("bad-spots", "{id: a, correct: false, text", "{text", "we close"),
    ("bad-spots", "id: a, correct: false,", "correct: false,", "we close"),
    ("no-why", ', why: "True."', "", "we close"),
    ("id-reused", "{id: d,", "{id: b,", "A supplier"),
    ("wrong-type", '"we close the shop on Sunday at noon."', '" "', "id: a"),
    ("missing-key", "id: a, correct: false,", "id: a,", "id: a"),
    ("bad-spots", "id: a, correct: false", "id: a, correct: true", "segments"),
    ("key-not-full", "id: b, correct: true", "id: b, correct: false", "scoring"),
    ("unknown-key", "{id: d,", "{colour: red, id: d,", "A supplier"),
    ("unknown-key", "  segments:\n", "  options: []\n  segments:\n", "options"),
    (
        "length-cue",
        "A supplier is to blame for it.",
        "A supplier, whom we name tomorrow, is to blame for all of it.",
        "segments",
    ),
]


@pytest.mark.parametrize(("rule", "old", "new", "at"), PLANTED)
def test_a_planted_fault_of_a_text_is_named_at_its_line(rule, old, new, at):
    assert old in TEXT
    lines, faults = faults_of(TEXT.replace(old, new))
    found = [fault for fault in faults if fault.rule == rule]
    assert found, [str(fault) for fault in faults]
    assert any(at in lines[fault.line - 1] for fault in found), [str(fault) for fault in found]


def test_a_text_in_which_nothing_can_be_marked_is_refused_and_named():
    body = '  segments:\n  - {text: "One."}\n  - {text: "Two."}\n'
    lines, faults = faults_of(body)
    what = {fault.what: lines[fault.line - 1].strip() for fault in faults}
    assert what["Nothing in it can be marked."] == "segments:"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("[Day, Post, Who]", "[Day, Post, Who, When]", "do not fill rows of 4"),
        ("[Day, Post, Who]", "[Day]", "1 columns"),
        (
            '{text: "Tuesday"}',
            '{id: e, correct: false, text: "Tuesday", why: "x"}',
            "names the row",
        ),
        ('caption: "A week", ', "", "`caption` is missing"),
    ],
)
def test_a_table_that_cannot_be_printed_is_refused(old, new, what):
    assert old in GRID
    _lines, faults = faults_of(GRID.replace(old, new))
    assert any(what in fault.what for fault in faults), [str(fault) for fault in faults]


def test_a_key_that_earns_more_than_the_maximum_is_refused():
    _lines, faults = faults_of(TEXT, RULE.replace("max: 2", "max: 1"))
    assert "key-not-full" in {fault.rule for fault in faults}


def test_length_is_no_cue_where_the_faults_are_the_shorter_ones():
    body = TEXT.replace("A supplier is to blame for it.", "A supplier did it.")
    assert faults_of(body)[1] == ()
