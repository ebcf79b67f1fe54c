"""The benchmark of calibrations runs, and its simulated answers are what it says they are."""

from __future__ import annotations

import numpy as np
from benchmarks.calibration import worker
from benchmarks.calibration.__main__ import line, summary
from benchmarks.calibration.cases import Case, truth, write

TABLE = Case("600 x 20, holes", 600, 20, holes=0.05)
LIST = Case("3,000 x 60 x 20", 3_000, 60, 20, unanimous=2, shuffled=True)
SPENT = {"cpu": 0.1, "wall": 0.1, "peak_mib": 60.0, "loop": 0.08}


def fitted(case, folder):
    write(case, folder / "answers.npz")
    with np.load(folder / "answers.npz") as read:
        data = {name: read[name] for name in read.files}
    return data, {**worker.ours(data), **SPENT}


def test_a_table_with_holes_is_fitted_and_told(tmp_path):
    data, run = fitted(TABLE, tmp_path)
    assert data["table"].shape == (600, 20)
    assert 0.02 < (data["table"] < 0).mean() < 0.08
    told = summary(TABLE, [run])
    assert told["finite"]
    assert told["rmse_b"] < 0.5
    assert line(TABLE.name, {"engine": "whetstone", **told}).count("|") == 10


def test_unanimous_items_of_a_list_stay_finite_and_out_of_the_error(tmp_path):
    data, run = fitted(LIST, tmp_path)
    assert data["person"].size == 60_000
    alike = data["score"][data["item"] == 59]
    assert alike.size > 500
    assert np.unique(alike).size == 1
    told = summary(LIST, [run])
    assert told["finite"]
    assert told["rmse_b"] < np.sqrt(np.mean((run["b"] - truth(LIST)["b"]) ** 2))


def test_a_fit_that_is_not_finite_is_said_to_be_so(tmp_path):
    _data, run = fitted(TABLE, tmp_path)
    broken = {**run, "b": np.where(np.arange(20) == 3, np.inf, run["b"])}
    assert "NOT FINITE" in line("x", {"engine": "whetstone", **summary(TABLE, [broken])})
