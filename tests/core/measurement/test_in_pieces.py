"""Answers looked at in pieces say what they say all at once; nobody's are torn apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whetstone.core.measurement import in_pieces
from whetstone.core.measurement.drift import residuals
from whetstone.core.measurement.item_fit import held_out
from whetstone.core.measurement.items import GRID, ItemParameters, ItemTable
from whetstone.core.measurement.responses import Responses

QUESTIONS, AREAS, PERSONS = 12, 3, 9
TABLE = ItemTable.build([
    ItemParameters(n % AREAS, 1 + n % 2, 1.1, float(b))
    for n, b in enumerate(np.linspace(-1.5, 1.5, QUESTIONS))
])  # fmt: skip

answers = st.lists(
    st.tuples(
        st.integers(0, QUESTIONS - 1),
        st.integers(0, 1),
        st.sampled_from([0.0, 0.5, 1.0]),
        st.integers(0, PERSONS - 1),
    ),
    min_size=1,
    max_size=60,
)
sizes = st.integers(1, 70)


def responses(rows):
    item, score, weight, person = zip(*rows, strict=True)
    return Responses.of(item, score, weight=weight, person=person)


def in_pieces_of(size, work):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(in_pieces, "PIECE", size)
        return work()


def one_by_one(given, place, *, mean=0.0, sd=1.0):
    """Where a person stands without one answer: every other one added up, as the page says it."""
    area = TABLE.area[given.item]
    others = (given.person == given.person[place]) & (area == area[place])
    others[place] = False
    log = -0.5 * ((GRID - mean) / sd) ** 2
    for n in np.flatnonzero(others):
        log = log + given.weight[n] * TABLE.log_prob[given.item[n], given.score[n]]
    density = np.exp(log - log.max())
    return density / density.sum()


@given(st.lists(st.integers(0, 6), max_size=60), sizes)
def test_every_row_is_in_one_piece_and_no_group_is_in_two(groups, size):
    group = np.sort(np.array(groups, dtype=np.int64))
    cut = in_pieces_of(size, lambda: list(in_pieces.pieces(group)))
    assert [n for some in cut for n in range(some.start, some.stop)] == list(range(len(group)))
    met = [set(group[some].tolist()) for some in cut]
    assert sum(len(one) for one in met) == len(set(groups))
    assert all(one for one in met)


@given(st.integers(1, 30), st.lists(st.integers(0, 30), min_size=1, max_size=80))
def test_a_piece_is_no_longer_than_its_size_and_one_group(size, groups):
    group = np.sort(np.array(groups, dtype=np.int64))
    largest = int(np.bincount(group).max())
    cut = in_pieces_of(size, lambda: list(in_pieces.pieces(group)))
    assert all(some.stop - some.start < size + largest for some in cut)


@settings(deadline=None)
@given(answers, sizes)
def test_what_is_expected_is_the_same_in_pieces_of_any_size(rows, size):
    some = responses(rows)
    whole = held_out(some, TABLE, mean=0.2, sd=1.3)
    cut = in_pieces_of(size, lambda: held_out(some, TABLE, mean=0.2, sd=1.3))
    for name in ("theta", "mean", "variance"):
        assert np.allclose(getattr(cut, name), getattr(whole, name), rtol=0, atol=1e-10), name


@settings(deadline=None)
@given(answers, sizes)
def test_each_residual_is_the_same_in_pieces_of_any_size(rows, size):
    some = responses(rows)
    cut = in_pieces_of(size, lambda: residuals(some, TABLE))
    assert np.allclose(cut, residuals(some, TABLE), rtol=0, atol=1e-10)


@settings(deadline=None, max_examples=30)
@given(answers, sizes)
def test_both_are_what_adding_up_the_others_one_by_one_says(rows, size):
    some = responses(rows)
    known = in_pieces_of(size, lambda: held_out(some, TABLE, mean=0.2, sd=1.3))
    for place in range(len(some)):
        density = one_by_one(some, place, mean=0.2, sd=1.3)
        assert known.theta[place] == pytest.approx(float(density @ GRID), abs=1e-9)
    plain = Responses.of(some.item, some.score, person=some.person)
    found = in_pieces_of(size, lambda: residuals(plain, TABLE))
    for place, one in enumerate(plain.item):
        chance = TABLE.prob[one] @ one_by_one(plain, place)
        mean = float(chance @ np.arange(len(chance)))
        sd = np.sqrt(max(float(chance @ np.arange(len(chance)) ** 2) - mean**2, 1e-4))
        assert found[place] == pytest.approx((plain.score[place] - mean) / sd, abs=1e-8)


def test_no_answers_are_no_pieces():
    assert list(in_pieces.pieces(np.array([], dtype=np.int64))) == []
    nothing = Responses.of([], [])
    assert held_out(nothing, TABLE).theta.size == 0
    assert residuals(nothing, TABLE).size == 0


@pytest.mark.filterwarnings("error")
def test_a_chance_that_has_vanished_leaves_numbers():
    """Two such questions told apart nobody in between; both answers against each other."""
    steep = np.where(GRID > 0, 1.0, 0.0)
    prob = np.zeros((2, 4, GRID.size))
    prob[:, 0], prob[:, 1] = 1 - steep, steep
    table = ItemTable(np.zeros(2, dtype=np.int64), np.ones(2, dtype=np.int64), prob)
    some = Responses.of([0, 1, 0], [1, 0, 1], weight=[1.0, 1.0, 0.0], person=[0, 0, 1])
    assert np.isfinite(held_out(some, table).theta).all()
    assert np.isfinite(residuals(some, table)).all()
