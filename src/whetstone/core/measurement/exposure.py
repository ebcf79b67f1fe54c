"""How often each item of a bank is shown under the rule: what the exposure cap really does.

A cap stated is not a cap kept: it has to give way when a bank is too small. So the exposure that
a rule implies is computed, by simulated sittings of people from the prior who answer as the model
says (Sympson & Hetter 1985 put it so: exposure is a matter of simulation), and shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from whetstone.core.measurement.items import GRID, Floats, Ints
from whetstone.core.measurement.next_question import DEFAULT_POLICY, exposure_caps
from whetstone.core.measurement.simulated import WAVE, Sittings, simulate

if TYPE_CHECKING:
    from whetstone.core.measurement.blueprint import Blueprint
    from whetstone.core.measurement.items import ItemTable
    from whetstone.core.measurement.next_question import Bank, Policy
    from whetstone.core.measurement.propagation import Prior

EXPOSURE_PEOPLE = 2_000


@dataclass(frozen=True, eq=False)
class Exposure:
    """`share` (N,) of sittings that show each item, `cap` (N,) what the rule allows it.

    `overlap`: the share of one sitting's items that a second person meets too, on average (Chen,
    Ankenmann & Spray 2003, J. Educational Measurement 40: sum of share^2 over the length).
    `lifted`: the share of questions for which the cap had to give way.
    """

    share: Floats
    cap: Floats
    length: float
    lifted: float
    people: int = EXPOSURE_PEOPLE

    @property
    def highest(self) -> float:
        """The share of sittings with the item shown most."""
        return float(self.share.max(initial=0.0))

    @property
    def over(self) -> int:
        """How many items are shown more than their cap, past the error of a simulated share."""
        error = np.sqrt(self.cap * (1 - np.minimum(self.cap, 1)) / self.people)
        return int((self.share > self.cap + 3 * error).sum())

    @property
    def never(self) -> int:
        """How many items are shown to nobody."""
        return int((self.share == 0).sum())

    @property
    def overlap(self) -> float:
        """The share of a sitting that two people have in common."""
        return float((self.share**2).sum() / self.length) if self.length else 0.0


def exposure_of(sittings: Sittings, bank: Bank, blueprint: Blueprint, policy: Policy) -> Exposure:
    """What simulated sittings say of the exposure."""
    caps = exposure_caps(bank, blueprint, policy.exposure_cap)[bank.table.area]
    return Exposure(
        sittings.shown, caps, float(sittings.length.mean()), sittings.lifted, len(sittings.rows)
    )


def implied_exposure(
    bank: Bank,
    prior: Prior,
    blueprint: Blueprint,
    *,
    rng: np.random.Generator,
    policy: Policy = DEFAULT_POLICY,
    people: int = EXPOSURE_PEOPLE,
    wave: int = WAVE,
) -> Exposure:
    """The exposure that a rule gives a bank, for people from the prior.

    Exposure is counted after each `wave`; the first one meets a bank that nobody has seen.
    """
    theta = rng.multivariate_normal(prior.mean, prior.covariance, people)
    sittings = simulate(
        bank, prior, blueprint, _ByTheModel(bank.table, theta, rng), people=people, rng=rng,
        policy=policy, wave=wave,
    )  # fmt: skip
    return exposure_of(sittings, bank, blueprint, policy)


@dataclass(frozen=True, eq=False)
class _ByTheModel:
    """People of known ability, answering as the table says (at the nearest grid place)."""

    table: ItemTable
    theta: Floats
    rng: np.random.Generator

    def __call__(self, rows: Ints, people: Ints) -> Ints:
        """Points."""
        theta = self.theta[people, self.table.area[rows]]
        place = np.abs(theta[:, None] - GRID).argmin(axis=1)
        chance = np.cumsum(self.table.used[rows, :, place], axis=1)
        points = (self.rng.random((rows.size, 1)) > chance).sum(axis=1)
        return np.asarray(np.minimum(points, self.table.max_score[rows]))
