"""A large bank is chosen from by shortlists: as brute force would, and within every constraint."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from whetstone.core.kernel.errors import Faults
from whetstone.core.measurement import next_question
from whetstone.core.measurement.blueprint import Blueprint
from whetstone.core.measurement.items import ItemParameters, ItemTable
from whetstone.core.measurement.next_question import (
    Bank,
    Criterion,
    Policy,
    Sitting,
    choose_next,
    exposure_caps,
)
from whetstone.core.measurement.propagation import assumed_prior
from whetstone.core.measurement.shortlists import gains, gains_at, state
from whetstone.core.measurement.sitting import SittingPosterior

SIZE = 2400
NOTHING = 1e-6
"""Bits or squared logits: where a decision is settled, one item is as good as another."""
FORMATS = ("order", "rate", "single")


def _bank(areas):
    rng = np.random.default_rng(4)
    table = ItemTable.build(
        [
            ItemParameters(
                k % areas, 1 + k % 2, float(rng.lognormal(0.2, 0.3)), float(rng.normal())
            )
            for k in range(SIZE)
        ]
    )
    return replace(
        Bank.of(table),
        formats=[FORMATS[k % 3] for k in range(SIZE)],
        seconds=rng.uniform(40, 200, SIZE),
    )


@pytest.fixture(scope="module", params=[1, 3])
def bank(request):
    return _bank(request.param)


def sittings(bank, people=12, length=9):
    """States that sittings come through: the posterior, the sitting, the blueprint."""
    areas = bank.sizes.size
    blueprint = Blueprint(dict.fromkeys(range(areas), length // areas))
    rng = np.random.default_rng(9)
    for person in range(people):
        posterior = SittingPosterior.start(bank.table, assumed_prior(areas))
        asked = []
        for _ in range(length):
            sitting = Sitting(str(person), tuple(asked), excluded=frozenset(range(50)))
            yield posterior, sitting, blueprint
            choice = choose_next(bank, posterior, sitting, blueprint)
            points = int(rng.integers(0, bank.table.max_score[choice.item] + 1))
            posterior = posterior.with_answer(choice.item, points)
            asked.append(choice.item)


@pytest.mark.parametrize("criterion", [Criterion.VARIANCE, Criterion.DECISION])
def test_the_best_of_the_shortlist_is_the_best_of_the_bank(bank, criterion, monkeypatch):
    policy = Policy(criterion=criterion, draw_among=1)
    cases = list(sittings(bank))
    quick = [choose_next(bank, *case, policy=policy) for case in cases]
    monkeypatch.setattr(next_question, "_shortlisted", lambda *_: None)
    brute = [choose_next(bank, *case, policy=policy) for case in cases]

    pairs = [pair for pair in zip(quick, brute, strict=True) if pair[1].gain > NOTHING]
    assert len(pairs) > len(cases) / 2
    assert all(one.allowed < other.allowed for one, other in pairs)
    assert np.mean([one.item == other.item for one, other in pairs]) >= 0.99
    for one, other in pairs:
        least = other.gain * bank.quickness[other.item]
        assert one.gain * bank.quickness[one.item] >= 0.99 * least


def test_what_is_barred_never_comes_from_a_shortlist(bank):
    enemies = [frozenset[int]()] * SIZE
    enemies[60] = frozenset(range(61, SIZE, 2))
    hostile = replace(bank, enemies=enemies)
    for posterior, sitting, blueprint in sittings(hostile):
        choice = choose_next(hostile, posterior, sitting, blueprint)
        assert choice.item >= 50
        assert choice.item not in sitting.asked
        assert not (60 in sitting.asked and choice.item % 2 and choice.item > 60)


def test_a_list_that_runs_dry_gives_way_to_the_whole_bank(bank):
    areas = bank.sizes.size
    posterior = SittingPosterior.start(bank.table, assumed_prior(areas))
    blueprint = Blueprint(dict.fromkeys(range(areas), 3))
    only = frozenset(range(SIZE)) - {5, 17}
    choice = choose_next(bank, posterior, Sitting("s", excluded=only), blueprint)
    assert choice.item in {5, 17}
    assert choice.allowed == 2


def test_items_at_their_cap_are_on_no_shortlist(bank):
    exposure = np.where(np.arange(SIZE) % 5 == 0, 0.0, 0.3)
    shown = replace(bank, exposure=exposure)
    for posterior, sitting, blueprint in sittings(shown, people=4):
        assert choose_next(shown, posterior, sitting, blueprint).item % 5 == 0


def test_the_same_seed_replays_a_large_bank_from_a_table_made_anew(bank):
    again = _bank(bank.sizes.size)
    for posterior, sitting, blueprint in sittings(bank, people=3):
        one = choose_next(bank, posterior, sitting, blueprint)
        assert one == choose_next(again, posterior, sitting, blueprint)


def test_many_densities_at_once_give_the_gains_of_one(bank):
    density = SittingPosterior.of(bank.table, assumed_prior(bank.sizes.size), [0, 1], [1, 0])
    rows = np.flatnonzero(bank.table.area == 0)[:40]
    for cut in (None, -0.5):
        mean = float(density.mean[0])
        one = gains(bank.table.used[rows], density.density[0], mean, cut)
        many = gains_at(bank.table.used[rows], density.density[:1], cut)
        assert np.allclose(one, many[0], atol=1e-12)


@pytest.mark.parametrize(("mean", "sd"), [(-9.0, 0.01), (9.0, 7.0), (0.0, 0.5)])
def test_a_state_beyond_the_table_is_the_nearest_one(mean, sd):
    assert 0 <= state(mean, sd) < 25 * 9


def test_the_cap_is_a_quarter_or_what_the_arithmetic_asks():
    bank = Bank.of(ItemTable.build([ItemParameters(k % 2, 1, 1.0, 0.0) for k in range(40)]))
    caps = exposure_caps(bank, Blueprint({0: 2, 1: 10}))
    assert caps.tolist() == [0.25, 0.5]


def test_a_role_that_needs_one_area_more_is_asked_there_first():
    bank = Bank.of(ItemTable.build([ItemParameters(k % 2, 1, 1.0, 0.0) for k in range(40)]))
    posterior = SittingPosterior.start(bank.table, assumed_prior(2))
    both = Blueprint({0: 4, 1: 4})
    for area in (0, 1):
        stakes = [1.0, 1.0]
        stakes[area] = 4.0
        choice = choose_next(bank, posterior, Sitting("s"), both, policy=Policy(stakes=stakes))
        assert choice.area == area
    with pytest.raises(Faults, match="stakes"):
        choose_next(bank, posterior, Sitting("s"), both, policy=Policy(stakes=[1.0]))
