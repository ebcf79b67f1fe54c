"""Search: the same words on both stores, only what may be seen, and no question breaks it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whetstone.apps.field import lexemes, selectors, services
from whetstone.apps.field.models import Passage
from whetstone.apps.field.services import Says

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
REACH = "clm-meta-feed-page-reach"
HOUSE = services.Source(title="House rules", accessed=NOW.date())
OWN = "Marram paints its gannet posters on quartz."


@pytest.fixture
def here(curriculum_loaded, make_workspace):
    return make_workspace()


@pytest.fixture
def there(curriculum_loaded, make_workspace):
    return make_workspace(name="Other")


def things(question, workspace=None):
    found = selectors.find(question, workspace_id=workspace.pk if workspace else None)
    return [hit.thing for hit in found.hits]


def own_claim(workspace, statement=OWN):
    return services.write_claim(
        workspace_id=workspace.pk, person_id=None, statement=statement, kind="practice",
        source=HOUSE, now=NOW,
    )  # fmt: skip


def override(workspace, statement):
    services.override_claim(
        workspace_id=workspace.pk, claim_slug=REACH, person_id=None, reason="Ours differs.",
        statement=statement, source=HOUSE, now=NOW,
    )  # fmt: skip


def test_a_block_a_claim_and_a_word_are_found_by_what_they_say(here):
    found = selectors.find("holding statement", workspace_id=here.pk)
    assert {hit.kind for hit in found.hits} >= {"block", "claim", "term"}
    assert not found.is_loose


def test_all_words_must_stand_there_unless_no_passage_has_them_all(here):
    both = selectors.find("holding statement", workspace_id=here.pk)
    loose = selectors.find("holding xylophone", workspace_id=here.pk)
    assert all("holding" in f"{hit.heading} {hit.text}".lower() for hit in both.hits[:3])
    assert loose.is_loose
    assert loose.hits


def test_the_beginning_of_a_word_and_its_plural_find_it(here):
    assert "term-holding-statement" in things("hold statem", here)
    assert "term-rumour" in things("rumours", here)


def test_a_heading_weighs_more_than_a_text(here):
    services.replace_passages(
        ["guide"],
        [Says("guide", "in-text", "Other", "It names zygote once."),
         Says("guide", "in-head", "Zygote", "It says something else.")],
    )  # fmt: skip
    assert things("zygote", here) == ["in-head", "in-text"]


def test_a_claim_of_a_workspace_is_found_there_and_by_nobody_else(here, there):
    claim = own_claim(here)
    assert things("gannet quartz", here) == [claim.slug]
    assert things("gannet quartz", there) == []
    assert things("gannet quartz") == []


def test_words_of_its_own_take_the_place_of_everybodys_and_go_with_them(here, there):
    assert REACH in things("reach", here)
    override(here, "Kittiwakes are counted by hand in our house.")
    assert REACH in things("kittiwakes", here)
    everybodys = selectors.claims(None, {REACH})[REACH].statement
    assert REACH not in things(everybodys, here)[:1]
    assert REACH in things(everybodys, there)
    assert things("kittiwakes", there) == []
    services.end_override(
        workspace_id=here.pk, claim_slug=REACH, person_id=None, now=NOW + dt.timedelta(hours=1)
    )
    assert things("kittiwakes", here) == []
    assert things(everybodys, here)[0] == REACH


def test_a_doubt_takes_no_words_away(here):
    statement = selectors.claims(None, {REACH})[REACH].statement
    services.doubt_claim(
        workspace_id=here.pk, claim_slug=REACH, person_id=None, reason="Gone.", now=NOW
    )
    assert things(statement, here)[0] == REACH


def test_the_index_can_be_made_anew_from_the_rows_alone(here):
    own_claim(here)
    before = list(
        Passage.objects.order_by("kind", "thing", "workspace").values_list("thing", "words")
    )
    services.index_all_claims()
    after = list(
        Passage.objects.order_by("kind", "thing", "workspace").values_list("thing", "words")
    )
    assert before == after


def test_what_goes_is_not_found_any_more(here):
    services.replace_passages(["guide"], [Says("guide", "gone", "Ptarmigan", "It is here.")])
    assert things("ptarmigan", here) == ["gone"]
    services.replace_passages(["guide"], [])
    assert things("ptarmigan", here) == []


def test_nepali_is_found_whole_and_by_its_beginning(here):
    services.replace_passages(
        ["guide"],
        [Says("guide", "ne", "संकट व्यवस्थापन", "क्रिया र प्रतिक्रियाको समय गणना गर्नुहोस्।"),
         Says("guide", "ne-other", "संख्या", "अरू कुरा।")],
    )  # fmt: skip
    assert things("संकट", here) == ["ne"]
    assert things("व्यवस्था", here) == ["ne"]
    assert things("प्रतिक्रियाको गणना", here) == ["ne"]
    assert things("किताब", here) == []


def test_accents_and_case_make_no_difference(here):
    services.replace_passages(
        ["guide"], [Says("guide", "accents", "Zéphyrine São Nuño", "GRÖSSENSTRASSE")]
    )
    for question in ("zephyrine", "ZÉPHYRINE", "sao nuno", "größenstraße"):
        assert things(question, here) == ["accents"]


@pytest.mark.parametrize("question", ["", "   ", '"', "***", "-", "()", "\x00", "?!…", "̣"])
def test_a_question_without_a_word_finds_nothing_and_says_so(here, question):
    found = selectors.find(question, workspace_id=here.pk)
    assert (found.words, found.hits) == ((), ())


HOSTILE = (
    "' OR 1=1 --", '" OR "a"="a', "NEAR(a b)", "crisis AND NOT", "words:crisis", "{crisis",
    "^crisis",
    "crisis*", "a:b & !c | d <-> e", "\\", "%s %(x)s", "crisis\x00drop", "﷽" * 300, "a" * 5000,
    "AND", "OR NOT AND", "rowid", "; DROP TABLE field_passage", "😀 👩‍🚀", "\u202egnirts",
)  # fmt: skip


@pytest.mark.parametrize("question", HOSTILE)
def test_nothing_in_a_question_is_read_as_a_command(here, question):
    before = Passage.objects.count()
    selectors.find(question, workspace_id=here.pk)
    assert Passage.objects.count() == before


@given(st.text(max_size=300))
def test_the_words_of_any_text_are_letters_and_digits_of_ascii(text):
    for word in (*lexemes.asked(text), *lexemes.words_of(text).split()):
        assert word.isascii()
        assert word.isalnum()
        assert len(word) < 2000


@given(st.text(alphabet=st.characters(categories=("L", "N", "M", "Z")), max_size=80))
def test_what_is_asked_in_the_words_of_a_text_is_among_them(text):
    assert set(lexemes.asked(text)) <= set(lexemes.words_of(text).split())


@given(st.text(max_size=200))
def test_places_of_words_are_those_of_the_text(text):
    at = 0
    for one in lexemes.lexemes(text):
        assert at <= one.start < one.end <= len(text)
        at = one.end
