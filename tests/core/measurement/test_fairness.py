"""Groups are compared where there are enough answers, and only people of equal ability."""

from __future__ import annotations

import numpy as np

from whetstone.core.measurement.dif import DifClass
from whetstone.core.measurement.fairness import compared


def answers(rng, n, *, harder=0.0, apart=0.0):
    """Half speak Nepali; for them the question is `harder`, and their ability lies `apart`."""
    group = np.where(np.arange(n) % 2 == 0, "en", "ne")
    theta = rng.normal(size=n) + np.where(group == "ne", apart, 0.0)
    logit = 1.3 * theta - np.where(group == "ne", harder, 0.0)
    full = rng.random(n) < 1 / (1 + np.exp(-logit))
    return full, theta + rng.normal(0, 0.2, n), group.tolist()


def test_a_question_harder_for_one_language_is_found():
    (one,) = compared(*answers(np.random.default_rng(1), 1600, harder=1.2))
    assert one.ets is DifClass.C
    assert one.by_strata.delta < -1.5


def test_a_group_that_is_less_able_is_not_taken_for_a_question_that_is_unfair():
    (one,) = compared(*answers(np.random.default_rng(2), 1600, apart=-1.0))
    assert one.ets is DifClass.A


def test_below_fifty_answers_nothing_is_said_but_how_many_are_missing():
    (one,) = compared(*answers(np.random.default_rng(3), 90))
    assert one.ets is None
    assert one.missing == 10


def test_people_whose_group_is_not_known_are_left_out():
    full, theta, group = answers(np.random.default_rng(4), 400)
    group[:100] = [""] * 100
    (one,) = compared(full, theta, group)
    assert one.n_reference + one.n_focal == 300


def test_one_group_alone_is_held_against_nobody():
    full, theta, _group = answers(np.random.default_rng(5), 200)
    assert compared(full, theta, ["en"] * 200) == ()
