"""`whetstone rollups`: what is kept for leaders, rebuilt and checked."""

from __future__ import annotations

import json

from whetstone.apps.lead.models import RollUp
from whetstone.config.cli import main


def asked(capsys, *words):
    code = main(["rollups", *words])
    return code, capsys.readouterr()


def test_what_is_rebuilt_is_checked_and_a_wrong_figure_is_said(make_workspace, capsys):
    workspace = make_workspace()
    code, said = asked(capsys, "rebuild", "--workspace", workspace.slug, "--json")
    told = json.loads(said.out)
    assert (code, told["workspaces"], told["days"]) == (0, 1, 1)
    assert told["peak_mb"] > 0
    code, said = asked(capsys, "check", "--workspace", workspace.slug)
    assert code == 0
    assert "everything kept is so" in said.out
    RollUp.objects.update(figures={})
    code, said = asked(capsys, "check")
    assert code == 1
    assert f"workspace {workspace.pk}" in said.out


def test_a_workspace_that_is_not_there_is_said(curriculum_loaded, capsys):
    code, said = asked(capsys, "check", "--workspace", "nowhere")
    assert (code, said.err) == (1, "whetstone: there is no workspace nowhere.\n")
