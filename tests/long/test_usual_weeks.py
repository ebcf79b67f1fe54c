"""How often a usual week is called a surge, over how much comes and how unevenly."""

from __future__ import annotations

import numpy as np
import pytest
from tests.core.rollup.test_voices import usual_weeks

pytestmark = pytest.mark.long


@pytest.mark.parametrize("weeks", [8, 12, 26])
@pytest.mark.parametrize("mean", [1, 5, 20, 80])
@pytest.mark.parametrize("unevenness", [1, 2, 4])
def test_at_most_two_usual_weeks_in_a_hundred_are_called_a_surge(weeks, mean, unevenness):
    rng = np.random.Generator(np.random.PCG64(weeks * 1000 + mean * 10 + unevenness))
    rates = [usual_weeks(rng, mean=mean, unevenness=unevenness, weeks=weeks) for _n in range(5)]
    assert sum(rates) / len(rates) <= 0.022
