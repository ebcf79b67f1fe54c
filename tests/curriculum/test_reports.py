"""Reports on a curriculum: what they count, and what they do not pass over."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from whetstone.config.cli import main
from whetstone.core.kernel.errors import Faults
from whetstone.curriculum.gather import gather
from whetstone.curriculum.reports import coverage, readability, similar
from whetstone.curriculum.reports.similar import resembling, shingles

TODAY = dt.date(2026, 11, 23)
TWIN = """\
- id: it-str-007
  area: STR
  skill: STR-1
  level: 4
  format: data_single
  prior: {a: 1.0, b: 0.0}
  time_s: 90
  short: Choose an act again
  rests_on: [clm-goal]
  stimulus:
    context: "A bakery opens at 07:00."
    table:
      caption: Two acts
      columns: [Act, Count]
      rows:
      - [Taps, 20]
      - [Replies, 4]
      alt: Taps 20, replies 4.
  stem: Which act decides?
  options:
  - {id: a, score: 0, text: Watch it., why: Too early.}
  - {id: b, score: 2, text: Tap a link., why: Nearest to the goal.}
  - {id: c, score: 1, text: Order it., why: Too rare to see.}
  scoring: {type: graded_option, max: 2}
  check: 20 > 4
  rationale: The goal names the act.
"""


def seen(tree, on=TODAY):
    return coverage(gather(tree.root), on=on)


def test_skills_are_counted_by_level_and_format(tree):
    [skill] = [row for row in seen(tree).skills if row.skill == "STR-1"]
    assert (skill.items, skill.lessons, skill.tasks) == (6, 1, 1)
    assert skill.by_level == {1: 0, 2: 5, 3: 1, 4: 0}
    assert skill.by_format == dict.fromkeys(
        ("best_worst", "data_single", "matching", "multi_select", "order", "rate"), 1
    )


def test_a_question_on_a_doubted_claim_is_not_fresh_and_a_lesson_on_it_covers_nothing(tree):
    before = seen(tree)
    tree.edit("claims/clm-goal.yaml", "status: current", "status: doubtful")
    after = seen(tree)
    assert before.skills[0].fresh == 6
    assert after.skills[0].fresh == 1
    assert before.covered > after.covered == 0
    assert after.stale > before.stale


def test_a_survey_weighs_the_skills_only_once_it_weighs_all(tree):
    assert not seen(tree).is_weighted
    text = tree.read("framework/framework.yaml")
    first = text.index("    currency_class:")
    tree.write("framework/framework.yaml", text[:first] + "    importance: 3.0\n" + text[first:])
    skills = len(seen(tree).skills)
    assert seen(tree).is_weighted == (skills == 1)


def test_time_lowers_what_is_expected_true_and_raises_what_is_stale(tree):
    now, later = seen(tree), seen(tree, on=dt.date(2029, 1, 1))
    assert later.expected_true < now.expected_true
    assert later.stale > now.stale


def test_what_falls_short_is_named_and_nothing_else(tree):
    short = seen(tree).short
    assert "STR: no question at level 1, 4." in short
    assert any(line.startswith("STR: 6 questions") for line in short)
    assert not any("single choice" in line for line in short)


def test_the_grade_of_every_lesson_stands_in_the_report(tree):
    found = readability(gather(tree.root))
    assert "Kincaid" in found.formula
    assert {row.id for row in found.rows} >= {"str-101-goal", "task-goal", "questions of STR"}


def test_hard_words_read_at_a_higher_grade(tree):
    easy = readability(gather(tree.root))
    hard = "Organisational communication necessitates considerable institutional deliberation. "
    tree.edit("courses/str-101/lessons/goal.md", "A shop sells more.", hard * 20)
    spoiled = readability(gather(tree.root))
    assert easy.above == ()
    assert "str-101-goal" in spoiled.above


def test_a_question_with_other_names_and_figures_is_found_again(tree):
    assert similar(gather(tree.root)).pairs == ()
    tree.write("items/str.yaml", tree.read("items/str.yaml") + TWIN)
    [pair] = similar(gather(tree.root)).pairs
    assert (pair.one, pair.other, pair.are_enemies) == ("it-str-001", "it-str-007", False)
    assert pair.resemblance >= 0.5


def test_enemies_are_named_too_but_said_to_be_such(tree):
    twin = TWIN.replace("  stimulus:", "  enemies: [it-str-001]\n  stimulus:", 1)
    tree.write("items/str.yaml", tree.read("items/str.yaml") + twin)
    found = similar(gather(tree.root))
    assert len(found.pairs) == 1
    assert found.unguarded == ()


def test_resemblance_is_that_of_the_definition():
    one, other = "the goal names the act", "the goal names a thing"
    a, b = shingles(one), shingles(other)
    [(_i, _j, value)] = resembling([one, other], 0.0)
    assert value == pytest.approx(len(a & b) / len(a | b))


def test_texts_without_words_resemble_nothing():
    assert resembling(["", "12", "…"], 0.1) == []


def run(capsys, *words):
    code = main(["curriculum", *words])
    return code, capsys.readouterr()


@pytest.mark.parametrize("act", ["coverage", "readability", "similar"])
def test_each_report_speaks_to_people_and_to_machines(tree, capsys, act):
    code, said = run(capsys, act, "--root", str(tree.root))
    assert code == 0
    assert len(said.out.splitlines()) > 1
    code, said = run(capsys, act, "--root", str(tree.root), "--json")
    assert code == 0
    assert json.loads(said.out)


@pytest.mark.parametrize("act", ["coverage", "readability", "similar", "export"])
def test_no_report_on_files_that_do_not_compile(tree, tmp_path, capsys, act):
    tree.edit("items/str.yaml", "skill: STR-1", "skill: STR-9")
    more = [str(tmp_path / "out")] if act == "export" else []
    code, said = run(capsys, act, *more, "--root", str(tree.root))
    assert code == 1
    assert "STR-9" in said.err
    assert not (tmp_path / "out").exists()


def test_check_counts_by_kind(tree, capsys):
    _code, said = run(capsys, "check", "--root", str(tree.root), "--json")
    counts = json.loads(said.out)["counts"]
    assert (counts["claims"], counts["lessons"], counts["items"], counts["guides"]) == (5, 1, 6, 0)


def test_check_counts_nothing_where_nothing_compiles(tree, capsys):
    tree.edit("items/str.yaml", "skill: STR-1", "skill: STR-9")
    code, said = run(capsys, "check", "--root", str(tree.root), "--json")
    assert (code, json.loads(said.out)["counts"]) == (1, {})


def test_faults_are_all_named_at_once(tree):
    from whetstone.config.curriculum_reports import similar_report

    tree.edit("items/str.yaml", "skill: STR-1", "skill: STR-9")
    tree.edit("courses/str-101/course.yaml", "tasks: [task-goal]", "tasks: [task-none]")
    with pytest.raises(Faults) as caught:
        similar_report(tree.root)
    assert len(caught.value.faults) >= 2
