"""Panels as a simulation makes them, and how often the estimator is right on them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import special

from whetstone.core.rollup.staggered import (
    Panel,
    Starts,
    contrast,
    effect_weights,
    randomisation,
)

SCENES = {
    "five against five, one start": Starts((4,) * 5 + (9,) * 5, 8),
    "five against eight, one start": Starts((4,) * 5 + (9,) * 8, 8),
    "two waves of five": Starts((4,) * 5 + (7,) * 5, 8),
    "ten, one after the other": Starts(tuple(range(3, 13)), 13),
    "three waves of four, four never": Starts((4,) * 4 + (7,) * 4 + (10,) * 4 + (99,) * 4, 12),
}
"""At least five a side at once, in each."""
CARRIES_OVER = 0.5


class Rates(NamedTuple):
    """Shares of the replications."""

    alarms_p: float
    alarms_t: float
    told: float
    covered: float


def panel_of(table, starts):
    names = tuple(f"u{n}" for n in range(len(table)))
    return Panel(names, tuple(map(str, range(table.shape[1]))), np.asarray(table, float), starts)


def outcomes(starts, *, effect, replications, rng):
    """Levels that differ, periods that move all alike, and what carries over from week to week."""
    shape = (replications, len(starts.places), starts.periods)
    noise = rng.normal(size=shape)
    for t in range(1, starts.periods):
        fresh = np.sqrt(1 - CARRIES_OVER**2) * noise[:, :, t]
        noise[:, :, t] = CARRIES_OVER * noise[:, :, t - 1] + fresh
    level = rng.normal(0, 3, (replications, len(starts.places), 1))
    season = rng.normal(0, 2, (replications, 1, starts.periods))
    return level + season + noise + effect * starts.on


def rates(scene, *, effect, replications, seed):
    starts, rng = SCENES[scene], np.random.default_rng(seed)
    made = outcomes(starts, effect=effect, replications=replications, rng=rng)
    value, se, df = contrast(starts, effect_weights(starts), made)
    half = special.stdtrit(df, 0.975) * se
    by_order = randomisation(starts, made, rng) < 0.05
    by_interval = np.abs(value) > half
    return Rates(
        float(by_order.mean()),
        float(by_interval.mean()),
        float((by_order & by_interval).mean()),
        float((np.abs(value - effect) <= half).mean()),
    )
