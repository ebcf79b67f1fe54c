"""The same things in another language."""

from __future__ import annotations

import pytest
from tests.curriculum.small_curriculum import CARDS

NEPALI = (
    CARDS.replace("lesson: str-101-goal", "lesson: str-101-goal\nlanguage: ne")
    .replace("front: What names the act?", "front: काम केले तोक्छ?")
    .replace("back: The goal.", 'back: लक्ष्यले।\n  source_version: "1"')
)


@pytest.fixture
def nepali(tree):
    tree.write("ne/cards/str.yaml", NEPALI)
    return tree


def test_a_translation_stands_beside_its_original(nepali):
    (translation,) = nepali.compile().curriculum.translations
    assert (translation.language, translation.thing.id) == ("ne", "card-goal")
    assert not translation.is_stale


def test_a_translation_that_is_behind_is_a_warning(nepali):
    nepali.edit("cards/str.yaml", "version: 1", "version: 2")
    compiled = nepali.compile()
    assert [warning.rule for warning in compiled.warnings] == ["translation-stale"]
    assert compiled.curriculum.translations[0].is_stale


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("unknown-original", "card-goal", "card-gaol"),
        ("language", "language: ne", "language: en"),
        ("missing-key", '  source_version: "1"\n', ""),
        ("translation-differs", "rests_on: [clm-goal]", "rests_on: [clm-sticker]"),
    ],
)
def test_a_translation_that_is_not_one_is_a_fault(nepali, rule, old, new):
    nepali.edit("ne/cards/str.yaml", old, new)
    assert [fault.rule for fault in nepali.compile().faults] == [rule]


def test_a_claim_printed_in_a_language_needs_words_in_it(tree):
    lesson = tree.read("courses/str-101/lessons/goal.md").replace("language: en", "language: ne")
    lesson = lesson.replace("title:", 'source_version: "1.0.0"\ntitle:', 1)
    for english, nepali in (
        ("Try first (2 min)", "पहिले प्रयास गर्नुहोस् (2 मिनेट)"),
        ("Idea (3 min)", "मुख्य कुरा (3 मिनेट)"),
        ("Worked example (3 min)", "समाधान गरिएको उदाहरण (3 मिनेट)"),
        ("Do it on your own brand (4 min)", "आफ्नै ब्रान्डमा गर्नुहोस् (4 मिनेट)"),
        ("Check (3 min)", "जाँच (3 मिनेट)"),
        ("If-then plan", "यदि-भने योजना"),
    ):
        lesson = lesson.replace(f"## {english}", f"## {nepali}")
    tree.write("ne/courses/str-101/lessons/goal.md", lesson)
    assert {fault.rule for fault in tree.compile().faults} == {"no-words"}
    tree.edit("claims/clm-sticker.yaml", 'words"}', 'words", ne: "लिङ्क स्टिकर"}')
    compiled = tree.compile()
    assert compiled.faults == ()
    assert "लिङ्क स्टिकर" in compiled.curriculum.translations[0].thing.blocks[2].html
