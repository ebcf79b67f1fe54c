"""Words learned from labelled lines: shown with their part, bounded, from those lines alone."""

from __future__ import annotations

import pytest
import yaml
from benchmarks.learned import FILE, LEAST, READ, development, digest, learn
from benchmarks.syllabi import labelled, lines, plain, voices
from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.freshness.learned import Learned
from whetstone.core.freshness.skill_match import Matcher, SkillWords

TABLE = {"*": -4.0, "orchard": 5.0, "film": 5.0, "crew": 3.0, "soil": -6.0, "film_crew": 3.0}
FILMING = SkillWords("CRE-2", "Visual and video", ("Can plan a shot.",), learned=TABLE)
SELLING = SkillWords("SOC-2", "Shop operations", ("Can keep stock right.",))
WITHIN_ROUNDING = 0.3
"""In log odds: the same minimum is not reached to the last digit on every machine."""


def test_words_that_no_phrase_holds_speak_and_are_shown():
    found = Matcher([FILMING, SELLING]).match("Filming in the orchard")
    assert [match.skill for match in found] == ["CRE-2"]
    assert {term.text for term in found[0].terms} == {"Filming", "orchard"}


def test_without_a_table_they_say_nothing():
    assert (
        Matcher([SkillWords("CRE-2", FILMING.name, FILMING.can_do), SELLING]).match(
            "Filming in the orchard"
        )
        == ()
    )


def test_a_word_may_speak_against_a_skill_and_is_no_reason_for_it():
    by = Matcher([FILMING, SELLING])
    assert by.match("Orchard soil") == ()
    told = by.match("Filming the orchard, video of soil")
    assert all(term.text != "soil" for match in told for term in match.terms)


def test_no_word_is_shown_with_more_than_all_of_it():
    heavy = SkillWords("CRE-2", "Film", ("Can film.",), learned={"*": -4.0, "film": 90.0})
    (found,) = Matcher([heavy, SELLING]).match("Film")
    assert found.score <= 1
    assert all(0 < term.worth <= 1 for term in found.terms)


def test_more_words_that_nobody_knows_make_it_say_less():
    by = Matcher([FILMING, SELLING])
    short = by.match("Filming in the orchard")[0].score
    long = by.match("Filming in the orchard with neighbours")[0].score
    assert long < short


def test_two_words_beside_each_other_say_more_than_the_same_two_apart():
    by = Matcher([FILMING, SELLING])
    beside, apart = by.match("Film crew")[0], by.match("Crew, film")[0]
    assert beside.score > apart.score


def test_numbers_say_nothing():
    by = Matcher([FILMING, SELLING])
    assert by.match("Week 3, 10 15: film 24")[0].score == by.match("Week: film")[0].score


def test_what_a_word_said_is_what_would_be_lost_without_it():
    table = Learned([("X", {"*": -2.0, "film": 3.0, "crew": 1.0})])
    told, less = table.said(["film", "crew"])["X"], table.said(["crew", "other"])["X"]
    assert told.parts["film"] == pytest.approx(told.said - less.said)


@given(
    st.dictionaries(st.text(min_size=1), st.floats(-90, 90)),
    st.lists(st.text(min_size=1), max_size=12),
)
def test_what_a_line_says_lies_between_nothing_and_certainty(table, row):
    for one in Learned([("X", table)]).said([*row, *table]).values():
        assert 0 <= one.said <= 1
        assert all(0 <= part <= one.said for part in one.parts.values())


def test_the_shipped_table_names_the_lines_it_was_made_from():
    """Who changes a line or a label makes the table anew: python -m benchmarks.learned --write."""
    assert f"from lines {digest()};" in FILE.read_text(encoding="utf-8")


@pytest.mark.long
def test_the_shipped_table_is_what_those_lines_say():
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))["skills"]
    shipped = {
        skill: {word: int(weight) / 10 for word, weight in map(str.split, row.split(", "))}
        for skill, row in told.items()
    }
    made = learn(development(), list(told))
    for skill in made.keys() | shipped.keys():
        for word in made[skill].keys() | shipped[skill].keys():
            ours, theirs = made[skill].get(word, 0.0), shipped[skill].get(word, 0.0)
            edge = max(abs(ours), abs(theirs)) <= LEAST + WITHIN_ROUNDING
            assert edge or ours == pytest.approx(theirs, abs=WITHIN_ROUNDING), (skill, word)


def test_every_labelled_line_names_skills_of_the_framework_and_stands_once(shipped):
    known = {one.id for one in shipped[0].curriculum.framework.skills}
    told = lines()
    assert len(voices()) >= 14
    assert {skill for _text, skills in told for skill in skills} == known
    assert len({text.casefold() for text, _skills in told}) == len(told)


def test_no_set_that_is_kept_to_measure_is_read():
    assert not {"measure"} & set(READ)
    kept = {line for half in ("measure",)
            for one in labelled(half) for line in one.labels}  # fmt: skip
    assert not kept & {plain(text) for text, _skills in lines()}
