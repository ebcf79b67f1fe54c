"""Answers looked at some thousands at a time: what is held for each is as long as the grid.

One answer's log likelihood along the grid takes half a kilobyte; of the quarter of a million
answers of a large area it would take more memory than everything else together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.core.measurement.items import Floats, Ints, ItemTable

PIECE: Final = 20_000
"""Answers looked at together: it bounds memory, and changes no result."""
LEAST: Final = -745.0
"""The logarithm of the smallest number there is: a chance that has vanished counts as this one.

A question that tells people apart almost perfectly has such chances; two of them taken from each
other would be no number at all."""


def pieces(group: Ints) -> Iterator[slice]:
    """Stretches of about `PIECE` rows of sorted groups, none of which is cut; (n,) -> slices."""
    n = len(group)
    new = np.flatnonzero(np.diff(group, prepend=group[:1] - 1))
    start = 0
    while start < n:
        after = int(np.searchsorted(new, start + PIECE))
        end = int(new[after]) if after < len(new) else n
        yield slice(start, end)
        start = end


def said_of(item: Ints, score: Ints, table: ItemTable) -> Floats:
    """The log likelihood of each answer along the grid, (n, G), finite everywhere."""
    return np.maximum(table.log_prob[item, score], LEAST)
