"""What a curriculum without fault becomes."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from whetstone.core.kernel.errors import Missing
from whetstone.curriculum import compile_curriculum, find_root
from whetstone.curriculum.model import CheckRef, FieldRef, ItemRef
from whetstone.curriculum.report import render_json, render_text


def test_the_small_curriculum_compiles_without_fault_or_warning(tree):
    compiled = tree.compile()
    assert render_text(compiled).startswith("No faults, No warnings. It compiles: 5 claims")
    assert compiled.curriculum is not None


def test_a_lesson_is_blocks_of_html_questions_and_boxes(tree):
    (lesson,) = tree.compile().curriculum.lessons
    assert [block.id for block in lesson.blocks] == [
        "try", "goal", "sticker", "case", "own", "check", "if-then", "limits",
    ]  # fmt: skip
    by_id = {block.id: block for block in lesson.blocks}
    assert by_id["try"].items == ("it-str-001",)
    assert by_id["check"].segments == (CheckRef(),)
    assert by_id["if-then"].segments[-1] == ItemRef("it-str-002")
    assert by_id["own"].fields == (
        FieldRef("goal", "The business goal is …", shown=False),
        FieldRef("act", "The act", shown=True),
    )
    assert by_id["limits"].html.startswith("<h3>What we are less sure of</h3>")
    assert "less sure" not in by_id["if-then"].html


def test_a_block_rests_on_what_it_cites_and_only_mentions_the_rest(tree):
    (lesson,) = tree.compile().curriculum.lessons
    sticker = next(block for block in lesson.blocks if block.id == "sticker")
    assert sticker.rests_on == ("clm-sticker",)
    assert sticker.mentions == ("clm-swipe-up",)
    assert lesson.citations == ("clm-goal", "clm-sticker", "clm-swipe-up")


def test_marks_become_numbered_links_and_the_claims_own_words(tree):
    (lesson,) = tree.compile().curriculum.lessons
    text = "".join(block.html for block in lesson.blocks)
    assert '<a class="cite" href="#claim-clm-goal" data-claim="clm-goal">1</a>' in text
    assert '<span class="claim-words" data-claim="clm-sticker">clm-sticker words</span>' in text
    assert '<a class="cite mention" href="#claim-clm-swipe-up"' in text


def test_the_html_passes_a_strict_content_security_policy(tree):
    (lesson,) = tree.compile().curriculum.lessons
    text = "".join(block.html for block in lesson.blocks)
    assert "style=" not in text
    assert "<script" not in text
    assert '<td class="num">7,750</td>' in text
    assert "<caption>Rare acts need people.</caption>" in text
    assert "<p>Taps need 7,750 people; replies need 39,150.</p>" in text
    assert 'aria-label="A tree: the goal above, the act below."' in text
    assert "<figcaption>The goal stands above the act.</figcaption>" in text


def test_the_minutes_of_a_part_are_shared_among_its_blocks_by_words(tree):
    (lesson,) = tree.compile().curriculum.lessons
    idea = [block.minutes for block in lesson.blocks if block.part == "idea"]
    assert sum(idea) == pytest.approx(3, abs=0.11)
    assert all(block.minutes > 0 for block in lesson.blocks)


def test_an_item_is_json_ready_and_takes_the_defaults_of_its_bank(tree):
    items = {item.id: item for item in tree.compile().curriculum.items}
    first = items["it-str-001"]
    assert json.loads(json.dumps(first.payload)) == first.payload
    assert (first.prior.a, first.prior.a_sd, first.version) == (1.0, 0.3, 1)
    assert first.scoring.scores == {"a": 0, "b": 2, "c": 1}
    assert items["it-str-004"].payload["scoring"]["map"] == {"4": 3, "3": 2, "2": 1}
    assert {item.max_score for item in items.values()} == {2, 3}


def test_a_date_of_which_only_the_month_is_known_keeps_its_precision(tree):
    changes = {change.id: change for change in tree.compile().curriculum.changes}
    assert changes["chg-next"].happened_on == dt.date(2026, 8, 1)
    assert changes["chg-next"].happened_precision == "month"


def test_words_that_old_yaml_takes_for_truth_values_stay_text(tree):
    tree.edit("items/str.yaml", "- [Taps, 10]", "- [no, on]")
    (item, *_) = tree.compile().curriculum.items
    assert item.payload["stimulus"]["table"]["rows"][0] == ["no", "on"]


def test_compiling_twice_gives_the_same_hashes_and_an_edit_moves_only_its_own(tree):
    first, again = tree.compile().curriculum, tree.compile().curriculum
    assert first == again
    tree.edit("items/str.yaml", "Which act decides?", "Which act settles it?")
    edited = tree.compile().curriculum
    moved = [
        old.id
        for old, new in zip(first.items, edited.items, strict=True)
        if old.content_hash != new.content_hash
    ]
    assert moved == ["it-str-001"]
    assert first.content_hash != edited.content_hash
    assert first.lessons == edited.lessons


def test_new_words_of_a_claim_are_new_content_of_the_lesson_that_prints_them(tree):
    before = tree.compile().curriculum.lessons[0]
    tree.edit("claims/clm-sticker.yaml", "clm-sticker words", "a link sticker")
    after = tree.compile().curriculum.lessons[0]
    assert before.content_hash != after.content_hash
    moved = {block.id for block in after.blocks} - {
        old.id for old, new in zip(before.blocks, after.blocks, strict=True) if old == new
    }
    assert moved == {"sticker"}


def test_an_empty_place_has_faults_and_no_curriculum(tmp_path):
    compiled = compile_curriculum(tmp_path / "nothing")
    assert compiled.curriculum is None
    assert {fault.rule for fault in compiled.faults} == {"no-file"}


def test_a_task_speaks_to_the_person_and_to_the_rater_apart(tree):
    (task,) = tree.compile().curriculum.tasks
    assert "Write a goal." in task.html
    assert "Rate what is there." not in task.html
    assert "Rate what is there." in task.rater_html


def test_the_report_is_text_for_people_and_json_for_machines(tree):
    tree.edit("cards/str.yaml", "clm-goal", "clm-gaol")
    compiled = tree.compile()
    assert compiled.curriculum is None
    line = "cards/str.yaml:12: There is no claim 'clm-gaol'. [unknown-claim]"
    assert line in render_text(compiled)
    found = json.loads(render_json(compiled))
    assert found["compiles"] is False
    assert found["faults"][0]["line"] == 12


def test_the_root_is_named_by_the_environment(tree, monkeypatch, tmp_path):
    monkeypatch.setenv("WHETSTONE_CURRICULUM", str(tree.root))
    assert find_root() == tree.root.resolve()
    monkeypatch.setenv("WHETSTONE_CURRICULUM", str(tmp_path / "nowhere"))
    with pytest.raises(Missing):
        find_root()


def test_the_real_curriculum_compiles_without_fault(shipped):
    compiled, _seconds = shipped
    assert render_text(compiled, warnings=False).startswith("No faults"), render_text(compiled)


def test_the_real_curriculum_compiles_within_ten_seconds(shipped):
    _compiled, seconds = shipped
    assert seconds <= 10
