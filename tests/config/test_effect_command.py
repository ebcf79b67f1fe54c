"""`whetstone effect`: the same estimate for an analyst, from any panel."""

from __future__ import annotations

import json

import numpy as np
import pytest

from whetstone.config.cli import main

HEAD = "unit,period,treated_from,outcome"


def panel(tmp_path, starts, *, effect=5.0, weeks=6):
    rng = np.random.default_rng(8)
    rows = [
        f"team {n},{week},{start or ''},{10 + n + rng.normal() + effect * (week >= (start or 99))}"
        for n, start in enumerate(starts)
        for week in range(1, weeks + 1)
    ]
    path = tmp_path / "panel.csv"
    path.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    return str(path)


def test_it_says_estimate_interval_p_detectable_and_every_step(tmp_path, capsys):
    assert main(["effect", panel(tmp_path, [3] * 5 + [5] * 5), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    low, high = told["interval"]
    assert told["told"] == "better"
    assert low < 5 < high
    assert low < told["estimate"] < high
    assert told["permutation_p"] < 0.05
    assert told["smallest_detectable_effect"] > 0
    assert [one["step"] for one in told["event_study"]] == [-2, -1, 0, 1]
    assert "synthetic_control" not in told


def test_the_same_panel_gives_the_same_answer_in_words(tmp_path, capsys):
    path = panel(tmp_path, [2, 3, 4, 5, 6, None, None])
    assert main(["effect", path]) == 0
    first = capsys.readouterr().out
    assert main(["effect", path]) == 0
    assert capsys.readouterr().out == first
    assert "cannot tell" in first.splitlines()[0]
    assert "95 %" in first


def test_one_treated_unit_is_ranked_among_placebos(tmp_path, capsys):
    assert main(["effect", panel(tmp_path, [4, None, None, None, None]), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["told"] == "cannot_tell"
    assert told["estimate"] is None
    assert told["synthetic_control"]["of"] == 5
    assert sum(told["synthetic_control"]["weights"].values()) == pytest.approx(1)


def test_a_faulty_file_is_told_line_by_line_and_leaves_with_1(tmp_path, capsys):
    path = tmp_path / "p.csv"
    path.write_text(f"{HEAD}\na,1,,x\n,2,,1\n", encoding="utf-8")
    assert main(["effect", str(path)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert [one.split(": ")[1] for one in said] == ["p.csv:2, outcome", "p.csv:3, unit"]
    assert main(["effect", str(tmp_path / "none.csv")]) == 1
    assert "none.csv" in capsys.readouterr().err
