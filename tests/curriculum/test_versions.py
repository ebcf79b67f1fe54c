"""A changed text needs a raised version; the lock file remembers."""

from __future__ import annotations

import pytest

from whetstone.core.kernel.errors import Faults
from whetstone.curriculum import lock

LESSON = "courses/str-101/lessons/goal.md"
ITEMS = "items/str.yaml"


def rules(tree) -> list[str]:
    return [fault.rule for fault in tree.compile().faults]


def test_without_a_lock_file_every_version_is_as_good_as_another(tree):
    tree.edit(LESSON, "A shop sells more.", "A shop sells less.")
    assert rules(tree) == []


def test_locking_is_repeatable_and_leaves_no_fault(tree):
    first = lock(tree.root).read_text()
    assert "lesson str-101-goal 1.0.0 " in first
    assert lock(tree.root).read_text() == first
    assert rules(tree) == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (LESSON, "A shop sells more.", "A shop sells less."),
        (LESSON, "Which act to ask for.", "Which act to beg for."),
        (ITEMS, "Which act decides?", "Which act settles it?"),
        ("cards/str.yaml", "back: The goal.", "back: The plan."),
        ("courses/str-101/course.yaml", "One lesson.", "A lesson."),
        ("tasks/task-goal.md", "Write a goal.", "Write one goal."),
        ("figures/tree.svg", "M1 1V9", "M1 1V8"),
    ],
)
def test_a_changed_text_needs_a_raised_version(tree, file, old, new):
    lock(tree.root)
    tree.edit(file, old, new)
    assert rules(tree) == ["version-not-raised"]
    with pytest.raises(Faults):
        lock(tree.root)


def test_a_raised_version_with_a_changelog_entry_is_enough(tree):
    lock(tree.root)
    tree.edit(LESSON, "A shop sells more.", "A shop sells less.")
    tree.edit(LESSON, "version: 1.0.0", "version: 1.1.0")
    assert rules(tree) == ["no-changelog"]
    entry = (
        "- {version: 1.1.0, date: 2026-11-24, change: edit, learner_impact: none, summary: S.}\n"
    )
    tree.edit(LESSON, "changelog:\n", "changelog:\n" + entry)
    compiled = tree.compile()
    assert compiled.faults == ()
    assert [warning.rule for warning in compiled.warnings] == ["lock-behind"]
    lock(tree.root)
    assert tree.compile().warnings == ()


def test_a_version_never_falls(tree):
    lock(tree.root)
    tree.edit("tasks/task-goal.md", "version: 1.0.0", "version: 0.9.0")
    assert rules(tree) == ["version-lowered"]


def test_a_new_review_date_needs_no_new_version(tree):
    lock(tree.root)
    tree.edit(LESSON, "review_by: 2027-01-10", "review_by: 2027-01-09")
    tree.edit(LESSON, "status: published", "status: in_review")
    assert rules(tree) == []


def test_an_id_that_was_locked_may_not_go(tree):
    lock(tree.root)
    bank = tree.read(ITEMS)
    tree.write(ITEMS, bank[: bank.index("- id: it-str-006")])
    assert rules(tree) == ["id-gone"]


def test_a_spoiled_lock_file_is_named_by_line_and_written_anew(tree):
    path = lock(tree.root)
    path.write_text(path.read_text() + "what is this\n")
    (fault,) = tree.compile().faults
    assert fault.rule == "bad-lock"
    assert tree.line(fault) == "what is this"
    lock(tree.root)
    assert rules(tree) == []


def test_a_curriculum_with_faults_is_not_locked(tree):
    tree.edit("claims/clm-goal.yaml", "basis:", "colour: red\nbasis:")
    with pytest.raises(Faults):
        lock(tree.root)
    assert not (tree.root / "versions.lock").exists()
