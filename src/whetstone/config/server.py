"""Setting an installation up, and serving it. The second start does nothing but look and serve."""

from __future__ import annotations

import errno
import os
import socket
import sys
from typing import TYPE_CHECKING

from whetstone.config import environment

if TYPE_CHECKING:
    from pathlib import Path
    from collections.abc import Iterator

DOORS = (
    ("", "the demo's doors: marketer, lead, leader, partner, instructor, student, editor"),
    ("start", "a real start: your own workspace"),
    ("design", "the look, component by component"),
)


def run(*, host: str, port: int, workers: int) -> int:
    """Set up, say where the doors are, serve until stopped."""
    if _in_use(host, port):
        print(
            f"Port {port} is in use. Stop what listens there, or choose another: "
            f"make run PORT={port + 1}",
            file=sys.stderr,
        )
        return 1
    code = set_up()
    if code:
        return code
    print(f"\nWhetstone is at http://{host}:{port}/\n")
    for path, says in DOORS:
        print(f"  http://{host}:{port}/{path:<8} {says}")
    print("\nStop with Ctrl-C.", flush=True)
    return _serve(host, port, workers)


def set_up() -> int:
    """Assets, store, curriculum, demo: each only where something is missing or has changed."""
    build_assets()
    import django
    from django.core.management import call_command

    django.setup()
    if _unapplied():
        print("Preparing the store")
        call_command("migrate", verbosity=0, interactive=False)
    from whetstone.apps.people.clock import real_now
    from whetstone.config import loading
    from whetstone.config.demo import copies, story
    from whetstone.curriculum.report import render_text

    try:
        loaded = loading.load(now=real_now())
    except loading.CannotLoadError as fault:
        print(render_text(fault.compiled, warnings=False), file=sys.stderr)
        return 1
    if loaded.was_new:
        print(
            f"Loaded edition {loaded.edition}: {loaded.items} questions, {loaded.lessons} lessons"
        )
    said = story.make(again=False)
    if said:
        print(said)
    copies.sweep(now=real_now())
    return 0


def _unapplied() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def build_assets() -> str:
    """The style sheet in one file, subset fonts, compiled translations.

    Skipped where nothing changed.
    """
    from whetstone.web import assets

    report = assets.build_assets(environment.PACKAGE / "web" / "static" / "built")
    compiled = sum(1 for _ in _compile_translations())
    return f"{report}\n{compiled} translations compiled"


def _compile_translations() -> Iterator[Path]:
    import polib

    for source in sorted((environment.PACKAGE / "locale").glob("*/LC_MESSAGES/*.po")):
        made = source.with_suffix(".mo")
        if made.exists() and made.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        polib.pofile(str(source)).save_as_mofile(str(made))
        yield made


def _in_use(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            return fault.errno == errno.EADDRINUSE
    return False


def _serve(host: str, port: int, workers: int) -> int:
    """Hand over to gunicorn: threads, because most time is spent waiting for the disk."""
    words = [
        sys.executable, "-m", "gunicorn", "whetstone.config.wsgi:application",
        "--bind", f"{host}:{port}", "--workers", str(workers), "--threads", "4",
        "--log-level", "warning", "--graceful-timeout", "10",
    ]  # fmt: skip
    os.environ["WHETSTONE_LISTENS_ON"] = host
    os.execv(sys.executable, words)  # noqa: S606  # no shell is involved
    return 0
