"""What experts say helps while answers are few, and does no harm when they are many or wrong."""

from __future__ import annotations

import numpy as np
import pytest
from tests.core.measurement.test_calibration_laws import simulated

from whetstone.core.kernel.errors import Faults
from whetstone.core.measurement.calibration import Answers, Model, Priors, Settings, calibrate
from whetstone.core.measurement.calibration.cold_start import calibrate_new
from whetstone.core.measurement.calibration.experts import (
    ASSUMED,
    ASSUMED_R,
    LEVEL_PLACES,
    NONE,
    Lessons,
    learned,
)

KNOWN = {item: (1.3, (float(place),)) for item, place in enumerate(np.linspace(-2, 2, 12))}
NEW = 60


def lessons(many, *, r, seed=1, error=0.15):
    rng = np.random.default_rng(seed)
    stated = rng.choice(LEVEL_PLACES, many)
    b = r * stated + np.sqrt(1 - r**2) * rng.normal(size=many)
    return Lessons.of(stated, b + error * rng.normal(size=many), np.full(many, error))


def batch(persons, *, r, seed):
    """New items among known ones, what experts say of them, and where they stand."""
    rng = np.random.default_rng(seed)
    b = rng.normal(size=NEW)
    places = np.concatenate([[spot[0] for _a, spot in KNOWN.values()], b])
    rows = simulated(persons, a=np.full(places.size, 1.3), b=places, seed=seed)
    new = np.arange(places.size) >= len(KNOWN)
    rows[:, new] = np.where(rng.random((persons, NEW)) < 0.1, rows[:, new], np.nan)
    stated = np.full(places.size, np.nan)
    stated[new] = r * b + np.sqrt(1 - r**2) * rng.normal(size=NEW)
    return Answers.table(rows), stated, b


def test_with_nothing_to_learn_from_the_trust_is_the_assumed_one():
    found = learned(NONE)
    assert (found.offset, found.items) == (0.0, 0)
    assert found.slope == pytest.approx(ASSUMED.slope)
    assert found.sd == pytest.approx(ASSUMED.sd)
    assert found.r == pytest.approx(ASSUMED_R)


@pytest.mark.parametrize("r", [0.0, 0.3, 0.9])
def test_many_questions_teach_how_far_experts_are_right(r):
    found = learned(lessons(4000, r=r))
    assert found.slope == pytest.approx(r, abs=0.05)
    assert found.sd == pytest.approx(np.sqrt(1 - r**2), abs=0.05)
    assert found.offset == pytest.approx(0.0, abs=0.05)


def test_few_questions_move_the_trust_a_little():
    few, many = learned(lessons(5, r=-0.9)), learned(lessons(500, r=-0.9))
    assert 0 < few.slope < ASSUMED.slope
    assert many.slope < -0.7


def test_experts_who_place_everything_too_low_are_put_right():
    one = lessons(2000, r=0.6)
    assert learned(Lessons.of(one.stated - 0.7, one.b, one.b_se)).offset > 0.3


def test_measurement_error_is_not_taken_for_the_experts():
    rough = learned(lessons(4000, r=0.6, error=0.8))
    assert rough.sd == pytest.approx(0.8, abs=0.06)


def test_a_question_of_which_nobody_said_anything_begins_in_the_middle():
    mean, sd = ASSUMED.places([1.0, np.nan])
    np.testing.assert_allclose(mean, [0.6, 0.0])
    np.testing.assert_allclose(sd, [0.8, 1.0])


def test_the_steps_of_a_question_stand_around_its_place_and_are_as_unsure_together():
    priors = ASSUMED.priors([1.0, 1.0], [1, 3])
    np.testing.assert_allclose(priors.b_mean[1], [-0.2, 0.6, 1.4])
    np.testing.assert_allclose(priors.b_sd[:, 0], [0.8, 0.8 * 3**0.5])


def test_an_answerless_prior_is_met_exactly_by_an_item_without_weight():
    rows = simulated(300, a=np.ones(3), b=np.zeros(3))
    answers = Answers.table(rows)
    weight = np.where(answers.item == 2, 0.0, 1.0)
    muted = Answers.of(answers.person, answers.item, answers.score, weight=weight)
    priors = Priors(b_mean=np.array([[0.0], [0.0], [1.2]]), b_sd=np.array([[2.0], [2.0], [0.7]]))
    found = calibrate(muted, priors=priors)
    assert found.b[2, 0] == pytest.approx(1.2, abs=1e-4)
    assert found.b_se[2, 0] == pytest.approx(0.7, abs=1e-3)


def test_good_experts_bring_new_questions_nearer_and_are_found_to_be_good():
    gained = []
    for seed in range(3):
        answers, stated, b = batch(120, r=0.9, seed=seed)
        found = calibrate_new(
            answers, stated, settings=Settings(exact=False), anchors=KNOWN, errors=False
        )
        plain = calibrate(
            answers, priors=Priors(b_sd=1.0), settings=Settings(exact=False), anchors=KNOWN,
            errors=False,
        )  # fmt: skip
        mine = slice(len(KNOWN), None)
        gained.append(
            np.mean((found.fit.b[mine, 0] - b) ** 2) / np.mean((plain.b[mine, 0] - b) ** 2)
        )
        assert found.trust.r > ASSUMED_R
    assert np.mean(gained) < 0.85


def test_experts_who_know_nothing_are_found_out_by_the_batch_itself():
    answers, stated, b = batch(600, r=0.0, seed=4)
    found = calibrate_new(
        answers, stated, settings=Settings(exact=False), anchors=KNOWN, errors=False
    )
    plain = calibrate(
        answers, priors=Priors(b_sd=1.0), settings=Settings(exact=False), anchors=KNOWN,
        errors=False,
    )  # fmt: skip
    assert abs(found.trust.slope) < 0.35
    off = [np.sqrt(np.mean((one.b[len(KNOWN) :, 0] - b) ** 2)) for one in (found.fit, plain)]
    assert off[0] < 1.1 * off[1]


def test_partial_credit_begins_from_experts_too():
    rng = np.random.default_rng(9)
    b = rng.normal(size=12)
    rows = simulated(400, a=np.ones(12), b=b) + simulated(400, a=np.ones(12), b=b + 0.8)
    found = calibrate_new(
        Answers.table(rows), b + 0.4, model=Model.GPCM, settings=Settings(exact=False)
    )
    assert found.fit.is_converged
    assert np.isfinite(found.fit.b_se).all()
    assert found.trust.items == 12


def test_what_is_no_number_is_refused_with_its_place():
    with pytest.raises(Faults) as refused:
        Lessons.of([0.0, np.nan, 0.0], [0.0, 0.0, 0.0], [0.1, 0.1, -1.0])
    assert [fault.where for fault in refused.value.faults] == ["lessons[1]", "lessons[2]"]
    with pytest.raises(Faults, match="not as many"):
        Lessons.of([0.0], [0.0, 1.0], [0.1])
