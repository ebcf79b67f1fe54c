"""Which question to ask next: the one expected to tell most, within what the sitting needs.

For each item still allowed, the expected drop of the posterior variance of its area (or of the
uncertainty of the decision at a cut) is computed over its possible scores: van der Linden &
Pashley (2010), *Elements of Adaptive Testing*, ch. 1, expected posterior variance. It is
multiplied by what the blueprint still needs, by variety of format and by time. The area of the
best item leads, and one of the best few of that area is drawn: of the best five for its first
question, of four for its second, down to the best alone from its fifth on ("5-4-3- 2-1": McBride &
Martin 1983, in Weiss, *New Horizons in Testing*; a draw costs most when the ability is known best,
and by then two people's answers differ anyway). In a small bank every allowed item is looked at;
in a large one those on shortlists made once per bank (`shortlists`), each with its exact gain. The
draw is a hash of (seed, position): the same sitting can be replayed to the same questions.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.kernel.errors import Fault, Faults
from whetstone.core.measurement import contrasts
from whetstone.core.measurement.display import ENTRY, Cut
from whetstone.core.measurement.shortlists import Shortlists, gains, state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from whetstone.core.measurement.blueprint import Blueprint
    from whetstone.core.measurement.items import Floats, Ints, ItemTable
    from whetstone.core.measurement.sitting import SittingPosterior

EXPOSURE_CAP: Final = 0.25
"""No item in more than this share of sittings while its area has others."""
DRAW_AMONG: Final = 5
"""One of so many is drawn for an area's first question, of one fewer for each after it."""
SAME_FORMAT: Final = 0.8
"""A question in the same format as the one before counts this much."""
TIME_EXPONENT: Final = 0.5
ROOM_EXPONENT: Final = 0.25
"""An item that nears its cap counts less: (1 - share / cap) to this power. The maximum priority
index (Cheng & Chang 2009, Brit. J. Math. Stat. Psych. 62) has 1, which costs two questions a
sitting; a quarter costs 0.3 of one and keeps the cap (benchmarks/adaptive)."""
SMALL_AREA: Final = 128
"""Up to so many items in every area the whole bank is looked at."""
_USUAL_SECONDS: Final = 90.0
_KEPT_LISTS: Final = 4


class Criterion(Enum):
    """What a good question lowers: the variance, the doubt at the cut, or that of contrasts."""

    VARIANCE = "variance"
    DECISION = "decision"
    CONTRAST = "contrast"


@dataclass(frozen=True, eq=False)
class Bank:
    """The items that may be asked. All sequences follow the rows of `table`.

    `enemies[i]` are rows never asked together with i; `exposure` the share of recent sittings
    that showed each item (0 when unknown).
    """

    table: ItemTable
    formats: Sequence[str]
    seconds: Floats
    enemies: Sequence[frozenset[int]]
    exposure: Floats

    def __post_init__(self) -> None:
        """Refuse lists that do not follow the table."""
        sizes = {len(self.formats), self.seconds.size, len(self.enemies), self.exposure.size}
        if sizes != {len(self.table)}:
            raise Faults([Fault("bank", f"lists of {sorted(sizes)} for {len(self.table)} items.")])

    @cached_property
    def hostile(self) -> tuple[frozenset[int], ...]:
        """`enemies` both ways: naming one of two is enough."""
        both = [set(named) for named in self.enemies]
        for row, named in enumerate(self.enemies):
            for other in named:
                both[other].add(row)
        return tuple(frozenset(rows) for rows in both)

    @cached_property
    def format_codes(self) -> Ints:
        """Formats as numbers; items without a format differ from every other."""
        names = {name: code for code, name in enumerate(dict.fromkeys(self.formats))}
        return np.array([names[name] if name else -1 for name in self.formats], dtype=np.int64)

    @cached_property
    def quickness(self) -> Floats:
        """What an item's time does to its value: 1 for the usual time."""
        return np.asarray((_USUAL_SECONDS / np.maximum(self.seconds, 1.0)) ** TIME_EXPONENT)

    @cached_property
    def is_unseen(self) -> bool:
        """Whether nothing is known of exposure."""
        return not self.exposure.any()

    @cached_property
    def sizes(self) -> Ints:
        """How many items each area has."""
        return np.bincount(self.table.area)

    @cached_property
    def is_large(self) -> bool:
        """Whether shortlists are worth their table."""
        return bool(self.sizes.max(initial=0) > SMALL_AREA)

    def worth(self, policy: Policy, blueprint: Blueprint) -> Floats:
        """What an item's time and the room below its exposure cap do to its value, (N,)."""
        if self.is_unseen:
            return self.quickness
        key = (policy.exposure_cap, policy.room, *blueprint.quota.items())
        found = self._worth.get(key)
        if found is None:
            while len(self._worth) >= _KEPT_LISTS:
                self._worth.pop(next(iter(self._worth)))
            caps = exposure_caps(self, blueprint, policy.exposure_cap)
            found = self._worth[key] = self.quickness * room(
                self.exposure, caps[self.table.area], policy.room
            )
        return found

    @cached_property
    def _worth(self) -> dict[object, Floats]:
        return {}

    def shortlists(self, policy: Policy, blueprint: Blueprint) -> Shortlists:
        """The shortlists under a policy: made on first use, then kept (a few at a time)."""
        decision = policy.criterion is Criterion.DECISION
        cuts = tuple(policy.cuts) if decision else None
        key = (cuts, policy.exposure_cap, policy.room, *blueprint.quota.items())
        found = self._kept.get(key)
        if found is None:
            while len(self._kept) >= _KEPT_LISTS:
                self._kept.pop(next(iter(self._kept)))
            caps = exposure_caps(self, blueprint, policy.exposure_cap)
            found = self._kept[key] = Shortlists.build(
                self.table,
                self.format_codes,
                self.worth(policy, blueprint),
                open_=self.exposure < caps[self.table.area],
                cuts=policy.cut_places(self.sizes.size) if decision else None,
            )
        return found

    @cached_property
    def _kept(self) -> dict[object, Shortlists]:
        return {}

    @classmethod
    def of(cls, table: ItemTable) -> Bank:
        """A bank about which only the item models are known."""
        size = len(table)
        usual = np.full(size, _USUAL_SECONDS)
        return cls(table, [""] * size, usual, [frozenset()] * size, np.zeros(size))


