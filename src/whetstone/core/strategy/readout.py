"""Afterwards: what happened, held against what was forecast.

A forecast is a relative lift. Two arms are read by the log ratio of their rates (Katz, Baptista,
Azen & Pike 1978); a campaign against the account's own past by the spread of its placebo
windows. Where 0 lies inside the interval, nothing is claimed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scipy.special import stdtrit

from whetstone.core.kernel.intervals import Estimate, cannot_tell
from whetstone.core.kernel.probability import normal_quantile
from whetstone.core.kernel.reasons import Reason, because
from whetstone.core.strategy.series import BEFORE, DETECT, placebo_mde

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.core.strategy.looking import Arm

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Readout:
    """The lift with its interval, and how it stands to the forecast.

    `is_told` is whether 0 lies outside; None where nothing can be read.
    """

    lift: Estimate
    forecast: float
    is_told: bool | None
    reasons: tuple[Reason, ...]


def read_arms(control: Arm, campaign: Arm, *, forecast: float, level: float = 0.95) -> Readout:
    """Two random halves: the relative lift of the campaign's rate over the control's."""
    if not (control.events and campaign.events):
        return Readout(cannot_tell("nothing happened"), forecast, None, (because("cannot_read"),))
    effect = math.log(campaign.rate / control.rate)
    error = math.sqrt(
        1 / campaign.events - 1 / campaign.people + 1 / control.events - 1 / control.people
    )
    return _read(
        effect,
        error,
        control.people + campaign.people,
        forecast,
        width=normal_quantile(0.5 + level / 2),
    )


def read_days(
    before: Sequence[float],
    during: Sequence[float],
    *,
    forecast: float,
    level: float = 0.95,
) -> Readout:
    """A campaign against the account's own past: its mean day over that of the 28 days before.

    `before` is all history up to the campaign; its placebo windows say how far such a change
    goes when nothing is done.
    """
    found = placebo_mde(before, len(during))
    if found.mde is None:
        short = because("history_short", have=len(before), days=len(during))
        return Readout(cannot_tell("history too short"), forecast, None, (short,))
    was, now = sum(before[-BEFORE:]) / BEFORE, sum(during) / len(during)
    if was <= 0 or now <= 0:
        return Readout(cannot_tell("nothing happened"), forecast, None, (because("cannot_read"),))
    spread = math.log1p(found.mde) / DETECT
    t = float(stdtrit(found.windows - 1, 0.5 + level / 2))  # the spread is of few windows
    return _read(math.log(now / was), spread, len(during), forecast, width=t)


def _read(effect: float, error: float, n: int, forecast: float, *, width: float) -> Readout:
    value, low, high = (math.expm1(effect + side * width * error) for side in (0, -1, 1))
    lift = Estimate(value, low, high, n, "log ratio")
    code = "as_forecast" if lift.holds(forecast) else "below_forecast"
    if low > forecast:
        code = "above_forecast"
    said = [
        because(
            code,
            lift=round(PERCENT * value, 1),
            low=round(PERCENT * low, 1),
            high=round(PERCENT * high, 1),
            forecast=round(PERCENT * forecast, 1),
        )
    ]
    if lift.holds(0.0):
        said.append(because("no_effect_told"))
    return Readout(lift, forecast, not lift.holds(0.0), tuple(said))
