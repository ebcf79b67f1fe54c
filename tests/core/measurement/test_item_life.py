"""A question's state follows from what is known of it, and from nothing else."""

from __future__ import annotations

import pytest

from whetstone.core.measurement.item_life import (
    MEASURED,
    SCORED,
    ItemMark,
    ItemState,
    is_calibrated_bank,
    item_state,
    pilot_places,
    pilots_in,
)

EXPERT = ItemState.EXPERT_SET


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        (0, ItemState.EXPERT_SET),
        (99, ItemState.EXPERT_SET),
        (100, ItemState.PROVISIONAL),
        (299, ItemState.PROVISIONAL),
        (300, ItemState.OPERATIONAL),
    ],
)
def test_answers_alone_carry_a_question_on(answers, state):
    assert item_state(filed=EXPERT, calibrated_from=answers) is state


def test_what_a_file_claims_without_answers_is_not_believed():
    for claimed in (ItemState.PROVISIONAL, ItemState.OPERATIONAL):
        assert item_state(filed=claimed) is ItemState.EXPERT_SET


def test_a_new_question_of_a_measured_area_is_tried_out_and_counts_for_nobody():
    state = item_state(filed=EXPERT, calibrated_from=40, in_calibrated_bank=True)
    assert state is ItemState.PILOT
    assert state not in SCORED
    assert item_state(filed=EXPERT, calibrated_from=100, in_calibrated_bank=True) in MEASURED


def test_an_editors_word_stands_above_the_numbers_until_it_is_taken_back():
    flagged = item_state(filed=EXPERT, calibrated_from=900, mark=ItemMark.FLAGGED)
    assert flagged is ItemState.FLAGGED
    cleared = item_state(filed=EXPERT, calibrated_from=900, mark=ItemMark.CLEARED)
    assert cleared is ItemState.OPERATIONAL


def test_what_is_retired_or_a_draft_stays_so_whatever_its_answers():
    retired = item_state(filed=EXPERT, calibrated_from=900, mark=ItemMark.RETIRED)
    assert retired is ItemState.RETIRED
    gone = item_state(filed=ItemState.RETIRED, calibrated_from=900, mark=ItemMark.CLEARED)
    assert gone is ItemState.RETIRED
    assert item_state(filed=ItemState.DRAFT, calibrated_from=900) is ItemState.DRAFT


def test_ten_operational_questions_make_a_calibrated_bank():
    assert not is_calibrated_bank(9)
    assert is_calibrated_bank(10)


@pytest.mark.parametrize("length", [5, 10, 28])
def test_pilots_stand_in_two_to_four_places_never_first_and_the_same_for_a_seed(length):
    many = pilots_in(length)
    assert 2 <= many <= 4
    for seed in map(str, range(200)):
        places = pilot_places(seed, length, many)
        assert places == pilot_places(seed, length, many)
        assert len(places) == many
        assert min(places) >= 2
        assert max(places) < length + many


def test_pilots_stand_nowhere_in_particular():
    met = {place for seed in range(300) for place in pilot_places(str(seed), 10, 2)}
    assert met == set(range(2, 12))
