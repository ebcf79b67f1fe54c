"""catsim, timed: run by `speed` with a Python that has it; prints milliseconds as JSON."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np

CALLS, ANSWERED = 30, 20


def main() -> int:
    """Median CPU milliseconds of one selection and one estimate, by bank size."""
    import catsim
    from catsim.estimation import NumericalSearchEstimator
    from catsim.item_bank import ItemBank
    from catsim.selection import MaxInfoSelector

    said: dict[str, Any] = {"version": catsim.__version__}
    for size in map(int, sys.argv[1:]):
        rng = np.random.default_rng(1)
        columns = [rng.lognormal(0.2, 0.3, size), rng.normal(size=size)]
        bank = ItemBank(np.column_stack([*columns, np.zeros(size), np.ones(size)]))
        selector, estimator = MaxInfoSelector(), NumericalSearchEstimator()
        asked = list(range(ANSWERED))
        right = [bool(one) for one in rng.random(ANSWERED) < 0.5]
        times = []
        for _ in range(CALLS):
            begun = time.process_time()
            selector.select(item_bank=bank, administered_items=asked, est_theta=0.1)
            between = time.process_time()
            estimator.estimate(
                item_bank=bank, administered_items=asked, response_vector=right, est_theta=0.1
            )
            times.append((between - begun, time.process_time() - between))
        said[str(size)] = [float(one) * 1e3 for one in np.median(times, axis=0)]
    sys.stdout.write(json.dumps(said))
    return 0


if __name__ == "__main__":
    sys.exit(main())
