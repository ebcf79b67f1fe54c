"""One fit in a process of its own, so that its peak of memory is its own; prints JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import Any

import numpy as np


def main(path: str, engine: str) -> None:
    """Read the answers, fit, tell."""
    with np.load(path) as read:
        data = {name: read[name] for name in read.files}
    fit = {"whetstone": ours, "whetstone exact": exact, "girth": girth}[engine]
    fit(None)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall, cpu = time.perf_counter(), time.process_time()
    found = fit(data)
    took = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = {
        name: np.asarray(value, dtype=float).tolist() if name in {"a", "b"} else value
        for name, value in found.items()
    }
    print(json.dumps({**took, **found, "peak_mib": peak / 1024, "input_mib": before / 1024}))


def ours(data: dict[str, Any] | None, *, is_exact: bool = False) -> dict[str, Any]:
    """From the answers as they are to parameters, without standard errors."""
    from whetstone.core.measurement.calibration import Answers, Priors, Settings, calibrate

    if data is None:
        return {}
    if "table" in data:
        answers = Answers.table(data["table"])
    else:
        answers = Answers.of(data["person"], data["item"], data["score"])
    settings = Settings(exact=is_exact, tolerance=1e-5 if is_exact else None)
    found = calibrate(answers, priors=Priors(), settings=settings, errors=False)
    return {
        "a": found.a,
        "b": found.b[:, 0],
        "passes": found.passes,
        "log_likelihood": found.log_likelihood,
    }


def exact(data: dict[str, Any] | None) -> dict[str, Any]:
    """The same with 61 places in double precision."""
    return ours(data, is_exact=True)


def girth(data: dict[str, Any] | None) -> dict[str, Any]:
    """Marginal maximum likelihood by girth, as it comes; a table only."""
    from girth import twopl_mml

    if data is None:
        return {}
    found = twopl_mml(np.ascontiguousarray(data["table"].T).astype(int))
    return {"a": found["Discrimination"], "b": found["Difficulty"]}


if __name__ == "__main__":
    main(*sys.argv[1:])
