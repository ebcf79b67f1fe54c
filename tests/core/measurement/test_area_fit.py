"""From first answers to numbers: found again, on the experts' scale, or refused with a count."""

from __future__ import annotations

import numpy as np
import pytest

from whetstone.core.measurement import area_fit
from whetstone.core.measurement.area_fit import (
    AreaAnswers,
    KnownItem,
    fit_area,
    missing_answers,
)
from whetstone.core.measurement.dif import MOST_ROUNDS, MantelHaenszel
from whetstone.core.measurement.fairness import Compared, purified
from whetstone.core.measurement.items import (
    ItemParameters,
    category_probabilities,
    even_steps,
)

LARGEST = (1, 2, 3, 1, 1, 2, 1, 1)


def world(seed, persons, *, mean=-0.3, each=6):
    """True questions, experts who are .6 off, and people who answer some of the questions."""
    rng = np.random.default_rng(seed)
    true = [
        ItemParameters(0, m, float(np.exp(rng.normal(0.1, 0.2))), float(rng.normal(-0.2, 0.9)))
        for m in LARGEST
    ]
    known = [
        KnownItem(ItemParameters(0, one.max_score, 1.1, one.b + rng.normal(0, 0.6), 0.3, 0.7))
        for one in true
    ]
    theta = rng.normal(mean, 1.0, persons)
    person = np.repeat(np.arange(persons), each)
    item = np.concatenate([rng.choice(len(true), each, replace=False) for _ in range(persons)])
    score = np.empty(item.size, dtype=np.int64)
    for n, one in enumerate(true):
        mine = item == n
        steps = np.full(3, np.inf)
        steps[: one.max_score] = even_steps(one.max_score)
        p = category_probabilities(np.array(one.a), np.array(one.b), steps, theta[person[mine]])
        score[mine] = (rng.random(mine.sum()) > np.cumsum(p, axis=0)[:-1]).sum(axis=0)
    return true, known, (person, item, score, rng)


def as_answers(person, item, score, rng, **more):
    seconds = more.pop("seconds", np.exp(rng.normal(4.0, 0.4, item.size)))
    rapid = more.pop("rapid", np.zeros(item.size, dtype=bool))
    return AreaAnswers(person, item, score, seconds, rapid, **more)


@pytest.fixture(scope="module")
def fitted():
    true, known, given = world(1, 2500)
    return true, known, fit_area(as_answers(*given), known)


def test_numbers_are_found_again_within_their_errors(fitted):
    """Up to the one line that the experts' scale leaves open, each lies within four errors."""
    true, _known, found = fitted
    assert found.is_converged
    assert len(found.items) == len(true)
    apart = [one.parameters.b - true[one.item].b for one in found.items]
    assert np.std(apart) < 0.16
    assert abs(np.mean(apart)) < 4 * found.link.shift_se
    for one in found.items:
        assert abs(one.parameters.b - true[one.item].b) < 4 * one.parameters.b_sd
        assert 0.6 < one.parameters.a / true[one.item].a < 1.6


def test_the_scale_stays_the_experts(fitted):
    _true, known, found = fitted
    assert found.link.items == len(known)
    places = [one.parameters.b for one in found.items]
    assert np.mean(places) == pytest.approx(np.mean([one.expert.b for one in known]), abs=0.01)


def test_what_was_operational_carries_the_scale_of_the_new(fitted):
    true, known, _found = fitted
    trusted = [
        KnownItem(one.expert, truth if n < 6 else None)
        for n, (one, truth) in enumerate(zip(known, true, strict=True))
    ]
    _same, _experts, given = world(1, 2500)
    found = fit_area(as_answers(*given), trusted)
    assert found.link.items == 6
    assert found.link.shift_se < 0.1
    assert found.items[7].parameters.b == pytest.approx(true[7].b, abs=0.3)


def test_each_question_is_looked_at_with_its_new_numbers(fitted):
    _true, _known, found = fitted
    assert all(one.fit is not None and not one.fit.is_poor for one in found.items)
    assert all(one.pace is not None for one in found.items)
    assert sum(bool(one.drift) for one in found.items) == 0


