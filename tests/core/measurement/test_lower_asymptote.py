"""A chance to be right without knowing is in likelihood, information, and what is asked."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest

from whetstone.config.lower_asymptotes import lower_of
from whetstone.core.kernel.errors import Faults
from whetstone.core.measurement import area_fit
from whetstone.core.measurement.area_fit import AreaAnswers, KnownItem, fit_area
from whetstone.core.measurement.blueprint import Blueprint
from whetstone.core.measurement.calibration import Answers, Model, Priors, Settings, calibrate
from whetstone.core.measurement.curves import curve
from whetstone.core.measurement.deciding import DEFAULT_RATES, Decided, by_ratio, decide
from whetstone.core.measurement.display import Cut
from whetstone.core.measurement.drift import shifts
from whetstone.core.measurement.fitted import FittedItem, table_of
from whetstone.core.measurement.forms import information
from whetstone.core.measurement.items import (
    GRID,
    ItemParameters,
    ItemTable,
    category_probabilities,
    floored,
)
from whetstone.core.measurement.next_question import Bank, Policy, Sitting, choose_next
from whetstone.core.measurement.pools import information as pool_information
from whetstone.core.measurement.propagation import assumed_prior
from whetstone.core.measurement.sitting import SittingPosterior

AT_B = 30
"""The grid's place 0."""


def one(b=0.0, a=1.0, c=0.0, **more):
    return ItemParameters(0, 1, a, b, c=c, **more)


def posterior(c, score=1):
    table = ItemTable.build([one(c=c)])
    return SittingPosterior.start(table, assumed_prior(1)).with_answer(0, score)


# --- known answers ---


def test_the_chances_by_hand():
    table = ItemTable.build([one(c=0.2)])
    # at theta = b: P = 1/2, so right 0.2 + 0.8 / 2 = 0.6, wrong 0.4
    assert table.prob[0, :2, AT_B] == pytest.approx([0.4, 0.6], abs=1e-12)
    # far below only the guess is left
    assert table.prob[0, 1, 0] == pytest.approx(0.2 + 0.8 / (1 + np.exp(6)), abs=1e-12)


def test_the_information_is_birnbaums():
    """a^2 (P - c)^2 (1 - P) / ((1 - c)^2 P) (Lord 1980, eq. 4-43), by finite differences."""
    a, c = 1.3, 0.25
    table = ItemTable.build([one(a=a, c=c)])
    right = table.prob[0, 1]
    exact = a**2 * ((right - c) / (1 - c)) ** 2 * (1 - right) / right
    inner = slice(5, -5)
    for found in (information(table, np.array([0]))[0], pool_information(table)[0]):
        np.testing.assert_allclose(found[inner], exact[inner], atol=0.006)
    # most information lies above b: b + ln((1 + sqrt(1 + 8 c)) / 2) / a (Birnbaum 1968)
    most = np.log((1 + np.sqrt(1 + 8 * c)) / 2) / a
    assert GRID[np.argmax(exact)] == pytest.approx(most, abs=0.11)


def test_a_right_answer_says_less_and_a_wrong_one_as_much():
    """Wrong: (1 - c)(1 - P) is 1 - P up to a constant, so the posterior is the very same."""
    plain, guessed = posterior(0.0, 0), posterior(0.25, 0)
    assert guessed.mean == pytest.approx(plain.mean, abs=1e-12)
    assert guessed.sd == pytest.approx(plain.sd, abs=1e-12)
    plain, guessed = posterior(0.0), posterior(0.25)
    assert 0 < guessed.mean[0] < plain.mean[0]
    assert guessed.sd[0] > plain.sd[0]


def test_the_posterior_is_the_integral_by_hand():
    found = posterior(0.2)
    theta = np.linspace(-8, 8, 160_001)
    weight = np.exp(-(theta**2) / 2) * (0.2 + 0.8 / (1 + np.exp(-theta)))
    mean = float((theta * weight).sum() / weight.sum())
    assert found.mean[0] == pytest.approx(mean, abs=1e-3)


