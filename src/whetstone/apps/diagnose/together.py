"""How areas go together: assumed first, moved towards what answers say as they come.

The estimate is made at the end of a calibration, from that run's own numbers, kept with it and
swapped with it. Kept are the estimate and what it is worth; the matrix in use is worked out from
them and the assumption (`core.measurement.correlations.shrunk`), so both can be shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from whetstone.apps.diagnose import first_answers
from whetstone.apps.diagnose.models import CalibratedItem, CalibrationRun
from whetstone.core.measurement.correlations import ASSUMED_WORTH, from_answers, shrunk
from whetstone.core.measurement.item_life import SCORED
from whetstone.core.measurement.items import ItemParameters, ItemTable
from whetstone.core.measurement.propagation import Prior, assumed_prior

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from whetstone.apps.diagnose.live import Shelf
    from whetstone.core.measurement.items import Floats

MOST_PEOPLE: Final = 4_000
"""More tell nothing that matters beside the assumption, which is worth 33; it bounds the work."""
DIGITS: Final = 6


@dataclass(frozen=True, eq=False)
class Together:
    """The prior in use. `people` answered in two areas or more; 0: it is the assumption alone.

    `share` is how far pairs have moved from the assumption to the estimate, 0 to 1, on average,
    `pairs` how many have moved at all, of `of_pairs`.
    """

    prior: Prior
    people: int = 0
    share: float = 0.0
    pairs: int = 0
    of_pairs: int = 0

    @property
    def middle(self) -> float:
        """The average correlation of two areas."""
        return float(np.mean(self._pairs)) if self.prior.areas > 1 else 0.0

    @property
    def ends(self) -> tuple[float, float]:
        """The smallest and the largest correlation of two areas."""
        return float(np.min(self._pairs)), float(np.max(self._pairs))

    @property
    def _pairs(self) -> Floats:
        return np.asarray(self.prior.covariance[np.triu_indices(self.prior.areas, 1)])


def assumed(areas: int) -> Together:
    """Before anything is known."""
    return Together(assumed_prior(areas), of_pairs=areas * (areas - 1) // 2)


def estimated(run: CalibrationRun, held: Shelf) -> dict[str, Any]:
    """What the answers up to a run say, with the run's own numbers, as it is kept; a few queries.

    Nothing of a person stays: correlations, what they are worth, and how many people that were.
    """
    joint = first_answers.joint_answers(held, run.until, most=MOST_PEOPLE)
    areas = held.framework.area_ids
    parameters = list(held.parameters)
    counts = np.array([one.state in SCORED for one in held.questions], dtype=bool)
    for row in CalibratedItem.objects.filter(run=run):
        one = held.by_pk[row.item_id]
        counts[one.row] = True
        parameters[one.row] = ItemParameters(
            one.area,
            one.max_score,
            row.a,
            row.b,
            row.a_se,
            row.b_se,
            tuple(row.steps),
            parameters[one.row].c,
        )
    given = joint.responses
    given = replace(given, weight=given.weight * counts[given.item])
    found = from_answers(
        given, ItemTable.build(parameters), assumed_prior(len(areas)), persons=joint.persons
    )
    both = np.triu(found.both, 1)
    return {
        "areas": list(areas),
        "matrix": found.matrix.round(DIGITS).tolist(),
        "information": np.minimum(found.information, 1e9).round(3).tolist(),
        "people": int((_answered(given, held, joint.persons).sum(axis=1) > 1).sum()),
        "pairs": int((both > 0).sum()),
        "converged": found.is_converged,
    }


def _answered(given: Any, held: Shelf, persons: int) -> Any:
    told = np.zeros((persons, len(held.framework.area_ids)), dtype=bool)
    counted = given.weight > 0
    told[given.person[counted], held.table.area[given.item[counted]]] = True
    return told


def in_use(run: int, area_ids: Sequence[str]) -> Together:
    """The prior that a run brought, or the assumption; one query, none where `run` is 0."""
    if not run:
        return assumed(len(area_ids))
    stored = CalibrationRun.objects.filter(pk=run).values_list("together", flat=True).first()
    return as_together(stored or {}, area_ids)


def as_together(stored: Mapping[str, Any], area_ids: Sequence[str]) -> Together:
    """What is kept, in the order of these areas; of areas it does not know, the assumption."""
    alone = assumed(len(area_ids))
    if not stored:
        return alone
    known = {area: n for n, area in enumerate(stored["areas"])}
    here = [n for n, area in enumerate(area_ids) if area in known]
    there = [known[area_ids[n]] for n in here]
    estimate = alone.prior.covariance.copy()
    information = np.zeros_like(estimate)
    estimate[np.ix_(here, here)] = np.asarray(stored["matrix"])[np.ix_(there, there)]
    information[np.ix_(here, here)] = np.asarray(stored["information"])[np.ix_(there, there)]
    off = information[np.triu_indices(len(area_ids), 1)]
    return Together(
        Prior(alone.prior.mean, shrunk(alone.prior.covariance, estimate, information)),
        people=int(stored["people"]),
        share=float(np.mean(off / (off + ASSUMED_WORTH))) if off.size else 0.0,
        pairs=int((off > 0).sum()),
        of_pairs=alone.of_pairs,
    )
