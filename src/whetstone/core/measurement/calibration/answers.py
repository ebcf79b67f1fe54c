"""Answers as a calibration reads them: who answered what how, and how much it counts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from whetstone.core.kernel.errors import Fault, raise_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike

    from whetstone.core.measurement.items import Floats, Ints

LARGEST_SCORE = 9


@dataclass(frozen=True, eq=False)
class Answers:
    """n answers of P persons to J items, in any order; an answer that is missing is left out.

    `person`, `item`, `score` and `weight` are (n,). `times` (P,) says how often a person stands
    for a pattern (1 for real people); `group` (P,) numbers groups from 0.
    """

    person: Ints
    item: Ints
    score: Ints
    weight: Floats
    times: Floats
    group: Ints
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
        who, what, how = (np.asarray(one, dtype=np.int64) for one in (person, item, score))
        persons = int(who.max(initial=-1)) + 1 if times is None else np.asarray(times).size
        found = cls(
            who,
            what,
            how,
            _floats(weight, who.size),
            _floats(times, persons),
            np.zeros(persons, dtype=np.int64) if group is None else np.asarray(group),
            int(what.max(initial=-1)) + 1 if items is None else items,
        )
        raise_all(found._faults())
        return found

    @classmethod
    def table(
        cls, scores: ArrayLike, *, times: ArrayLike | None = None, group: ArrayLike | None = None
    ) -> Answers:
        """From a table (persons, items) with NaN or a negative number where nothing was said."""
        rows = np.asarray(scores, dtype=np.float64)
        who, what = np.nonzero(np.isfinite(rows) & (rows >= 0))
        return cls.of(
            who,
            what,
            rows[who, what],
            times=np.ones(rows.shape[0]) if times is None else times,
            group=group,
            items=rows.shape[1],
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
        np.maximum.at(found, self.item, self.score)
        return found

    @cached_property
    def first_code(self) -> Ints:
        """The place of each item's score 0 among all (item, score) pairs; (J + 1,)."""
        return np.concatenate([[0], np.cumsum(self.largest + 1)])

    @cached_property
    def seen(self) -> Floats:
        """How many answers each item has; (J,)."""
        found = np.bincount(self.item, self.times[self.person], minlength=self.items)
        return found.astype(np.float64)

    def _faults(self) -> Iterator[Fault]:
        ends = (
            ("person", self.person, self.persons),
            ("item", self.item, self.items),
            ("score", self.score, LARGEST_SCORE + 1),
        )
        for name, values, end in ends:
            for place in np.flatnonzero((values < 0) | (values >= end))[:20]:
                yield Fault(
                    f"answers[{place}]", f"{name} {values[place]} is outside 0..{end - 1}."
                )
        for place in np.flatnonzero(~(np.isfinite(self.weight) & (self.weight >= 0)))[:20]:
            yield Fault(f"answers[{place}]", f"weight {self.weight[place]} is not 0 or more.")
        if self.group.size != self.persons or (self.group < 0).any():
            yield Fault("group", "one number from 0 for each person is wanted.")


def _floats(given: ArrayLike | None, size: int) -> Floats:
    return np.ones(size) if given is None else np.asarray(given, dtype=np.float64)


class Sparse:
    """Any pattern of answers: a sparse matrix persons x (item, score), weights as its entries."""

    def __init__(self, answers: Answers, *, dtype: type[np.floating]) -> None:
        code = answers.first_code[answers.item] + answers.score
        shape = (answers.persons, int(answers.first_code[-1]))
        entries = (answers.weight.astype(dtype), (answers.person, code))
        self._rows = sparse.csr_matrix(entries, shape=shape)

    def log_likelihood(self, part: slice, log_prob: Floats) -> Floats:
        """Log likelihood of the persons of a part at each grid place; (n, Q)."""
        return np.asarray(self._rows[part] @ log_prob)

    def counts(self, part: slice, posterior: Floats) -> Floats:
        """Expected answers by (item, score) and grid place; (C, Q)."""
        return np.asarray(self._rows[part].T @ posterior, dtype=np.float64)


class Dense:
    """Everybody answered everything, right or wrong: two matrix products."""

    def __init__(self, answers: Answers, *, dtype: type[np.floating]) -> None:
        self._right = np.zeros((answers.persons, answers.items), dtype=dtype)
        self._right[answers.person, answers.item] = answers.score
        self._zero = answers.first_code[:-1]

    def log_likelihood(self, part: slice, log_prob: Floats) -> Floats:
        """As of `Sparse`."""
        wrong, right = log_prob[self._zero], log_prob[self._zero + 1]
        return np.asarray(self._right[part] @ (right - wrong) + wrong.sum(axis=0))

    def counts(self, part: slice, posterior: Floats) -> Floats:
        """As of `Sparse`."""
        right = np.asarray(self._right[part].T @ posterior, dtype=np.float64)
        both = np.empty((2 * self._zero.size, posterior.shape[1]))
        both[self._zero + 1] = right
        both[self._zero] = posterior.sum(axis=0, dtype=np.float64) - right
        return both


def laid_out(answers: Answers, *, dtype: type[np.floating]) -> Sparse | Dense:
    """The quicker of the two forms for these answers."""
    whole = answers.person.size == answers.persons * answers.items
    plain = bool((answers.largest == 1).all() and (answers.weight == 1).all())
    return (Dense if whole and plain else Sparse)(answers, dtype=dtype)
