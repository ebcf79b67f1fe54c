"""A scan chooses for level and contrasts together: what a question is worth there."""

from __future__ import annotations

import numpy as np
import pytest

from whetstone.core.measurement import contrasts
from whetstone.core.measurement.blueprint import scan
from whetstone.core.measurement.items import GRID, GRID_STEP, ItemParameters, ItemTable
from whetstone.core.measurement.next_question import (
    Bank,
    Criterion,
    Policy,
    Sitting,
    choose_next,
    expected_gain,
)
from whetstone.core.measurement.propagation import assumed_prior
from whetstone.core.measurement.sitting import SittingPosterior

K = 6
TABLE = ItemTable.build(
    [
        ItemParameters(area, top, 1.3, place)
        for place in (-2.0, -1.0, 0.0, 1.0)
        for top in (1, 2)
        for area in range(K)
    ]
)
CONTRAST = Policy(criterion=Criterion.CONTRAST)


def below(density, line):
    return float(density @ np.clip((line - GRID) / GRID_STEP + 0.5, 0, 1))


def doubt(p):
    return p * (1 - p)


# --- promises ------------------------------------------------------------------------------------


def test_a_question_is_worth_the_two_shares_that_brute_force_finds():
    posterior = SittingPosterior.of(TABLE, assumed_prior(K, correlation=0.0), [0, 7], [1, 0])
    rows = np.array([12, 19, 26, 33])
    found = expected_gain(TABLE, posterior, rows, CONTRAST)
    mean, variance = posterior.mean[None], posterior.sd[None] ** 2
    for row, worth in zip(rows, found, strict=True):
        area = int(TABLE.area[row])
        line = float(contrasts.lines(mean, variance)[0, area])
        before = (posterior.sd[area] ** 2, doubt(below(posterior.density[area], line)))
        chance = TABLE.used[row] @ posterior.density[area]
        after = np.zeros(2)
        for points in range(int(TABLE.max_score[row]) + 1):
            then = posterior.with_answer(int(row), points)
            after += chance[points] * np.array(
                [then.sd[area] ** 2, doubt(below(then.density[area], line))]
            )
        assert worth == pytest.approx(sum(1 - after / np.array(before)), abs=2e-3)


def test_the_line_lies_between_the_two_lowest_of_so_many():
    """Against 40,000 drawn sets of normal numbers."""
    rng = np.random.default_rng(5)
    for areas in (3, 6, 14):
        two = np.sort(rng.normal(size=(40_000, areas)), axis=1)[:, :2].mean()
        assert contrasts.lowest_scores(areas) == pytest.approx(two, abs=0.03)


def test_the_line_moves_with_the_person_and_widens_with_their_spread():
    flat, rough = np.zeros((1, K)), np.array([[0.0, 1.0, -1.0, 1.0, -1.0, 0.0]])
    variance = np.full((1, K), 0.3)
    one = contrasts.lines(flat, variance)
    assert contrasts.lines(flat + 0.7, variance) == pytest.approx(one + 0.7)
    assert (contrasts.lines(rough, variance)[0, 0] < one).all()
    assert (one < 0).all()


def test_the_line_of_an_area_is_drawn_by_the_others_alone():
    mean, variance = np.array([[0.3, -0.8, 1.1, 0.2]]), np.array([[0.4, 0.5, 0.6, 0.7]])
    found = contrasts.lines(mean, variance)[0, 1]
    others = [0, 2, 3]
    spread = np.sqrt(mean[0, others].var() + variance[0, others].mean())
    assert found == pytest.approx(mean[0, others].mean() + contrasts.lowest_scores(4) * spread)
    mean[0, 1], variance[0, 1] = 5.0, 0.1
    assert contrasts.lines(mean, variance)[0, 1] == pytest.approx(found)


def test_it_asks_for_easier_questions_than_variance_alone():
    """A weak area shows on easy questions."""
    posterior = SittingPosterior.start(TABLE, assumed_prior(K))
    bank = Bank.of(TABLE)
    chosen = {}
    for policy in (Policy(draw_among=1), Policy(criterion=Criterion.CONTRAST, draw_among=1)):
        found = choose_next(bank, posterior, Sitting("s"), scan(K), policy=policy)
        chosen[policy.criterion] = found.item // (2 * K)
    assert chosen[Criterion.CONTRAST] <= chosen[Criterion.VARIANCE]
    rows = np.arange(0, len(TABLE), 2 * K)  # one area, points of 1, from easy to hard
    plain = expected_gain(TABLE, posterior, rows, Policy())
    both = expected_gain(TABLE, posterior, rows, CONTRAST)
    assert both[1] / both[2] > plain[1] / plain[2]


def test_many_people_at_once_are_each_alone():
    posterior = SittingPosterior.of(TABLE, assumed_prior(K), [0, 7], [1, 0])
    density = np.stack([posterior.density[2], posterior.density[3]])
    variance = np.array([0.5, 0.9])
    line = np.array([-1.0, -0.4])
    answers = TABLE.used[2::K]
    both = contrasts.worth(answers, density, variance, line)
    for n in range(2):
        alone = contrasts.worth(answers, density[n][None], variance[n : n + 1], line[n : n + 1])
        assert both[n] == pytest.approx(alone[0])


# --- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize("areas", [1, 2])
def test_with_too_few_areas_variance_alone_decides(areas):
    table = ItemTable.build([ItemParameters(k % areas, 1, 1.0, k / 4 - 1) for k in range(8)])
    posterior = SittingPosterior.start(table, assumed_prior(areas))
    rows = np.arange(8)
    assert expected_gain(table, posterior, rows, CONTRAST) == pytest.approx(
        expected_gain(table, posterior, rows, Policy())
    )


def test_a_question_that_tells_nothing_is_worth_nothing():
    nothing = np.full((1, 2, GRID.size), 0.5)
    density = np.exp(-(GRID**2) / 2)[None]
    density /= density.sum()
    found = contrasts.worth(nothing, density, np.array([1.0]), np.array([-1.0]))
    assert found[0, 0] == pytest.approx(0.0, abs=1e-9)


def test_a_large_bank_is_looked_at_whole():
    """No shortlist stands for contrasts, so none can leave out the best question."""
    rng = np.random.default_rng(2)
    large = ItemTable.build(
        [ItemParameters(k % 3, 1, 1.2, float(b)) for k, b in enumerate(rng.normal(size=900))]
    )
    bank = Bank.of(large)
    posterior = SittingPosterior.start(large, assumed_prior(3))
    policy = Policy(criterion=Criterion.CONTRAST, draw_among=1)
    found = choose_next(bank, posterior, Sitting("s"), scan(3), policy=policy)
    assert found.allowed == 900
