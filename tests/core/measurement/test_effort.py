"""Answers that say less than they seem to count less, and nobody is punished for honesty."""

from __future__ import annotations

import numpy as np

from whetstone.core.measurement.effort import effort_weights, is_rapid, pace


def test_an_answer_faster_than_reading_is_a_guess():
    assert is_rapid(3.0, set_for=90)
    assert is_rapid(8.9, set_for=90)
    assert not is_rapid(9.1, set_for=90)


def test_ten_seconds_are_always_enough_to_be_believed():
    assert not is_rapid(10.0, set_for=600)


def test_not_knowing_is_never_a_guess_however_fast():
    assert not is_rapid(1.0, set_for=90, unknown=True)


def test_an_answer_without_a_time_is_believed():
    assert not is_rapid(None, set_for=90)


def test_a_pace_needs_fifty_right_answers_with_a_time():
    seconds = np.full(60, 50.0)
    assert pace(seconds, np.arange(60) < 49) is None
    assert pace(np.where(np.arange(60) < 20, np.nan, seconds), np.ones(60, dtype=bool)) is None
    assert pace(seconds, np.arange(60) < 50) is not None


def test_one_honest_answer_in_a_hundred_lies_below_the_line():
    rng = np.random.default_rng(2)
    seconds = np.exp(rng.normal(4.0, 0.5, 20_000))
    found = pace(seconds, np.ones(20_000, dtype=bool))
    assert abs((seconds < found.fastest).mean() - 0.01) < 0.003


def test_leaked_answers_do_not_hide_themselves_in_the_pace():
    rng = np.random.default_rng(3)
    honest = np.exp(rng.normal(4.0, 0.4, 180))
    leaked = np.exp(rng.normal(2.2, 0.2, 20))
    found = pace(np.concatenate([honest, leaked]), np.ones(200, dtype=bool))
    assert (leaked < found.fastest).mean() > 0.9
    assert (honest < found.fastest).mean() < 0.05


def test_weights_are_whole_half_or_nothing_and_wrong_answers_are_not_suspected():
    weights = effort_weights(
        np.array([60.0, 5.0, 5.0, 3.0, np.nan]),
        np.array([True, True, False, True, True]),
        np.array([False, False, False, True, False]),
        np.array([8.0, 8.0, 8.0, 8.0, 8.0]),
    )
    assert weights.tolist() == [1.0, 0.5, 1.0, 0.0, 1.0]


def test_without_a_known_pace_nobody_is_suspected():
    weights = effort_weights(
        np.array([2.0]), np.array([True]), np.array([False]), np.array([np.nan])
    )
    assert weights.tolist() == [1.0]