def test_the_ratio_test_is_less_moved_by_a_right_answer():
    def ratio(c):
        said = posterior(c).log_lik[0]
        return float(said[AT_B + 2] - said[AT_B - 2])

    # ln((0.25 + 0.75 P(0.4)) / (0.25 + 0.75 P(-0.4))), P the logistic of slope 1
    high, low = 1 / (1 + np.exp(-0.4)), 1 / (1 + np.exp(0.4))
    assert ratio(0.25) == pytest.approx(
        np.log((0.25 + 0.75 * high) / (0.25 + 0.75 * low)), abs=1e-3
    )
    assert ratio(0.25) < ratio(0.0)


def test_lucky_answers_alone_take_longer_to_be_called():
    """So many right answers in a row as call the level without guessing do not with it."""

    def called(c, many):
        state = SittingPosterior.start(ItemTable.build([one(c=c)] * 40), assumed_prior(1))
        for row in range(many):
            state = state.with_answer(row, 1)
        said = by_ratio(state.log_lik[0], 0.0, DEFAULT_RATES)
        assert Decided(int(said)) is decide(state, 0, Cut("2", 0.0))
        return Decided(int(said))

    plain = next(n for n in range(1, 40) if called(0.0, n) is Decided.MET)
    assert called(0.25, plain) is Decided.TOO_CLOSE
    assert called(0.25, 40) is Decided.MET


def test_the_curve_begins_at_the_guess():
    places = np.linspace(-6, 6, 13)
    found = curve(one(c=0.25, a_sd=0.2, b_sd=0.3), places)
    assert found.share[0] == pytest.approx(0.25 + 0.75 / (1 + np.exp(6)), abs=1e-9)
    assert (found.low >= 0.25).all()


# --- what is asked, and how long ---


def test_of_two_alike_the_one_nobody_can_guess_is_asked():
    bank = Bank.of(ItemTable.build([one(c=0.25), one(), one(c=0.25)]))
    start = SittingPosterior.start(bank.table, assumed_prior(1))
    chosen = choose_next(bank, start, Sitting("s"), Blueprint({0: 3}), policy=Policy(draw_among=1))
    assert chosen.item == 1


@pytest.mark.parametrize("c", [0.0, 0.25])
def test_the_expected_gain_is_the_integral_by_hand(c):
    bank = Bank.of(ItemTable.build([one(0.4, 1.3, c)]))
    start = SittingPosterior.start(bank.table, assumed_prior(1))
    chosen = choose_next(bank, start, Sitting("s"), Blueprint({0: 1}))
    theta = np.linspace(-8, 8, 16_001)
    prior = np.exp(-(theta**2) / 2)
    prior /= prior.sum()
    right = c + (1 - c) / (1 + np.exp(-1.3 * (theta - 0.4)))
    left = 0.0
    for chance in (right, 1 - right):
        joint = prior * chance
        mean = (joint * theta).sum() / joint.sum()
        left += (joint * (theta - mean) ** 2).sum()
    assert chosen.gain == pytest.approx(1 - left, rel=0.01)


def test_guessing_makes_a_sitting_longer():
    rng = np.random.default_rng(3)

    def length(c):
        table = ItemTable.build([one(b, a=1.5, c=c) for b in np.linspace(-2, 2, 80)])
        bank = Bank.of(table)
        total = 0
        for person in range(30):
            state, asked = SittingPosterior.start(table, assumed_prior(1)), ()
            theta = rng.normal()
            while state.sd[0] > 0.45 and len(asked) < 60:
                chosen = choose_next(bank, state, Sitting(str(person), asked), Blueprint({0: 60}))
                right = c + (1 - c) / (
                    1 + np.exp(-1.5 * (theta - np.linspace(-2, 2, 80)[chosen.item]))
                )
                state = state.with_answer(chosen.item, int(rng.random() < right))
                asked = (*asked, chosen.item)
            total += len(asked)
        return total / 30

    assert length(0.25) > 1.3 * length(0.0)


# --- calibration ---