def test_too_few_answers_give_no_number_but_how_many_are_missing():
    _true, known, given = world(2, 60)
    found = fit_area(as_answers(*given), known)
    assert found.items == ()
    assert found.missing == missing_answers(np.bincount(given[1]).tolist()) > 0


def test_guesses_are_left_out_and_fewer_answers_are_told():
    _true, known, given = world(3, 400)
    rapid = np.zeros(given[1].size, dtype=bool)
    rapid[::4] = True
    found = fit_area(as_answers(*given, rapid=rapid), known)
    assert found.answers == int((~rapid).sum())


def test_guessing_people_would_have_moved_the_numbers():
    _true, known, given = world(4, 1500)
    person, item, score, rng = given
    guesses = person % 5 == 0
    bad = np.where(guesses, 0, score)
    told = fit_area(as_answers(person, item, bad, rng, rapid=guesses), known)
    taken = fit_area(as_answers(person, item, bad, rng), known)
    clean = fit_area(as_answers(person[~guesses], item[~guesses], score[~guesses], rng), known)
    slopes = {
        name: np.array([one.parameters.a for one in found.items])
        for name, found in (("told", told), ("taken", taken), ("clean", clean))
    }
    np.testing.assert_allclose(slopes["told"], slopes["clean"], rtol=0.02)
    assert np.abs(slopes["taken"] - slopes["clean"]).max() > 0.15


def test_a_question_nobody_got_wholly_right_keeps_its_experts_numbers():
    _true, known, (person, item, score, rng) = world(5, 400)
    score = np.where((item == 2) & (score == 3), 2, score)
    found = fit_area(as_answers(person, item, score, rng), known)
    assert 2 not in {one.item for one in found.items}
    assert len(found.items) == 7


def unfair(seed, persons=4000):
    """Three of eight questions are 1.5 logits harder for every third person, equally able."""
    true, known, (person, item, _score, rng) = world(seed, persons)
    theta = rng.normal(-0.3, 1.0, persons)
    against = (item < 3) & (person % 3 == 1)
    a, b = (np.array([getattr(one, name) for one in true]) for name in ("a", "b"))
    chance = 1 / (1 + np.exp(-a[item] * (theta[person] - b[item] - 1.5 * against)))
    right = rng.random(item.size) < chance
    score = np.where(right, np.array(LARGEST)[item], 0)
    part = (np.array(LARGEST)[item] > 1) & (rng.random(item.size) < 0.1)
    score = np.where(part, rng.integers(0, np.array(LARGEST)[item] + 1), score)
    names = np.where(person % 3 == 1, "ne", "en").tolist()
    return known, as_answers(person, item, score, rng, groups={"language": names})


def deltas(found):
    return np.array([one.groups["language"][0].by_strata.delta for one in found.items])


def test_unfair_questions_place_nobody_when_others_are_compared(monkeypatch):
    known, answers = unfair(3)
    pure = deltas(fit_area(answers, known))
    monkeypatch.setattr(area_fit, "purified", lambda look, place: look(place(frozenset())))
    plain = deltas(fit_area(answers, known))
    assert (pure[:3] < -1.0).all()
    assert np.abs(pure[3:]).mean() < 0.6 * np.abs(plain[3:]).mean()
    assert plain[3:].mean() > pure[3:].mean()


def test_where_no_question_stands_out_nobody_is_placed_again():
    again = []
    same = (Compared("en", "ne", 60, 60, MantelHaenszel(0.1, 0.8, 1.0, 0.0, 0.3)),)
    few = (Compared("en", "ne", 60, 10, None),)
    found = purified(lambda _at: [same, few, ()], again.append)
    assert (list(found), again) == ([same, few, ()], [frozenset()])


def test_questions_that_flag_one_another_by_turns_are_not_looked_at_for_ever():
    loud = (Compared("en", "ne", 60, 60, MantelHaenszel(40.0, 0.0, 3.0, -2.6, 0.3)),)
    asked = []

    def look(_at):
        asked.append(1)
        return [loud, ()] if len(asked) % 2 else [(), loud]

    purified(look, lambda _flagged: np.zeros(2))
    assert len(asked) == 1 + MOST_ROUNDS
