"""Answers as a calibration reads them: who answered what how, and how much it counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from whetstone.core.kernel.errors import Fault, raise_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

    from whetstone.core.measurement.items import Floats, Ints

    Whole = NDArray[np.signedinteger[Any]]

LARGEST_SCORE = 9
AT_ONCE = 1_000_000
"""Answers that are counted at a time: whatever is counted, the memory stays small."""


@dataclass(frozen=True, eq=False)
class Answers:
    """n answers of P persons to J items, in any order; an answer that is missing is left out.

    `person`, `item`, `score` and `weight` are (n,), in the narrowest types that hold them: ten
    million answers take 70 MB. `times` (P,) says how often a person stands for a pattern (1 for
    real people); `group` (P,) numbers groups from 0.
    """

    person: Whole
    item: Whole
    score: Whole
    weight: Floats
    times: Floats
    group: Whole
    items: int

    @classmethod
    def of(
        cls,
        person: ArrayLike,
        item: ArrayLike,
        score: ArrayLike,
        *,
        weight: ArrayLike | None = None,
        times: ArrayLike | None = None,
        group: ArrayLike | None = None,
        items: int | None = None,
    ) -> Answers:
        """From arrays or lists; weights, times and groups default to 1, 1 and 0.

        Raises:
            Faults: every answer that cannot be one.
        """
        who, what, how = (_whole(one) for one in (person, item, score))
        persons = int(who.max(initial=-1)) + 1 if times is None else np.asarray(times).size
        found = cls(
            who,
            what,
            how,
            _floats(weight, who.size),
            _floats(times, persons),
            np.broadcast_to(np.int8(0), persons) if group is None else np.asarray(group),
            int(what.max(initial=-1)) + 1 if items is None else items,
        )
        raise_all(found._faults())
        return found._narrow()

    @classmethod
    def table(
        cls, scores: ArrayLike, *, times: ArrayLike | None = None, group: ArrayLike | None = None
    ) -> Answers:
        """From a table (persons, items) with NaN or a negative number where nothing was said."""
        rows = np.asarray(scores)
        persons, items = rows.shape
        if rows.dtype.kind == "f":
            rows = np.where(np.isfinite(rows), rows, -1)
        whole = bool(rows.min(initial=0) >= 0)
        who = np.repeat(np.arange(persons, dtype=np.int32), items)
        what = np.tile(np.arange(items, dtype=_narrowest(items)), persons)
        how = rows.ravel()
        if not whole:
            said = how >= 0
            who, what, how = who[said], what[said], how[said]
        return cls.of(
            who,
            what,
            how,
            times=np.broadcast_to(1.0, persons) if times is None else times,
            group=group,
            items=items,
        )

    @property
    def persons(self) -> int:
        """P."""
        return int(self.times.size)

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return int(self.group.max(initial=0)) + 1

    @cached_property
    def largest(self) -> Ints:
        """The largest score seen of each item, at least 1; (J,)."""
        found = np.ones(self.items, dtype=np.int64)
        if self.score.max(initial=0) > 1:
            np.maximum.at(found, self.item, self.score)
        return found

    @cached_property
    def first_code(self) -> Ints:
        """The place of each item's score 0 among all (item, score) pairs; (J + 1,)."""
        return np.concatenate([[0], np.cumsum(self.largest + 1)])

    @cached_property
    def by_code(self) -> Floats:
        """How often each (item, score) was given; (C,)."""
        codes = int(self.first_code[-1])
        found = np.zeros(codes)
        for start in range(0, self.person.size, AT_ONCE):
            part = slice(start, start + AT_ONCE)
            times = None if is_one(self.times) else self.times[self.person[part]]
            found += np.bincount(self.codes(part), times, minlength=codes)
        return found

    @property
    def seen(self) -> Floats:
        """How many answers each item has; (J,)."""
        return np.add.reduceat(self.by_code, self.first_code[:-1])

    def codes(self, part: slice) -> Ints:
        """The (item, score) of a part of the answers, as one number."""
        return np.asarray(self.first_code[self.item[part]] + self.score[part])

    @cached_property
    def by_person(self) -> Answers:
        """The same answers, one person's after another's; itself where they stand so."""
        if bool((self.person[1:] >= self.person[:-1]).all()):
            return self
        order = _order(self.person)
        weight = self.weight if is_one(self.weight) else self.weight[order]
        moved = (self.person[order], self.item[order], self.score[order], weight)
        return Answers(*moved, times=self.times, group=self.group, items=self.items)

    def _narrow(self) -> Answers:
        return replace(
            self,
            person=self.person.astype(np.int32, copy=False),
            item=self.item.astype(_narrowest(self.items), copy=False),
            score=self.score.astype(np.int8, copy=False),
        )

    def _faults(self) -> Iterator[Fault]:
        ends = (
            ("person", self.person, self.persons),
            ("item", self.item, self.items),
            ("score", self.score, LARGEST_SCORE + 1),
        )
        for name, values, end in ends:
            if values.size == 0 or (values.min() >= 0 and values.max() < end):
                continue
            for place in np.flatnonzero((values < 0) | (values >= end))[:20]:
                yield Fault(
                    f"answers[{place}]", f"{name} {values[place]} is outside 0..{end - 1}."
                )
        if not is_one(self.weight):
            for place in np.flatnonzero(~(np.isfinite(self.weight) & (self.weight >= 0)))[:20]:
                yield Fault(f"answers[{place}]", f"weight {self.weight[place]} is not 0 or more.")
        if self.group.size != self.persons or (self.group < 0).any():
            yield Fault("group", "one number from 0 for each person is wanted.")


def is_one(values: Floats) -> bool:
    """Whether all are 1, without looking at each where one number stands for all."""
    some = values[:1] if values.strides == (0,) else values
    return bool((some == 1.0).all())


def _floats(given: ArrayLike | None, size: int) -> Floats:
    if given is None:
        return np.broadcast_to(np.float64(1.0), size)
    return np.asarray(given, dtype=np.float64)


def _whole(given: ArrayLike) -> Whole:
    found = np.asarray(given)
    return found if found.dtype.kind == "i" else found.astype(np.int64)


def _narrowest(end: int) -> type[np.signedinteger[Any]]:
    """The narrower of two types that holds item numbers below `end`."""
    return np.int16 if end <= np.iinfo(np.int16).max else np.int32


def _order(person: Whole) -> NDArray[np.int32]:
    """The stable order by person, by counting: what a sparse matrix does with its rows."""
    place = np.arange(person.size, dtype=np.int32)
    marks = np.ones(person.size, dtype=np.int8)
    return np.asarray(sparse.csr_matrix((marks, (person, place))).indices)
