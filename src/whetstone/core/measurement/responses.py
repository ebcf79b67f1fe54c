"""Answers as arrays: which item, which score, how much it still counts, in which epoch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from whetstone.core.kernel.errors import Fault, raise_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from whetstone.core.measurement.items import Floats, Ints, ItemTable


@dataclass(frozen=True, eq=False)
class Responses:
    """n answers of one or many persons, in any order; every array is (n,).

    `item` is a row of the item table, `score` 0 to that item's largest score, `weight` 0 or
    more (0 = as if never answered), `epoch` counts the learning events in the item's area
    before the answer, `person` is 0-based.
    """

    item: Ints
    score: Ints
    weight: Floats
    epoch: Ints
    person: Ints

    @classmethod
    def of(
        cls,
        item: ArrayLike,
        score: ArrayLike,
        *,
        weight: ArrayLike | None = None,
        epoch: ArrayLike | None = None,
        person: ArrayLike | None = None,
    ) -> Responses:
        """From any sequences of one length; weight 1, epoch 0 and person 0 unless given."""
        items = np.atleast_1d(np.asarray(item, dtype=np.int64))
        return cls(
            items,
            np.atleast_1d(np.asarray(score, dtype=np.int64)),
            _or(weight, np.ones(items.shape)).astype(np.float64),
            _or(epoch, np.zeros(items.shape)).astype(np.int64),
            _or(person, np.zeros(items.shape)).astype(np.int64),
        )

    def __len__(self) -> int:
        """How many answers there are."""
        return int(self.item.size)

    def that_count(self) -> Responses:
        """Without the answers of weight 0."""
        keep = self.weight > 0
        return self if keep.all() else self.where(keep)

    def where(self, keep: NDArray[np.bool_] | Ints) -> Responses:
        """The answers for which `keep` is true, or those at the places `keep`."""
        return Responses(
            self.item[keep],
            self.score[keep],
            self.weight[keep],
            self.epoch[keep],
            self.person[keep],
        )

    def from_person(self, first: int) -> Responses:
        """The same answers with person `first` counted as 0."""
        moved = self.person - first
        return Responses(self.item, self.score, self.weight, self.epoch, moved)

    def reweighted(self, factor: Floats) -> Responses:
        """The same answers with each weight multiplied by `factor` (n,)."""
        return Responses(self.item, self.score, self.weight * factor, self.epoch, self.person)

    def check(self, table: ItemTable, persons: int) -> None:
        """Raise `Faults` unless every answer fits the table and the number of persons."""
        sizes = {len(x) for x in (self.item, self.score, self.weight, self.epoch, self.person)}
        if len(sizes) != 1:
            raise_all([Fault("responses", f"arrays of different lengths {sorted(sizes)}.")])
        known = (self.item >= 0) & (self.item < len(table))
        largest = table.max_score[np.where(known, self.item, 0)] if len(table) else self.item
        tests: Sequence[tuple[str, NDArray[np.bool_]]] = (
            ("item is not in the table.", known),
            ("score is outside the item's range.", (self.score >= 0) & (self.score <= largest)),
            ("weight is not 0 or more.", np.isfinite(self.weight) & (self.weight >= 0)),
            ("person is outside the batch.", (self.person >= 0) & (self.person < persons)),
            ("epoch is negative.", self.epoch >= 0),
        )
        raise_all(
            Fault(f"responses[{place}]", what)
            for what, good in tests
            for place in np.flatnonzero(~good)
        )


def _or(given: ArrayLike | None, default: Floats) -> NDArray[Any]:
    return np.atleast_1d(default if given is None else np.asarray(given))
