"""`whetstone measure score` and `drift`: a file in, people and questions out."""

from __future__ import annotations

import json

import numpy as np
import pytest

from whetstone.config.cli import main

PLACES = np.linspace(-1.5, 1.5, 8)


@pytest.fixture
def answers(tmp_path):
    """1,200 people, eight questions; the fourth becomes harder by a logit after 500."""
    rng = np.random.default_rng(1)
    theta = rng.normal(size=1200)
    rows = ["id," + ",".join(f"q{k}" for k in range(8))]
    for person, able in enumerate(theta):
        shift = np.where((np.arange(8) == 3) & (person >= 500), 1.0, 0.0)
        right = rng.random(8) < 1 / (1 + np.exp(-1.3 * (able - PLACES - shift)))
        rows.append(f"p{person}," + ",".join(str(int(one)) for one in right))
    path = tmp_path / "answers.csv"
    path.write_text("\n".join(rows))
    return path


@pytest.fixture
def parameters(tmp_path):
    """What is true of the questions before the shift; two areas."""
    items = [
        {"item": f"q{k}", "a": 1.3, "b": [float(b)], "area": "one" if k < 4 else "two"}
        for k, b in enumerate(PLACES)
    ]
    path = tmp_path / "parameters.json"
    path.write_text(json.dumps({"model": "2pl", "items": items}))
    return path


def _told(capsys, *line):
    assert main(["measure", *map(str, line), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_everybody_is_told_by_area_with_an_error(capsys, answers, parameters):
    told = _told(capsys, "score", answers, "--parameters", parameters)
    assert len(told["people"]) == 1200
    first = told["people"][0]
    assert (first["person"], first["answers"]) == ("p0", 8)
    assert [row["area"] for row in first["areas"]] == ["one", "two"]
    for row in first["areas"]:
        assert row["low"] < row["mean"] < row["high"]
        assert 0 <= row["p_at_or_above"] <= 1


def test_without_parameters_they_are_fitted_to_the_file(capsys, answers):
    told = _told(capsys, "score", answers, "--cut", 0)
    mean = np.array([one["areas"][0]["mean"] for one in told["people"]])
    assert abs(mean.mean()) < 0.02
    assert told["cut"] == 0
    assert main(["measure", "score", str(answers)]) == 0
    assert "P(level)" in capsys.readouterr().out


def test_what_fit_prints_can_be_scored_with(capsys, answers, tmp_path):
    path = tmp_path / "fitted.json"
    path.write_text(json.dumps(_told(capsys, "fit", answers, "--exact")))
    by_file = _told(capsys, "score", answers, "--parameters", path)
    at_once = _told(capsys, "score", answers)
    for one, other in zip(by_file["people"], at_once["people"], strict=True):
        assert one["areas"][0]["mean"] == pytest.approx(other["areas"][0]["mean"], abs=2e-4)


@pytest.mark.parametrize("known", [True, False])
def test_a_question_that_became_harder_is_told(capsys, answers, parameters, known):
    more = ["--parameters", parameters] if known else []
    told = {row["item"]: row for row in _told(capsys, "drift", answers, *more)["items"]}
    assert told["q3"]["drift"] == "harder"
    assert 500 < told["q3"]["noticed"] < 700
    assert told["q0"]["drift"] is None


def test_few_answers_cannot_tell_yet(capsys, tmp_path):
    path = tmp_path / "few.csv"
    path.write_text("q1,q2\n" + "1,0\n0,1\n" * 20)
    assert main(["measure", "drift", str(path)]) == 0
    assert "cannot tell yet" in capsys.readouterr().out


def test_every_question_without_parameters_is_named(capsys, answers, tmp_path):
    path = tmp_path / "few.json"
    path.write_text(json.dumps({"items": [{"item": "q0", "a": 1, "b": 0}]}))
    assert main(["measure", "score", str(answers), "--parameters", str(path)]) == 1
    said = capsys.readouterr().err
    assert all(f"“q{k}” has no parameters" in said for k in range(1, 8))


@pytest.mark.parametrize("act", ["score", "drift"])
def test_bad_files_are_refused_with_every_fault(capsys, tmp_path, answers, act):
    bad = tmp_path / "bad.csv"
    bad.write_text("q1,q2\n1,x\ny,0\n")
    assert main(["measure", act, str(bad)]) == 1
    said = capsys.readouterr().err
    assert "“x”" in said
    assert "“y”" in said
    assert main(["measure", act, str(answers), "--parameters", str(tmp_path / "none.json")]) == 1
    assert "none.json" in capsys.readouterr().err


def test_patterns_and_counts_have_no_order_to_drift_along(capsys, tmp_path):
    path = tmp_path / "patterns.csv"
    path.write_text("q1,q2,n\n1,0,30\n0,1,20\n1,1,9\n0,0,5\n")
    assert main(["measure", "drift", str(path)]) == 1
    assert "no order" in capsys.readouterr().err
    assert main(["measure", "score", str(path)]) == 0


def test_a_correlation_that_cannot_be_is_refused(capsys, answers, parameters):
    line = ["measure", "score", str(answers), "--parameters", str(parameters)]
    assert main([*line, "--correlation", "1.5"]) == 1
    assert "--correlation" in capsys.readouterr().err
