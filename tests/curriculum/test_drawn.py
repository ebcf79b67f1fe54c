"""Templates in files: every drawing has one right key, or the fault says which has not."""

from __future__ import annotations

import pytest

from whetstone.core.measurement.drawing import FEWEST_DRAWINGS, MOST_DRAWINGS, Draw, is_template
from whetstone.curriculum.one_question import check_question

BANK = """schema: whetstone/item@1
bank: str
defaults: {version: 1, status: draft, language: en}
items:
- id: it-str-901
  area: STR
  skill: STR-1
  level: 2
  format: data_single
  prior: {a: 1.0, b: 0.0, a_sd: 0.3, b_sd: 0.7}
  time_s: 60
  short: "Two numbers, one sum"
  rests_on: []
  draw:
    ranges:
      x: {from: 2, to: 9}
      y: {from: 20, to: 50, step: 10}
      who: {of: ["Ana", "Ben"]}
    work:
      z: {is: "x + y"}
      w: {is: "x * y"}
    must: ["z != w"]
  stem: "{who} adds {x} and {y}. What is it?"
  options:
  - {id: a, score: "1 if z == x + y else 0", text: "It is {z}", why: "The sum."}
  - {id: b, score: 0, text: "It is {w}", why: "The product."}
  - {id: c, score: 0, text: "It is {y}", why: "One of the two."}
  scoring: {type: graded_option, max: 1}
  rationale: "Adding {x} and {y} gives {z}."
"""


def faults_of(text):
    faults, _warnings = check_question(text, claims=(), skills=("STR-1",))
    return faults


def test_right_answers_that_are_longer_as_a_set_are_named_in_a_template_too():
    several = (
        BANK.replace("format: data_single", "format: multi_select")
        .replace('score: "1 if z == x + y else 0"', 'correct: "z == x + y"')
        .replace("score: 0", "correct: false")
        .replace(
            "scoring: {type: graded_option, max: 1}",
            "scoring: {type: plus_minus, right: 1, wrong: -1, floor: 0, max: 1}",
        )
        .replace(
            "  scoring:", '  - {id: d, correct: false, text: "{x}", why: "The other."}\n  scoring:'
        )
    )
    long = several.replace('"It is {z}"', '"It is {z}, as each of the two is counted once"')
    assert faults_of(several) == ()
    assert hints_of(several, "set-lengths") == []
    (what,) = hints_of(long, "set-lengths")
    assert "24 of the 24" in what


def test_a_sound_template_has_no_fault():
    assert faults_of(BANK) == ()


@pytest.mark.parametrize(
    ("old", "new", "say"),
    [
        ('score: "1 if z == x + y else 0"', 'score: "1 if x > 4 else 0"', "0 answers earn full"),
        ("{id: b, score: 0,", '{id: b, score: "1 if x > 8 else 0",', "2 answers earn full"),
        ('text: "It is {w}"', 'text: "It is {z}"', "read alike"),
        ('score: "1 if z == x + y else 0"', 'score: "1 if x < 5 else x"', "Points are whole"),
        ("{who} adds", "{whom} adds", "not drawn"),
        ('is: "x + y"', 'is: "x + nobody"', "There is no 'nobody'"),
        ('is: "x + y"', 'is: "x / (x - 2)"', "cannot be worked out"),
        ('is: "x + y"', 'is: "x ** y"', "holds no pow"),
        ('must: ["z != w"]', 'must: ["x > 90"]', "Only 0 drawings"),
        ('must: ["z != w"]', 'must: ["x == 2"]', "Only 8 drawings"),
        ("{from: 2, to: 9}", "{from: 2, to: 2}", "1 values"),
        ("{from: 2, to: 9}", "{from: 9, to: 2}", "0 values"),
        ("{from: 20, to: 50, step: 10}", "{from: 20, to: 99}", "1280 drawings"),
        ("{from: 2, to: 9}", "{to: 9}", "from"),
        ("{from: 2, to: 9}", '{of: [3, "seven"]}', "words only, or whole numbers"),
        ("{from: 2, to: 9}", "{of: [3, 7.5]}", "words only, or whole numbers"),
        ("{from: 2, to: 9}", "{of: [3, true]}", "words only, or whole numbers"),
        ("{from: 2, to: 9}", "{of: [3, 7, 3]}", "twice"),
        ("{from: 2, to: 9}", "{of: [3, 9999999]}", "from -1,000,000"),
        ('z: {is: "x + y"}', 'z: {is: "x + y", round: 1}', "round"),
        ('of: ["Ana", "Ben"]', 'of: ["Ana", "Ben of {y}"]', "{y} stands in words"),
        ('z: {is: "x + y"}', "z: {is: \"x + y\"}\n      v: {is: \"'{x} a day'\"}", "{x} stands"),
    ],
)  # fmt: skip
def test_every_bad_draw_is_named(old, new, say):
    assert old in BANK
    faults = faults_of(BANK.replace(old, new, 1))
    assert any(say in fault.what for fault in faults), [fault.what for fault in faults]


