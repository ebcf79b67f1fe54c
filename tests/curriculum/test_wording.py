"""Synonyms are content: every fault in them is named with its line."""

# ruff: noqa: PLR0917 - a row is read across: old, new, rule, line
from __future__ import annotations

import pytest

FILE = "framework/synonyms.yaml"
GOOD = """\
schema: whetstone/synonyms@1
skills:
  STR-1: ["goal tree", "smart goals"]
together:
  STR-1: ["goal aim + business company"]
claims:
  clm-swipe-up: {names: ["instagram"], phrases: ["swipe up"]}
"""


def test_synonyms_are_part_of_the_framework(tree):
    before = tree.compile()
    assert before.curriculum.framework.wording is None
    tree.write(FILE, GOOD)
    after = tree.compile()
    assert after.faults == ()
    assert after.curriculum.framework.wording.skills["STR-1"] == ("goal tree", "smart goals")
    together = after.curriculum.framework.wording.together
    assert together == {"STR-1": (("goal aim", "business company"),)}
    assert after.content_hash != before.content_hash


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ('  STR-1: ["goal tree', '  STR-99: ["goal tree', "unknown-skill", "STR-99"),
        ('"smart goals"', '"Goal-tree"', "twice", "Goal-tree"),
        ('"smart goals"', '"go"', "too-short", "go"),
        ('"smart goals"', "7", "wrong-type", "7"),
        ("aim + business", "aim business", "not-two-sets", "aim business"),
        ("aim + business", "aim + + business", "not-two-sets", "aim + + business"),
        ("clm-swipe-up", "clm-nothing", "unknown-claim", "clm-nothing"),
        ('phrases: ["swipe up"]', "phrases: []", "missing-key", "clm-swipe-up"),
        ("names:", "nmes:", "unknown-key", "nmes"),
        ("synonyms@1", "synonyms@9", "schema", "synonyms@9"),
    ],
)
def test_every_fault_is_named_with_its_line(tree, old, new, rule, line):
    tree.write(FILE, GOOD.replace(old, new))
    found = {fault.rule: fault for fault in tree.compile().faults}
    assert rule in found
    assert line in tree.line(found[rule])


def test_the_shipped_synonyms_name_every_skill(shipped):
    framework = shipped[0].curriculum.framework
    assert {skill.id for skill in framework.skills} == set(framework.wording.skills)


LEARNED = "framework/learned.yaml"
TABLE = """\
schema: whetstone/learned@1
skills:
  STR-1: "goal 151, purpos 53, tool -12"
"""


def test_learned_words_are_part_of_the_framework_with_or_without_synonyms(tree):
    before = tree.compile()
    tree.write(LEARNED, TABLE)
    alone = tree.compile()
    assert alone.faults == ()
    table = {"STR-1": {"goal": 151, "purpos": 53, "tool": -12}}
    assert alone.curriculum.framework.wording.learned == table
    assert alone.content_hash != before.content_hash
    tree.write(FILE, GOOD)
    both = tree.compile().curriculum.framework.wording
    assert both.learned == table
    assert both.skills["STR-1"] == ("goal tree", "smart goals")


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ("STR-1:", "STR-99:", "unknown-skill", "STR-99"),
        ("purpos 53", "purpos", "no-weight", "purpos,"),
        ("purpos 53", "purpos 5.3", "no-weight", "5.3"),
        ("purpos 53", "goal 53", "no-weight", "goal 53"),
        ("learned@1", "learned@9", "schema", "learned@9"),
    ],
)
def test_every_fault_of_the_table_is_named_with_its_line(tree, old, new, rule, line):
    tree.write(LEARNED, TABLE.replace(old, new))
    found = {fault.rule: fault for fault in tree.compile().faults}
    assert rule in found
    assert line in tree.line(found[rule])
