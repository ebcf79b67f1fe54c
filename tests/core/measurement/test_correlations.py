"""How areas go together: what made the answers is found again, and little data says little."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from whetstone.core.kernel.errors import Faults
from whetstone.core.measurement.correlations import (
    ASSUMED_WORTH,
    Sites,
    from_answers,
    from_sites,
    shrunk,
)
from whetstone.core.measurement.items import ItemParameters, ItemTable
from whetstone.core.measurement.propagation import assumed_prior
from whetstone.core.measurement.responses import Responses

QUICK = settings(max_examples=40, deadline=None)
AREAS = 4
ASSUMED = assumed_prior(AREAS)
TRUE = np.array(
    [[1.0, 0.8, 0.3, 0.0], [0.8, 1.0, 0.5, 0.2], [0.3, 0.5, 1.0, -0.3], [0.0, 0.2, -0.3, 1.0]]
)
PAIRS = np.triu_indices(AREAS, 1)


def people(persons, *, seed=1, answered=0.6):
    """Abilities with the true correlations, seen with errors of sd .5 to 1 in some areas."""
    rng = np.random.default_rng(seed)
    theta = rng.multivariate_normal(np.zeros(AREAS), TRUE, size=persons)
    precision = rng.uniform(1, 4, theta.shape) * (rng.random(theta.shape) < answered)
    seen = theta + rng.normal(size=theta.shape) / np.sqrt(np.maximum(precision, 1e-9))
    return Sites(precision, precision * np.where(precision > 0, seen, 0.0))


def correlation(values):
    """A correlation matrix, possibly singular, from any numbers."""
    rows = values + 1e-3 * np.eye(len(values))
    product = rows @ rows.T
    sd = np.sqrt(np.diag(product))
    found = product / np.outer(sd, sd)
    np.fill_diagonal(found, 1.0)
    return found


squares = arrays.arrays(float, (AREAS, AREAS), elements=st.floats(-1, 1))
amounts = arrays.arrays(float, (AREAS, AREAS), elements=st.floats(0, 1e6))


@QUICK
@given(squares, squares, amounts)
def test_the_joined_matrix_is_always_a_positive_definite_correlation(one, other, amount):
    assumed = 0.9 * correlation(one) + 0.1 * np.eye(AREAS)
    found = shrunk(assumed, correlation(other), amount + amount.T)
    np.testing.assert_allclose(np.diag(found), 1.0)
    np.testing.assert_allclose(found, found.T)
    assert np.linalg.eigvalsh(found)[0] > 0
    assert np.abs(found).max() <= 1 + 1e-12


@QUICK
@given(squares, squares)
def test_no_information_leaves_the_assumption_and_endless_gives_the_estimate(one, other):
    assumed = 0.9 * correlation(one) + 0.1 * np.eye(AREAS)
    estimate = 0.9 * correlation(other) + 0.1 * np.eye(AREAS)
    nothing, endless = np.zeros((AREAS, AREAS)), np.full((AREAS, AREAS), np.inf)
    np.testing.assert_allclose(shrunk(assumed, estimate, nothing), assumed, atol=1e-12)
    np.testing.assert_allclose(shrunk(assumed, estimate, endless), estimate, atol=1e-12)
    much = shrunk(assumed, estimate, np.full((AREAS, AREAS), 1e12))
    np.testing.assert_allclose(much, estimate, atol=1e-9)


@QUICK
@given(squares, squares, amounts, st.permutations(range(AREAS)))
def test_joining_does_not_know_the_areas_order(one, other, amount, order):
    assumed = 0.9 * correlation(one) + 0.1 * np.eye(AREAS)
    estimate, told = correlation(other), amount + amount.T
    turned = np.ix_(order, order)
    found = shrunk(assumed[turned], estimate[turned], told[turned])
    np.testing.assert_allclose(found, shrunk(assumed, estimate, told)[turned], atol=1e-9)


def test_a_pair_moves_halfway_when_it_is_worth_as_much_as_the_assumption():
    told = np.full((AREAS, AREAS), ASSUMED_WORTH)
    found = shrunk(ASSUMED.covariance, TRUE, told)
    np.testing.assert_allclose(found, (ASSUMED.covariance + TRUE) / 2)


def test_what_made_the_answers_is_found_as_near_as_the_errors_say():
    off = []
    for seed in range(8):
        found = from_sites(people(800, seed=seed), ASSUMED)
        assert found.is_converged
        off.append((found.matrix - TRUE)[PAIRS] / found.se[PAIRS])
    # 48 pairs: mean square of 48 standard normals lies in .49 to 1.75 in 998 of 1,000.
    assert 0.49 < np.mean(np.square(off)) < 1.75
    np.testing.assert_allclose(found.mean, 0, atol=0.2)
    np.testing.assert_allclose(found.sd, 1, atol=0.2)


def test_abilities_known_exactly_are_worth_a_person_each():
    rng = np.random.default_rng(2)
    theta = rng.multivariate_normal(np.zeros(AREAS), TRUE, size=500)
    found = from_sites(Sites(np.full(theta.shape, 1e6), 1e6 * theta), ASSUMED)
    np.testing.assert_allclose(found.matrix, np.corrcoef(theta.T), atol=1e-4)
    np.testing.assert_allclose(found.information[PAIRS], 500, rtol=1e-3)
    np.testing.assert_allclose(found.se[PAIRS], ((1 - TRUE**2) / 500**0.5)[PAIRS], rtol=0.15)


def test_the_order_of_persons_and_areas_changes_nothing():
    sites = people(200)
    rng = np.random.default_rng(3)
    persons, areas = rng.permutation(200), rng.permutation(AREAS)
    mixed = Sites(sites.precision[persons][:, areas], sites.shift[persons][:, areas])
    one, other = from_sites(sites, ASSUMED), from_sites(mixed, ASSUMED)
    turned = np.ix_(areas, areas)
    np.testing.assert_allclose(other.matrix, one.matrix[turned], atol=2e-4)
    np.testing.assert_allclose(other.information, one.information[turned], rtol=1e-6)


def test_nobody_leaves_what_was_assumed():
    nothing = Sites(np.zeros((3, AREAS)), np.zeros((3, AREAS)))
    found = from_sites(nothing, ASSUMED)
    assert found.persons == 0
    assert np.isinf(found.se[PAIRS]).all()
    np.testing.assert_allclose(found.joined(ASSUMED.covariance), ASSUMED.covariance)


def test_a_pair_that_nobody_answered_together_keeps_its_assumption():
    sites = people(400)
    precision = sites.precision.copy()
    precision[:200, 0], precision[200:, 1] = 0.0, 0.0
    apart = Sites(precision, np.where(precision > 0, sites.shift, 0.0))
    found = from_sites(apart, ASSUMED)
    assert found.both[0, 1] == 0
    assert found.information[0, 1] == 0
    assert np.isinf(found.se[0, 1])
    assert found.joined(ASSUMED.covariance)[0, 1] == pytest.approx(0.55, abs=0.01)


def test_joining_comes_nearer_the_truth_than_either_while_people_are_few():
    assumed = np.full((AREAS, AREAS), 0.4) + 0.6 * np.eye(AREAS)
    lost = np.zeros(3)
    for seed in range(20):
        found = from_sites(people(40, seed=100 + seed), ASSUMED)
        matrices = (assumed, found.matrix, found.joined(assumed))
        lost += [np.mean(np.square((one - TRUE)[PAIRS])) for one in matrices]
    assert lost[2] < min(lost[0], lost[1])


def from_a_log(seed, *, persons=300, each=8):
    """Estimated from right and wrong answers, eight items in most areas of most people."""
    rng = np.random.default_rng(seed)
    theta = rng.multivariate_normal(np.zeros(AREAS), TRUE, size=persons)
    bank = [
        ItemParameters(area, 1, 1.3, float(place))
        for area in range(AREAS)
        for place in np.linspace(-1.5, 1.5, each)
    ]
    person, item = (one.ravel() for one in np.indices((persons, len(bank))))
    place, area = np.array([one.b for one in bank]), np.array([one.area for one in bank])
    chance = 1 / (1 + np.exp(-1.3 * (theta[person, area[item]] - place[item])))
    score = rng.random(chance.size) < chance
    keep = rng.random((persons, AREAS))[person, area[item]] < 0.8
    answers = Responses.of(item[keep], score[keep].astype(int), person=person[keep])
    return from_answers(answers, ItemTable.build(bank), ASSUMED, persons=persons)


def test_a_response_log_tells_it_too():
    found = [from_a_log(seed) for seed in range(10)]
    off = np.array([((one.matrix - TRUE)[PAIRS] / one.se[PAIRS]) for one in found])
    # As above, for 60 pairs: .53 to 1.66 (720 pairs of a longer run gave .99).
    assert 0.53 < np.mean(off**2) < 1.66
    assert min(one.information[PAIRS].min() for one in found) > 60


def test_posteriors_of_each_area_alone_will_do():
    sites = people(300)
    variance = 1 / (1 + sites.precision)
    sd = np.where(sites.precision > 0, np.sqrt(variance), np.nan)
    again = Sites.of_posteriors(sites.shift * variance, sd)
    np.testing.assert_allclose(again.precision, sites.precision, atol=1e-9)
    np.testing.assert_allclose(again.shift, sites.shift, atol=1e-9)


def test_what_cannot_be_is_refused_all_at_once():
    with pytest.raises(Faults) as refused:
        Sites.of_posteriors(np.zeros((2, 2)), np.array([[1.4, 0.5], [0.5, 0.0]]))
    assert [fault.where for fault in refused.value.faults] == [
        "posterior[0, 0]",
        "posterior[1, 1]",
    ]
    with pytest.raises(Faults) as refused:
        shrunk(np.full((2, 2), 1.0), np.eye(3), -np.eye(2))
    assert [fault.where for fault in refused.value.faults] == [
        "estimate",
        "assumed",
        "information",
    ]
    with pytest.raises(Faults, match="4 areas are wanted"):
        from_sites(Sites(np.zeros((2, 3)), np.zeros((2, 3))), ASSUMED)
