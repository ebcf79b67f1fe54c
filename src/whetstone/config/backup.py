"""One file that holds the whole store, made while it is in use, and put back."""

from __future__ import annotations

import gzip
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Callable

MARK = b"SQLite format 3\x00"


class BackupError(Exception):
    """Why it could not be done, and how to mend it."""


def report(act: Callable[[Path], str], path: Path) -> int:
    """Do it and say so; the exit code tells."""
    try:
        print(act(path))
    except (BackupError, OSError) as fault:
        print(f"whetstone: {fault}", file=sys.stderr)
        return 1
    return 0


def save(path: Path) -> str:
    """Write the store to `path`: SQLite's online copy, compressed, or PostgreSQL's own dump."""
    if path.exists():
        raise BackupError(f"{path} exists already. Name another file.")
    if connections["default"].vendor != "sqlite":
        _postgres(["pg_dump", "--format=custom", "--no-owner", f"--file={path}"])
        return f"Saved to {path}."
    with tempfile.TemporaryDirectory(dir=path.resolve().parent) as folder:
        copy = Path(folder) / "store.sqlite3"
        source = sqlite3.connect(_store())
        target = sqlite3.connect(copy)
        with target:
            source.backup(target)
        target.close()
        source.close()
        packed = Path(folder) / "packed"
        with copy.open("rb") as plain, gzip.open(packed, "wb", compresslevel=6) as zipped:
            while chunk := plain.read(1 << 20):
                zipped.write(chunk)
        packed.replace(path)
    return f"Saved to {path} ({path.stat().st_size // 1000} kB)."


def restore(path: Path, *, replace: bool) -> str:
    """Put a backup in place of the store, all or nothing. Stop the server first."""
    if not path.exists():
        raise BackupError(f"{path} is not there.")
    if connections["default"].vendor != "sqlite":
        _postgres(
            [
                "pg_restore",
                "--clean",
                "--if-exists",
                "--no-owner",
                "--single-transaction",
                f"--dbname={settings.DATABASES['default']['NAME']}",
                str(path),
            ],
            named=False,
        )
        return f"Restored from {path}."
    store = Path(_store())
    if store.exists() and not replace:
        raise BackupError(
            "There is a store already. Add --yes to replace it; stop the server first."
        )
    with tempfile.TemporaryDirectory(dir=store.parent) as folder:
        fresh = Path(folder) / "store.sqlite3"
        try:
            with gzip.open(path, "rb") as zipped, fresh.open("wb") as plain:
                while chunk := zipped.read(1 << 20):
                    plain.write(chunk)
        except (OSError, EOFError) as fault:
            raise BackupError(f"{path} is not a whole backup: {fault}") from fault
        _demand_whole(fresh, path)
        connections["default"].close()
        for tail in ("-wal", "-shm"):
            Path(str(store) + tail).unlink(missing_ok=True)
        fresh.replace(store)
    return f"Restored from {path}."


def _demand_whole(fresh: Path, path: Path) -> None:
    with fresh.open("rb") as file:
        if file.read(len(MARK)) != MARK:
            raise BackupError(f"{path} is not a backup of Whetstone.")
    copy = sqlite3.connect(fresh)
    try:
        verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
        tables = {
            row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type='table'")
        }
    finally:
        copy.close()
    if verdict != "ok" or "people_workspace" not in tables:
        raise BackupError(f"{path} is not a whole backup of Whetstone.")


def _store() -> str:
    return str(settings.DATABASES["default"]["NAME"])


def _postgres(words: list[str], *, named: bool = True) -> None:
    import os

    database = settings.DATABASES["default"]
    place = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    given = {name: str(database[key]) for name, key in place.items() if database.get(key)}
    if named:
        words = [*words, str(database["NAME"])]
    done = subprocess.run(words, env={**os.environ, **given}, check=False, capture_output=True)  # noqa: S603  # fixed words
    if done.returncode:
        raise BackupError(done.stderr.decode(errors="replace").strip() or f"{words[0]} failed")
