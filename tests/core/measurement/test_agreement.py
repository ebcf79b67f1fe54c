"""Agreement of two who judge: a known figure, whoever is first, and what is not said."""

from __future__ import annotations

import numpy as np
import pytest

from whetstone.core.measurement.agreement import ENOUGH, WORKS, agreement


def kappa_by_table(pairs):
    """Cohen's weighted kappa (1968) from the table of both orders, written out as he does."""
    table = np.zeros((5, 5))
    for a, b in pairs:
        table[a, b] += 1
        table[b, a] += 1
    table /= table.sum()
    weights = (np.arange(5)[:, None] - np.arange(5)[None, :]) ** 2
    expected = table.sum(axis=1)[:, None] * table.sum(axis=0)[None, :]
    return 1 - (weights * table).sum() / (weights * expected).sum()


def works(rng, *, n=WORKS, slip=0.3):
    made = []
    for _ in range(n):
        true = rng.integers(0, 5, size=5)
        two = [np.clip(true + (rng.random(5) < slip) * rng.choice([-1, 1], 5), 0, 4) for _ in "ab"]
        made.append([(int(a), int(b)) for a, b in zip(*two, strict=True)])
    return made


@pytest.mark.parametrize("seed", range(5))
def test_it_is_cohens_figure_from_the_table_of_both_orders(seed):
    given = works(np.random.default_rng(seed))
    found = agreement(given)
    assert found.kappa == pytest.approx(kappa_by_table([pair for one in given for pair in one]))
    assert found.low < found.kappa < found.high <= 1
    assert found.works == WORKS


def test_who_is_called_the_first_does_not_matter():
    given = works(np.random.default_rng(7))
    assert agreement([[(b, a) for a, b in one] for one in given]) == agreement(given)


def test_two_who_say_the_same_agree_wholly():
    found = agreement([[(n % 5, n % 5), (2, 2)] for n in range(WORKS)])
    assert (found.kappa, found.low, found.high) == (1, 1, 1)
    assert found.is_enough


def test_two_who_guess_do_not_agree():
    rng = np.random.default_rng(3)
    found = agreement([[tuple(rng.integers(0, 5, 2).tolist())] for _ in range(400)])
    assert found.low < 0 < found.high
    assert not found.is_enough
    assert found.kappa < ENOUGH


def test_a_band_that_holds_its_own_figure_in_most_of_many_samples():
    rng = np.random.default_rng(11)
    true = agreement(works(rng, n=20_000)).kappa
    found = [agreement(works(rng, n=40)) for _ in range(200)]
    assert 0.88 <= np.mean([one.low <= true <= one.high for one in found]) <= 0.99


def test_of_too_few_works_nothing_is_said():
    assert agreement(works(np.random.default_rng(1), n=WORKS - 1)) is None
    assert agreement([]) is None


def test_where_all_levels_are_alike_nothing_is_said():
    assert agreement([[(2, 2)]] * WORKS) is None
    # and where they are, once one work is left out
    assert agreement([[(2, 2)]] * WORKS + [[(4, 4)]]) is None
