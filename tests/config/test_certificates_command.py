"""Certificates from the command line: a file goes out, comes back, and is said to hold or not."""

from __future__ import annotations

import json

import pytest
from tests.apps.learn.test_badges import COURSE, NOW, ROOT

from whetstone.apps.learn import services
from whetstone.apps.learn.models import Certificate, Course
from whetstone.config.cli import main

pytestmark = pytest.mark.usefixtures("curriculum_loaded")


@pytest.fixture
def code(make_workspace, make_person, tmp_path, settings):
    settings.HOME, settings.ADDRESS, settings.FETCH = tmp_path, "", False
    ana = make_person(make_workspace(), name="Ana Reyes", title="Content lead")
    for slug in Course.objects.get(slug=COURSE).payload["lessons"]:
        services.finish_lesson(person_id=ana.pk, workspace_id=ana.workspace_id, slug=slug, now=NOW)
    return Certificate.objects.get().code


def test_what_was_issued_is_verified(code, tmp_path, capsys):
    path = tmp_path / "badge.json"
    assert main(["certificates", "issue", code, str(path), "--address", ROOT, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["file"] == str(path)
    assert main(["certificates", "verify", str(path), "--address", ROOT, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["state"] == "valid"
    assert len(told["why"]) >= 3


def test_a_fresh_key_leaves_the_old_file_valid_unless_stolen(code, tmp_path, capsys):
    path = tmp_path / "badge.json"
    main(["certificates", "issue", code, str(path), "--address", ROOT])
    assert main(["certificates", "rotate"]) == 0
    assert main(["certificates", "verify", str(path), "--address", ROOT]) == 0
    assert main(["certificates", "rotate", "--stolen", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["keys_that_count"] == 2


def test_a_changed_file_leaves_with_1_and_says_why(code, tmp_path, capsys):
    path = tmp_path / "badge.json"
    main(["certificates", "issue", code, str(path), "--address", ROOT])
    path.write_text(path.read_text().replace("Content lead", "Head of all"))
    capsys.readouterr()
    assert main(["certificates", "verify", str(path), "--address", ROOT]) == 1
    assert capsys.readouterr().out.startswith("broken\n  proof.proofValue: The signature")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["issue", "CODE"], "WHETSTONE_ADDRESS"),
        (["issue", "000000000000", "--address", ROOT], "No certificate answers"),
        (["verify", "/no/such/file"], "cannot be read"),
        (["verify", "https://there.example.org/x.json"], "Fetching is off"),
        (["issue", "CODE", "/no/such/folder/x.json", "--address", ROOT], "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(code, words, says, capsys):
    asked = ["certificates", *(code if word == "CODE" else word for word in words)]
    assert main(asked) == 1
    assert says in capsys.readouterr().err


def test_no_file_is_written_over(code, tmp_path, capsys):
    path = tmp_path / "badge.json"
    path.write_text("mine")
    assert main(["certificates", "issue", code, str(path), "--address", ROOT]) == 1
    assert path.read_text() == "mine"
