"""What takes long to make: once in a run, by whichever worker asks first; the others copy."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from whetstone.curriculum import compile_curriculum, find_root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

OURS = ("WHETSTONE_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")
MEMORY = "file:memorydb_default?mode=memory&cache=shared"
"""Where Django keeps the store of tests on SQLite."""
MIGRATE = """
import django; django.setup()
from django.core.management import call_command
from whetstone.config import fresh
fresh.make_tables()
call_command("migrate", verbosity=0)
"""
LOAD = """
import datetime as dt, pathlib, pickle, sys
import django; django.setup()
from whetstone.apps.people.clock import real_now
from whetstone.config import loading
compiled, _seconds = pickle.loads(pathlib.Path(sys.argv[1]).read_bytes())
loading.compile_curriculum = lambda _root: compiled
loading.load(now=dt.datetime.fromisoformat(sys.argv[2]) if sys.argv[2:] else real_now())
"""


def once(factory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder that `make` filled; to be copied, never written to."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # the workers' own lie side by side in it
    place, fresh = base / name, base / f"{name}-fresh"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir()
            make(fresh)
            fresh.rename(place)
    return place


def compiled(factory) -> Path:
    """The shipped curriculum as it compiles, pickled, with the CPU seconds that it took."""

    def make(folder: Path) -> None:
        begun = time.process_time()
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("WHETSTONE_CURRICULUM", raising=False)
            found = compile_curriculum(find_root())
        took = time.process_time() - begun
        (folder / "compiled").write_bytes(pickle.dumps((found, took)))

    return once(factory, "compiled", make) / "compiled"


def run(home, *words, **named):
    """Run a program of ours in a home of its own; stdin is empty."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    given = {**kept, "WHETSTONE_HOME": str(home), **named}
    return subprocess.run(
        [sys.executable, *words], env=given, capture_output=True, text=True, check=False
    )


def ours(home: Path, *words: str, url: str = "") -> None:
    """The same in a store (none: the file in that home), and it must go well."""
    done = run(home, *words, DATABASE_URL=url, DJANGO_SETTINGS_MODULE="whetstone.config.settings")
    assert done.returncode == 0, done.stderr


def empty_home(factory) -> Path:
    """Settings, secret and a store in which every table stands empty."""
    return once(factory, "home-empty", lambda home: ours(home, "-c", MIGRATE))


def loaded_home(factory) -> Path:
    """That, and the curriculum; no demo."""

    def make(home: Path) -> None:
        shutil.copytree(empty_home(factory), home, dirs_exist_ok=True)
        ours(home, "-c", LOAD, str(compiled(factory)))

    return once(factory, "home-loaded", make)


def demo_home(factory) -> Path:
    """That, and the demo: all that `whetstone run` needs."""

    def make(home: Path) -> None:
        shutil.copytree(loaded_home(factory), home, dirs_exist_ok=True)
        ours(home, "-m", "whetstone.config.cli", "setup")

    return once(factory, "home-demo", make)


def demo_store(factory, url: str) -> tuple[Path, str]:
    """The same with its store on PostgreSQL: (home, name of a database to copy)."""
    name = f"demo_{_mark(factory)}"

    def make(home: Path) -> None:
        there = new_database(url, name)
        ours(home, "-c", MIGRATE, url=there)
        ours(home, "-c", LOAD, str(compiled(factory)), url=there)
        ours(home, "-m", "whetstone.config.cli", "setup", url=there)

    return once(factory, "home-demo-postgres", make), name


@contextmanager
def tests_begin_with(factory, settings: dict, now) -> Iterator[None]:
    """What Django's store for tests holds when it is made: the curriculum, loaded at `now`."""
    moment = now.isoformat()
    if settings["ENGINE"].endswith("sqlite3"):

        def make(home: Path) -> None:
            shutil.copytree(empty_home(factory), home, dirs_exist_ok=True)
            ours(home, "-c", LOAD, str(compiled(factory)), moment)

        made = once(factory, "home-of-tests", make) / "whetstone.sqlite3"
        with closing(sqlite3.connect(MEMORY, uri=True)) as memory:
            with closing(sqlite3.connect(f"file:{made}?mode=ro", uri=True)) as file:
                file.backup(memory)
            yield
        return
    url = os.environ["DATABASE_URL"]
    name = f"tests_{_mark(factory)}"

    def make_there(home: Path) -> None:
        there = new_database(url, name)
        ours(home, "-c", MIGRATE, url=there)
        ours(home, "-c", LOAD, str(compiled(factory)), moment, url=there)

    once(factory, "home-of-tests-postgres", make_there)
    settings.setdefault("TEST", {})["TEMPLATE"] = name
    yield


def copy_of(url: str, name: str, *, template: str) -> str:
    """A database of its own that begins as `template`; its address."""
    return new_database(url, name, f" TEMPLATE {template}")


def new_database(url: str, name: str, template: str = "") -> str:
    """An empty database beside that of `url`; its address."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}{template}")
    return url.rsplit("/", 1)[0] + "/" + name


def _mark(factory) -> str:
    """Names this run: two at a time may share a server."""
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    return hashlib.sha256(str(base).encode()).hexdigest()[:16]
