"""Answers laid out for the passes: blocks of persons, each in the form that is quicker.

A block in which nearly everybody answered nearly everything, right or wrong, is a *table*: one
matrix product, and the holes put right by a sparse product. Any other block is a *list*: a sparse
matrix persons x (item, score) whose entries are the weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy import sparse

from whetstone.core.measurement.calibration.answers import is_one

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from whetstone.core.measurement.calibration.answers import Answers
    from whetstone.core.measurement.items import Floats, Ints

    Kind = type[np.float64 | np.float32]
    Products = NDArray[Any]
    """In the precision of the products."""

PERSONS: Final = 4096
"""In a block: its posterior (32 places, single precision) stays in a processor's own cache."""

TABLE_COST: Final = 0.3
"""What a cell of a table costs beside an entry of a list."""


@dataclass(frozen=True, eq=False)
class LogTable:
    """Log P(score | theta) of every (item, score), (C, Q), and its parts for right and wrong."""

    rows: Floats
    zero: Ints

    @cached_property
    def wrong(self) -> Floats:
        """(J, Q)."""
        return self.rows[self.zero]

    @cached_property
    def lift(self) -> Floats:
        """What a right answer adds to a wrong one, (Q, J)."""
        return np.ascontiguousarray((self.rows[self.zero + 1] - self.wrong).T)

    @cached_property
    def base(self) -> Floats:
        """Everything wrong, (Q, 1)."""
        return np.asarray(self.wrong.sum(axis=0)[:, None])


class Listed:
    """Any pattern of answers of the persons of a block."""

    axis: Final = 1
    """Which axis of the likelihood holds the grid."""

    def __init__(
        self, persons: slice, entries: Products, places: tuple[Ints, Ints], codes: int
    ) -> None:
        self.persons = persons
        who, code = places
        size = persons.stop - persons.start
        ends = np.zeros(size + 1, dtype=np.int32)
        np.cumsum(np.bincount(who, minlength=size), out=ends[1:])
        shape = (size, codes)
        self._rows = sparse.csr_matrix((entries, code.astype(np.int32), ends), shape=shape)
        self._columns = self._rows.T

    def log_likelihood(self, table: LogTable) -> Floats:
        """Of each person at each grid place, (n, Q)."""
        return np.asarray(self._rows @ table.rows)

    def add_counts(self, posterior: Floats, to: Floats) -> None:
        """Add the expected answers by (item, score) and grid place; `to` is (C, Q)."""
        to += self._columns @ posterior

    def weights(self) -> Floats:
        """The weight of each person's answer by (item, score), (n, C); 0 where there is none."""
        return np.asarray(self._rows.toarray())

    def entries(self) -> tuple[Ints, Ints, Floats]:
        """Every answer: its person in the block, its (item, score), its weight."""
        rows = self._rows
        return np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr)), rows.indices, rows.data


class Tabled:
    """Right and wrong answers of a block with few holes."""

    axis: Final = 0

    def __init__(
        self, persons: slice, right: Products, holes: NDArray[np.bool_] | None, zero: Ints
    ) -> None:
        self.persons, self._right, self._zero = persons, right, zero
        self._holes = None if holes is None else sparse.csr_matrix(holes, dtype=right.dtype)

    def log_likelihood(self, table: LogTable) -> Floats:
        """Of each person at each grid place, (Q, n)."""
        found = table.lift @ self._right.T
        found += table.base
        if self._holes is not None:
            found -= (self._holes @ table.wrong).T
        return np.asarray(found)

    def add_counts(self, posterior: Floats, to: Floats) -> None:
        """As of `Listed`; the posterior is (Q, n)."""
        right = self._right.T @ posterior.T
        to[self._zero + 1] += right
        answered = posterior.sum(axis=1) - right
        if self._holes is not None:
            answered -= self._holes.T @ posterior.T
        to[self._zero] += answered

    def weights(self) -> Floats:
        """As of `Listed`."""
        found = np.empty((len(self._right), 2 * self._zero.size), dtype=self._right.dtype)
        found[:, self._zero + 1] = self._right
        answered = 1 if self._holes is None else 1 - self._holes.toarray()
        found[:, self._zero] = answered - self._right
        return found

    def entries(self) -> tuple[Ints, Ints, Floats]:
        """As of `Listed`."""
        found = self.weights()
        who, code = np.nonzero(found)
        return who, code, found[who, code]


Block = Listed | Tabled


def laid_out(answers: Answers, kind: Kind) -> list[Block]:
    """The blocks of all persons, in their order; `kind` is the precision of the products."""
    answers = answers.by_person
    starts = np.arange(0, answers.persons + PERSONS, PERSONS).clip(max=answers.persons)
    ends = np.searchsorted(answers.person, starts.astype(answers.person.dtype))
    most = int(np.diff(ends).max(initial=0))
    ones = np.ones(most, dtype=kind) if is_one(answers.weight) else None
    return [
        _block(
            answers,
            slice(int(starts[one]), int(starts[one + 1])),
            slice(int(ends[one]), int(ends[one + 1])),
            ones=ones,
            kind=kind,
        )
        for one in range(starts.size - 1)
        if starts[one] < starts[one + 1]
    ]


def _block(
    answers: Answers, persons: slice, part: slice, *, ones: Products | None, kind: Kind
) -> Block:
    size, many = persons.stop - persons.start, part.stop - part.start
    cells = size * answers.items
    if ones is not None and many > TABLE_COST * cells + (cells - many):
        table = _table(answers, persons, part, kind=kind)
        if table is not None:
            return table
    entries = answers.weight[part].astype(kind) if ones is None else ones[:many]
    who = answers.person[part].astype(np.int64) - persons.start
    places = (who, answers.codes(part))
    return Listed(persons, entries, places, int(answers.first_code[-1]))


def _table(answers: Answers, persons: slice, part: slice, *, kind: Kind) -> Tabled | None:
    """None where an item has more than two scores, or a person answered one twice."""
    if answers.largest.max() > 1:
        return None
    shape = (persons.stop - persons.start, answers.items)
    who, item = answers.person[part], answers.item[part]
    zero = answers.first_code[:-1]
    if who.size == shape[0] * shape[1]:
        in_order = (item.reshape(shape) == np.arange(answers.items)).all()
        each = np.arange(persons.start, persons.stop)[:, None]
        if in_order and (who.reshape(shape)[:, [0, -1]] == each).all():
            return Tabled(persons, answers.score[part].reshape(shape).astype(kind), None, zero)
    cell = (who.astype(np.int64) - persons.start) * shape[1] + item
    holes = np.ones(shape[0] * shape[1], dtype=bool)
    holes[cell] = False
    if holes.size - int(holes.sum()) != who.size:
        return None
    right = np.zeros(holes.size, dtype=kind)
    right[cell] = answers.score[part]
    has_holes = who.size < holes.size
    return Tabled(persons, right.reshape(shape), holes.reshape(shape) if has_holes else None, zero)
