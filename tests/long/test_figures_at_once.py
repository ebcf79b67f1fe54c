"""Two hands at once on figures, campaigns and matches, in the store of a file and of a server."""

from __future__ import annotations

import os
import secrets

import pytest
from tests.prepared import new_database, run

pytestmark = pytest.mark.long

ROUNDS = 3
POSTGRES = os.environ.get("DATABASE_URL", "")


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_two_at_once_lose_nothing_and_double_nothing(kind, tmp_path):
    named = {"DJANGO_SETTINGS_MODULE": "whetstone.config.settings"}
    if kind == "postgres":
        if not POSTGRES.startswith("postgres"):
            pytest.skip("no PostgreSQL: tools/with-postgres gives one")
        named["DATABASE_URL"] = new_database(POSTGRES, f"at_once_{secrets.token_hex(4)}")
    home = tmp_path / "home"
    for words in (
        ["whetstone.config.cli", "manage", "migrate", "-v", "0"],
        ["whetstone.config.cli", "curriculum", "load"],
        ["tests.long.figures_at_once", str(ROUNDS)],
    ):
        done = run(home, "-m", *words, **named)
        assert done.returncode == 0, done.stderr
    assert f"{ROUNDS} rounds" in done.stdout