def drawn(seed=6, persons=4000):
    """Six questions, two of them with two points; people may guess those of one point."""
    rng = np.random.default_rng(seed)
    largest = np.array([1, 1, 2, 1, 1, 2, 1, 1])
    c = np.where(largest == 1, np.resize([0.25, 0.0, 0.2], 8), 0.0)
    items = [
        ItemParameters(0, int(m), 1.4, b, c=float(guess))
        for m, b, guess in zip(largest, np.linspace(-1.2, 1.2, 8), c, strict=True)
    ]
    theta = rng.normal(size=persons)
    scores = np.empty((persons, 8), dtype=np.int64)
    for n, item in enumerate(items):
        steps = np.full(3, np.inf)
        steps[: item.max_score] = (-0.4, 0.4)[: item.max_score] if item.max_score > 1 else (0.0,)
        prob = category_probabilities(np.array(item.a), np.array(item.b), steps, theta)
        prob = floored(prob[None], np.array([item.c]))[0]
        scores[:, n] = (rng.random(persons) > np.cumsum(prob, axis=0)[:-1]).sum(axis=0)
    return items, scores, c


def test_partial_credit_and_guessing_are_fitted_in_one_bank():
    items, scores, c = drawn()
    found = calibrate(
        Answers.table(scores.astype(float)),
        model=Model.GPCM,
        priors=Priors(),
        settings=Settings(exact=False),
        lower=c,
    )
    places = np.nanmean(found.b, axis=1)
    true = np.array([item.b for item in items])
    error = np.sqrt(np.nanmean(found.b_se**2, axis=1))
    assert (np.abs(places - true) < 4 * error).all()
    np.testing.assert_array_equal(found.lower, c)
    blind = calibrate(
        Answers.table(scores.astype(float)), model=Model.GPCM, priors=Priors(), errors=False
    )
    assert np.abs(np.nanmean(blind.b, axis=1) - true).max() > 2 * np.abs(places - true).max()


def test_an_area_is_fitted_with_what_its_questions_files_say():
    items, scores, _c = drawn(persons=1500)
    known = [KnownItem(dataclasses.replace(item, a_sd=0.3, b_sd=0.7)) for item in items]
    person, item = np.divmod(np.arange(scores.size), 8)
    answers = AreaAnswers(
        person,
        item,
        scores.ravel(),
        np.full(scores.size, np.nan),
        np.zeros(scores.size, dtype=bool),
    )
    found = fit_area(answers, known)
    assert [one_.parameters.c for one_ in found.items] == [item.c for item in items]
    assert all(abs(f.parameters.b - items[f.item].b) < 0.45 for f in found.items)


def test_without_any_guess_the_fit_is_not_asked_to_look_for_one(monkeypatch):
    seen = []
    real = area_fit.fit_with_experts

    def watched(*args, **kwargs):
        seen.append(kwargs["lower"])
        return real(*args, **kwargs)

    monkeypatch.setattr(area_fit, "fit_with_experts", watched)
    items, scores, _c = drawn(persons=300)
    known = [KnownItem(dataclasses.replace(item, c=0.0)) for item in items]
    person, item = np.divmod(np.arange(scores.size), 8)
    none = np.zeros(scores.size, dtype=bool)
    fit_area(AreaAnswers(person, item, scores.ravel(), np.full(scores.size, np.nan), none), known)
    assert seen == [None]


def test_a_guessed_question_that_stands_still_is_not_taken_for_one_that_moved():
    """With c left out, the lucky of the less able look like a question become easier."""
    rng = np.random.default_rng(8)
    truth, blind = (ItemTable.build([one(1.5, 1.5, c=c)]).used[0] for c in (0.25, 0.0))
    density = np.exp(-0.5 * ((GRID - rng.normal(-0.5, 0.5, 1500)[:, None]) / 0.4) ** 2)
    density /= density.sum(axis=1, keepdims=True)
    scores = (rng.random(1500) < density @ truth[1]).astype(np.int64)
    assert shifts(scores, truth, density) is None
    assert shifts(scores, blind, density) is not None


