"""The state of one sitting: what its own answers say, and nothing older.

Sequential decisions (which question next, whether to stop) look at the current sitting only;
the profile shown afterwards looks at everything (`levels.estimate`). A posterior is a value: it
can be thrown away and made again from the answers at any time, to the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

import numpy as np

from whetstone.core.kernel.errors import Fault, Faults
from whetstone.core.measurement.density import at_or_above, moments, normalised
from whetstone.core.measurement.items import GRID, Floats, ItemTable
from whetstone.core.measurement.propagation import Prior, cavities, log_normal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from whetstone.core.measurement.display import Cut


T = TypeVar("T")


class _Kept(Generic[T]):
    """Worked out on first use, then kept: `functools.cached_property` without its lock.

    A posterior is worked out and thrown away at every turn; two threads that look at one at once
    would only do the same sum twice.
    """

    def __init__(self, work: Callable[[Any], T]) -> None:
        self.work = work
        self.__doc__ = work.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        """Where the value is kept."""
        self.name = name

    @overload
    def __get__(self, of: None, owner: type) -> _Kept[T]: ...

    @overload
    def __get__(self, of: object, owner: type) -> T: ...

    def __get__(self, of: object | None, owner: type) -> Any:
        """The value; asked once, since what is kept is found first."""
        if of is None:
            return self
        found = of.__dict__[self.name] = self.work(of)
        return found


@dataclass(frozen=True, eq=False)
class SittingPosterior:
    """What the answers of one sitting say about each of K areas.

    `log_lik` (K, G) is the summed log likelihood; `count` (K,) the number of answers.
    """

    table: ItemTable
    prior: Prior
    log_lik: Floats
    count: np.ndarray[tuple[int, ...], np.dtype[np.int64]]

    @classmethod
    def start(cls, table: ItemTable, prior: Prior) -> SittingPosterior:
        """Before the first question."""
        areas = prior.areas
        empty = np.zeros((areas, GRID.size))
        return cls(table, prior, empty, np.zeros(areas, dtype=np.int64))

    @classmethod
    def of(
        cls, table: ItemTable, prior: Prior, items: Sequence[int], scores: Sequence[int]
    ) -> SittingPosterior:
        """From the sitting's answers so far: rows of the table, and points."""
        state = cls.start(table, prior)
        for item, points in zip(items, scores, strict=True):
            state = state.with_answer(item, points)
        return state

    def with_answer(self, item: int, points: int) -> SittingPosterior:
        """After one more answer. Raises `Faults` when the points do not fit the item."""
        if not (0 <= item < len(self.table) and 0 <= points <= self.table.max_score[item]):
            raise Faults([Fault("answer", f"{points} points for item {item} cannot be.")])
        area = self.table.area[item]
        log_lik, count = self.log_lik.copy(), self.count.copy()
        log_lik[area] += self.table.log_prob[item, points]
        count[area] += 1
        return SittingPosterior(self.table, self.prior, log_lik, count)

    def merged(self, other: SittingPosterior) -> SittingPosterior:
        """Both parts of one log of answers; the order of the parts does not matter."""
        if other.table is not self.table or other.prior is not self.prior:
            raise Faults([Fault("sitting", "the parts have different banks or priors.")])
        log_lik, count = self.log_lik + other.log_lik, self.count + other.count
        return SittingPosterior(self.table, self.prior, log_lik, count)

    @_Kept
    def density(self) -> Floats:
        """P(theta) per area on the grid, (K, G)."""
        if self.prior.is_apart:
            return normalised(self.log_lik + self.prior.log_alone)
        mean, variance = cavities(self.log_lik[None], self.prior)
        return normalised(self.log_lik + log_normal(mean, variance)[0])

    @_Kept
    def mean(self) -> Floats:
        """Posterior mean per area."""
        return self._moments[0]

    @_Kept
    def sd(self) -> Floats:
        """Posterior standard deviation per area."""
        return np.sqrt(self._moments[1])

    def p(self, cut: Cut) -> Floats:
        """P(at or above the cut) per area."""
        return at_or_above(self.density, cut.theta)

    @_Kept
    def _moments(self) -> tuple[Floats, Floats]:
        return moments(self.density)
