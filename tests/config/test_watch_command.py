"""`whetstone watch`: what was asked, what came; and nothing where fetching is off."""

from __future__ import annotations

import json

import pytest

from whetstone.apps.keepup import services
from whetstone.apps.people.clock import real_now
from whetstone.config import chores, cli
from whetstone.web import fetching
from whetstone.web.fetching import Fetched, NotFetchedError, Reason

RSS = b'<rss version="2.0"><channel><item><guid>1</guid><title>Old</title></item></channel></rss>'
GOOD, SLOW = "https://a.marram.example/feed", "https://b.marram.example/feed"


@pytest.fixture
def asked(monkeypatch, settings):
    """A stand-in at the port; whom it was told to ask."""
    settings.FETCH = True
    found = []

    def fetch(wanted):
        found.append(wanted.url)
        if wanted.url == SLOW:
            raise NotFetchedError(Reason.TOO_SLOW, SLOW)
        return Fetched(200, wanted.url, wanted.url, "application/rss+xml", body=RSS)

    monkeypatch.setattr(fetching, "installed", lambda: fetch)
    return found


@pytest.fixture
def add(curriculum_loaded, make_workspace):
    workspace = make_workspace()

    def make(url, *, is_on=True):
        now = real_now()
        made = services.add_watch(
            workspace_id=workspace.pk, actor_id=None, url=url, title="A", network="meta",
            kind="feed", every_hours=24, now=now,
        )  # fmt: skip
        if is_on:
            services.switch_on(watch_id=made.pk, workspace_id=workspace.pk, actor_id=None, now=now)

    return make


def test_off_is_one_line_and_nobody_is_asked(add, asked, settings, capsys):
    settings.FETCH = False
    add(GOOD)
    assert cli.main(["watch"]) == 1
    said = capsys.readouterr().err
    assert "WHETSTONE_FETCH=on" in said
    assert said.count("\n") == 1
    assert asked == []


def test_what_is_due_is_looked_at_and_told(add, asked, capsys):
    add(GOOD)
    add("https://c.marram.example/feed", is_on=False)
    assert cli.main(["watch"]) == 0
    assert f"first    {GOOD}" in capsys.readouterr().out
    assert asked == [GOOD]
    assert cli.main(["watch"]) == 0
    assert asked == [GOOD]


def test_a_failure_is_told_as_json_and_by_the_exit_code(add, asked, capsys):
    add(SLOW)
    assert cli.main(["watch", "--all", "--json"]) == 1
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["url"], row["outcome"], row["reason"]) == (SLOW, "failed", "too_slow")


def test_due_and_all_are_not_both_said():
    with pytest.raises(SystemExit) as done:
        cli.main(["watch", "--due", "--all"])
    assert done.value.code == 2


def test_the_chore_looks_at_what_is_due(add, asked):
    add(GOOD)
    chore = {one.name: one for one in chores.chores()}["look_at_watches"]
    assert chore.run(real_now()) == 1
    assert chore.run(real_now()) == 0
    assert asked == [GOOD]
