"""Who edits for everybody, and what the installation should read again, from the command line."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from whetstone.apps.diagnose import services as diagnose
from whetstone.apps.field import services as field
from whetstone.apps.people import selectors as people
from whetstone.apps.people.models import AuditRow, User
from whetstone.config import after_words, cli

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
REACH = "clm-meta-feed-page-reach"


@pytest.fixture
def editor(make_workspace, make_person):
    return make_person(make_workspace(), rights=("editor",))


def test_an_account_is_let_edit_for_all_and_no_longer(editor, capsys):
    email = editor.user.email
    assert not people.actor_for(editor.pk).edits_for_all
    assert cli.main(["editor", email.upper()]) == 0
    assert "from 1 of its workspaces" in capsys.readouterr().out
    assert people.actor_for(editor.pk).edits_for_all
    assert people.edits_for_all(editor.pk)
    assert cli.main(["editor", email, "--end"]) == 0
    assert not people.actor_for(editor.pk).edits_for_all
    acts = AuditRow.objects.filter(workspace=None, object_kind="account")
    assert list(acts.order_by("pk").values_list("act", flat=True)) == [
        "edit_for_all",
        "stop_editing_for_all",
    ]


def test_an_account_that_edits_nowhere_is_told_what_is_missing(db, capsys):
    assert cli.main(["editor", "new@example.org"]) == 0
    assert "once it is an editor in a workspace" in capsys.readouterr().out
    user = User.objects.get(email="new@example.org")
    assert user.is_staff
    assert not user.has_usable_password()


def test_ending_what_never_began_changes_nothing(db, capsys):
    assert cli.main(["editor", "nobody@example.org", "--end"]) == 0
    assert "did not edit for everybody" in capsys.readouterr().out
    assert not User.objects.exists()


def test_what_is_no_address_makes_no_account(db, capsys):
    assert cli.main(["editor", "nobody"]) == 1
    assert "no e-mail address" in capsys.readouterr().err
    assert not User.objects.exists()


def test_a_lead_with_such_an_account_edits_for_nobody_else(make_workspace, make_person):
    lead = make_person(make_workspace(), rights=("lead",))
    lead.user.is_staff = True
    lead.user.save()
    assert not people.actor_for(lead.pk).edits_for_all


def test_nobody_in_a_demo_edits_for_all(editor):
    editor.user.is_staff = True
    editor.user.save()
    editor.workspace.is_demo = True
    editor.workspace.save()
    assert not people.actor_for(editor.pk).edits_for_all
    assert not people.edits_for_all(editor.pk)


def test_the_report_of_claims_carries_the_factors_of_their_risk(
    curriculum_loaded, capsys, monkeypatch
):
    later = NOW + dt.timedelta(days=60)
    monkeypatch.setattr("whetstone.apps.people.clock.real_now", lambda: later)
    assert cli.main(["claims", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert rows
    assert {"claim", "review_by", "views", "chance_moved", "severity", "risk", "resting"} == set(
        rows[0]
    )
    assert [row["risk"] for row in rows] == sorted((row["risk"] for row in rows), reverse=True)
    assert all(row["review_by"] < later.date().isoformat() for row in rows)
    assert cli.main(["claims"]) == 0
    assert f"{len(rows)} claims are past their review date." in capsys.readouterr().out


def test_a_word_here_estimates_this_workspace_anew_and_no_other(
    curriculum_loaded, make_workspace, monkeypatch
):
    here, _other = make_workspace(), make_workspace(name="Other")
    done = []
    monkeypatch.setattr(
        diagnose, "reestimate_workspace", lambda **said: done.append(said["workspace_id"])
    )
    field.doubt_claim(
        workspace_id=here.pk, claim_slug=REACH, person_id=None, reason="Hearsay.", now=NOW
    )
    assert done == [here.pk]


def test_a_word_for_everybody_estimates_every_standing_workspace_by_a_worker(
    curriculum_loaded, make_workspace, monkeypatch, django_capture_on_commit_callbacks
):
    spaces = {make_workspace().pk, make_workspace(name="Other").pk}
    done = []
    monkeypatch.setattr(
        diagnose, "reestimate_workspace", lambda **said: done.append(said["workspace_id"])
    )
    with django_capture_on_commit_callbacks() as waiting:
        field.doubt_claim(
            workspace_id=None, claim_slug=REACH, person_id=None, reason="Hearsay.", now=NOW
        )
    assert done == []
    assert waiting
    assert after_words.reestimate_everywhere.call() == len(done)
    assert spaces <= set(done)
