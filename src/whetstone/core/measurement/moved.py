"""Which calibrated questions have moved away from the numbers in use, by their new answers only.

`drift.shifts` is as quick as any test can be, where a question's difficulty is known. It is known
only from *other* answers: numbers fitted to the very answers that drift have drifted with them,
and find nothing. So a question is held against the numbers in use, by answers that came later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.measurement.drift import Alarm, abilities, shifts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from whetstone.core.measurement.items import ItemTable
    from whetstone.core.measurement.responses import Responses

MOST_WATCHED: Final = 200_000
"""So many of the newest answers are looked at: each takes half a kilobyte while it is."""
FEWEST: Final = 30
"""New answers of a question below which nothing is looked at."""


def moved(
    responses: Responses, table: ItemTable, *, is_new: NDArray[np.bool_]
) -> Mapping[int, Alarm]:
    """The first alarm of each item among its new answers, by item.

    `responses` stand in the order of answering; answers of weight 0 are left out. `at` and `since`
    count all of an item's answers that count, old ones included.
    """
    counted = responses.weight > 0
    fresh = np.flatnonzero(is_new & counted)[-MOST_WATCHED:]
    alike = np.isin(responses.person, np.unique(responses.person[fresh])) & counted
    rows = np.flatnonzero(alike)
    told = responses.where(rows)
    watched = np.isin(rows, fresh)
    density = abilities(told, table)[watched]
    item, score = told.item[watched], told.score[watched]
    found = {}
    for one in np.unique(item):
        mine = item == one
        if mine.sum() < FEWEST:
            continue
        alarm = shifts(score[mine], table.prob[one, : table.max_score[one] + 1], density[mine])
        if alarm is not None:
            old = int((counted & (responses.item == one)).sum()) - int(mine.sum())
            found[int(one)] = Alarm(alarm.way, alarm.at + old, alarm.since + old)
    return found
