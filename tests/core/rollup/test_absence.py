"""Cover with somebody away: right against every set of people, and nobody's own figure."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import least_squares

from whetstone.core.kernel.probability import at_least
from whetstone.core.rollup.absence import MOST_AWAY, with_another_standard, with_some_away

CHANCES = st.lists(st.floats(0.02, 0.98), min_size=6, max_size=9)


@given(CHANCES, st.integers(1, 5))
def test_it_is_the_mean_over_every_set_of_people_who_may_be_away(chances, need):
    for away, told in enumerate(with_some_away(chances, need), start=1):
        stay = list(combinations(chances, len(chances) - away))
        assert told == pytest.approx(sum(at_least(some, need) for some in stay) / len(stay))


@pytest.mark.parametrize(("people", "told"), [(4, 0), (5, 0), (6, 1), (7, 2), (12, MOST_AWAY)])
def test_five_stay_or_nothing_is_told(people, told):
    assert len(with_some_away([0.4] * people, 2)) == told


@given(CHANCES, st.integers(1, 4), st.randoms())
def test_two_people_exchanged_change_no_figure(chances, need, random):
    other = random.sample(chances, len(chances))
    assert with_some_away(other, need) == pytest.approx(with_some_away(chances, need))
    sds = [0.5] * len(chances)
    assert with_another_standard(other, sds, need) == pytest.approx(
        with_another_standard(chances, sds, need)
    )


@given(CHANCES, st.integers(1, 4))
def test_another_standard_brackets_the_cover(chances, need):
    low, high = with_another_standard(chances, [0.5] * len(chances), need)
    assert low <= at_least(chances, need) + 1e-9
    assert high >= at_least(chances, need) - 1e-9


@pytest.mark.parametrize("need", [1, 2, 3])
@pytest.mark.parametrize("one", range(6))
def test_all_figures_together_leave_anybodys_chance_open(need, one):
    """The attack: cover, how many are expected with its band, and cover with one away, solved.

    Whoever's chance is moved, the others' can be found so that every figure reads the same.
    """
    team = [0.25, 0.35, 0.5, 0.6, 0.7, 0.85]
    supposed = team[one] + (0.08 if team[one] < 0.5 else -0.08)
    aim = told(team, need)

    def wrong(others):
        guess = [*others[:one], supposed, *others[one:]]
        return [a - b for a, b in zip(told(guess, need), aim, strict=True)]

    start = [p for place, p in enumerate(team) if place != one]
    found = least_squares(wrong, start, bounds=(0.001, 0.999), xtol=1e-12, ftol=1e-12)
    assert max(map(abs, found.fun)) < 0.005, "all figures read alike, rounded to a hundredth"


def told(chances, need):
    variance = sum(p * (1 - p) for p in chances)
    return [
        at_least(chances, need), sum(chances) / 10, variance / 10, *with_some_away(chances, need),
    ]  # fmt: skip