def test_a_fault_of_a_drawing_says_which_and_where():
    bad = BANK.replace('score: "1 if z == x + y else 0"', 'score: "1 if x != 7 else 0"')
    (fault,) = [one for one in faults_of(bad) if one.rule == "bad-draw"]
    assert "x 7" in fault.what
    assert BANK.splitlines()[fault.line - 1].strip() == "draw:"


def test_only_two_formats_are_drawn():
    body = BANK.replace("format: data_single", "format: best_worst")
    assert faults_of(body)


def test_the_shipped_templates_are_bounded_and_more_than_a_handful(shipped):
    found, _seconds = shipped
    assert found.curriculum is not None
    templates = [one for one in found.curriculum.items if is_template(one.payload)]
    assert len(templates) > 6
    for one in templates:
        draw = Draw.of(one.payload["template"]["draw"])
        assert FEWEST_DRAWINGS <= sum(1 for _each in draw.every()) <= MOST_DRAWINGS, one.id


def hints_of(text, rule):
    _faults, warnings = check_question(text, claims=(), skills=("STR-1",))
    return [one.what for one in warnings if one.rule == rule]


def test_numbers_of_a_list_are_drawn_as_numbers():
    assert faults_of(BANK.replace("{from: 2, to: 9}", "{of: [3, 7, 12, 40]}")) == ()


def test_answers_that_differ_by_their_figure_alone_cannot_be_learned():
    assert hints_of(BANK, "key-fixed") == []


def test_an_answer_that_is_right_in_every_drawing_and_known_by_its_words_is_named():
    (what,) = hints_of(BANK.replace('"It is {z}"', '"The sum, {z}"'), "key-fixed")
    assert what == "The same option (a) is right in all 64 drawings."


def test_a_key_that_moves_is_not_named():
    moves = (
        BANK.replace('score: "1 if z == x + y else 0"', 'score: "1 if x > 4 else 0"')
        .replace("{id: b, score: 0,", '{id: b, score: "0 if x > 4 else 1",')
        .replace('"It is {z}"', '"The sum, {z}"')
    )
    assert faults_of(moves) == ()
    assert hints_of(moves, "key-fixed") == []


def test_a_cue_is_looked_for_beyond_the_first_drawing_and_named_from_a_third_on():
    long = BANK.replace(
        'who: {of: ["Ana", "Ben"]}', 'who: {of: ["A", "the daughter of the old baker"]}'
    )
    long = long.replace('"It is {z}"', '"It is {z}, {who}"')
    (what,) = hints_of(long, "key-longest")
    assert what == "The key is the longest answer in 12 of the 24 drawings looked at."
    rare = long.replace('["A",', '["A", "B", "C", "D",')
    assert hints_of(rare, "key-longest") == []
