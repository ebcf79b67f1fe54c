"""A secured form: what its pool must hold, which skills it owes, and what it says at its end.

A certificate's form follows `blueprint.FORM_RULE`: at most thirty questions, to sd 0.30 where the
pool can. Here stands what that rule asks beyond the statistics: every skill of the area is asked
about (content balance as a constraint on the choice: Kingsbury & Zara 1989, Applied Measurement in
Education 2), and the questions lie around the level that is to be decided. The verdict uses the
answers of this sitting only, with the standard normal of the working population as its prior.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.kernel.errors import Fault, raise_all
from whetstone.core.measurement.blueprint import (
    CERTIFICATE_LINES,
    FORM_RULE,
    Blueprint,
    StopReason,
    StopRule,
    form,
    should_stop,
)
from whetstone.core.measurement.deciding import Decided
from whetstone.core.measurement.density import at_or_above, moments, quantile
from whetstone.core.measurement.forms import form_quality
from whetstone.core.measurement.pools import FORM_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from whetstone.core.measurement.items import Floats, ItemTable
    from whetstone.core.measurement.sitting import SittingPosterior

PER_SKILL: Final = 2
"""Questions about each skill of the area in every sitting, or nothing is said of the area."""
SPARE: Final = 2
"""A pool holds so many times what a sitting must ask of a skill: two people need not meet it."""
LEVELS: Final = (1, 2, 3, 4)
NEIGHBOURS: Final = FORM_LENGTH // 4
"""Questions one level below and one above the level decided; all others lie at that level."""
BAND: Final = (0.05, 0.95)
UNHURRIED: Final = 1.5
_CUT_PLACES: Final = 9


@dataclass(frozen=True, slots=True)
class Count:
    """How many questions there are of something (a skill, a level), and how many it takes."""

    of: str
    have: int
    need: int

    @property
    def missing(self) -> int:
        """How many are still to be written."""
        return max(0, self.need - self.have)


@dataclass(frozen=True, slots=True)
class Supply:
    """Whether a pool is enough for a form: in all, by skill, and by level."""

    total: Count
    skills: tuple[Count, ...]
    levels: tuple[Count, ...]

    @property
    def is_enough(self) -> bool:
        """Whether a form can be opened."""
        return not any(one.missing for one in (self.total, *self.skills, *self.levels))


def supply(pool: Iterable[tuple[str, int]], skills: Sequence[str], level: int) -> Supply:
    """What a pool of (skill, level) has and needs to decide `level` in an area of these skills."""
    pool = list(pool)
    by_skill, by_level = Counter(one for one, _ in pool), Counter(one for _, one in pool)
    near = [one for one in (level - 1, level + 1) if one in LEVELS]
    need = dict.fromkeys(near, NEIGHBOURS) | {level: FORM_LENGTH - NEIGHBOURS * len(near)}
    return Supply(
        total=Count("", len(pool), FORM_LENGTH),
        skills=tuple(Count(one, by_skill[one], SPARE * PER_SKILL) for one in skills),
        levels=tuple(Count(str(one), by_level[one], need.get(one, 0)) for one in LEVELS),
    )


def owed(asked: Iterable[str], skills: Iterable[str]) -> dict[str, int]:
    """How many questions about each skill are still to be asked."""
    counts = Counter(asked)
    return {one: PER_SKILL - counts[one] for one in skills if counts[one] < PER_SKILL}


@dataclass(frozen=True, slots=True)
class Turn:
    """What the next question may be: rows `barred`, or none at all (`ends`)."""

    barred: frozenset[int] = frozenset()
    ends: StopReason | None = None


def turn(
    posterior: SittingPosterior,
    pool: Sequence[str],
    asked: Sequence[int],
    away: frozenset[int] = frozenset(),
) -> Turn:
    """Whether the form goes on, and with which skills; `pool` has the skill of each row.

    While places are left the choice is free. What is owed comes first once it takes all places
    that are left, or once the ability is known well enough. `away` are rows that may not be asked:
    a skill of which nothing else is left is owed nothing.
    """
    blueprint, rule = plan(pool)
    reason = should_stop(posterior, blueprint, rule)
    if reason is StopReason.LENGTH:
        return Turn(ends=reason)
    left = {skill for row, skill in enumerate(pool) if row not in away and row not in asked}
    due = owed((pool[row] for row in asked), left)
    if due and (reason is not None or sum(due.values()) >= blueprint.length - len(asked)):
        return Turn(frozenset(row for row, skill in enumerate(pool) if skill not in due))
    return Turn(ends=reason)


def plan(pool: Sequence[str]) -> tuple[Blueprint, StopRule]:
    """The length of a form from a pool of rows with these skills, and when it may end."""
    length = max(1, min(FORM_LENGTH, len(pool)))
    least = max(FORM_RULE.least, PER_SKILL * len(set(pool)))
    return form(0, most=length), replace(FORM_RULE, least=min(least, length))


@dataclass(frozen=True, slots=True)
class NamedCut:
    """Where a level begins, and the error of that place (None: nobody has worked it out)."""

    level: int
    theta: float
    se: float | None = None


@dataclass(frozen=True, slots=True)
class LevelSaid:
    """What a form says of one level.

    `p` is P(at or above the level), the error of the cut within it where that is known;
    `reliability` that of the questions asked at the cut (1 - error variance, people of variance
    1); `accuracy` and `consistency` those of a decision by so many such questions.
    """

    level: int
    p: float
    said: Decided
    reliability: float
    accuracy: float
    consistency: float


@dataclass(frozen=True, slots=True)
class FormVerdict:
    """The end of a secured form: ability with its 90 % interval, and each named level."""

    answers: int
    mean: float
    sd: float
    low: float
    high: float
    levels: tuple[LevelSaid, ...]

    @property
    def earned(self) -> int | None:
        """The highest level that P >= .95 carries; None: none."""
        met = [one.level for one in self.levels if one.said is Decided.MET]
        return max(met, default=None)


def verdict(
    posterior: SittingPosterior, rows: Sequence[int], cuts: Iterable[NamedCut]
) -> FormVerdict | None:
    """What a finished form says; None where it has fewer answers than any form needs."""
    if len(rows) < FORM_RULE.least:
        return None
    density = posterior.density[0]
    mean, variance = moments(density)
    return FormVerdict(
        answers=len(rows),
        mean=float(mean),
        sd=float(np.sqrt(variance)),
        low=float(quantile(density, BAND[0])),
        high=float(quantile(density, BAND[1])),
        levels=tuple(_said(density, posterior.table, rows, cut) for cut in cuts),
    )


def _said(density: Floats, table: ItemTable, rows: Sequence[int], cut: NamedCut) -> LevelSaid:
    p = chance(density, cut)
    low, high = CERTIFICATE_LINES
    said = Decided.MET if p >= high else Decided.BELOW if p <= low else Decided.TOO_CLOSE
    quality = form_quality(table, np.asarray(rows), length=len(rows), cut=cut.theta)
    return LevelSaid(
        level=cut.level,
        p=p,
        said=said,
        reliability=1.0 - quality.se_at_cut**2,
        accuracy=quality.accuracy,
        consistency=quality.consistency,
    )


def chance(density: Floats, cut: NamedCut) -> float:
    """P(at or above the cut), averaged over where the cut may lie (normal, nine equal parts)."""
    if not cut.se:
        return float(at_or_above(density, cut.theta))
    raise_all([Fault("cut.se", f"{cut.se} is below 0.")] if cut.se < 0 else [])
    places = (NormalDist().inv_cdf((n + 0.5) / _CUT_PLACES) for n in range(_CUT_PLACES))
    return float(np.mean([at_or_above(density, cut.theta + cut.se * z) for z in places]))


def minutes_for(seconds: Sequence[int], *, percent: int = 100) -> int:
    """The minutes of a sitting: half as long again as its questions are set for, times a factor.

    `seconds` of the pool's questions; `percent` is what somebody is given more (100: nothing).

    >>> minutes_for([90] * 40), minutes_for([90] * 40, percent=150)
    (68, 102)
    """
    if not seconds:
        return 0
    usual = min(FORM_LENGTH, len(seconds)) * sum(seconds) / len(seconds)
    return math.ceil(usual * UNHURRIED * percent / 100 / 60)
