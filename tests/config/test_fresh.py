"""`whetstone fresh` prints what the page shows."""

from __future__ import annotations

import json

import pytest

from whetstone.apps.field.models import Change
from whetstone.config.cli import main


@pytest.fixture(autouse=True)
def loaded(curriculum_loaded):
    """Every report here is about the loaded curriculum."""


def test_it_says_every_figure_with_its_denominator_in_words(capsys):
    assert main(["fresh"]) == 0
    said = capsys.readouterr().out
    assert "From event to notice: " in said
    rows = Change.objects.filter(source_check="seen")
    days = list(rows.values_list("happened_on", flat=True))
    exact = sum(len(day) == len("2026-11-28") for day in days)
    assert f"{len(days)} changes; {exact} have an exact day." in said
    assert "0 of 50 claims have ended while we watched them." in said
    assert "people made current" not in said


def test_it_prints_the_same_as_the_public_page(capsys, client):
    assert main(["fresh", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(client.get("/current.json").content)


def test_a_workspace_is_told_with_its_people(capsys, make_workspace):
    assert main(["fresh", "--json", "--workspace", str(make_workspace().pk)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["scope"] == "workspace"
    assert told["as_of"] == "2026-11-23"
    assert {"freshness_lag", "refresh_reach"} <= {one["name"] for one in told["figures"]}


def test_a_workspace_that_is_not_there_is_said(capsys, make_workspace):
    there = make_workspace().pk
    assert main(["fresh", "--workspace", "999999"]) == 1
    assert f"there are: {there}" in capsys.readouterr().err
