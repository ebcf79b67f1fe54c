"""Words learned from labelled lines: shown with their part, bounded, from those lines alone."""

from __future__ import annotations

import pytest
import yaml
from benchmarks.learned import FILE, LEAST, READ, learn
from benchmarks.syllabi import labelled
from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.freshness.learned import Learned, said_together
from whetstone.core.freshness.skill_match import Matcher, SkillWords

TABLE = {"orchard": 0.9, "film": 0.8, "soil": -0.6}
FILMING = SkillWords("CRE-2", "Visual and video", ("Can plan a shot.",), learned=TABLE)
SELLING = SkillWords("SOC-2", "Shop operations", ("Can keep stock right.",))
WITHIN_ROUNDING = 0.011


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
    heavy = SkillWords("CRE-2", "Film", ("Can film.",), learned={"film": 1.5})
    (found,) = Matcher([heavy, SELLING]).match("Film")
    assert found.score <= 1
    assert all(0 < term.worth <= 1 for term in found.terms)


def test_more_words_that_nobody_knows_make_it_say_less():
    by = Matcher([FILMING, SELLING])
    short = by.match("Filming in the orchard")[0].score
    long = by.match("Filming in the orchard with neighbours")[0].score
    assert long < short


@given(st.dictionaries(st.text(min_size=1), st.floats(-3, 3)), st.sets(st.text(min_size=1)))
def test_what_a_line_says_lies_between_nothing_and_certainty(table, stems):
    for parts in Learned([("X", table)]).said(stems | set(table)).values():
        assert 0 <= said_together(parts) <= 1


def test_the_shipped_table_is_what_the_development_syllabi_say():
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))["skills"]
    shipped = {
        skill: {stem: int(weight) / 100 for stem, weight in map(str.split, row.split(", "))}
        for skill, row in told.items()
    }
    made = learn([one for half in READ for one in labelled(half)], list(told))
    for skill in made.keys() | shipped.keys():
        for stem in made[skill].keys() | shipped[skill].keys():
            ours, theirs = made[skill].get(stem, 0.0), shipped[skill].get(stem, 0.0)
            edge = max(abs(ours), abs(theirs)) <= LEAST
            assert edge or ours == pytest.approx(theirs, abs=WITHIN_ROUNDING), (skill, stem)


def test_no_set_that_is_kept_to_measure_is_read():
    assert not {"unseen", "last", "final", "held"} & set(READ)
