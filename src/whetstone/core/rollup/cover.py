"""Cover: P(at least n people of a team are at the required level), and who would be missed.

Each person is at the level with some probability; the number who are is a sum of independent
yes/no events (Poisson-binomial). A blind spot is cover below the talk limit; a single holder is
an area that rests on exactly one person.

Privacy. From five measured people up the numbers of everyone may enter the team's cover. With
fewer nothing is computed but from the verdict words that people chose to share, and nobody is
ever named but from such words.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.core.kernel.intervals import Estimate, cannot_tell
from whetstone.core.kernel.probability import at_least, without_each
from whetstone.core.kernel.reasons import Reason, because
from whetstone.core.kernel.verdict import TALK_HIGH, TALK_LOW, Verdict, verdict
from whetstone.core.rollup.disclosure import SMALLEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Z95 = 1.96

_RANGES = {
    Verdict.MET_PROBABLY: (0.9, TALK_HIGH, 1.0),
    Verdict.TOO_CLOSE: (0.5, TALK_LOW, TALK_HIGH),
    Verdict.BELOW_PROBABLY: (0.1, 0.0, TALK_LOW),
}
"""What a word alone says of the probability: a middle and the range it stands for."""
MIDDLES = {word: middle for word, (middle, _low, _high) in _RANGES.items()}
"""The middles alone."""


def word_ranges() -> Mapping[Verdict, tuple[float, float, float]]:
    """(middle, low, high) of the probability that each word stands for."""
    return _RANGES


@dataclass(frozen=True, slots=True)
class Ability:
    """One person in one area.

    `p` is P(at or above the level), None when unmeasured; `p_sd` its uncertainty beyond chance
    (items, assumptions). `shares` is the person's consent that the lead sees the word.
    """

    person: str
    p: float | None
    p_sd: float = 0.0
    shares: bool = False

    @property
    def word(self) -> Verdict:
        """The verdict in words."""
        return verdict(self.p or 0.0, measured=self.p is not None)


@dataclass(frozen=True, slots=True)
class Cover:
    """One area of one team.

    `enough` is P(at least `need` at the level); unknown when withheld. `expected` is the
    expected number at the level. `single_holder` and `leaves_a_gap` name people from shared
    words only.
    """

    area: str
    need: int
    enough: Estimate
    expected: Estimate
    is_withheld: bool
    is_blind_spot: bool | None
    is_single: bool | None
    single_holder: str | None
    leaves_a_gap: tuple[str, ...]
    reasons: tuple[Reason, ...]

    @property
    def word(self) -> Verdict:
        """The verdict on the cover itself."""
        return verdict(
            self.enough.value if self.enough.is_known else 0.0, measured=self.enough.is_known
        )


def cover(area: str, abilities: Sequence[Ability], *, need: int) -> Cover:
    """The cover of one area.

    Args:
        area: its id.
        abilities: everyone in the team, unmeasured people too.
        need: how many are wanted at the level, 1 or more.

    Raises:
        ValueError: when need is below 1.
    """
    if need < 1:
        raise ValueError("at least one person is needed")
    measured = [a for a in abilities if a.p is not None]
    shared = [a for a in measured if a.shares]
    reasons = tuple(_reasons(abilities, measured, shared, need))
    if len(measured) >= SMALLEST:
        return _whole_team(area, measured, shared, need=need, reasons=reasons)
    if shared:
        return _from_words(area, shared, need=need, reasons=reasons)
    withheld = bool(measured)
    why = f"shown from {SMALLEST} people up" if withheld else "nobody is measured yet"
    unknown = cannot_tell(why)
    return Cover(area, need, unknown, unknown, withheld, None, None, None, (), reasons)


def _whole_team(
    area: str,
    measured: Sequence[Ability],
    shared: Sequence[Ability],
    *,
    need: int,
    reasons: tuple[Reason, ...],
) -> Cover:
    chances = [a.p or 0.0 for a in measured]
    spreads = [a.p_sd for a in measured]
    enough = _enough(chances, spreads, need)
    return Cover(
        area=area,
        need=need,
        enough=enough,
        expected=_expected(chances, spreads),
        is_withheld=False,
        is_blind_spot=enough.value <= TALK_LOW,
        is_single=_is_single(chances),
        single_holder=_single_holder(shared),
        leaves_a_gap=_gaps(measured, shared, need),
        reasons=reasons,
    )


def _from_words(
    area: str, shared: Sequence[Ability], *, need: int, reasons: tuple[Reason, ...]
) -> Cover:
    """Only what the words say: each stands for a range of probability."""
    middle, low, high = zip(*(_RANGES[a.word] for a in shared), strict=True)
    enough = Estimate(
        at_least(middle, need),
        at_least(low, need),
        at_least(high, need),
        len(shared),
        "from shared words only",
    )
    expected = Estimate(sum(middle), sum(low), sum(high), len(shared), enough.reason)
    return Cover(
        area=area,
        need=need,
        enough=enough,
        expected=expected,
        is_withheld=False,
        is_blind_spot=enough.value <= TALK_LOW,
        is_single=_single_holder(shared) is not None,
        single_holder=_single_holder(shared),
        leaves_a_gap=(),
        reasons=reasons,
    )


def range_of_words(below: int, close: int, met: int) -> tuple[float, float]:
    """The fewest and the most who are expected at the level, by the ranges of their words.

    >>> range_of_words(5, 0, 5)
    (4.0, 6.0)
    """
    counts = (
        (Verdict.BELOW_PROBABLY, below), (Verdict.TOO_CLOSE, close), (Verdict.MET_PROBABLY, met),
    )  # fmt: skip
    low = sum(n * _RANGES[word][1] for word, n in counts)
    high = sum(n * _RANGES[word][2] for word, n in counts)
    return low, high


def _enough(chances: Sequence[float], spreads: Sequence[float], need: int) -> Estimate:
    """P(at least need), with a 95 % band for the uncertainty of the probabilities.

    Delta method: dP/dp_i = P(exactly need - 1 of the others), exact for the Poisson-binomial.
    """
    value = float(at_least(chances, need))
    slopes, _left = without_each(chances, need)
    sd = math.hypot(*(slope * spread for slope, spread in zip(slopes, spreads, strict=True)))
    low, high = max(0.0, value - Z95 * sd), min(1.0, value + Z95 * sd)
    return Estimate(value, low, high, len(chances), "from the measured people")


def _expected(chances: Sequence[float], spreads: Sequence[float]) -> Estimate:
    """Expected number at the level, with a 95 % band for the number itself.

    Chance and the uncertainty of the probabilities add up (normal approximation).
    """
    value = sum(chances)
    variance = sum(p * (1 - p) for p in chances) + sum(s * s for s in spreads)
    half = Z95 * math.sqrt(variance)
    low, high = max(0.0, value - half), min(float(len(chances)), value + half)
    return Estimate(value, low, high, len(chances), "from the measured people")


def _is_single(chances: Sequence[float]) -> bool:
    """Probably somebody, and probably not two."""
    return at_least(chances, 1) >= TALK_HIGH and at_least(chances, 2) <= TALK_LOW


def _single_holder(shared: Sequence[Ability]) -> str | None:
    """The one person among those who share whose word is "met, probably"."""
    holders = [a.person for a in shared if a.word is Verdict.MET_PROBABLY]
    return holders[0] if len(holders) == 1 else None


def _gaps(measured: Sequence[Ability], shared: Sequence[Ability], need: int) -> tuple[str, ...]:
    """People without whom the cover's word would be worse.

    Only people who share "met, probably", and only where those left are still five or more:
    else the difference of two numbers would tell what one person is like. A word, no number.
    """
    if len(measured) - 1 < SMALLEST:
        return ()
    chances = [a.p or 0.0 for a in measured]
    whole = verdict(at_least(chances, need))
    _slopes, left = without_each(chances, need)
    places = {one.person: place for place, one in enumerate(measured)}
    return tuple(
        one.person
        for one in shared
        if one.word is Verdict.MET_PROBABLY
        and verdict(float(left[places[one.person]])) is not whole
    )


def _reasons(
    abilities: Sequence[Ability],
    measured: Sequence[Ability],
    shared: Sequence[Ability],
    need: int,
) -> Iterator[Reason]:
    team, unmeasured = len(abilities), len(abilities) - len(measured)
    if unmeasured:
        yield because("unmeasured", count=unmeasured, team=team)
    if len(measured) < SMALLEST:
        yield because("small_team", smallest=SMALLEST, shared=len(shared))
    if team < need:
        yield because("too_few_people", team=team, need=need)
