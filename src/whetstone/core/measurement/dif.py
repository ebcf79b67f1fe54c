"""Does a question work the same for two groups of equal ability?

Mantel & Haenszel 1959 within strata of a matching variable, on the ETS delta scale with its
classes A, B, C (Holland & Thayer 1988; Zieky 1993), with purification (the matching score is
counted again without flagged items until the flags stand); and logistic regression for uniform
and non-uniform difference (Swaminathan & Rogers 1990, J. Educational Measurement 27), with the
gain in Nagelkerke's R2 as its size, in the classes of Jodoin & Gierl (2001, Applied Measurement
in Education 14), and the group's coefficient on the ETS delta scale (Monahan, McHorney, Stump &
Perkins 2007, J. Educational and Behavioral Statistics 32).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import special

from whetstone.core.kernel.errors import Fault, Faults

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from whetstone.core.measurement.items import Floats

SMALLEST_GROUP: Final = 50
DELTA_PER_LOGIT: Final = -2.35
SMALL, LARGE = 1.0, 1.5
R2_SMALL, R2_LARGE = 0.035, 0.070
"""Jodoin & Gierl 2001: below, negligible; above the second, large."""
LEVEL: Final = 0.05
MOST_ROUNDS: Final = 10
_NEWTON_STEPS: Final = 50


class DifClass(StrEnum):
    """A: negligible, B: between, C: large. None of them says that an item is unfair."""

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, slots=True)
class MantelHaenszel:
    """One item: chi-square (1 df, continuity corrected), common odds ratio, delta and its error.

    `delta` below 0: harder for the focal group than for equally able people of the other.
    """

    chi2: float
    p: float
    alpha: float
    delta: float
    delta_se: float

    @property
    def ets(self) -> DifClass:
        """The ETS class: size and significance together."""
        size = abs(self.delta)
        if not math.isfinite(size):
            return DifClass.C if self.p < LEVEL else DifClass.A
        if size < SMALL or self.p >= LEVEL:
            return DifClass.A
        surely_above_one = (size - SMALL) / self.delta_se > -special.ndtri(LEVEL)
        return DifClass.C if size >= LARGE and surely_above_one else DifClass.B


@dataclass(frozen=True, slots=True)
class Step:
    """What one more term does to a logistic regression: chi-square (1 df) and R2 gained."""

    chi2: float
    r2_gain: float

    @property
    def p(self) -> float:
        """The chance of so much where the term says nothing."""
        return float(special.chdtrc(1, self.chi2))


@dataclass(frozen=True, slots=True)
class LogisticDif:
    """One item: likelihood-ratio chi-square (2 df) of group and group x ability, and R2 gained.

    `uniform` is the step that the group makes, `crossing` the one its product with ability makes
    after it: a question may favour a group among the able and hinder it among the less able.
    `delta` is the group's coefficient without the product, as `MantelHaenszel` has it.
    """

    uniform: Step
    crossing: Step
    delta: float
    delta_se: float

    @property
    def chi2(self) -> float:
        """Both steps at once (2 df)."""
        return self.uniform.chi2 + self.crossing.chi2

    @property
    def p(self) -> float:
        """The chance of so much where neither group nor product says anything."""
        return float(special.chdtrc(2, self.chi2))

    @property
    def r2_gain(self) -> float:
        """Both steps at once."""
        return self.uniform.r2_gain + self.crossing.r2_gain

    @property
    def size(self) -> DifClass:
        """The class of Jodoin & Gierl 2001: size and significance together."""
        if self.p >= LEVEL or self.r2_gain < R2_SMALL:
            return DifClass.A
        return DifClass.C if self.r2_gain > R2_LARGE else DifClass.B

    @property
    def is_crossing(self) -> bool:
        """Whether the product alone is sure, and as large as a class B."""
        return self.crossing.p < LEVEL and self.crossing.r2_gain >= R2_SMALL


def mantel_haenszel(
    right: ArrayLike,
    focal: ArrayLike,
    *,
    match: ArrayLike | None = None,
    purify: bool = False,
) -> tuple[MantelHaenszel, ...]:
    """Each item of a table (persons, items) of 1, 0 and NaN (not answered).

    Args:
        right: the table.
        focal: True for the focal group, (persons,).
        match: what persons are matched on; the number right where none is given.
        purify: count the number right again without items of class B or C, the studied one kept.

    Raises:
        Faults: a group is smaller than 50.
    """
    table, group = _checked(right, focal)
    if match is not None or not purify:
        given = np.nansum(table, axis=1) if match is None else np.asarray(match, dtype=np.float64)
        return tuple(_one(table[:, item], group, given) for item in range(table.shape[1]))
    flagged: frozenset[int] = frozenset()
    for _ in range(MOST_ROUNDS):
        found = tuple(
            _one(table[:, item], group, _number_right(table, flagged - {item}))
            for item in range(table.shape[1])
        )
        now = frozenset(n for n, one in enumerate(found) if one.ets is not DifClass.A)
        if now == flagged:
            break
        flagged = now
    return found


def logistic_dif(
    right: ArrayLike, focal: ArrayLike, *, match: ArrayLike | None = None
) -> tuple[LogisticDif, ...]:
    """Each item of a table, as `mantel_haenszel` takes it."""
    table, group = _checked(right, focal)
    given = np.nansum(table, axis=1) if match is None else np.asarray(match, dtype=np.float64)
    return tuple(_regressed(table[:, item], group, given) for item in range(table.shape[1]))


def _regressed(right: Floats, focal: NDArray[np.bool_], match: Floats) -> LogisticDif:
    answered = np.isfinite(right)
    y, x, g = right[answered], match[answered], focal[answered].astype(np.float64)
    one = np.ones_like(x)
    none = _maximum(y, [one])
    plain = _maximum(y, [one, x])
    level = _maximum(y, [one, x, g])
    whole = _maximum(y, [one, x, g, x * g])

    def step(before: _Maximum, after: _Maximum) -> Step:
        chi2 = max(0.0, 2 * (after.log_likelihood - before.log_likelihood))
        gain = _nagelkerke(none, after, y.size) - _nagelkerke(none, before, y.size)
        return Step(chi2, gain)

    return LogisticDif(
        step(plain, level),
        step(level, whole),
        -DELTA_PER_LOGIT * level.last,
        -DELTA_PER_LOGIT * level.last_se,
    )


def _checked(right: ArrayLike, focal: ArrayLike) -> tuple[Floats, NDArray[np.bool_]]:
    table, group = np.asarray(right, dtype=np.float64), np.asarray(focal, dtype=bool)
    sizes = {"the focal group": int(group.sum()), "the other group": int((~group).sum())}
    small = [
        Fault(name, f"has {size} people.", f"From {SMALLEST_GROUP} people up it can be told.")
        for name, size in sizes.items()
        if size < SMALLEST_GROUP
    ]
    if small:
        raise Faults(small)
    return table, group


def _number_right(table: Floats, without: frozenset[int]) -> Floats:
    keep = [item for item in range(table.shape[1]) if item not in without]
    return np.asarray(np.nansum(table[:, keep], axis=1))


def _one(right: Floats, focal: NDArray[np.bool_], match: Floats) -> MantelHaenszel:
    answered = np.isfinite(right)
    _levels, stratum = np.unique(match[answered], return_inverse=True)
    good, away = right[answered] > 0, focal[answered]
    count = stratum.max(initial=-1) + 1

    def many(which: NDArray[np.bool_]) -> Floats:
        return np.bincount(stratum[which], minlength=count).astype(np.float64)

    a, b = many(good & ~away), many(~good & ~away)
    c, d = many(good & away), many(~good & away)
    n = a + b + c + d
    usable = ((a + b) * (c + d) * (a + c) * (b + d) > 0) & (n > 1)
    a, b, c, d, n = (one[usable] for one in (a, b, c, d, n))
    expected = (a + b) * (a + c) / n
    variance = ((a + b) * (c + d) * (a + c) * (b + d) / (n**2 * (n - 1))).sum()
    if not usable.any():
        return MantelHaenszel(0.0, 1.0, 1.0, 0.0, math.inf)
    stat = max(0.0, abs(float((a - expected).sum())) - 0.5) ** 2 / variance
    r, s = a * d / n, b * c / n
    alpha = float(r.sum() / s.sum()) if s.sum() > 0 else math.inf
    delta = DELTA_PER_LOGIT * math.log(alpha) if 0 < alpha < math.inf else math.nan
    return MantelHaenszel(
        float(stat), float(special.chdtrc(1, stat)), alpha, delta, _delta_se((a, b, c, d, n), r, s)
    )


def _delta_se(cells: Sequence[Floats], r: Floats, s: Floats) -> float:
    """Error of delta (Robins, Breslow & Greenland 1986, of the log odds ratio)."""
    a, b, c, d, n = cells
    p, q = (a + d) / n, (b + c) / n
    whole_r, whole_s = r.sum(), s.sum()
    if not (whole_r > 0 and whole_s > 0):
        return math.inf
    variance = (
        (p * r).sum() / (2 * whole_r**2)
        + (p * s + q * r).sum() / (2 * whole_r * whole_s)
        + (q * s).sum() / (2 * whole_s**2)
    )
    return -DELTA_PER_LOGIT * math.sqrt(float(variance))


@dataclass(frozen=True, slots=True)
class _Maximum:
    """A logistic regression at its maximum; `last` is its last coefficient, with its error."""

    log_likelihood: float
    last: float
    last_se: float


def _maximum(y: Floats, columns: Sequence[Floats]) -> _Maximum:
    """By Newton's method, on columns made alike in spread."""
    x = np.stack(columns, axis=1)
    spread = np.maximum(x[:, 1:].std(axis=0), 1e-12)
    x[:, 1:] = (x[:, 1:] - x[:, 1:].mean(axis=0)) / spread
    unit = float(np.append(1.0, spread)[-1])
    beta, info = np.zeros(x.shape[1]), np.eye(x.shape[1])
    best = -np.inf
    for _ in range(_NEWTON_STEPS):
        eta = np.clip(x @ beta, -30, 30)
        now = float((y * eta - np.logaddexp(0, eta)).sum())
        best, gain = max(now, best), now - best
        if gain < 1e-10:  # noqa: PLR2004  # rounding
            break
        p = 1 / (1 + np.exp(-eta))
        info = (x * (p * (1 - p))[:, None]).T @ x + 1e-9 * np.eye(x.shape[1])
        beta = beta + np.linalg.solve(info, x.T @ (y - p))
    error = math.sqrt(float(np.linalg.inv(info)[-1, -1]))
    return _Maximum(best, float(beta[-1] / unit), error / unit)


def _nagelkerke(none: _Maximum, model: _Maximum, n: int) -> float:
    """R2 of Nagelkerke 1991: the gain in likelihood as a share of what could be gained."""
    most = 1 - math.exp(2 * none.log_likelihood / n)
    gained = 1 - math.exp(2 * (none.log_likelihood - model.log_likelihood) / n)
    return gained / most if most > 0 else 0.0
