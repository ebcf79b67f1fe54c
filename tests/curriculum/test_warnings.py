"""What is worth a look, and no reason to stop."""

from __future__ import annotations

# ruff: noqa: E501 - a row is read across: rule, file, old, new, line
import pytest

from whetstone.curriculum.gather import gather
from whetstone.curriculum.reading import grade, sentences

LESSON = "courses/str-101/lessons/goal.md"
ITEMS = "items/str.yaml"
LONG = "It is the first and the best of all the acts that a viewer may do here today."
RUN_ON = "We go " + "and we go " * 9 + "home."

CASES = [
    ("answer-lengths", ITEMS, "text: Watch it.", f"text: {LONG}", "options"),
    ("key-longest", ITEMS, "text: Tap a link.", f"text: {LONG}", "options"),
    ("set-lengths", ITEMS, "text: An ad, why", f"text: {LONG}, why", "options"),
    ("set-lengths", ITEMS, "text: A reply, why", f"text: {LONG}, why", "options"),
    ("catch-all", ITEMS, "text: Order it.", "text: All of the above.", "Too rare"),
    ("negative-stem", ITEMS, "stem: Which act decides?", "stem: Which of these is not an act?", "stem"),
    ("key-echo", ITEMS, "stem: Which act decides?\n  options:\n  - {id: a, score: 0, text: Watch it., why: Too early.}\n  - {id: b, score: 2, text: Tap a link.",
     "stem: Which visitor really decides?\n  options:\n  - {id: a, score: 0, text: Watch it., why: Too early.}\n  - {id: b, score: 2, text: A visitor decides.", "options"),
    ("long-sentence", ITEMS, "stem: Which act decides?", f"stem: {RUN_ON}", "stem"),
    ("long-sentence", LESSON, "A shop sells more.", RUN_ON, "home."),
    ("short-length", ITEMS, "short: Choose the right act", "short: Act", "short"),
    ("minutes-disagree", LESSON, "## Idea (3 min)", "## Idea (4 min)", "minutes"),
    ("unused-item", LESSON, "One question waits: {{item:it-str-002}}", "Done.", "items"),
    ("item-not-live", ITEMS, "  rests_on: [clm-sticker]", "  status: draft\n  rests_on: [clm-sticker]",
     ""),
    ("proposed-claim", LESSON, "{{mention:clm-swipe-up}}",
     "{{mention:clm-swipe-up}} {{cite:clm-next}}", "clm-next"),
    ("unread", LESSON, "reviewed: {by: second-reader, date: 2026-11-23, checklist: 1}",
     "reviewed: {by: nobody-yet, date: 2026-11-23}", "reviewed"),
    ("unread", ITEMS, "  reviewed: {by: second-reader, date: 2026-11-23, checklist: 1}\n", "", ""),
    ("unread", "cards/str.yaml", "reviewed: {by: second-reader, date: 2026-11-23, checklist: 1}\n",
     "", ""),
    ("no-relearn", "changes/chg-next.yaml", "severity: minor", "severity: breaking", "severity"),
    ("grade", LESSON, "No study tests this.", "Organisational prioritisation necessitates "
     "interdepartmental communication. " * 40, "title"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_doubt_is_a_warning_at_its_line(tree, case):
    rule, file, old, new, at = case
    tree.edit(file, old, new)
    if "clm-next" in new:
        tree.edit(LESSON, "- clm-swipe-up\n", "- clm-swipe-up\n- clm-next\n")
    compiled = tree.compile()
    assert compiled.faults == ()
    found = [warning for warning in compiled.warnings if warning.rule == rule]
    assert found, [str(warning) for warning in compiled.warnings]
    assert any(at in tree.line(warning) for warning in found)


def test_keys_that_stand_mostly_in_one_place_are_pointed_out(tree):
    bank = tree.read(ITEMS)
    head, first = bank.split("- id: it-str-001", 1)
    first = first.split("- id: it-str-002", 1)[0].replace("  enemies: [it-str-002]\n", "")
    more = [f"- id: it-cmp-00{number}{first}" for number in range(1, 7)]
    tree.write("items/more.yaml", head + "".join(more))
    (warning,) = tree.compile().warnings
    assert (warning.rule, warning.file) == ("key-places", "items/more.yaml")


def test_right_answers_a_little_longer_than_wrong_ones_are_no_cue(tree):
    tree.edit(ITEMS, "text: An ad, why", "text: An ad for them, why")
    assert "set-lengths" not in {warning.rule for warning in tree.compile().warnings}


def test_a_grade_is_not_given_for_a_few_words():
    assert grade(["Short and plain."]) is None


def test_plain_words_read_easier_than_long_ones():
    plain = grade(["The cat sat on the mat and it was glad. " * 8])
    heavy = grade(["Organisational communication necessitates consideration of priorities. " * 12])
    assert plain is not None
    assert heavy is not None
    assert plain < 5
    assert heavy > 12


@pytest.mark.parametrize(
    ("sentence", "published"),
    [
        ("The cat sat on the mat. ", -1.45),
        (
            "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature. ",
            11.3,
        ),
    ],
)
def test_published_examples_of_the_formula_get_their_published_grade(sentence, published):
    assert grade([sentence * 12]) == pytest.approx(published, abs=0.06)


def test_silent_endings_and_names_count_as_they_are_spoken():
    # 0.39 x 5 words a sentence + 11.8 x 6 / 5 syllables a word - 15.59
    assert grade(["Jo asked names of Lena. " * 15]) == pytest.approx(0.52)


def test_a_paragraph_counted_by_hand_gets_its_grade():
    # 6 sentences, 70 words, 83 syllables as a dictionary of pronunciation has them (CMUdict);
    # the "1." is no sentence, "1.30" one word of one syllable, and the colons end nothing.
    counted = (
        "1. Line up the calendar. Two months are alike if they hold equally many of each weekday. "
        "Whole weeks are the easy way: four against four. Feasts come next. Many follow the moon "
        "and move, so count weeks from the feast and not from the first of the month. Then take "
        "the season out, ask how the same weeks rose last year, and divide: 1.30 by 1.25 is 1.04, "
        "or 4%."
    )
    assert len(sentences(counted)) == 6
    assert grade([counted]) == pytest.approx(0.39 * 70 / 6 + 11.8 * 83 / 70 - 15.59)


def test_the_number_of_an_entry_is_no_sentence_and_a_number_in_it_stays():
    assert sentences("3. Divide. Then look.") == ["Divide.", "Then look."]
    assert sentences("12 came. 3 stayed.") == ["12 came.", "3 stayed."]


def test_headings_are_not_read_as_sentences(tree):
    before = gather(tree.root).readings["str-101-goal"].passages
    tree.edit(LESSON, "{{block:goal}}", "### A short heading\n{{block:goal}}")
    after = gather(tree.root).readings["str-101-goal"].passages
    assert [passage.text for passage in after] == [passage.text for passage in before]


def test_a_sentence_ends_at_a_full_stop_before_a_capital():
    assert len(sentences("At 9 a.m. we met. Then, at 3.5 km, we left. Done?")) == 3


def test_a_not_in_capitals_or_about_an_act_is_no_cue(tree):
    tree.edit(ITEMS, "stem: Which act decides?", "stem: Which act is NOT yet due?")
    tree.edit(ITEMS, "stem: Select what to stop.", "stem: Select the rows that must not go out.")
    assert "negative-stem" not in {warning.rule for warning in tree.compile().warnings}


def test_too_much_single_choice_in_a_full_area_is_pointed_out(tree):
    bank = tree.read(ITEMS)
    head, first = bank.split("- id: it-str-001", 1)
    first = first.split("- id: it-str-002", 1)[0].replace("  enemies: [it-str-002]\n", "")
    more = [f"- id: it-str-{number}{first}" for number in range(101, 121)]
    tree.write("items/more.yaml", head + "".join(more))
    assert "single-choice" in {warning.rule for warning in tree.compile().warnings}
    tree.write("items/more.yaml", head + "".join(more[:19]))
    assert "single-choice" not in {warning.rule for warning in tree.compile().warnings}
