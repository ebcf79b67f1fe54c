"""The fading laws, with dates worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.kernel.evidence import (
    DAYS_PER_MONTH,
    HALF_LIFE_BY_KIND,
    ClaimState,
    claims_still_true,
    evidence_weight,
    months_between,
    retention,
    review_by,
    still_true,
)

TODAY = date(2026, 11, 23)
MONTHS = st.floats(0, 300)
HALF_LIVES = st.floats(0.5, 120)


@pytest.mark.parametrize(
    ("kind", "day"),
    [
        ("principle", date(2028, 6, 29)),
        ("practice", date(2027, 9, 11)),
        ("regulation", date(2027, 5, 17)),
        ("platform", date(2027, 2, 18)),
        ("feature", date(2027, 1, 10)),
        ("figure", date(2028, 6, 29)),
    ],
)
def test_the_review_day_is_0_32_half_lives_after_verification(kind, day):
    assert review_by(TODAY, HALF_LIFE_BY_KIND[kind]) == day


@given(MONTHS, HALF_LIVES)
def test_a_claim_halves_with_every_half_life(age, half_life):
    assert still_true(age + half_life, half_life) == pytest.approx(still_true(age, half_life) / 2)


@given(HALF_LIVES)
def test_at_review_four_in_five_still_hold(half_life):
    assert still_true(0.32 * half_life, half_life) == pytest.approx(0.80, abs=0.002)


def test_half_the_retention_half_life_squares_retention():
    assert retention(7.0, half_life=12.0) == pytest.approx(retention(7.0, half_life=24.0) ** 2)


def test_months_are_30_4375_days_and_never_negative():
    assert months_between(date(2025, 11, 23), date(2026, 11, 23)) == 365 / DAYS_PER_MONTH
    assert months_between(TODAY, date(2020, 1, 1)) == 0


def test_one_claim_that_is_not_current_takes_all_weight():
    claims = [ClaimState(60.0, TODAY), ClaimState(60.0, TODAY, is_current=False)]
    assert evidence_weight(claims, answered_on=TODAY, on=TODAY) == 0


def test_verifying_a_claim_restores_the_weight():
    stale = [ClaimState(5.0, date(2026, 1, 1))]
    fresh = [ClaimState(5.0, TODAY)]
    assert claims_still_true(stale, TODAY) < 0.3
    assert evidence_weight(fresh, answered_on=TODAY, on=TODAY) == 1


def test_an_answer_that_rests_on_nothing_only_ages():
    weight = evidence_weight([], answered_on=date(2024, 11, 23), on=TODAY)
    assert weight == pytest.approx(0.5, abs=0.001)


def test_a_half_life_of_nothing_is_refused():
    with pytest.raises(ValueError, match="half-life"):
        still_true(1.0, 0.0)
