"""Does a question work the same for people of equal ability, whatever group they are in?

For each way in which people differ (language, region, role) the largest group is the reference,
and every other group that has 50 answers is held against it (`dif.mantel_haenszel`, and beside it
`dif.logistic_dif` for what turns round with ability), among people whom their *other* answers put
at the same place (`matching`). A smaller group is not told about: "cannot tell yet" is the answer,
and the count that is missing is given.

A question that favours a group puts that group in the wrong place, and then others seem to be
unfair. So people are placed again without the questions of class B and C, until the same questions
stand out twice (purification: Holland & Thayer 1988). The studied answer is never among those that
place its person.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from whetstone.core.measurement.dif import (
    MOST_ROUNDS,
    SMALLEST_GROUP,
    DifClass,
    LogisticDif,
    MantelHaenszel,
    logistic_dif,
    mantel_haenszel,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from whetstone.core.measurement.items import Floats

STRATA: Final = 10


@dataclass(frozen=True, slots=True)
class Compared:
    """One group held against the reference, or why it is not (`missing` answers are wanted)."""

    reference: str
    focal: str
    n_reference: int
    n_focal: int
    by_strata: MantelHaenszel | None
    logistic: LogisticDif | None = None
    fewest: int = SMALLEST_GROUP

    @property
    def missing(self) -> int:
        """Answers that are wanted before it can be told."""
        return sum(max(0, self.fewest - n) for n in (self.n_reference, self.n_focal))

    @property
    def ets(self) -> DifClass | None:
        """A, B or C; None: cannot tell yet."""
        return self.by_strata.ets if self.by_strata else None

    @property
    def stands_out(self) -> bool:
        """Whether either way of looking puts it into class B or C."""
        regressed = self.logistic.size if self.logistic else None
        return any(one in {DifClass.B, DifClass.C} for one in (self.ets, regressed))


def purified(
    look: Callable[[Floats], Sequence[tuple[Compared, ...]]],
    place_without: Callable[[frozenset[int]], Floats],
) -> Sequence[tuple[Compared, ...]]:
    """What `look` finds once the questions it flags no longer place anybody.

    Args:
        look: of every question, its groups compared at these places.
        place_without: the places, by the answers to all but these questions.
    """
    flagged: frozenset[int] = frozenset()
    found = look(place_without(flagged))
    for _ in range(MOST_ROUNDS):
        now = frozenset(n for n, pairs in enumerate(found) if any(one.stands_out for one in pairs))
        if now == flagged:
            break
        flagged = now
        found = look(place_without(flagged))
    return found


def compared(full: NDArray[np.bool_], theta: Floats, group: Sequence[str]) -> tuple[Compared, ...]:
    """Every group of one question against its largest one, the largest first.

    Args:
        full: whether each answer earned the full points, (n,).
        theta: where the person's other answers put them, (n,).
        group: each person's group; "" where it is not known, which is left out.
    """
    names = np.asarray(group, dtype=object)
    sizes = Counter(name for name in group if name)
    ordered = sorted(sizes, key=lambda name: (-sizes[name], name))
    return tuple(pair(full, theta, names, (ordered[0], name)) for name in ordered[1:])


def pair(
    full: NDArray[np.bool_],
    theta: Floats,
    names: NDArray[np.object_],
    who: tuple[str, str],
    *,
    fewest: int = SMALLEST_GROUP,
) -> Compared:
    """Two groups of one question, the reference first; only counts where one is below `fewest`."""
    reference, focal = who
    both = np.flatnonzero((names == reference) | (names == focal))
    is_focal = names[both] == focal
    n_focal = int(is_focal.sum())
    sizes = (reference, focal, both.size - n_focal, n_focal)
    if min(sizes[2:]) < fewest:
        return Compared(*sizes, None, fewest=fewest)
    edges = np.quantile(theta[both], np.linspace(0, 1, STRATA + 1)[1:-1])
    stratum = np.searchsorted(edges, theta[both])
    answers = full[both].astype(np.float64)[:, None]
    (by_strata,) = mantel_haenszel(answers, is_focal, match=stratum)
    (logistic,) = logistic_dif(answers, is_focal, match=theta[both])
    return Compared(*sizes, by_strata, logistic, fewest)
