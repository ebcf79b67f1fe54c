"""What a rule does to a whole crowd: exposure, length, and the same choice as for one person."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from whetstone.core.measurement.blueprint import Blueprint
from whetstone.core.measurement.density import moments
from whetstone.core.measurement.exposure import implied_exposure
from whetstone.core.measurement.items import ItemParameters, ItemTable
from whetstone.core.measurement.next_question import Bank, Policy, Sitting, choose_next
from whetstone.core.measurement.propagation import assumed_prior
from whetstone.core.measurement.simulated import simulate
from whetstone.core.measurement.sitting import SittingPosterior


def _bank(size=120, areas=1):
    rng = np.random.default_rng(3)
    made = [
        ItemParameters(k % areas, 1, float(rng.lognormal(0.2, 0.3)), float(rng.normal()))
        for k in range(size)
    ]
    return replace(
        Bank.of(ItemTable.build(made)),
        formats=["order" if k % 2 else "rate" for k in range(size)],
        enemies=[frozenset({k + areas}) if k % 7 == 0 and k + areas < size else frozenset()
                 for k in range(size)],
    )  # fmt: skip


@pytest.mark.parametrize("areas", [1, 3])
def test_a_simulated_sitting_asks_what_one_person_would_be_asked(areas):
    bank, blueprint = _bank(areas=areas), Blueprint(dict.fromkeys(range(areas), 4))
    prior, policy = assumed_prior(areas), Policy(draw_among=1)

    def answering(rows, people):
        return (rows + people) % 2

    crowd = simulate(
        bank, prior, blueprint, answering, people=6, rng=np.random.default_rng(1), policy=policy
    )
    for person in range(6):
        asked, points = [], []
        for _ in range(blueprint.length):
            posterior = SittingPosterior.of(bank.table, prior, asked, points)
            choice = choose_next(bank, posterior, Sitting("s", asked), blueprint, policy=policy)
            asked.append(choice.item)
            points.append((choice.item + person) % 2)
        assert crowd.rows[person].tolist() == asked
        assert crowd.points[person].tolist() == points
        end = SittingPosterior.of(bank.table, prior, asked, points)
        assert np.allclose(moments(crowd.density[person])[0], end.mean, atol=1e-6)


def test_the_cap_is_kept_by_more_than_one_rule_of_thumb():
    bank, blueprint = _bank(), Blueprint({0: 10})
    found = implied_exposure(
        bank, assumed_prior(1), blueprint, rng=np.random.default_rng(5), people=2000
    )
    assert found.length == 10
    assert found.share.sum() == pytest.approx(10)
    assert (found.cap == 0.25).all()
    free = implied_exposure(
        bank, assumed_prior(1), blueprint, rng=np.random.default_rng(5), people=2000,
        policy=Policy(exposure_cap=1.0),
    )  # fmt: skip
    assert found.highest < free.highest
    assert found.overlap < free.overlap


def test_a_bank_too_small_for_the_cap_says_so_in_its_cap():
    found = implied_exposure(
        _bank(12), assumed_prior(1), Blueprint({0: 6}), rng=np.random.default_rng(5), people=300
    )
    assert (found.cap == 0.5).all()
    assert found.length <= 6


def test_a_sitting_ends_when_it_is_told_to():
    bank = _bank()
    found = simulate(
        bank,
        assumed_prior(1),
        Blueprint({0: 10}),
        lambda rows, _people: np.ones_like(rows),
        people=20,
        rng=np.random.default_rng(1),
        ending=lambda _log, _density, count: count[:, 0] >= 3,
    )
    assert (found.length == 3).all()
    assert (found.rows[:, 3:] == -1).all()


def test_an_empty_crowd_is_shown_nothing():
    found = simulate(
        _bank(), assumed_prior(1), Blueprint({0: 3}), lambda rows, _people: rows * 0,
        people=1, rng=np.random.default_rng(1), ending=lambda _l, _d, count: count[:, 0] >= 0,
    )  # fmt: skip
    assert found.length.tolist() == [1]
