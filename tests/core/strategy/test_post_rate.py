"""A rate over posts has the interval of posts, not of the people who saw them."""

from __future__ import annotations

import numpy as np
import pytest

from whetstone.core.strategy.ratio import Sums, post_rate


def sums_of(people, acts):
    x, y = np.asarray(people, dtype=float), np.asarray(acts, dtype=float)
    return Sums(len(x), x.sum(), y.sum(), (x * x).sum(), (x * y).sum(), (y * y).sum())


def test_the_rate_is_the_ratio_of_sums_and_its_error_is_that_of_cochran():
    people, acts = [100, 200, 300, 400, 500], [5, 8, 18, 18, 26]
    found = post_rate(sums_of(people, acts))
    rate = 75 / 1500
    misfit = sum((y - rate * x) ** 2 for x, y in zip(people, acts, strict=True))
    error = (5 / 4 * misfit) ** 0.5 / 1500
    assert found.value == pytest.approx(rate)
    assert found.hi == pytest.approx(rate + 1.959964 * error, rel=1e-6)


def test_posts_that_all_have_the_same_rate_leave_no_doubt():
    found = post_rate(sums_of([100, 200, 300, 50, 80], [10, 20, 30, 5, 8]))
    assert found.lo == pytest.approx(found.hi, abs=1e-7)


def test_four_posts_cannot_tell():
    assert not post_rate(sums_of([100] * 4, [5] * 4)).is_known
    assert not post_rate(sums_of([0] * 9, [0] * 9)).is_known


def test_the_interval_covers_where_posts_differ_and_that_of_people_does_not():
    from whetstone.core.kernel.probability import wilson

    rng = np.random.default_rng(5)
    ours = theirs = 0
    for _run in range(600):
        rates = rng.beta(4, 96, 40)
        people = rng.integers(500, 3000, 40)
        acts = rng.binomial(people, rates)
        found = post_rate(sums_of(people, acts))
        low, high = wilson(int(acts.sum()), int(people.sum()))
        ours += found.holds(0.04)
        theirs += low <= 0.04 <= high
    assert ours / 600 > 0.90
    assert theirs / 600 < 0.60
