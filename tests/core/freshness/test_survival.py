"""The product-limit estimate against a published table, and its laws."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.freshness.survival import Life, curve, quantile

# Freireich et al. (1963), 6-MP group: 21 patients, weeks in remission; + is censored.
# Reproduced in Cox & Oakes (1984), table 1.1; the product-limit estimate in Kleinbaum & Klein
# (2012), chapter 2, and its standard errors by Greenwood's formula.
ENDED = (6, 6, 6, 7, 10, 13, 16, 22, 23)
CENSORED = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
REMISSION = [
    *(Life(0, week, ended=True) for week in ENDED),
    *(Life(0, week, ended=False) for week in CENSORED),
]
TABLE = {
    6: (21, 3, 0.8571, 0.0764),
    7: (17, 1, 0.8067, 0.0869),
    10: (15, 1, 0.7529, 0.0963),
    13: (12, 1, 0.6902, 0.1068),
    16: (11, 1, 0.6275, 0.1141),
    22: (7, 1, 0.5378, 0.1282),
    23: (6, 1, 0.4482, 0.1346),
}


def test_the_published_table_comes_out_to_the_last_figure():
    steps = curve(REMISSION)
    assert [step.time for step in steps] == list(TABLE)
    for step in steps:
        at_risk, ended, share, error = TABLE[int(step.time)]
        assert (step.at_risk, step.ended) == (at_risk, ended)
        assert step.share == pytest.approx(share, abs=5e-5)
        assert step.error == pytest.approx(error, abs=5e-5)
        assert 0 < step.lo < step.share < step.hi < 1


def test_the_median_and_its_interval_are_those_of_the_textbook():
    """R survfit(conf.type = "log-log"): median 23, from 13, no upper end."""
    median = quantile(curve(REMISSION), 0.5, n=21)
    assert (median.value, median.lo, median.hi) == (23, 13, math.inf)


def test_a_quantile_that_the_curve_does_not_reach_is_not_told():
    told = quantile(curve(REMISSION), 0.9, n=21)
    assert not told.is_known
    assert told.reason == "too many cases are still open"
    assert quantile((), 0.5, n=0).reason == "no cases yet"


def test_a_thing_met_late_was_never_at_risk_before():
    """Worked by hand: at 2 only the first is watched, at 4 the other two are."""
    steps = curve([Life(0, 2, ended=True), Life(1, 4, ended=True), Life(3, 5, ended=False)])
    assert [(step.at_risk, round(step.share, 3)) for step in steps] == [(2, 0.5), (2, 0.25)]


def test_what_ends_in_the_moment_it_is_met_was_at_risk_then():
    steps = curve([Life(0, 5, True), Life(5, 5, True), Life(2, 9, False)])
    assert [(step.at_risk, step.ended, round(step.share, 3)) for step in steps] == [(3, 2, 0.333)]


def test_a_life_cannot_end_before_it_is_met():
    with pytest.raises(ValueError, match="watched from"):
        Life(3, 2, ended=True)


LIVES = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 40), st.booleans()).map(
        lambda row: Life(row[0], row[0] + row[1], row[2])
    ),
    max_size=25,
)


@given(LIVES)
def test_the_curve_only_falls_and_stays_in_its_band(lives):
    steps = curve(lives)
    shares = [1.0, *(step.share for step in steps)]
    assert shares == sorted(shares, reverse=True)
    assert all(0 <= step.lo <= step.share <= step.hi <= 1 for step in steps)


@given(LIVES, st.integers(2, 9))
def test_counting_in_other_units_moves_times_and_nothing_else(lives, factor):
    scaled = [Life(life.entry * factor, life.exit * factor, life.ended) for life in lives]
    before, after = curve(lives), curve(scaled)
    assert [step.time * factor for step in before] == [step.time for step in after]
    assert [step.share for step in before] == [step.share for step in after]
