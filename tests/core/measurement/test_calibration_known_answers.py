"""Published tables come out as mirt 1.47 (TOL 1e-8) has them: 1e-4 in a and b, .005 in LL."""

from __future__ import annotations

import numpy as np
import pytest
from tests.core.measurement.published import LSAT6, LSAT7, beside, patterns

from whetstone.core.measurement.calibration import Answers, Model, calibrate

NEAR = 1.01e-4
"""mirt's values are printed with four decimals."""


def agree(found, *, a=None, b=None, log_likelihood):
    assert found.is_converged
    assert abs(found.log_likelihood - log_likelihood) < 0.005
    if a is not None:
        np.testing.assert_allclose(found.a, a, atol=NEAR)
    if b is not None:
        np.testing.assert_allclose(found.b, np.asarray(b), atol=NEAR)


def test_lsat6_two_parameters():
    found = calibrate(patterns(LSAT6))
    agree(
        found,
        a=[0.8257, 0.7227, 0.8909, 0.6884, 0.6569],
        b=np.array([[-3.3588, -1.3701, -0.2797, -1.8664, -3.1259]]).T,
        log_likelihood=-2466.653,
    )
    # Standard errors from the observed information, as ltm 1.2-0 prints them for its own maximum.
    np.testing.assert_allclose(found.a_se, [0.2581, 0.1867, 0.2326, 0.1852, 0.2100], atol=3e-4)
    ltm = [0.8669, 0.3073, 0.0997, 0.4341, 0.8700]
    np.testing.assert_allclose(found.b_se[:, 0], ltm, rtol=0.002)


def test_lsat6_rasch():
    found = calibrate(patterns(LSAT6), model=Model.RASCH)
    agree(
        found,
        b=np.array([[-2.7300, -0.9986, -0.2399, -1.3065, -2.0994]]).T,
        log_likelihood=-2466.938,
    )
    assert found.sd[0] ** 2 == pytest.approx(0.5702, abs=1e-4)
    assert found.sd_se[0] == pytest.approx(0.0694, abs=2e-4)  # ltm: common a .7551 (.0694)


def test_lsat7():
    agree(
        calibrate(patterns(LSAT7), errors=False),
        a=[0.9875, 1.0808, 1.7075, 0.7650, 0.7357],
        b=np.array([[-1.8793, -0.7475, -1.0572, -0.6353, -2.5208]]).T,
        log_likelihood=-2658.805,
    )
    rasch = calibrate(patterns(LSAT7), model=Model.RASCH, errors=False)
    agree(
        rasch,
        b=np.array([[-1.8683, -0.7910, -1.4610, -0.5215, -1.9930]]).T,
        log_likelihood=-2664.901,
    )
    assert rasch.sd[0] ** 2 == pytest.approx(1.0227, abs=1e-4)


def test_science_graded():
    answers = Answers.table(beside("science.csv") - 1)
    found = calibrate(answers, model=Model.GRM, errors=False)
    agree(
        found,
        a=[1.0406, 1.2258, 2.3006, 1.0938],
        b=[
            [-4.6728, -2.5361, 1.4082],
            [-2.3853, -0.7351, 1.8489],
            [-2.2799, -0.9644, 0.8552],
            [-3.0599, -0.9064, 1.5428],
        ],
        log_likelihood=-1608.870,
    )


def test_deayala():
    rows = beside("deayala_patterns.csv")
    agree(
        calibrate(Answers.table(rows[:, :5], times=rows[:, 5]), errors=False),
        a=[1.2449, 2.0229, 1.5734, 1.5669, 0.9961],
        b=np.array([[-2.0764, -0.4922, -0.2503, 0.2657, 0.5526]]).T,
        log_likelihood=-55198.496,
    )


def test_verbal_aggression():
    answers = Answers.table(beside("verbal_aggression.csv")[:, :24])
    found = calibrate(answers, errors=False)
    agree(found, log_likelihood=-4016.427)
    scold, curse = 13, 6  # S1DoScold and S3WantCurse
    np.testing.assert_allclose(found.a[[scold, curse]], [2.3510, 0.8914], atol=NEAR)
    np.testing.assert_allclose(found.b[[scold, curse], 0], [-0.2297, -0.5096], atol=NEAR)
    rasch = calibrate(answers, model=Model.RASCH, errors=False)
    agree(rasch, log_likelihood=-4036.909)
    assert rasch.sd[0] ** 2 == pytest.approx(1.9177, abs=1e-4)
    np.testing.assert_allclose(rasch.b[[0, 20], 0], [-1.2206, 2.9754], atol=NEAR)
