"""A backup is whole, also while somebody writes; a restore is all or nothing."""

from __future__ import annotations

import gzip
import os
import re
import sqlite3
import stat
import subprocess
import threading
import time

import pytest
from django.db import connection
from tests.prepared import run

from whetstone.config import backup
from whetstone.config.backup import BackupError


def organisations(home):
    with sqlite3.connect(home / "whetstone.sqlite3") as store:
        rows = store.execute("SELECT name FROM people_organisation ORDER BY id")
        return [name for (name,) in rows]


def found(home, name):
    with sqlite3.connect(home / "whetstone.sqlite3", timeout=20) as store:
        store.execute(
            "INSERT INTO people_organisation (name, created_at) VALUES (?, '2026-11-23')", [name]
        )


@pytest.fixture(autouse=True)
def _stands_in_this_home(monkeypatch, home):
    """The functions work on the store of that installation, also while tests use PostgreSQL."""
    monkeypatch.setattr(backup, "_name", lambda: str(home / "whetstone.sqlite3"))
    monkeypatch.setattr(backup, "_is_sqlite", lambda: True)


@pytest.fixture
def saved(home, tmp_path):
    """A backup of an installation with one organisation."""
    found(home, "Marram")
    backup.save(tmp_path / "b.gz")
    return tmp_path / "b.gz"


def test_no_key_that_signs_certificates_is_in_it(whetstone, home, tmp_path):
    assert whetstone("certificates", "rotate").returncode == 0
    pem = (home / "badge-signing.key").read_bytes().splitlines()[1]
    assert whetstone("backup", str(tmp_path / "b.gz")).returncode == 0
    assert pem not in gzip.decompress((tmp_path / "b.gz").read_bytes())


def test_what_was_saved_comes_back(whetstone, home, tmp_path):
    """Through the commands, as an administrator does it."""
    found(home, "Marram")
    saved = tmp_path / "b.gz"
    done = whetstone("backup", str(saved))
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    found(home, "Later")
    done = whetstone("restore", str(saved))
    assert done.returncode == 1
    assert "--yes" in done.stderr
    assert organisations(home) == ["Marram", "Later"]
    done = whetstone("restore", str(saved), "--yes")
    assert done.returncode == 0, done.stderr
    assert organisations(home) == ["Marram"]
    assert whetstone("doctor", WHETSTONE_DEMO="off").returncode == 0


def test_an_empty_place_needs_no_yes(home, saved):
    (home / "whetstone.sqlite3").unlink()
    backup.restore(saved, replace=False)
    assert organisations(home) == ["Marram"]


def test_a_backup_does_not_replace_a_file(saved):
    before = saved.read_bytes()
    with pytest.raises(BackupError):
        backup.save(saved)
    assert saved.read_bytes() == before


def test_a_backup_beside_a_busy_writer_is_one_moment_of_the_store(home, tmp_path):
    """Pairs are written in one transaction: a copy that held half of one would be torn."""
    stop = threading.Event()

    def write():
        store = sqlite3.connect(home / "whetstone.sqlite3", timeout=30)
        n = 0
        while not stop.is_set():
            with store:
                for side in "ab":
                    store.execute(
                        "INSERT INTO people_organisation (name, created_at) VALUES (?, '2026')",
                        [f"{n}{side}"],
                    )
            n += 1
        store.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        time.sleep(0.2)
        backup.save(tmp_path / "busy.gz")
        time.sleep(0.2)
        backup.restore(tmp_path / "busy.gz", replace=True)
    finally:
        stop.set()
        writer.join()
    backup.restore(tmp_path / "busy.gz", replace=True)
    names = organisations(home)
    assert len(names) > 2
    assert len(names) % 2 == 0


def with_hole(plain):
    return plain[:4096] + bytes(40_000) + plain[44_096:]


DAMAGED = {
    "cut off": lambda whole: whole[: len(whole) // 2],
    "bits flipped": lambda whole: whole[:5000] + bytes(64) + whole[5064:],
    "not compressed": lambda _whole: b"hello, this is a letter",
    "foreign": lambda _whole: gzip.compress(b"hello, this is a letter"),
    "a store with a hole": lambda whole: gzip.compress(with_hole(gzip.decompress(whole))),
    "empty": lambda _whole: b"",
}


@pytest.mark.parametrize("how", DAMAGED)
def test_a_damaged_file_changes_nothing(home, saved, how):
    saved.write_bytes(DAMAGED[how](saved.read_bytes()))
    found(home, "Later")
    with pytest.raises(BackupError, match=re.escape(str(saved))):
        backup.restore(saved, replace=True)
    assert organisations(home) == ["Marram", "Later"]


def test_somebody_elses_store_is_refused(tmp_path):
    with sqlite3.connect(tmp_path / "theirs") as theirs:
        theirs.execute("CREATE TABLE letters (text)")
    packed = tmp_path / "theirs.gz"
    packed.write_bytes(gzip.compress((tmp_path / "theirs").read_bytes()))
    with pytest.raises(BackupError, match="not a whole backup of Whetstone"):
        backup.restore(packed, replace=True)


def test_a_backup_from_a_newer_version_is_refused(home, tmp_path):
    with sqlite3.connect(home / "whetstone.sqlite3") as store:
        store.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('lead', '0999_x', '2030')"
        )
    backup.save(tmp_path / "new.gz")
    with pytest.raises(BackupError, match="newer Whetstone"):
        backup.restore(tmp_path / "new.gz", replace=True)


def test_a_store_that_cannot_be_read_any_more_can_be_restored(home, saved):
    (home / "whetstone.sqlite3").write_bytes(b"x" * 8192)
    with pytest.raises(BackupError, match="--yes"):
        backup.restore(saved, replace=False)
    backup.restore(saved, replace=True)
    assert organisations(home) == ["Marram"]


@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="runs on PostgreSQL only")
def test_postgresql_comes_back_too(tmp_path):
    """In a database of its own: `tools/with-postgres` gives the address."""
    address, name = os.environ["DATABASE_URL"], "whetstone_backup"
    server = connection.settings_dict
    words = ["-h", server["HOST"], "-p", str(server["PORT"]), "-U", server["USER"]]
    subprocess.run(["createdb", *words, name], check=True)
    try:
        url = address.rsplit("/", 1)[0] + f"/{name}"
        there = {"DATABASE_URL": url}
        act = ("-m", "whetstone.config.cli")
        assert run(tmp_path, *act, "manage", "migrate", "-v", "0", **there).returncode == 0
        dump = tmp_path / "b.dump"
        assert run(tmp_path, *act, "backup", str(dump), **there).returncode == 0
        assert run(tmp_path, *act, "restore", str(dump), **there).returncode == 1
        back = run(tmp_path, *act, "restore", str(dump), "--yes", **there)
        assert back.returncode == 0, back.stderr
        dump.write_bytes(b"PGDMP and then nothing")
        broken = run(tmp_path, *act, "restore", str(dump), "--yes", **there)
        assert broken.returncode == 1
        assert "Traceback" not in broken.stderr
        assert run(tmp_path, *act, "claims", **there).returncode == 0
    finally:
        subprocess.run(["dropdb", *words, name], check=True)
