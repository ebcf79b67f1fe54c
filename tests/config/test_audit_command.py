"""`whetstone audit`: a report for a terminal or a program, without a workspace."""

from __future__ import annotations

import json

import pytest

from whetstone.config.cli import main

OLD = "Outcomes\n\n- add swipe-up links in Instagram Stories\n- draft a holding statement\n"


@pytest.fixture
def syllabus(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(OLD)
    return str(path)


def test_the_report_as_json_has_spans_scores_and_claims(curriculum_loaded, syllabus, capsys):
    assert main(["audit", syllabus, "--role", "stud", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    (stale,) = told["out_of_date"]
    assert stale["claim"] == "clm-instagram-swipe-up"
    assert {"CRI-3", "PLT-2"} <= {one["skill"] for one in told["matches"]}
    assert told["counts"]["skills"] == len(told["skills"]) == 54
    assert told["weights"] == "equal (an assumption)"


def test_nothing_out_of_date_leaves_with_0(curriculum_loaded, tmp_path, capsys):
    path = tmp_path / "b.md"
    path.write_text("# A\n\n- draft a holding statement\n")
    assert main(["audit", str(path)]) == 0
    assert "1 of 54 skills required" in capsys.readouterr().out


def test_every_file_that_cannot_be_read_is_named(curriculum_loaded, tmp_path, capsys):
    empty = tmp_path / "empty.pdf"
    empty.write_bytes(b"")
    assert main(["audit", str(empty)]) == 1
    assert "empty.pdf" in capsys.readouterr().err
    assert main(["audit", str(tmp_path / "no1"), str(tmp_path / "no2")]) == 1
    told = capsys.readouterr().err
    assert "no1" in told
    assert "no2" in told


@pytest.mark.parametrize("wrong", [["--role", "king"], ["--workspace", "nowhere"]])
def test_an_unknown_role_or_workspace_is_said(curriculum_loaded, syllabus, capsys, wrong):
    assert main(["audit", syllabus, *wrong]) == 1
    assert wrong[1] in capsys.readouterr().err


def test_a_workspace_adds_its_corrections(syllabus, curriculum_loaded, make_workspace, capsys):
    from tests.conftest import NOW

    from whetstone.apps.keepup.models import AuditCorrection

    workspace = make_workspace()
    AuditCorrection.objects.create(
        workspace=workspace, phrase="holding statement", skill="CRI-3", verdict="no", made_at=NOW
    )
    main(["audit", syllabus, "--workspace", workspace.slug, "--json"])
    told = json.loads(capsys.readouterr().out)
    assert "CRI-3" not in {one["skill"] for one in told["matches"]}
