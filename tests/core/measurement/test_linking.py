"""A new calibration lands on the scale that is in use."""

from __future__ import annotations

import numpy as np
import pytest

from whetstone.core.kernel.errors import Faults
from whetstone.core.measurement.linking import link

A = np.array([0.8, 1.0, 1.2, 1.5, 0.9, 1.1])
B = np.array([-1.5, -0.5, 0.0, 0.4, 1.0, 1.6])


def test_a_line_is_found_again_exactly():
    slope, shift = 1.3, -0.4
    found = link(A, B, to_a=A / slope, to_b=slope * B + shift)
    assert found.slope == pytest.approx(slope)
    assert found.shift == pytest.approx(shift)
    assert found.shift_se == pytest.approx(0.0, abs=1e-9)
    np.testing.assert_allclose(found.places(B), slope * B + shift)
    np.testing.assert_allclose(found.slopes(A), A / slope)


def test_the_scale_it_is_on_already_stays():
    found = link(A, B, to_a=A, to_b=B)
    assert (found.slope, found.shift) == pytest.approx((1.0, 0.0))


def test_the_error_of_the_line_is_that_of_the_experts_over_the_questions():
    rng = np.random.default_rng(1)
    shifts, errors = [], []
    for _ in range(400):
        to_b = B.repeat(5) + rng.normal(0, 0.7, 30)
        found = link(np.ones(30), B.repeat(5), to_a=np.ones(30), to_b=to_b)
        shifts.append(found.shift)
        errors.append(found.shift_se)
    assert np.mean(errors) == pytest.approx(np.std(shifts), rel=0.12)


def test_a_question_of_weight_0_says_nothing():
    far = B.copy()
    far[0] = 40.0
    weight = np.array([0, 1, 1, 1, 1, 1.0])
    assert link(A, B, to_a=A, to_b=far, weight=weight).shift == pytest.approx(0.0)


def test_four_questions_are_refused():
    with pytest.raises(Faults, match="5 needed"):
        link(A[:4], B[:4], to_a=A[:4], to_b=B[:4])
