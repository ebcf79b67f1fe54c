"""Level estimates against published tables and brute force."""

from __future__ import annotations

import numpy as np
import pytest

from whetstone.core.measurement.density import at_or_above, quantile
from whetstone.core.measurement.epochs import ASSUMED_PROCESS_SD
from whetstone.core.measurement.items import GRID, ItemParameters, ItemTable
from whetstone.core.measurement.levels import estimate, estimate_many
from whetstone.core.measurement.propagation import Prior, assumed_prior
from whetstone.core.measurement.responses import Responses

LSAT6_A = (0.8257, 0.7227, 0.8909, 0.6884, 0.6569)
LSAT6_B = (-3.3588, -1.3701, -0.2797, -1.8664, -3.1259)
FINE = np.linspace(-8, 8, 321)


@pytest.mark.parametrize(
    ("pattern", "mean", "sd"),
    [
        ("00000", -1.8968, 0.8013),
        ("00001", -1.4748, 0.8023),
        ("00010", -1.4545, 0.8024),
        ("00011", -1.0294, 0.8071),
    ],
)
def test_lsat6_patterns_have_their_published_eap(pattern, mean, sd):
    table = ItemTable.build(
        [ItemParameters(0, 1, a, b) for a, b in zip(LSAT6_A, LSAT6_B, strict=True)]
    )
    found = estimate(Responses.of(range(5), [int(x) for x in pattern]), table, assumed_prior(1))
    assert found.mean[0] == pytest.approx(mean, abs=2e-4)
    assert found.sd[0] == pytest.approx(sd, abs=2e-4)


def drawn_bank(rng, *, areas, size, b_sd=0.7):
    return [
        ItemParameters(
            int(rng.integers(areas)),
            int(rng.integers(1, 4)),
            float(rng.uniform(0.7, 1.6)),
            float(rng.normal(0, 1)),
            0.0,
            b_sd,
        )
        for _ in range(size)
    ]


def oracle_log_lik(item, score):
    """log P(score | theta) on the fine grid, the error of b by a dense sum."""
    places = np.linspace(-5, 5, 81) * item.b_sd + item.b if item.b_sd else np.array([item.b])
    share = np.exp(-0.5 * np.linspace(-5, 5, places.size) ** 2) if item.b_sd else np.ones(1)
    steps = 0.8 * (np.arange(1, item.max_score + 1) - (item.max_score + 1) / 2)
    total = np.zeros(FINE.size)
    for place, weight in zip(places, share / share.sum(), strict=True):
        powers = [
            item.a * sum(FINE - place - step for step in steps[:k]) + 0 * FINE
            for k in range(item.max_score + 1)
        ]
        total += weight * np.exp(powers[score]) / np.exp(powers).sum(axis=0)
    return np.log(total)


def summed(bank, answers):
    return sum((w * oracle_log_lik(bank[i], s) for i, s, w in answers), np.zeros(FINE.size))


def described(weight):
    p = weight / weight.sum()
    mean = p @ FINE
    return mean, np.sqrt(p @ FINE**2 - mean**2), p[150:].sum() - 0.5 * p[150]


@pytest.mark.parametrize("seed", range(12))
def test_two_areas_agree_with_a_dense_grid(seed):
    rng = np.random.default_rng(seed)
    bank = drawn_bank(rng, areas=2, size=16)
    answers = [
        (i, int(rng.integers(bank[i].max_score + 1)), float(rng.uniform(0.2, 1)))
        for i in range(int(rng.integers(1, 17)))
    ]
    correlation = float(rng.uniform(0.2, 0.8))
    items, scores, weights = zip(*answers, strict=True)
    found = estimate(
        Responses.of(items, scores, weight=weights),
        ItemTable.build(bank),
        assumed_prior(2, correlation=correlation),
    )
    x, y = FINE[:, None], FINE[None]
    log_prior = -(x**2 - 2 * correlation * x * y + y**2) / (2 * (1 - correlation**2))
    likes = [summed(bank, [a for a in answers if bank[a[0]].area == k]) for k in (0, 1)]
    joint = np.exp(log_prior + likes[0][:, None] + likes[1][None])
    for area in (0, 1):
        mean, sd, p = described(joint.sum(axis=1 - area))
        assert found.mean[area] == pytest.approx(mean, abs=0.015)
        assert found.sd[area] == pytest.approx(sd, abs=0.015)
        assert found.p(area) == pytest.approx(p, abs=0.01)


