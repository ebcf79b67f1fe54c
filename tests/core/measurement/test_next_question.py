"""Which question next: promises and refusals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from whetstone.core.kernel.errors import Faults
from whetstone.core.measurement.blueprint import (
    DIVE_RULE,
    Blueprint,
    StopReason,
    StopRule,
    dive,
    quick,
    scan,
    should_stop,
)
from whetstone.core.measurement.display import ENTRY
from whetstone.core.measurement.items import GRID, ItemParameters, ItemTable
from whetstone.core.measurement.levels import estimate
from whetstone.core.measurement.next_question import (
    Bank,
    Criterion,
    Policy,
    Sitting,
    choose_next,
    expected_gain,
)
from whetstone.core.measurement.propagation import assumed_prior
from whetstone.core.measurement.responses import Responses
from whetstone.core.measurement.sitting import SittingPosterior


def _table(size=112):
    rng = np.random.default_rng(2)
    return ItemTable.build(
        [
            ItemParameters(
                k % 14,
                1 + k % 3,
                float(rng.uniform(0.7, 1.2)),
                float(rng.uniform(-1.2, 1.2)),
                0.3,
                0.7,
            )
            for k in range(size)
        ]
    )


TABLE = _table()
PRIOR = assumed_prior()
BANK = Bank.of(TABLE)
START = SittingPosterior.start(TABLE, PRIOR)


def taken(blueprint, *, seed="s", bank=BANK, theta=0.0, policy=None, rule=None):
    """A whole sitting of someone with ability theta everywhere; rows asked, final posterior."""
    rng = np.random.default_rng(8)
    posterior, asked = START, []
    place = int(np.abs(GRID - theta).argmin())
    while not should_stop(posterior, blueprint, rule or StopRule(blueprint.length, 99)):
        sitting = Sitting(seed, tuple(asked))
        choice = choose_next(bank, posterior, sitting, blueprint, policy=policy or Policy())
        if choice is None:
            break
        points = int(rng.choice(4, p=TABLE.prob[choice.item, :, place]))
        posterior = posterior.with_answer(choice.item, points)
        asked.append(choice.item)
    return asked, posterior


def test_a_quick_look_asks_five_and_five():
    asked, posterior = taken(quick(2, 9))
    assert len(set(asked)) == 10
    assert posterior.count[[2, 9]].tolist() == [5, 5]
    assert posterior.count.sum() == 10


def test_a_scan_asks_two_in_each_of_fourteen_areas():
    asked, posterior = taken(scan())
    assert len(set(asked)) == 28
    assert posterior.count.tolist() == [2] * 14


def test_the_same_seed_replays_the_same_questions_and_another_does_not():
    first, again, other = (taken(scan(), seed=seed)[0] for seed in ("a", "a", "b"))
    assert first == again
    assert first != other


def test_enemies_are_never_asked_together_whichever_names_the_other():
    enemies = [frozenset[int]()] * len(TABLE)
    enemies[2] = frozenset(row for row in range(len(TABLE)) if row % 14 == 2 and row != 2)
    bank = replace(BANK, enemies=enemies)
    policy = Policy(draw_among=1)
    asked, _ = taken(dive(2), bank=bank, policy=policy)
    assert 2 not in asked or asked == [2]
    assert choose_next(bank, START, Sitting("s", (16,)), dive(2), policy=policy).item != 2


def test_excluded_and_asked_items_never_come():
    sitting = Sitting("s", asked=(0, 14), excluded=frozenset({28, 42, 56, 70, 84}))
    choice = choose_next(BANK, START, sitting, dive(0))
    assert choice.item == 98
    assert choice.allowed == 1
    nothing = replace(sitting, excluded=sitting.excluded | {98})
    assert choose_next(BANK, START, nothing, dive(0)) is None


def test_items_over_the_exposure_cap_wait_until_nothing_else_is_left():
    exposure = np.zeros(len(TABLE))
    exposure[[0, 14, 28, 42, 56, 70, 84]] = 0.4
    bank = replace(BANK, exposure=exposure)
    two = Blueprint({0: 2})
    assert choose_next(bank, START, Sitting("s"), two).item == 98
    last = choose_next(bank, START, Sitting("s", (98,)), two)
    assert last.cap_lifted
    assert last.item != 98


def test_questions_longer_than_the_time_left_are_not_begun():
    seconds = np.full(len(TABLE), 200.0)
    seconds[33] = 40.0
    bank = replace(BANK, seconds=seconds)
    assert choose_next(bank, START, Sitting("s", seconds_left=60.0), scan()).item == 33
    assert choose_next(bank, START, Sitting("s", seconds_left=30.0), scan()) is None


def test_another_format_is_preferred_after_the_same_one():
    exact = [ItemParameters(0, 1, 1.0, 0.0)] * 3
    bank = replace(Bank.of(ItemTable.build(exact)), formats=["order", "order", "rate"])
    posterior = SittingPosterior.start(bank.table, assumed_prior(1))
    policy = Policy(draw_among=1)
    assert choose_next(bank, posterior, Sitting("s", (0,)), dive(0), policy=policy).item == 2


@pytest.mark.parametrize("criterion", [Criterion.VARIANCE, Criterion.DECISION])
def test_expected_gain_is_what_brute_force_finds(criterion):
    posterior = SittingPosterior.of(TABLE, assumed_prior(14, correlation=0.0), [0, 14], [1, 0])
    policy = Policy(criterion=criterion)
    rows = np.array([28, 42, 1])
    found = expected_gain(TABLE, posterior, rows, policy)
    for row, gain in zip(rows, found, strict=True):
        area = TABLE.area[row]
        now = _doubt(posterior, area, criterion)
        chance = TABLE.prob[row] @ posterior.density[area]
        then = sum(
            chance[points] * _doubt(posterior.with_answer(int(row), points), area, criterion)
            for points in range(int(TABLE.max_score[row]) + 1)
        )
        assert gain == pytest.approx(now - then, abs=2e-3)


def _doubt(posterior, area, criterion):
    if criterion is Criterion.VARIANCE:
        return posterior.sd[area] ** 2
    p = posterior.p(ENTRY)[area]
    return -(p * np.log2(p) + (1 - p) * np.log2(1 - p))


def test_adaptive_questions_tell_more_than_the_worst_ones():
    best, _ = taken(dive(3), policy=Policy(draw_among=1))
    gains = expected_gain(TABLE, START, np.flatnonzero(TABLE.area == 3), Policy())
    assert np.flatnonzero(TABLE.area == 3)[gains.argmax()] == best[0]


def test_the_sitting_alone_agrees_with_the_profile_of_the_same_answers():
    asked, posterior = taken(scan(), theta=0.8)
    scores = [int(TABLE.max_score[row]) for row in asked]
    sitting = SittingPosterior.of(TABLE, PRIOR, asked, scores)
    profile = estimate(Responses.of(asked, scores), TABLE, PRIOR)
    assert np.allclose(sitting.mean, profile.mean, atol=1e-6)
    assert np.allclose(sitting.sd, profile.sd, atol=1e-6)
    assert posterior.count.sum() == len(asked)


def test_a_dive_ends_when_precise_or_at_ten():
    _, posterior = taken(dive(5), rule=DIVE_RULE)
    assert 6 <= posterior.count[5] <= 10


def test_a_sitting_ends_early_when_every_area_is_decided():
    rule = StopRule(10, 4, least_in_area=2, cut=ENTRY)
    asked, posterior = taken(quick(0, 1), theta=3.0, rule=rule)
    assert 4 <= len(asked) < 10
    assert should_stop(posterior, quick(0, 1), rule) is StopReason.DECIDED


def test_a_sitting_does_not_end_before_its_minimum():
    rule = StopRule(10, 8, cut=ENTRY)
    asked, _ = taken(quick(0, 1), theta=3.0, rule=rule)
    assert len(asked) >= 8


@pytest.mark.parametrize(("item", "points"), [(0, 2), (0, -1), (999, 0), (-1, 0)])
def test_points_that_cannot_be_are_refused(item, points):
    with pytest.raises(Faults):
        START.with_answer(item, points)


def test_a_bank_whose_lists_do_not_match_is_refused():
    with pytest.raises(Faults):
        replace(BANK, exposure=np.zeros(3))


@pytest.mark.parametrize("quota", [{}, {0: 0}])
def test_a_blueprint_without_questions_is_refused(quota):
    with pytest.raises(Faults):
        Blueprint(quota)


def test_cuts_that_do_not_match_the_areas_are_refused():
    with pytest.raises(Faults):
        choose_next(
            BANK,
            START,
            Sitting("s"),
            scan(),
            policy=Policy(criterion=Criterion.DECISION, cuts=(ENTRY, ENTRY)),
        )


def test_a_draw_is_widest_for_an_areas_first_question_and_ends_with_the_best():
    policy = Policy()
    assert [policy.among(asked) for asked in range(7)] == [5, 4, 3, 2, 1, 1, 1]
    assert [Policy(draw_least=3).among(asked) for asked in range(4)] == [5, 4, 3, 3]
