"""`whetstone publish`: an installation's editor makes a change count for all."""

from __future__ import annotations

from whetstone.apps.field import selectors as field
from whetstone.config import cli

CHANGE = "chg-2026-meta-reach-feed"
CLAIM = "clm-meta-feed-page-reach"


def test_a_change_is_published_for_all_once(curriculum_loaded, make_workspace, capsys):
    workspace = make_workspace()
    today = workspace.frozen_at.date()
    assert CLAIM in field.ledger(workspace.pk, on=today).live
    assert cli.main(["publish", CHANGE]) == 0
    assert "Published for all" in capsys.readouterr().out
    assert CLAIM not in field.ledger(workspace.pk, on=today).live
    assert cli.main(["publish", CHANGE]) == 0
    assert "Nothing changed" in capsys.readouterr().out


def test_a_change_that_is_not_there_is_named(curriculum_loaded, capsys):
    assert cli.main(["publish", "chg-nope"]) == 1
    assert "no change chg-nope" in capsys.readouterr().err