@pytest.mark.parametrize("seed", range(6))
def test_a_learning_event_agrees_with_a_dense_grid(seed):
    rng = np.random.default_rng(100 + seed)
    bank = drawn_bank(rng, areas=1, size=14)
    answers = [(i, int(rng.integers(bank[i].max_score + 1)), 1.0) for i in range(14)]
    found = estimate(
        Responses.of(range(14), [s for _, s, _ in answers], epoch=[0] * 7 + [1] * 7),
        ItemTable.build(bank),
        assumed_prior(1),
    )
    wide = np.linspace(-20, 20, 801)
    earlier = np.exp(np.interp(wide, FINE, summed(bank, answers[:7])))
    walk = np.exp(-((wide[:, None] - FINE) ** 2) / (2 * ASSUMED_PROCESS_SD**2))
    newer = np.exp(summed(bank, answers[7:]) - FINE**2 / 2)
    mean, sd, p = described(newer * (earlier @ walk))
    assert found.mean[0] == pytest.approx(mean, abs=0.01)
    assert found.sd[0] == pytest.approx(sd, abs=0.01)
    assert found.p(0) == pytest.approx(p, abs=0.005)


def test_fourteen_areas_agree_with_importance_sampling():
    rng = np.random.default_rng(7)
    bank = [
        ItemParameters(k % 14, 2, 0.95, float(rng.normal(0, 0.8)), 0.0, 0.7) for k in range(28)
    ]
    table = ItemTable.build(bank)
    scores = rng.integers(0, 3, 28)
    prior = assumed_prior()
    found = estimate(Responses.of(range(28), scores), table, prior)
    near = Prior(found.mean, prior.covariance * 0.75)
    draws = rng.multivariate_normal(near.mean, near.covariance, 300_000)
    log_weight = sum(
        np.interp(draws[:, i % 14], GRID, table.log_prob[i, s]) for i, s in enumerate(scores)
    )
    log_weight = log_weight - 0.5 * np.einsum("ni,ij,nj->n", draws, prior.precision, draws)
    away = draws - near.mean
    log_weight = log_weight + 0.5 * np.einsum("ni,ij,nj->n", away, near.precision, away)
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    mean = weight @ draws
    sd = np.sqrt(weight @ draws**2 - mean**2)
    assert 1 / (weight**2).sum() > 2_000
    assert np.abs(found.mean - mean).max() < 0.03
    assert np.abs(found.sd - sd).max() < 0.03


def test_many_persons_at_once_are_the_same_as_one_by_one():
    rng = np.random.default_rng(3)
    table = ItemTable.build(drawn_bank(rng, areas=5, size=40))
    person = rng.integers(0, 30, 400)
    item = rng.integers(0, 40, 400)
    score = rng.integers(0, table.max_score[item] + 1)
    responses = Responses.of(item, score, person=person, epoch=rng.integers(0, 3, 400))
    prior = assumed_prior(5)
    together = estimate_many(responses, table, prior, persons=30)
    for one in range(30):
        alone = estimate(responses.where(person == one), table, prior)
        for name in ("mean", "sd", "low", "high", "at_or_above", "answers", "fresh"):
            assert np.allclose(
                getattr(together.person(one), name), getattr(alone, name), atol=2e-3
            )


@pytest.mark.parametrize(("mean", "sd"), [(0.0, 1.0), (0.37, 0.3), (-1.1, 0.5)])
def test_tails_and_quantiles_of_a_normal_are_read_to_a_thousandth(mean, sd):
    from whetstone.core.kernel.probability import normal_cdf, normal_quantile

    weight = np.exp(-((GRID - mean) ** 2) / (2 * sd**2))
    density = weight / weight.sum()
    for cut in (-1.5, -0.5, 0.13, 0.6):
        assert at_or_above(density, cut) == pytest.approx(
            1 - normal_cdf((cut - mean) / sd), abs=1.5e-3
        )
    for share in (0.05, 0.5, 0.95):
        expected = mean + sd * normal_quantile(share)
        assert quantile(density, share) == pytest.approx(expected, abs=5e-3)
