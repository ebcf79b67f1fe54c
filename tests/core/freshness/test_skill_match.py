"""A matcher that can say why; people's word before its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.freshness.matching import Correction, Matched, Verdict, match_findings
from whetstone.core.freshness.skill_match import (
    LISTED,
    TOGETHER,
    Matcher,
    SkillWords,
    holds_phrase,
    stem,
    stems,
)
from whetstone.core.freshness.syllabus import Finding, FindingKind
from whetstone.core.freshness.word_families import FAMILIES

SKILLS = (
    SkillWords(
        "CRI-3",
        "Response wording",
        ("Can draft a holding statement.",),
        ("holding statement", "crisis communication"),
    ),
    SkillWords(
        "CRI-1",
        "Preparation",
        ("Can use a contact list.",),
        ("crisis communication plan", "crisis plan"),
    ),
    SkillWords(
        "CAR-2", "Empathy", ("Can write a calm reply.",), ("de-escalation", "shared words")
    ),
    SkillWords(
        "CAR-3", "Escalation", ("Can escalate with notes.",), ("escalation", "shared words")
    ),
)
MATCHER = Matcher(SKILLS)


def finding(text, **more):
    facts = {"depth": 1, "page": 0, "number": 1} | more
    return Finding(FindingKind.TOPIC, text, 0, len(text), **facts)


def skills(text, *corrections):
    return {m.skill: m for m in match_findings([finding(text)], MATCHER, corrections)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("moderation", "moderating"),
        ("policies", "policy"),
        ("analyse", "analysis"),
        ("plans", "planning"),
        ("Responses", "response"),
        ("scheduling", "scheduled"),
    ],
)
def test_forms_of_a_word_share_a_stem(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("care", "career"),
        ("formats", "form"),
        ("conversation", "conversion"),
        ("ban", "banner"),
        ("crisis", "critic"),
    ],
)
def test_other_words_do_not(one, other):
    assert stem(one) != stem(other)


@given(st.text(max_size=60))
def test_any_text_has_stems_and_scores_from_0_to_1(text):
    assert all(stems(text))
    assert all(0 <= match.score <= 1 for match in MATCHER.match(text, threshold=0.0))


def test_a_phrase_is_found_in_other_forms_and_with_a_word_between():
    for text in ("Holding statements", "draft a holding public statement", "HOLDING STATEMENT"):
        assert "CRI-3" in skills(text)


def test_a_phrase_of_two_words_may_stand_turned_round_and_a_longer_one_may_not():
    assert [one.skill for one in MATCHER.match("A plan for a crisis")] == ["CRI-1"]
    assert "CRI-3" not in {
        one.skill for one in MATCHER.match("Plan of communication", threshold=0.5)
    }


@pytest.mark.parametrize(
    ("one", "other"), [("sold", "sales"), ("advert", "advertising"), ("wrote", "writing")]
)
def test_words_of_one_family_are_one_word(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("photo", "picture"), ("goal", "measure"), ("adapt", "ad")]
)
def test_words_that_merely_go_together_are_two(one, other):
    assert stem(one) != stem(other)


def test_no_word_belongs_to_two_families():
    words = [word for family in FAMILIES for word in family.split()]
    assert len(words) == len(set(words))


def test_a_match_shows_the_words_that_made_it():
    match = skills("How to draft a holding statement")["CRI-3"]
    assert match.terms[0].text == "holding statement"
    assert 0 < match.terms[0].worth <= match.score <= 1


def test_the_longer_phrase_wins():
    assert set(skills("A crisis communication plan")) == {"CRI-1"}
    assert set(skills("de-escalation")) == {"CAR-2"}
    assert set(skills("escalation")) == {"CAR-3"}


def test_what_is_far_behind_the_best_skill_is_not_shown_beside_it():
    found = MATCHER.match("de-escalation", threshold=0.0)
    assert [match.skill for match in found] == ["CAR-2"]
    every = MATCHER.match("a holding statement, a crisis plan")
    assert {match.skill for match in every} == {"CRI-3", "CRI-1"}
    assert every[-1].score >= LISTED * every[0].score
    assert [match.skill for match in MATCHER.match("escalation, a crisis plan")] == ["CRI-1"]


PASSING_BY = Matcher((
    SkillWords("PAD-1", "Paid social", ("Can set an objective.",), ("advertising", "ad budget")),
    SkillWords("PLT-2", "Formats", ("Can list formats.",), ("facebook", "instagram")),
    SkillWords("CAR-1", "Triage", ("Can sort messages.",), ("handling complaints", "triage")),
))  # fmt: skip


def test_one_word_in_passing_yields_to_what_has_more_to_show():
    found = PASSING_BY.match("Handling complaints of customers under an advertisement")
    assert [match.skill for match in found] == ["CAR-1"]


def test_a_network_named_in_passing_is_not_about_its_formats():
    one = PASSING_BY.match("Triage on Facebook and being kind", threshold=0.0)
    assert one[0].skill == "CAR-1"
    assert "PLT-2" not in {match.skill for match in one}
    assert [match.skill for match in PASSING_BY.match("Facebook, Instagram")] == ["PLT-2"]


def test_one_word_that_is_an_item_of_a_list_is_a_topic():
    found = PASSING_BY.match("Handling complaints, triage and breaks")
    assert [match.skill for match in found] == ["CAR-1"]
    both = MATCHER.match("crisis plan and escalation of a case")
    assert "CRI-1" in {match.skill for match in both}
    assert "CAR-3" not in {match.skill for match in both}


@pytest.mark.parametrize(
    ("one", "other"),
    [("creating", "creators"), ("recommend", "recommendation"), ("recommends", "recommender")],
)
def test_what_a_student_does_is_not_what_a_person_or_a_machine_is(one, other):
    assert stem(one) != stem(other)


def test_a_phrase_of_two_skills_is_worth_half():
    both = skills("shared words")
    assert set(both) == {"CAR-2", "CAR-3"}
    assert both["CAR-2"].score < skills("holding statement")["CRI-3"].score


def test_a_line_may_be_about_several_skills():
    assert set(skills("holding statement and crisis plan")) == {"CRI-3", "CRI-1"}


@pytest.mark.parametrize("text", ["", "and the of", "Group presentations", "संकट", "12345"])
def test_a_line_about_nothing_of_ours_matches_nothing(text):
    assert skills(text) == {}


def test_a_matcher_without_skills_finds_nothing():
    assert Matcher(()).match("holding statement") == ()


def test_words_far_apart_are_no_phrase():
    assert not holds_phrase(stems("holding one two three statement"), stems("holding statement"))
    assert not holds_phrase(stems("statement holding"), stems("holding statement"))


# --- corrections ---


def test_a_person_may_say_yes_and_it_is_marked():
    match = skills(
        "Order under pressure", Correction("under pressure", "CRI-1", Verdict.YES, level=3, key=7)
    )["CRI-1"]
    assert (match.score, match.depth, match.correction, match.is_by_person) == (1.0, 3, 7, True)


@pytest.mark.parametrize(
    ("score", "by", "perhaps"), [(0.39, None, True), (0.4, None, False), (0.2, 7, False)]
)
def test_what_only_leads_says_perhaps_and_a_persons_word_never_does(score, by, perhaps):
    assert Matched(0, "CRI-1", score, (), 1, None, by).is_perhaps is perhaps


def test_a_person_may_say_no():
    assert skills("holding statement", Correction("holding statement", "CRI-3", Verdict.NO)) == {}


def test_the_newest_word_wins_and_as_found_takes_it_back():
    no = Correction("holding statement", "CRI-3", Verdict.NO)
    yes = Correction("holding statement", "CRI-3", Verdict.YES)
    back = Correction("holding statement", "CRI-3", Verdict.AS_FOUND)
    assert skills("holding statement", no, yes)["CRI-3"].score == 1.0
    assert skills("holding statement", no, back)["CRI-3"].correction is None


def test_a_correction_does_not_touch_other_lines_or_skills():
    no = Correction("holding statement today", "CRI-3", Verdict.NO)
    assert "CRI-3" in skills("holding statement", no)
    assert "CAR-3" in skills("escalation", Correction("escalation", "CRI-3", Verdict.NO))


def test_a_correction_to_a_skill_that_is_gone_adds_nothing():
    assert "OLD-1" not in skills("order", Correction("order", "OLD-1", Verdict.YES))


def test_a_correction_may_say_that_it_is_elective():
    assert (
        skills("escalation", Correction("escalation", "CAR-3", Verdict.YES, required=False))[
            "CAR-3"
        ].required
        is False
    )


TOGETHER_BY = Matcher((
    SkillWords(
        "STR-3", "Where to be", ("Can match networks.",), (),
        (("choose suit right", "network channel"),),
    ),
    SkillWords(
        "CRE-2", "Moving pictures", ("Can shoot.",), ("video", "subtitles"), (("film", "phone"),)
    ),
    SkillWords("CRE-3", "Accessible posts", ("Can caption.",), ("subtitles for all", "alt text")),
    SkillWords("PAD-1", "Paid", ("Can buy.",), ("channel network fees",)),
    SkillWords("AUD-1", "People", ("Can profile.",), ("personas", "segments")),
))  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Choosing the right network",
        "Networks: which channels suit a small shop",
        "The channel that you chose",
        "Choose, with a reason, a network",
    ],
)
def test_two_words_of_a_rule_speak_in_any_order_and_are_shown(text):
    found = TOGETHER_BY.match(text)
    assert found[0].skill == "STR-3"
    assert found[0].terms[0].text in text
    assert found[0].terms[0].worth == TOGETHER


@pytest.mark.parametrize(
    "text",
    [
        "Choose a topic. Networks follow later",
        "Choose a good old brown paper bag without a network",
        "Choosing well",
    ],
)
def test_two_words_far_apart_or_across_a_stop_say_nothing(text):
    assert all(term.worth < TOGETHER for m in TOGETHER_BY.match(text) for term in m.terms)


def test_what_a_longer_phrase_of_others_holds_is_taken():
    assert [m.skill for m in TOGETHER_BY.match("Choose channel network fees")] == ["PAD-1"]


def test_what_comes_after_such_as_yields_to_what_a_sentence_is_about():
    assert [m.skill for m in TOGETHER_BY.match("Personas based on video")] == ["AUD-1"]
    assert [m.skill for m in TOGETHER_BY.match("Notes based on video")] == ["CRE-2"]


def test_after_a_head_that_speaks_one_word_names_no_skill():
    assert [m.skill for m in TOGETHER_BY.match("Film on a phone: light, personas")] == ["CRE-2"]
    assert [m.skill for m in TOGETHER_BY.match("Evening one: personas")] == ["AUD-1"]
