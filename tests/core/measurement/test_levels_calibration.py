"""When the model is right, its chances and bands are right: a simulation over its own prior."""

from __future__ import annotations

import numpy as np
import pytest

from whetstone.core.kernel.verdict import TALK_HIGH, TALK_LOW
from whetstone.core.measurement.items import ItemParameters, ItemTable, category_probabilities
from whetstone.core.measurement.levels import estimate_many
from whetstone.core.measurement.propagation import assumed_prior
from whetstone.core.measurement.responses import Responses

AREAS, PEOPLE, EACH = 5, 4000, 4


@pytest.fixture(scope="module")
def simulated():
    """True abilities (people, areas) and what four answers an area say about them.

    Every answer meets an item whose true slope and place are drawn from what is believed of it.
    """
    rng = np.random.default_rng(21)
    items = [
        ItemParameters(
            k % AREAS,
            1 + k % 3,
            float(rng.uniform(0.7, 1.2)),
            float(rng.uniform(-1.2, 1.2)),
            0.3,
            0.7,
        )
        for k in range(60)
    ]
    prior = assumed_prior(AREAS)
    theta = rng.multivariate_normal(prior.mean, prior.covariance, PEOPLE)
    item = np.concatenate(
        [
            rng.choice(12, EACH, replace=False) * AREAS + k
            for _ in range(PEOPLE)
            for k in range(AREAS)
        ]
    )
    person = np.repeat(np.arange(PEOPLE), AREAS * EACH)
    m = np.array([items[i].max_score for i in item])
    log_sd = np.sqrt(np.log1p((0.3 / np.array([items[i].a for i in item])) ** 2))
    a = np.array([items[i].a for i in item]) * np.exp(
        log_sd * rng.normal(size=item.size) - log_sd**2 / 2
    )
    b = np.array([items[i].b for i in item]) + 0.7 * rng.normal(size=item.size)
    step = np.arange(1, 4)
    steps = np.where(step <= m[:, None], 0.8 * (step - (m[:, None] + 1) / 2), np.inf)
    ability = theta[person, item % AREAS]
    # The model knows only theta - b, so each answer's own theta enters through b.
    chance = category_probabilities(a, b - ability, steps, np.zeros(1))[..., 0]
    score = (rng.random((item.size, 1)) > np.cumsum(chance, axis=1)).sum(axis=1)
    responses = Responses.of(item, np.minimum(score, m), person=person)
    return theta, estimate_many(responses, ItemTable.build(items), prior, persons=PEOPLE)


def test_said_chances_are_the_true_shares(simulated):
    theta, found = simulated
    above, said = theta >= -0.5, found.p()
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        here = (said >= low) & (said <= low + 0.2)
        assert above[here].mean() == pytest.approx(said[here].mean(), abs=0.03)


def test_verdicts_are_right_at_least_as_often_as_they_claim(simulated):
    theta, found = simulated
    above, said = theta >= -0.5, found.p()
    assert above[said >= TALK_HIGH].mean() >= 0.8
    assert above[said <= TALK_LOW].mean() <= 0.2


def test_bands_hold_the_truth_nine_times_in_ten(simulated):
    theta, found = simulated
    inside = (theta >= found.low) & (theta <= found.high)
    assert inside.mean() == pytest.approx(0.90, abs=0.01)
    assert found.sd.mean() == pytest.approx(np.std(theta - found.mean), abs=0.02)
