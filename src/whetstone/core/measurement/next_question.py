"""Which question to ask next: the one expected to tell most, within what the sitting needs.

For each item still allowed, the expected drop of the posterior variance of its area (or of the
uncertainty of the decision at a cut) is computed over its possible scores:
van der Linden & Pashley (2010), *Elements of Adaptive Testing*, ch. 1, expected posterior
variance. It is multiplied by what the blueprint still needs, by variety of format and by time.
The area of the best item leads, and one of the best few of that area is drawn (randomesque
exposure control: Kingsbury & Zara 1989, Applied Measurement in Education 2). Brute force over
the bank, vectorised. The draw is a hash of (seed, position): the same sitting can be replayed
to the same questions.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.kernel.errors import Fault, Faults
from whetstone.core.measurement.display import ENTRY, Cut
from whetstone.core.measurement.items import CATEGORIES, GRID, GRID_STEP, Floats, Ints, ItemTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from whetstone.core.measurement.blueprint import Blueprint
    from whetstone.core.measurement.sitting import SittingPosterior

EXPOSURE_CAP: Final = 0.25
"""No item in more than this share of sittings while its area has others."""
DRAW_AMONG: Final = 5
SAME_FORMAT: Final = 0.8
"""A question in the same format as the one before counts this much."""
TIME_EXPONENT: Final = 0.5
_USUAL_SECONDS: Final = 90.0
_LEAST: Final = 1e-12


class Criterion(Enum):
    """What a good question lowers: the variance, or the doubt at the cut."""

    VARIANCE = "variance"
    DECISION = "decision"


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
    """How to choose; the defaults are the product's."""

    criterion: Criterion = Criterion.VARIANCE
    cuts: Sequence[Cut] = (ENTRY,)
    draw_among: int = DRAW_AMONG
    exposure_cap: float = EXPOSURE_CAP


DEFAULT_POLICY: Final = Policy()


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
    need = blueprint.need(posterior.count)[bank.table.area]
    allowed = np.flatnonzero(_may_be_asked(bank, sitting) & (need > 0))
    if not allowed.size:
        return None
    kept = allowed[bank.exposure[allowed] <= policy.exposure_cap]
    lifted = not kept.size
    rows = allowed if lifted else kept
    gain = expected_gain(bank.table, posterior, rows, policy)
    value = gain * need[rows] * _variety(bank, sitting, rows) * _quickness(bank, rows)
    leading = bank.table.area[rows[value.argmax()]]
    ranked = np.lexsort((rows, -value))
    best = ranked[bank.table.area[rows[ranked]] == leading][: policy.draw_among]
    drawn = int(best[_draw(sitting.seed, len(sitting.asked), best.size)])
    item = int(rows[drawn])
    return Choice(item, int(bank.table.area[item]), float(gain[drawn]), rows.size, lifted)


def expected_gain(
    table: ItemTable, posterior: SittingPosterior, rows: Ints, policy: Policy
) -> Floats:
    """Expected drop of variance or of decision entropy for each of `rows`, 0 or more."""
    areas = np.unique(table.area[rows])
    density = posterior.density[areas]
    weighted = density[..., None] * _features(posterior, policy)[areas]
    sums = table.blocks[areas] @ weighted
    sums = sums.reshape(areas.size, -1, CATEGORIES, weighted.shape[-1])
    mass = np.maximum(sums[..., 0], _LEAST)
    now = weighted.sum(axis=1)
    if policy.criterion is Criterion.VARIANCE:
        then = (sums[..., 2] - sums[..., 1] ** 2 / mass).sum(axis=-1)
        gain = (now[:, 2] - now[:, 1] ** 2)[:, None] - then
    else:
        then = (mass * _entropy(sums[..., 3] / mass)).sum(axis=-1)
        gain = _entropy(now[:, 3])[:, None] - then
    place = np.searchsorted(areas, table.area[rows])
    return np.asarray(np.maximum(gain[place, table.slot[rows]], 0.0), dtype=np.float64)


def _features(posterior: SittingPosterior, policy: Policy) -> Floats:
    """Per area the columns 1, theta, theta^2, [theta >= cut], (areas, G, 4)."""
    areas = posterior.prior.areas
    cuts = list(policy.cuts) * areas if len(policy.cuts) == 1 else list(policy.cuts)
    if len(cuts) != areas:
        raise Faults([Fault("policy.cuts", f"{len(cuts)} cuts for {areas} areas.")])
    centre = posterior.mean[:, None]
    theta = GRID[None] - centre
    places = np.array([cut.theta for cut in cuts])[:, None]
    above = np.clip((GRID[None] - places) / GRID_STEP + 0.5, 0.0, 1.0)
    return np.stack([np.ones_like(theta), theta, theta**2, above], axis=-1)


def _entropy(p: Floats) -> Floats:
    """Bits of doubt in a yes-or-no decision."""
    q = np.clip(p, _LEAST, 1 - _LEAST)
    return np.asarray(-(q * np.log2(q) + (1 - q) * np.log2(1 - q)))


def _may_be_asked(bank: Bank, sitting: Sitting) -> NDArray[np.bool_]:
    allowed = np.ones(len(bank.table), dtype=bool)
    barred = set(sitting.asked) | sitting.excluded
    for row in sitting.asked:
        barred |= bank.hostile[row]
    allowed[list(barred)] = False
    if sitting.seconds_left is not None:
        allowed &= bank.seconds <= sitting.seconds_left
    return allowed


def _variety(bank: Bank, sitting: Sitting, rows: Ints) -> Floats:
    if not sitting.asked:
        return np.ones(rows.size)
    last = bank.format_codes[sitting.asked[-1]]
    return np.where((bank.format_codes[rows] == last) & (last >= 0), SAME_FORMAT, 1.0)


def _quickness(bank: Bank, rows: Ints) -> Floats:
    return np.asarray((_USUAL_SECONDS / np.maximum(bank.seconds[rows], 1.0)) ** TIME_EXPONENT)


def _draw(seed: str, position: int, among: int) -> int:
    """A reproducible place in range(among) from (seed, position)."""
    digest = hashlib.blake2b(f"{seed}:{position}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % among
