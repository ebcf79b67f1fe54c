"""One pass over all answers: what the persons probably are, and what items therefore saw.

Blocks are shared out to threads (the products let go of Python's lock); each thread adds up in
double precision, and the sums are joined in order, so the same threads give the same numbers.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.measurement.calibration.answers import is_one
from whetstone.core.measurement.calibration.blocks import LogTable, laid_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from whetstone.core.measurement.calibration.answers import Answers
    from whetstone.core.measurement.calibration.blocks import Block
    from whetstone.core.measurement.items import Floats

NEGLIGIBLE: Final = {np.float64: -300.0, np.float32: -40.0}
"""Log posterior below which a place counts for nothing: smaller numbers would be denormal, and
processors multiply those ten times slower."""


@dataclass(frozen=True, eq=False)
class Expected:
    """Log likelihood, expected answers by (item, score) (C, Q), and by group (G, Q)."""

    log_likelihood: float
    counts: Floats
    groups: Floats


class Passes:
    """The answers, laid out once; every pass reads them all."""

    def __init__(self, answers: Answers, *, kind: type[np.floating], threads: int) -> None:
        self._kind, self._threads = kind, threads
        self._zero = answers.first_code[:-1]
        self._group = None if answers.groups == 1 else answers.group
        self._groups = answers.groups
        self._times = None if is_one(answers.times) else answers.times
        self._blocks = laid_out(answers, kind)

    def expect(self, log_prob: Floats, latent: Floats) -> Expected:
        """With log P (C, Q) of every (item, score) and the groups' log densities (G, Q)."""
        table = LogTable(log_prob.astype(self._kind), self._zero)
        shares = [self._blocks[one :: self._threads] for one in range(self._threads)]
        shares = [share for share in shares if share]
        act = partial(self._of, table=table, latent=latent.astype(self._kind))
        if len(shares) == 1:
            return act(shares[0])
        with ThreadPoolExecutor(len(shares)) as pool:
            parts = list(pool.map(act, shares))
        return Expected(
            sum(part.log_likelihood for part in parts),
            np.sum([part.counts for part in parts], axis=0),
            np.sum([part.groups for part in parts], axis=0),
        )

    def posteriors(self, log_prob: Floats, latent: Floats) -> Iterator[tuple[Block, Floats]]:
        """Each block with its persons' posteriors, (n, Q)."""
        table = LogTable(log_prob.astype(self._kind), self._zero)
        for block in self._blocks:
            joint, _each = self._posterior(block, table, latent.astype(self._kind))
            yield block, joint.T if block.axis == 0 else joint

    def _of(self, blocks: Sequence[Block], *, table: LogTable, latent: Floats) -> Expected:
        counts = np.zeros(table.rows.shape)
        groups = np.zeros((self._groups, table.rows.shape[1]))
        total = 0.0
        for block in blocks:
            joint, each = self._posterior(block, table, latent)
            by_person = joint.T if block.axis == 0 else joint
            if self._times is None:
                total += float(each.sum())
            else:
                times = self._times[block.persons]
                total += float(times @ each)
                by_person *= times.astype(joint.dtype)[:, None]
            block.add_counts(joint, counts)
            if self._group is None:
                groups[0] += np.ones(len(by_person), dtype=joint.dtype) @ by_person
            else:
                who = self._group[block.persons]
                member = np.equal(np.arange(self._groups)[:, None], who).astype(joint.dtype)
                groups += member @ by_person
        return Expected(total, counts, groups)

    def _posterior(self, block: Block, table: LogTable, latent: Floats) -> tuple[Floats, Floats]:
        """Posteriors along the block's axis, and each person's log likelihood."""
        joint, axis = block.log_likelihood(table), block.axis
        who = slice(0, 1) if self._group is None else self._group[block.persons]
        joint += latent.T[:, who] if axis == 0 else latent[who]
        # Along short rows numpy's maximum is slow; turned round it is three times as quick.
        top = np.ascontiguousarray(joint if axis == 0 else joint.T).max(axis=0)
        joint -= top if axis == 0 else top[:, None]
        np.maximum(joint, NEGLIGIBLE[self._kind], out=joint)
        np.exp(joint, out=joint)
        one = np.ones(joint.shape[axis], dtype=joint.dtype)
        whole = (one @ joint) if axis == 0 else (joint @ one)
        share = 1 / whole
        joint *= share if axis == 0 else share[:, None]
        return joint, np.log(whole.astype(np.float64)) + top
