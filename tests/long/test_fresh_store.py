"""An empty store that gets its tables in one go is the store that all migrations come to."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing

import pytest
from tests.prepared import new_database, ours

pytestmark = pytest.mark.long

PLAYED = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""
IN_ONE_GO = """
import django; django.setup()
from django.core.management import call_command
from whetstone.config import fresh
assert fresh.make_tables()
assert not fresh.make_tables()
call_command("migrate", verbosity=0)
"""
WAYS = {"played": PLAYED, "in_one_go": IN_ONE_GO}
CHECKS = re.compile(r'CONSTRAINT "\w+" CHECK \(.*?\)(?=, CONSTRAINT|, FOREIGN|\)$)')
OF_POSTGRESQL = (
    (
        "SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity, "
        "character_maximum_length FROM information_schema.columns WHERE table_schema = 'public'"
    ),
    (
        "SELECT conrelid::regclass::text, contype, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace"
    ),
    (
        "SELECT tablename, regexp_replace(indexdef, 'INDEX \\S+ ON', 'INDEX ON') FROM pg_indexes "
        "WHERE schemaname = 'public'"
    ),
    (
        "SELECT app, name FROM django_migrations",
        "SELECT app_label, model FROM django_content_type",
    ),
)


def test_an_empty_store_comes_out_as_all_migrations_leave_it(tmp_path):
    found = {}
    for way, words in WAYS.items():
        home = tmp_path / way
        home.mkdir()
        if "DATABASE_URL" in os.environ:
            url = new_database(os.environ["DATABASE_URL"], f"fresh_{way}")
            ours(home, "-c", words, url=url)
            found[way] = _of_postgresql(url)
        else:
            ours(home, "-c", words)
            found[way] = _of_sqlite(home / "whetstone.sqlite3")
    assert found["played"].keys() == found["in_one_go"].keys()
    for thing, said in found["played"].items():
        assert said == found["in_one_go"][thing], thing


def _of_postgresql(url: str) -> dict[str, set]:
    import psycopg

    with psycopg.connect(url) as store:
        return {text: set(store.execute(text).fetchall()) for text in OF_POSTGRESQL}


def _of_sqlite(file) -> dict[str, object]:
    with closing(sqlite3.connect(file)) as store:
        kinds = "SELECT name, sql FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite_%'"
        tables = dict(store.execute(kinds, ["table"]).fetchall())
        found: dict[str, object] = {name: _table(store, name, sql) for name, sql in tables.items()}
        for kind in ("trigger", "view", "index"):
            found[kind] = set(store.execute(kinds, [kind]).fetchall())
        for rows in ("django_migrations", "django_content_type"):
            names = ", ".join(one for one in _columns(store, rows) if one not in {"id", "applied"})
            found[f"rows of {rows}"] = set(store.execute(f"SELECT {names} FROM {rows}"))
        return found


def _columns(store, table: str) -> list[str]:
    return [row[1] for row in store.execute(f'PRAGMA table_info("{table}")')]


def _table(store, name: str, sql: str) -> tuple:
    """Columns in any order, what they point to, what is held to be one, what is checked."""
    indexes = store.execute(f'PRAGMA index_list("{name}")').fetchall()
    return (
        {row[1:] for row in store.execute(f'PRAGMA table_xinfo("{name}")')},
        {row[2:] for row in store.execute(f'PRAGMA foreign_key_list("{name}")')},
        {
            (is_unique, tuple(row[2] for row in store.execute(f'PRAGMA index_info("{index}")')))
            for _n, index, is_unique, *_more in indexes
        },
        set(CHECKS.findall(sql)),
        sql.count("CHECK"),
        "AUTOINCREMENT" in sql,
    )