# --- c = 0 is bit for bit what it was ---


def test_a_guess_of_zero_is_the_table_without_one_bit_for_bit():
    rng = np.random.default_rng(0)
    plain = [
        ItemParameters(
            k % 3, 1 + k % 3, float(rng.lognormal(0.2, 0.3)), float(rng.normal()), 0.3, 0.7
        )
        for k in range(60)
    ]
    built = ItemTable.build(plain)
    zero = ItemTable.build([dataclasses.replace(item, c=0.0) for item in plain])
    assert np.array_equal(built.prob, zero.prob)
    assert floored(built.prob, np.zeros(60)) is built.prob
    some = ItemTable.build(
        [dataclasses.replace(item, c=0.2 if k == 0 else 0.0) for k, item in enumerate(plain)]
    )
    assert np.array_equal(some.prob[1:], built.prob[1:])
    assert not np.array_equal(some.prob[0], built.prob[0])


def test_the_chances_of_a_question_sum_to_one():
    rng = np.random.default_rng(2)
    items = [
        one(float(b), float(a), float(c), a_sd=0.3, b_sd=0.7)
        for a, b, c in zip(
            rng.lognormal(0.2, 0.3, 40), rng.normal(size=40), rng.uniform(0, 0.5, 40), strict=True
        )
    ]
    prob = ItemTable.build(items).prob
    np.testing.assert_allclose(prob.sum(axis=1), 1.0, atol=1e-12)
    assert (np.diff(prob[:, 1], axis=1) > 0).all()


# --- files and commands ---


def test_a_file_of_parameters_carries_it_to_scoring(tmp_path, capsys):
    from whetstone.config import cli

    rng = np.random.default_rng(4)
    rows = ["person,q1,q2,q3,q4,q5"]
    rows += [f"p{n}," + ",".join(map(str, rng.integers(0, 2, 5))) for n in range(200)]
    path, fit = tmp_path / "a.csv", tmp_path / "fit.json"
    path.write_text("\n".join(rows), encoding="utf-8")
    assert (
        cli.main(["measure", "fit", str(path), "--lower", "0.2", "--lower", "q2=0", "--json"]) == 0
    )
    told = json.loads(capsys.readouterr().out)
    assert [row["c"] for row in told["items"]] == [0.2, 0.0, 0.2, 0.2, 0.2]
    told["items"] = [
        {**row, "a": 1.2, "b": [0.0], "a_se": 0, "b_se": [0]} for row in told["items"]
    ]
    told["groups"] = []
    scores = {}
    for name, kept in (("with", True), ("without", False)):
        items = [row if kept else {**row, "c": 0.0} for row in told["items"]]
        fit.write_text(json.dumps({**told, "items": items}), encoding="utf-8")
        assert cli.main(["measure", "score", str(path), "--parameters", str(fit), "--json"]) == 0
        scores[name] = capsys.readouterr().out
    assert scores["with"] != scores["without"]


@pytest.mark.parametrize("said", ["1", "-0.1", "much", "q9=0.2", "q1=1.5"])
def test_what_is_no_chance_is_refused(said):
    with pytest.raises(Faults):
        lower_of([said], ["q1", "q2"])


@pytest.mark.parametrize(
    "item", [one(c=1.0), one(c=-0.1), one(c=float("nan")), ItemParameters(0, 2, 1.0, 0.0, c=0.2)]
)
def test_a_table_refuses_what_has_no_meaning(item):
    with pytest.raises(Faults, match="lower asymptote"):
        ItemTable.build([item])


def test_a_fitted_item_refuses_it_too():
    with pytest.raises(Faults, match="lower asymptote"):
        table_of([FittedItem("q", 1.0, (0.0, 1.0), c=0.2)], Model.GPCM)
    found = table_of([FittedItem("q", 1.0, (0.0,), c=0.2)], Model.TWO_PL)
    assert np.array_equal(found.prob, ItemTable.build([one(c=0.2)]).prob) or np.allclose(
        found.prob, ItemTable.build([one(c=0.2)]).prob, atol=1e-12
    )
