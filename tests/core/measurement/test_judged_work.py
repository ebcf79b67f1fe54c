"""A judged work is evidence for a level, with the error of those who judged it."""

import numpy as np
import pytest
from scipy.special import ndtr

from whetstone.core.kernel.errors import Faults
from whetstone.core.measurement.display import LEVEL_CUTS
from whetstone.core.measurement.items import GRID, ItemParameters, ItemTable
from whetstone.core.measurement.judged_work import (
    ASSUMED_ERRORS,
    Errors,
    WorkEvidence,
    are_apart,
    with_works,
    work_log_likelihood,
)
from whetstone.core.measurement.levels import estimate
from whetstone.core.measurement.propagation import assumed_prior
from whetstone.core.measurement.responses import Responses

TABLE = ItemTable.build([ItemParameters(area=0, max_score=1, a=1.0, b=0.0)])
NO_ANSWERS = Responses.of(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
PRIOR = assumed_prior(3)


def after(raters, *, errors=ASSUMED_ERRORS, weight=1.0, answers=NO_ANSWERS):
    work = WorkEvidence(0, 0, work_log_likelihood(raters, errors=errors), weight, 0)
    return estimate(*with_works(answers, TABLE, [work]), PRIOR)


def test_one_row_of_one_rater_is_the_ordered_probit_with_all_errors_in_one():
    errors = Errors(rater=0.6, work=0.5, row=0.9)
    wide = np.sqrt(0.6**2 + 0.5**2 + 0.9**2)
    low, high = LEVEL_CUTS[1], LEVEL_CUTS[2]
    by_hand = ndtr((GRID - low) / wide) - ndtr((GRID - high) / wide)
    found = np.exp(work_log_likelihood([[2]], errors=errors))
    inner = np.abs(GRID) <= 3
    ratio = found[inner] / by_hand[inner]
    assert ratio == pytest.approx(np.full(ratio.size, ratio[0]), rel=0.01)


def test_two_rows_are_a_double_integral_worked_out_the_slow_way():
    errors = Errors(rater=0.7, work=0.6, row=0.8)
    draw = np.random.default_rng(20261129).normal(size=(3, 200_000))
    places = np.array([-1.0, 0.0, 1.0])

    def share(x, level):
        edges = np.array([-np.inf, *LEVEL_CUTS, np.inf])
        return ndtr((edges[level + 1] - x) / 0.8) - ndtr((edges[level] - x) / 0.8)

    slow = []
    for theta in places:
        work = theta + 0.6 * draw[0]
        one, other = work + 0.7 * draw[1], work + 0.7 * draw[2]
        slow.append(np.mean(share(one, 2) * share(one, 3) * share(other, 1) * share(other, 2)))
    fast = np.exp(work_log_likelihood([[2, 3], [1, 2]], errors=errors))
    at = [int(np.argmin(np.abs(GRID - theta))) for theta in places]
    assert fast[at] / fast[at[1]] == pytest.approx(np.array(slow) / slow[1], rel=0.02)


@pytest.mark.parametrize("rows", [1, 2, 4])
@pytest.mark.parametrize("raters", [1, 2])
def test_a_better_row_never_lowers_the_estimate(rows, raters):
    rng = np.random.default_rng(rows * 10 + raters)
    for _ in range(25):
        levels = rng.integers(0, 5, size=(raters, rows))
        who, row = rng.integers(raters), rng.integers(rows)
        levels[who, row] = min(levels[who, row], 3)
        better = levels.copy()
        better[who, row] += 1
        before, now = after(levels.tolist()), after(better.tolist())
        assert (now.mean >= before.mean - 1e-6).all()
        assert now.at_or_above[0, 0] >= before.at_or_above[0, 0] - 1e-9


def test_more_error_of_raters_widens_the_band_whatever_they_said():
    for level in range(5):
        spread = [
            after([[level, level]], errors=Errors(rater=sd)).sd[0] for sd in (0.3, 0.7, 1.2, 2.0)
        ]
        assert spread == sorted(spread)
        assert spread[0] < spread[-1]


def test_two_raters_who_agree_say_more_than_one_and_less_than_two_works():
    one, two = after([[3, 3]]), after([[3, 3], [3, 3]])
    assert two.sd[0] < one.sd[0]
    work = WorkEvidence(0, 0, work_log_likelihood([[3, 3]]), 1.0, 0)
    twice = estimate(*with_works(NO_ANSWERS, TABLE, [work, work]), PRIOR)
    assert twice.sd[0] < two.sd[0]


def test_many_rows_of_one_work_never_say_more_than_the_work_itself_can():
    floor = after([[2] * 40], errors=Errors(rater=0.7, work=0.7, row=0.8))
    assert floor.sd[0] > np.sqrt(1 / (1 + 1 / (0.7**2 + 0.7**2))) * 0.95


def test_a_work_that_weighs_nothing_leaves_everything_as_it_was():
    answers = Responses.of([0, 0], [1, 0])
    alone = estimate(answers, TABLE, PRIOR)
    beside = after([[4, 4]], weight=0.0, answers=answers)
    assert beside.mean == pytest.approx(alone.mean)
    assert beside.answers.tolist() == alone.answers.tolist()


def test_without_works_log_and_table_are_the_very_same():
    answers = Responses.of([0], [1])
    assert with_works(answers, TABLE, []) == (answers, TABLE)


def test_raters_two_levels_apart_in_a_row_are_apart_and_one_level_is_not():
    assert are_apart([{"a": 1, "b": 2}, {"a": 3, "b": 2}])
    assert not are_apart([{"a": 1, "b": 2}, {"a": 2, "b": 3}])
    assert not are_apart([{"a": 0}, {"b": 4}])


@pytest.mark.parametrize("raters", [[], [[]], [[5]], [[-1]]])
def test_nothing_said_or_a_level_that_is_none_is_refused(raters):
    with pytest.raises(Faults):
        work_log_likelihood(raters)


def test_cuts_that_do_not_rise_and_raters_without_error_are_refused():
    with pytest.raises(Faults):
        work_log_likelihood([[2]], cuts=(-1, 0.5, 0.5, 1))
    with pytest.raises(Faults):
        work_log_likelihood([[2]], errors=Errors(rater=0.0))