@dataclass(frozen=True, eq=False)
class Sitting:
    """One sitting so far.

    `asked` rows in order, the `seed` of its draws, rows `excluded` for any reason (withdrawn,
    seen lately), and `seconds_left` (None: no limit).
    """

    seed: str
    asked: Sequence[int] = ()
    excluded: frozenset[int] = frozenset()
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The item to ask and its area.

    `gain` is the expected drop behind it (variance in logits^2, or entropy in bits), `allowed`
    how many items were in the choice, `cap_lifted` whether the exposure cap had to give way.
    """

    item: int
    area: int
    gain: float
    allowed: int
    cap_lifted: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """How to choose; the defaults are the product's.

    `draw_among` is for an area's first question, then it falls by one each, to `draw_least`;
    `stakes` say what a gain is worth in each area (a role's targets; none: all alike);
    `exposure_cap` is the least cap (see `exposure_caps`), `room` the exponent of what is below it.
    """

    criterion: Criterion = Criterion.VARIANCE
    cuts: Sequence[Cut] = (ENTRY,)
    draw_among: int = DRAW_AMONG
    draw_least: int = 1
    exposure_cap: float = EXPOSURE_CAP
    stakes: Sequence[float] | None = None
    room: float = ROOM_EXPONENT

    def among(self, asked: int) -> int:
        """Of how many is drawn where an area has had so many questions."""
        return max(self.draw_among - asked, self.draw_least)

    def stake(self, areas: int) -> Floats:
        """What a gain in each area is worth, (areas,); 1 where nothing is said."""
        if self.stakes is None:
            return np.ones(areas)
        if len(self.stakes) != areas or min(self.stakes) < 0:
            what = f"{len(self.stakes)} stakes for {areas} areas, each 0 or more."
            raise Faults([Fault("policy.stakes", what)])
        return np.asarray(self.stakes, dtype=np.float64)

    def cut_places(self, areas: int) -> list[float]:
        """The cut of each area."""
        cuts = list(self.cuts) * areas if len(self.cuts) == 1 else list(self.cuts)
        if len(cuts) != areas:
            raise Faults([Fault("policy.cuts", f"{len(cuts)} cuts for {areas} areas.")])
        return [cut.theta for cut in cuts]


DEFAULT_POLICY: Final = Policy()


def exposure_caps(bank: Bank, blueprint: Blueprint, least: float = EXPOSURE_CAP) -> Floats:
    """The largest share of sittings for the items of each area, (areas,).

    `least`, or what the area's items are shown on average anyway: its quota over its items.
    """
    caps = np.full(bank.sizes.size, least)
    for area, number in blueprint.quota.items():
        if area < caps.size and bank.sizes[area]:
            caps[area] = max(least, number / bank.sizes[area])
    return caps


def room(exposure: Floats, caps: Floats, exponent: float) -> Floats:
    """What nearness to the cap leaves of an item's value, 0 to 1."""
    return np.asarray(np.clip(1 - exposure / caps, 0.0, 1.0) ** exponent)


def choose_next(
    bank: Bank,
    posterior: SittingPosterior,
    sitting: Sitting,
    blueprint: Blueprint,
    *,
    policy: Policy = DEFAULT_POLICY,
) -> Choice | None:
    """The next question, or None when nothing that is needed may still be asked.

    `policy.cuts` is one cut for all areas or one per area (only for `Criterion.DECISION`).
    """
    need = blueprint.need(posterior.count)
    if policy.stakes is not None:
        need = need * policy.stake(need.size)
    wanted = _Wanted(blueprint, need, policy)
    found, lifted = _shortlisted(bank, posterior, sitting, wanted), False
    if found is None:
        found, lifted = _all(bank, sitting, wanted)
    if not found.size:
        return None
    gain = expected_gain(bank.table, posterior, found, policy)
    worth = bank.quickness if lifted else bank.worth(policy, blueprint)
    value = gain * worth[found] * _variety(bank, sitting, found)
    best = _best(found, value, need, bank.table.area)
    leading = bank.table.area[found[best[0]]]
    best = best[: policy.among(int(posterior.count[leading]))]
    drawn = best[_draw(sitting.seed, len(sitting.asked), best.size)]
    item = int(found[drawn])
    return Choice(item, int(bank.table.area[item]), float(gain[drawn]), found.size, lifted)


def _best(rows: Ints, value: Floats, need: Floats, areas: Ints) -> Ints:
    """The places of the items of the leading area, the best first; equal ones by row."""
    if need.size == 1:
        return np.asarray(np.lexsort((rows, -value)))
    area = areas[rows]
    mine = (area == area[(value * need[area]).argmax()]).nonzero()[0]
    return np.asarray(mine[np.lexsort((rows[mine], -value[mine]))])


@dataclass(frozen=True, slots=True, eq=False)
class _Wanted:
    blueprint: Blueprint
    need: Floats
    policy: Policy


def _shortlisted(
    bank: Bank, posterior: SittingPosterior, sitting: Sitting, wanted: _Wanted
) -> Ints | None:
    """The allowed items of the shortlists, or None where the whole bank must be looked at."""
    if not bank.is_large or wanted.policy.criterion is Criterion.CONTRAST:
        return None
    lists = bank.shortlists(wanted.policy, wanted.blueprint)
    areas = wanted.need[: bank.sizes.size].nonzero()[0].tolist()
    means, sds = posterior.mean.tolist(), posterior.sd.tolist()
    states = [state(means[area], sds[area]) for area in areas]
    barred = _barred(bank, sitting)
    return lists.open_rows(areas, states, barred, least=wanted.policy.draw_among)


def _all(bank: Bank, sitting: Sitting, wanted: _Wanted) -> tuple[Ints, bool]:
    """Every allowed item of the bank, and whether the exposure cap had to give way."""
    area = bank.table.area
    allowed = np.flatnonzero(~_barred(bank, sitting)[:-1] & (wanted.need[area] > 0))
    caps = exposure_caps(bank, wanted.blueprint, wanted.policy.exposure_cap)
    kept = allowed[bank.exposure[allowed] < caps[area[allowed]]]
    return (kept, False) if kept.size else (allowed, True)


def expected_gain(
    table: ItemTable, posterior: SittingPosterior, rows: Ints, policy: Policy
) -> Floats:
    """What each of `rows` is expected to lower, by the policy's criterion, 0 or more."""
    if policy.criterion is Criterion.CONTRAST and posterior.prior.areas >= contrasts.FEWEST:
        return _of_contrasts(table, posterior, rows)
    cuts: Sequence[float | None] = [None] * posterior.prior.areas
    if policy.criterion is Criterion.DECISION:
        cuts = policy.cut_places(posterior.prior.areas)
    if len(cuts) == 1:
        return gains(table.used[rows], posterior.density[0], float(posterior.mean[0]), cuts[0])
    gain = np.empty(rows.size)
    area = table.area[rows]
    for one in np.unique(area):
        mine = (area == one).nonzero()[0]
        mean = float(posterior.mean[one])
        gain[mine] = gains(table.used[rows[mine]], posterior.density[one], mean, cuts[one])
    return gain


def _of_contrasts(table: ItemTable, posterior: SittingPosterior, rows: Ints) -> Floats:
    gain = np.empty(len(table))
    variance = posterior.sd[None] ** 2
    line = contrasts.lines(posterior.mean[None], variance)
    for one in np.bincount(table.area[rows]).nonzero()[0]:
        mine, answers = table.by_area[one]
        density = posterior.density[one : one + 1]
        gain[mine] = contrasts.worth(answers, density, variance[:, one], line[:, one])[0]
    return gain[rows]


def _barred(bank: Bank, sitting: Sitting) -> NDArray[np.bool_]:
    """Which rows may not be asked, (N + 1,): the last is the shortlists' empty place."""
    barred = np.zeros(len(bank.table) + 1, dtype=bool)
    barred[-1] = True
    hostile, rows = bank.hostile, [*sitting.asked, *sitting.excluded]
    for row in sitting.asked:
        if hostile[row]:
            rows += hostile[row]
    if rows:
        barred[rows] = True
    if sitting.seconds_left is not None:
        barred[:-1] |= bank.seconds > sitting.seconds_left
    return barred


def _variety(bank: Bank, sitting: Sitting, rows: Ints) -> Floats | float:
    last = bank.format_codes[sitting.asked[-1]] if sitting.asked else -1
    if last < 0:
        return 1.0
    return np.where(bank.format_codes[rows] == last, SAME_FORMAT, 1.0)


def _draw(seed: str, position: int, among: int) -> int:
    """A reproducible place in range(among) from (seed, position)."""
    digest = hashlib.blake2b(f"{seed}:{position}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % among
