"""A bank is added whole, or not at all."""

from __future__ import annotations

import pytest

from whetstone.config.cli import main
from whetstone.core.kernel.errors import Faults
from whetstone.curriculum import lock
from whetstone.curriculum.adding import add_bank
from whetstone.curriculum.one_question import as_bank

ITEM = {
    "id": "it-near-miss-7", "version": 1, "status": "draft", "area": "STR", "skill": "STR-1",
    "level": 2, "format": "data_single", "time_s": 90, "short": "Views are not people",
    "prior": {"a": 1.0, "b": 0.0, "a_sd": 0.3, "b_sd": 0.7}, "rests_on": [], "mentions": [],
    "stimulus": {"context": "A report says: 41,000 people met us. The column is called views."},
    "stem": "What is changed before it goes out?",
    "options": [
        {"id": "a", "score": 0, "text": "The number.", "why": "It is still the wrong unit."},
        {"id": "b", "score": 1, "text": "The noun.", "why": "A view counts every showing."},
        {"id": "c", "score": 0, "text": "Nothing.", "why": "The column counts no people."},
    ],
    "scoring": {"type": "graded_option", "max": 1}, "rationale": "The column counts showings.",
}  # fmt: skip


def files(tree):
    return {path: path.read_bytes() for path in tree.root.rglob("*") if path.is_file()}


def test_a_sound_question_is_added_and_locked(tree):
    lock(tree.root)
    path = add_bank(tree.root, as_bank(ITEM, bank="it-near-miss-7"))
    assert path.name == "it-near-miss-7.yaml"
    compiled = tree.compile()
    assert compiled.faults == ()
    assert "it-near-miss-7" in {item.id for item in compiled.curriculum.items}
    assert "item it-near-miss-7 1 " in tree.read("versions.lock")


def test_added_twice_it_is_there_once(tree):
    bank = as_bank(ITEM, bank="it-near-miss-7")
    add_bank(tree.root, bank)
    before = files(tree)
    add_bank(tree.root, bank)
    assert files(tree) == before


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"rests_on": ["clm-of-our-own"]}, "clm-of-our-own"),
        ({"skill": "ZZZ-1"}, "ZZZ-1"),
        ({"options": []}, "options"),
    ],
)
def test_what_does_not_hold_leaves_no_file_behind(tree, wrong, said):
    before = files(tree)
    with pytest.raises(Faults, match=said):
        add_bank(tree.root, as_bank(ITEM | wrong, bank="it-near-miss-7"))
    assert files(tree) == before


@pytest.mark.parametrize("name", ["../elsewhere", "", "A Name", "a/b"])
def test_a_name_that_is_no_name_goes_nowhere(tree, name):
    before = files(tree)
    with pytest.raises(Faults, match="name of a bank"):
        add_bank(tree.root, as_bank(ITEM, bank=name))
    assert files(tree) == before


def test_another_bank_of_this_name_is_never_written_over(tree):
    add_bank(tree.root, as_bank(ITEM, bank="ours"))
    before = files(tree)
    with pytest.raises(Faults, match="Another bank has this name"):
        add_bank(tree.root, as_bank(ITEM | {"id": "it-near-miss-8"}, bank="ours"))
    assert files(tree) == before


@pytest.mark.parametrize("text", ["", "- 1\n", "bank: [\n"])
def test_what_is_no_bank_is_refused(tree, text):
    with pytest.raises(Faults):
        add_bank(tree.root, text)


def test_the_command_says_why_not(tree, tmp_path, capsys):
    file = tmp_path / "q.yaml"
    file.write_text(as_bank(ITEM | {"rests_on": ["clm-none"]}, bank="ours"), encoding="utf-8")
    assert main(["curriculum", "add", str(file), "--root", str(tree.root)]) == 1
    said = capsys.readouterr().err
    assert "Nothing was written." in said
    assert "clm-none" in said
    assert main(["curriculum", "add", str(tmp_path / "no"), "--root", str(tree.root)]) == 1
