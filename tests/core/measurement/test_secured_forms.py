"""A secured form: what its pool needs, what it still owes, and what may be said at its end."""

from __future__ import annotations

import numpy as np
import pytest

from whetstone.core.measurement.blueprint import FORM_RULE, StopReason
from whetstone.core.measurement.deciding import Decided
from whetstone.core.measurement.items import ItemParameters, ItemTable
from whetstone.core.measurement.propagation import assumed_prior
from whetstone.core.measurement.secured_forms import (
    PER_SKILL,
    NamedCut,
    chance,
    minutes_for,
    owed,
    plan,
    supply,
    turn,
    verdict,
)
from whetstone.core.measurement.sitting import SittingPosterior

SKILLS = ("A", "B", "C")
ENOUGH = [(skill, level) for skill in SKILLS for level in (1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3)]
CUT = NamedCut(2, -0.5)


def table(n=36, a=1.6):
    places = np.linspace(-1.5, 1.0, n)
    return ItemTable.build([ItemParameters(0, 1, a, float(b)) for b in places])


def after(points, held=None):
    held = held or table()
    rows = list(range(0, 2 * len(points), 2))[: len(points)]
    return SittingPosterior.of(held, assumed_prior(1), rows, points), rows


POOL = tuple(SKILLS[row % 3] for row in range(36))


# --- promises ------------------------------------------------------------------------------------


def test_a_pool_around_the_level_with_every_skill_is_enough():
    assert supply(ENOUGH, SKILLS, 2).is_enough


def test_what_is_missing_is_counted_by_skill_and_by_level():
    thin = [one for one in ENOUGH if one != ("C", 3) and one[0] != "B"]
    found = supply(thin, SKILLS, 2)
    assert {one.of: one.missing for one in found.skills} == {"A": 0, "B": 4, "C": 0}
    assert {one.of: one.missing for one in found.levels} == {"1": 1, "2": 4, "3": 4, "4": 0}
    assert found.total.missing == 30 - len(thin)


def test_a_level_at_the_end_of_the_ladder_has_one_neighbour():
    need = {one.of: one.need for one in supply([], SKILLS, 4).levels}
    assert need == {"1": 0, "2": 0, "3": 7, "4": 23}


def test_every_skill_is_owed_two_questions():
    assert owed("AAB", SKILLS) == {"B": 1, "C": 2}


def test_a_form_that_knows_enough_still_asks_what_it_owes():
    held = ItemTable.build([ItemParameters(0, 3, 2.5, 0.0) for _row in range(36)])
    rows = [row for row in range(36) if POOL[row] == "A"][:10]
    sure = SittingPosterior.of(held, assumed_prior(1), rows, [2, 1] * 5)
    assert sure.sd[0] <= FORM_RULE.sd
    found = turn(sure, POOL, rows)
    assert found.ends is None
    assert found.barred == {row for row in range(36) if POOL[row] == "A"}
    rows += [1, 4, 2, 5]
    done = SittingPosterior.of(held, assumed_prior(1), rows, [2, 1] * 7)
    assert turn(done, POOL, rows).ends is StopReason.PRECISE


def test_what_is_owed_comes_first_when_the_places_run_out():
    rows = [row for row in range(36) if POOL[row] == "A"] + [
        row for row in range(36) if POOL[row] == "B"
    ]
    pool = (*POOL, *("A",) * 6)
    held = table(42, a=0.4)
    rows += list(range(36, 40))
    late = SittingPosterior.of(held, assumed_prior(1), rows, [1, 0] * 14)
    assert len(rows) == 28
    assert {pool[row] for row in range(42) if row not in turn(late, pool, rows).barred} == {"C"}


def test_most_right_answers_earn_the_level_and_most_wrong_ones_do_not():
    posterior, rows = after([1] * 15)
    found = verdict(posterior, rows, [CUT])
    assert found.earned == 2
    assert found.levels[0].p > 0.95
    assert found.low < found.mean < found.high
    posterior, rows = after([0] * 15)
    below = verdict(posterior, rows, [CUT])
    assert below.earned is None
    assert below.levels[0].said is Decided.BELOW


def test_more_telling_questions_are_more_reliable_at_the_level():
    posterior, rows = after([1, 0] * 8)
    sharp = verdict(posterior, rows, [CUT]).levels[0]
    dull_table = table(a=0.6)
    dull = verdict(after([1, 0] * 8, dull_table)[0], rows, [CUT]).levels[0]
    assert 0 < dull.reliability < sharp.reliability < 1
    assert dull.consistency < sharp.consistency <= sharp.accuracy < 1


def test_the_error_of_the_cut_draws_the_chance_towards_a_half():
    density = after([1] * 9)[0].density[0]
    known, doubted = (chance(density, NamedCut(2, -0.5, se)) for se in (None, 0.6))
    assert 0.5 < doubted < known
    assert chance(density, NamedCut(2, -0.5, 1e-9)) == pytest.approx(known, abs=1e-6)


def test_more_time_is_more_time_and_never_less_than_the_usual():
    assert minutes_for([60] * 40, percent=200) == 2 * minutes_for([60] * 40) == 90


# --- refusals ------------------------------------------------------------------------------------


def test_six_answers_are_the_fewest_of_which_anything_is_said():
    assert verdict(*after([1] * 5), [CUT]) is None
    assert verdict(*after([1] * 6), [CUT]) is not None


@pytest.mark.parametrize("gone", [0, 12, 35])
def test_a_pool_that_lacks_one_question_at_the_level_is_not_enough(gone):
    exact = [one for one in ENOUGH if one[1] != 2] + [("A", 2)] * 15
    assert not supply(exact[:gone] + exact[gone + 1 :], SKILLS, 2).is_enough


def test_no_form_is_longer_than_thirty():
    blueprint, rule = plan(POOL * 10)
    assert blueprint.length == 30
    assert rule.least == max(FORM_RULE.least, PER_SKILL * 3)


def test_a_skill_of_which_nothing_is_left_is_owed_nothing():
    held = ItemTable.build([ItemParameters(0, 3, 2.5, 0.0) for _row in range(36)])
    away = frozenset(row for row in range(36) if POOL[row] == "C")
    rows = [0, 3, 1, 4, 6, 7, 9, 10, 12, 13]
    sure = SittingPosterior.of(held, assumed_prior(1), rows, [2, 1] * 5)
    assert turn(sure, POOL, rows, away).ends is StopReason.PRECISE
