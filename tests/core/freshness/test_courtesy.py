"""A worker rests in proportion to its work, and never for long."""

from __future__ import annotations

import pytest

from whetstone.core.freshness.courtesy import LONGEST_REST_S, REST_SHARE, rest_after


def test_it_rests_half_as_long_as_it_worked():
    assert rest_after(0.2) == pytest.approx(0.1)
    assert pytest.approx(0.5) == REST_SHARE


@pytest.mark.parametrize("worked", [0.0, -3.0])
def test_no_work_earns_no_rest(worked):
    assert rest_after(worked) == 0.0


def test_a_machine_that_slept_does_not_keep_a_drain_waiting():
    assert rest_after(8 * 3600.0) == LONGEST_REST_S


def test_more_work_never_earns_less_rest():
    rests = [rest_after(worked / 10) for worked in range(100)]
    assert rests == sorted(rests)
