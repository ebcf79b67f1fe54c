"""How many questions a sitting takes: to se 0.30, and to a decision at entry level.

10 banks of 500 drawn anew, 1,000 people N(0, 1) at each (quick: 2 x 500); 2PL, items known; one
area; formats take turns, enemies apart, one of the best five drawn, cap a quarter.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.adaptive.worlds import world
from whetstone.core.measurement.blueprint import Blueprint
from whetstone.core.measurement.deciding import DEFAULT_RATES, MET, by_posterior, by_ratio
from whetstone.core.measurement.density import moments
from whetstone.core.measurement.display import ENTRY
from whetstone.core.measurement.exposure import exposure_of
from whetstone.core.measurement.next_question import Criterion, Policy
from whetstone.core.measurement.pools import CERTIFICATE_SE
from whetstone.core.measurement.propagation import assumed_prior
from whetstone.core.measurement.simulated import simulate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.core.measurement.items import Floats, Ints
    from whetstone.core.measurement.simulated import Ending, Sittings

BANK, MOST, NEAR = 500, 40, 0.3
BLUEPRINT = Blueprint({0: MOST})
PLAIN = Policy()
FREE = Policy(draw_among=1, exposure_cap=1.0)
AT_CUT = Policy(criterion=Criterion.DECISION)


def precise(_log: Floats, density: Floats, _count: Ints) -> np.ndarray:
    """Ends at se 0.30."""
    return np.sqrt(moments(density[:, 0])[1]) <= CERTIFICATE_SE


def by_sprt(log: Floats, _density: Floats, _count: Ints) -> np.ndarray:
    """Ends when the ratio of "just above" to "just below" decides (5 % and 5 %)."""
    return by_ratio(log[:, 0], ENTRY.theta, DEFAULT_RATES) != 0


def by_chance(_log: Floats, density: Floats, count: Ints) -> np.ndarray:
    """Ends when the posterior decides (5 % and 5 %), after three answers."""
    return (count[:, 0] >= 3) & (by_posterior(density[:, 0], ENTRY.theta, DEFAULT_RATES) != 0)


def report(*, quick: bool) -> Iterator[str]:
    """The lines to print."""
    for name, policy, times in (
        ("to se .30, all rules on", PLAIN, False),
        ("to se .30, all rules on, items of 45 to 180 s", PLAIN, True),
        ("to se .30, a cap but no room below it", Policy(room=0.0), False),
        ("to se .30, room as in the maximum priority index", Policy(room=1.0), False),
        ("to se .30, no draw and no cap", FREE, False),
    ):
        yield f"{name}: {_length(policy, precise, quick=quick, times=times)}"
    for name, policy, ending in (
        ("entry level by ratio", AT_CUT, by_sprt),
        ("entry level by ratio, most telling items", PLAIN, by_sprt),
        ("entry level by posterior", AT_CUT, by_chance),
    ):
        yield f"{name}: {_decision(policy, ending, quick=quick)}"


def _runs(policy: Policy, ending: Ending, *, quick: bool, times: bool = False) -> Iterator[tuple]:
    banks, people = (2, 500) if quick else (10, 1_000)
    for seed in range(banks):
        rng = np.random.default_rng(100 + seed)
        made = world(BANK, rng.normal(size=(people, 1)), rng)
        bank = made.bank
        if times:
            bank = replace(bank, seconds=rng.uniform(45, 180, BANK))
        found = simulate(
            bank, assumed_prior(1), BLUEPRINT, made, people=people, rng=rng, ending=ending,
            policy=policy, wave=100,
        )  # fmt: skip
        yield made.theta[:, 0], found, exposure_of(found, bank, BLUEPRINT, policy)


def _length(policy: Policy, ending: Ending, *, quick: bool, times: bool) -> str:
    runs = list(_runs(policy, ending, quick=quick, times=times))
    lengths = np.concatenate([found.length for _, found, _ in runs])
    means = [found.length.mean() for _, found, _ in runs]
    rmse = np.sqrt(
        np.mean([(moments(found.density[:, 0])[0] - theta) ** 2 for theta, found, _ in runs])
    )
    return (
        f"N {lengths.size}, mean {lengths.mean():.2f} (banks {min(means):.1f} to "
        f"{max(means):.1f}), median {np.median(lengths):.0f}, 95 % "
        f"{np.quantile(lengths, 0.95):.0f}, rmse {rmse:.3f}; {_exposed(runs)}"
    )


def _decision(policy: Policy, ending: Ending, *, quick: bool) -> str:
    runs = list(_runs(policy, ending, quick=quick))
    theta = np.concatenate([one for one, _, _ in runs])
    lengths = np.concatenate([found.length for _, found, _ in runs])
    rule = np.concatenate([_ruled(found, ending) for _, found, _ in runs])
    mean = np.concatenate([moments(found.density[:, 0])[0] for _, found, _ in runs])
    said = np.where(rule != 0, rule == MET, mean >= ENTRY.theta)
    right = said == (theta >= ENTRY.theta)
    far = np.abs(theta - ENTRY.theta) > NEAR
    return (
        f"N {theta.size}, mean {lengths.mean():.2f}, median {np.median(lengths):.0f}; too close "
        f"to call {(rule == 0).mean():.3f}; right when everybody is called {right.mean():.3f}, of "
        f"the called {right[rule != 0].mean():.3f}, outside +-.3 {right[far].mean():.3f}; "
        f"{_exposed(runs)}"
    )


def _ruled(found: Sittings, ending: Ending) -> Ints:
    if ending is by_sprt:
        return by_ratio(found.log_lik[:, 0], ENTRY.theta, DEFAULT_RATES)
    return by_posterior(found.density[:, 0], ENTRY.theta, DEFAULT_RATES)


def _exposed(runs: list[tuple]) -> str:
    exposed = [one for _, _, one in runs]
    return (
        f"highest exposure {np.mean([one.highest for one in exposed]):.2f}, overlap of two "
        f"sittings {np.mean([one.overlap for one in exposed]):.2f}, never shown "
        f"{np.mean([one.never for one in exposed]):.0f} of {BANK}"
    )
