"""What training did, 20,000 times where nothing happened and 20,000 times where something did."""

from __future__ import annotations

import pytest
from tests.core.rollup.panels import SCENES, rates

pytestmark = pytest.mark.long

REPLICATIONS = 20_000


@pytest.mark.parametrize("scene", SCENES)
def test_nulls_alarm_four_to_six_times_in_a_hundred(scene):
    got = rates(scene, effect=0.0, replications=REPLICATIONS, seed=20)
    assert 0.04 <= got.alarms_p <= 0.06
    assert 0.04 <= got.alarms_t <= 0.06
    assert got.told <= min(got.alarms_p, got.alarms_t)


@pytest.mark.parametrize("effect", [0.0, 1.5])
@pytest.mark.parametrize("scene", SCENES)
def test_intervals_of_95_per_cent_cover_93_to_97(scene, effect):
    got = rates(scene, effect=effect, replications=REPLICATIONS, seed=21)
    assert 0.93 <= got.covered <= 0.97
