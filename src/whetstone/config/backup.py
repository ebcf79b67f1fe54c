"""One file that holds the whole store, made while it is in use, and put back."""

from __future__ import annotations

import gzip
import os
import sqlite3
import subprocess
import sys
import tempfile
import zlib
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader

if TYPE_CHECKING:
    from collections.abc import Callable

MARK = b"SQLite format 3\x00"
WAIT_S = 30.0
"""How long a restore waits for a writer to finish, in seconds."""
PG_NAMES = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}


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
    """Write the store to `path`: SQLite's online copy, compressed, or PostgreSQL's own dump.

    Only its owner may read it. There is either the whole file afterwards or none.

    Raises:
        BackupError: the file exists, or there is nothing to save, or no place for it.
    """
    if path.exists():
        raise BackupError(f"{path} exists already. Name another file.")
    if not path.resolve().parent.is_dir():
        raise BackupError(f"There is no folder {path.resolve().parent}.")
    with tempfile.TemporaryDirectory(dir=path.resolve().parent) as folder:
        packed = Path(folder) / "packed"
        if _is_sqlite():
            _pack(Path(folder) / "store.sqlite3", packed)
        else:
            _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={packed}", _name())
        packed.chmod(0o600)
        packed.replace(path)
    return f"Saved to {path} ({path.stat().st_size // 1000} kB)."


def _pack(copy: Path, packed: Path) -> None:
    store = Path(_name())
    if not store.exists():
        raise BackupError("There is no store yet: whetstone setup.")
    with closing(sqlite3.connect(store)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    with copy.open("rb") as plain, gzip.open(packed, "wb", compresslevel=6) as zipped:
        while chunk := plain.read(1 << 20):
            zipped.write(chunk)


def restore(path: Path, *, replace: bool) -> str:
    """Put a backup in place of the store, all or nothing.

    Raises:
        BackupError: the file is damaged or foreign, from a newer version, or would replace a
            store that is not empty.
    """
    if not path.is_file():
        raise BackupError(f"{path} is not there.")
    if not replace and not _is_empty():
        raise BackupError(
            "There is a store already. Add --yes to replace it; stop the server first."
        )
    if _is_sqlite():
        _restore_sqlite(path)
    else:
        _postgres("pg_restore", "--list", str(path))
        _postgres(
            "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction",
            "--exit-on-error", f"--dbname={_name()}", str(path),
        )  # fmt: skip
    return (
        f"Restored from {path}. Now: whetstone setup, then start the server. One that still runs "
        "remembers the old store: stop it first."
    )


def _is_empty() -> bool:
    if not _is_sqlite():
        return not connections["default"].introspection.table_names()
    store = Path(_name())
    if not store.exists():
        return True
    try:
        with closing(sqlite3.connect(store)) as file:
            return not file.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except sqlite3.DatabaseError:  # a damaged store holds something, too
        return False


def _restore_sqlite(path: Path) -> None:
    store = Path(_name())
    with tempfile.TemporaryDirectory(dir=store.parent) as folder:
        fresh = Path(folder) / "store.sqlite3"
        try:
            with gzip.open(path, "rb") as zipped, fresh.open("wb") as plain:
                while chunk := zipped.read(1 << 20):
                    plain.write(chunk)
        except (EOFError, zlib.error, gzip.BadGzipFile) as fault:
            raise BackupError(f"{path} is not a whole backup: {fault}") from fault
        _demand_whole(fresh, path)
        _put_in_place(fresh, store)


def _put_in_place(fresh: Path, store: Path) -> None:
    """Copy page by page in one transaction of the store: a kill leaves the old one whole.

    A store that SQLite itself cannot read any more is replaced as a file.
    """
    try:
        with (
            closing(sqlite3.connect(fresh)) as source,
            closing(sqlite3.connect(store, timeout=WAIT_S)) as target,
        ):
            target.execute("PRAGMA synchronous=FULL")
            source.backup(target)
            target.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError as fault:
        raise BackupError(f"The store is in use ({fault}). Stop the server first.") from fault
    except sqlite3.DatabaseError:
        for tail in ("-wal", "-shm"):
            Path(f"{store}{tail}").unlink(missing_ok=True)
        fresh.replace(store)
    store.chmod(0o600)


def _demand_whole(fresh: Path, path: Path) -> None:
    with fresh.open("rb") as file:
        if file.read(len(MARK)) != MARK:
            raise BackupError(f"{path} is not a backup of Whetstone.")
    try:
        with closing(sqlite3.connect(fresh)) as copy:
            verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
            rows = copy.execute("SELECT name FROM sqlite_master WHERE type='table'")
            tables = {row[0] for row in rows}
            is_ours = {"people_workspace", "django_migrations"} <= tables
            done = copy.execute("SELECT app, name FROM django_migrations") if is_ours else ()
            applied = set(done)
    except sqlite3.DatabaseError as fault:
        raise BackupError(f"{path} is not a whole backup: {fault}") from fault
    if verdict != "ok" or not is_ours:
        raise BackupError(f"{path} is not a whole backup of Whetstone.")
    unknown = applied - set(MigrationLoader(None).disk_migrations)
    if unknown:
        raise BackupError(f"{path} was made by a newer Whetstone. Update this one first.")


def _is_sqlite() -> bool:
    return connections["default"].vendor == "sqlite"


def _name() -> str:
    return str(settings.DATABASES["default"]["NAME"])


def _postgres(*words: str) -> None:
    """Run one of PostgreSQL's own programs; the password goes through the environment."""
    database: dict[str, Any] = settings.DATABASES["default"]
    given = {PG_NAMES[key]: str(database[key]) for key in PG_NAMES if database.get(key)}
    options = database.get("OPTIONS") or {}
    given |= {f"PG{name.upper()}": str(value) for name, value in options.items()}
    try:
        done = subprocess.run(  # noqa: S603  # fixed words
            words, env={**os.environ, **given}, check=False, capture_output=True
        )
    except FileNotFoundError as fault:
        mend = "On Debian or Ubuntu: apt install postgresql-client"
        raise BackupError(f"{words[0]} is not on this machine. {mend}") from fault
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise BackupError(said[-1] if said else f"{words[0]} failed")
