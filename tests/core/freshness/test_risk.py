"""The queue of claims to read again: more views, more doubt or more harm never moves one down."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.freshness.claims import ClaimKind
from whetstone.core.freshness.risk import HARM, KIND_WEIGHT, risk, severity

views = st.integers(0, 10**6)
chances = st.floats(0, 1)
severities = st.floats(0.1, 20)
kinds = st.sampled_from(list(ClaimKind))
resting = st.lists(st.sampled_from([*HARM, "lesson", "unheard-of"]))


@given(views, views, chances, severities)
def test_more_views_never_lower_the_risk(some, more, chance, harm):
    low, high = sorted((some, some + more))
    assert risk(views=low, chance_true=chance, severity=harm) <= risk(
        views=high, chance_true=chance, severity=harm
    )


@given(views, chances, chances, severities)
def test_a_smaller_chance_to_be_true_never_lowers_the_risk(seen, one, other, harm):
    low, high = sorted((one, other))
    assert risk(views=seen, chance_true=high, severity=harm) <= risk(
        views=seen, chance_true=low, severity=harm
    )


@given(views, chances, severities, severities)
def test_more_harm_never_lowers_the_risk(seen, chance, one, other):
    low, high = sorted((one, other))
    assert risk(views=seen, chance_true=chance, severity=low) <= risk(
        views=seen, chance_true=chance, severity=high
    )


@given(st.floats(0, 0.999), severities)
def test_a_claim_that_nobody_met_is_not_forgotten_and_waits_behind_one_that_was(chance, harm):
    unseen = risk(views=0, chance_true=chance, severity=harm)
    assert 0 < unseen < risk(views=1, chance_true=chance, severity=harm)


@given(views, severities)
def test_what_was_read_today_is_no_risk(seen, harm):
    assert risk(views=seen, chance_true=1, severity=harm) == 0


@given(kinds, resting, resting)
def test_one_more_thing_that_rests_on_a_claim_never_lowers_its_severity(kind, things, more):
    assert severity(kind, things) <= severity(kind, [*things, *more])


@given(kinds)
def test_a_claim_that_nothing_rests_on_keeps_the_weight_of_its_kind(kind):
    assert severity(kind, []) == KIND_WEIGHT[kind] == severity(kind, ["unheard-of"])


def test_the_key_of_a_question_weighs_more_than_a_line_to_read():
    feature = ClaimKind.FEATURE
    assert severity(feature, ["block"]) < severity(feature, ["item"])
    assert severity(feature, ["item"]) < severity(feature, ["certificate"])


@pytest.mark.parametrize(
    ("seen", "chance", "harm"), [(-1, 0.5, 1), (1, -0.1, 1), (1, 1.1, 1), (1, 0.5, 0)]
)
def test_what_is_no_count_no_chance_or_no_harm_is_refused(seen, chance, harm):
    with pytest.raises(ValueError, match="no risk"):
        risk(views=seen, chance_true=chance, severity=harm)


def test_what_goes_out_tomorrow_harms_as_much_as_the_campaign_it_belongs_to():
    campaign = severity(ClaimKind.FEATURE, ["campaign"])
    assert severity(ClaimKind.FEATURE, ["planned_post"]) == campaign
    assert severity(ClaimKind.FEATURE, ["campaign_choice"]) == campaign
