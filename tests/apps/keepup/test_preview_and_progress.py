"""The preview from the command line, and what pages say while levels are worked out again."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from whetstone.apps.field.models import Publication
from whetstone.apps.keepup import services
from whetstone.apps.keepup.models import Drain
from whetstone.config import cli

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
SAYS = "Levels are being worked out again: 12,000 of 40,000."


@pytest.fixture
def drain(marram, world):
    """A publication whose levels are on their way: 12,000 of 40,000."""
    made = Publication.objects.create(change=world.change, workspace=marram, published_at=NOW)
    return Drain.objects.create(
        publication=made, workspace=marram, total=40_000, done=12_000, started_at=NOW,
        worked_at=NOW,
    )  # fmt: skip


@pytest.mark.parametrize("address", ["/changes", "/lead"])
def test_pages_say_so_until_levels_are_worked_out(client_as, marram, drain, address):
    lead = client_as(marram.lead)
    assert SAYS in lead.get(address).content.decode()
    drain.done, drain.finished_at = drain.total, NOW
    drain.save(update_fields=["done", "finished_at"])
    assert "being worked out again" not in lead.get(address).content.decode()


def test_another_workspace_is_not_told(client_as, make_workspace, make_person, drain):
    other = make_person(make_workspace("Tern"), rights=("lead",))
    assert "being worked out again" not in client_as(other).get("/changes").content.decode()


def test_the_preview_says_what_publishing_does_and_changes_nothing(marram, world, capsys):
    asked = ["ripple", world.CHANGE, "--workspace", marram.slug]
    assert cli.main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["claims"] == [world.OLD]
    assert not Publication.objects.filter(change=world.change).exists()
    act = services.publish(
        change_slug=world.CHANGE, workspace_id=marram.pk, person_id=marram.lead.pk, now=NOW
    )
    assert told["people"] == act.people
    assert cli.main(asked) == 0
    assert world.OLD in capsys.readouterr().out


def test_the_preview_refuses_in_a_line(marram, world, capsys):
    assert cli.main(["ripple", "chg-nowhere"]) == 1
    assert "there is no change chg-nowhere" in capsys.readouterr().err
    assert cli.main(["ripple", world.CHANGE, "--workspace", "nowhere"]) == 1
    assert "there is no workspace nowhere" in capsys.readouterr().err
