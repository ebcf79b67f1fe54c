"""Killed while a change is published, undone or drained: nothing lost, nothing doubled."""

from __future__ import annotations

import os
import secrets

import pytest
from tests.prepared import new_database, run

pytestmark = pytest.mark.long

KILLS = 50
POSTGRES = os.environ.get("DATABASE_URL", "")


@pytest.fixture(params=["sqlite", "postgres"])
def store(request, tmp_path):
    """A store with the curriculum, as a home and the settings that name it."""
    home = tmp_path / "home"
    named = {"DJANGO_SETTINGS_MODULE": "whetstone.config.settings"}
    if request.param == "postgres":
        if not POSTGRES.startswith("postgres"):
            pytest.skip("no PostgreSQL: tools/with-postgres gives one")
        named["DATABASE_URL"] = new_database(POSTGRES, f"kills_{secrets.token_hex(4)}")
    for words in (["manage", "migrate", "-v", "0"], ["curriculum", "load"]):
        done = run(home, "-m", "whetstone.config.cli", *words, **named)
        assert done.returncode == 0, done.stderr
    return home, named


@pytest.mark.parametrize("mode", ["here", "all", "undo-here", "undo-all"])
def test_a_kill_anywhere_loses_nothing_and_doubles_nothing(store, mode):
    home, named = store
    done = run(home, "-m", "tests.long.drain_kills", mode, str(KILLS), **named)
    assert done.returncode == 0, done.stderr
    assert f"{KILLS} kills" in done.stdout
