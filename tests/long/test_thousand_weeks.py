"""A thousand random weeks of a team: no promise of the planner is broken in any of them."""

from __future__ import annotations

import pytest
from tests.core.timeplan.test_random_weeks import check

pytestmark = pytest.mark.long

FIRST, WEEKS = 10_000, 1_000


def test_a_thousand_random_weeks_break_no_promise():
    placed = [check(seed) for seed in range(FIRST, FIRST + WEEKS)]
    assert sum(placed) > 3 * WEEKS
