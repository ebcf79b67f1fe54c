"""Setting an installation up, and serving it. The second start does nothing but look and serve."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from whetstone.config import environment, work

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DOORS = (
    ("", "the demo's doors: marketer, lead, leader, partner, instructor, student, editor"),
    ("start", "a real start: your own workspace"),
    ("design", "the look, component by component"),
)
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
HIGHEST_PORT = 65_535
THREADS = 4
"""Threads of a worker: most time is spent waiting for the disk."""


def run(*, host: str, port: int, workers: int) -> int:
    """Set up, say where the doors are, serve until stopped."""
    why_not = _why_not_there(host, port) or _why_not_debug(host)
    if why_not:
        print(why_not, file=sys.stderr)
        return 1
    code = _first_set_up() or set_up()
    if code:
        return code
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    print(f"\nWhetstone is at http://{place}/\n")
    for path, says in DOORS:
        print(f"  http://{place}/{path:<8} {says}")
    print("\nStop with Ctrl-C.", flush=True)
    work.start_beside()
    return _serve(place, workers)


def _first_set_up() -> int:
    """The first start makes a store and a demo: elsewhere, so that none of it stays in memory."""
    if (environment.home() / environment.STAMP).exists():
        return 0
    words = [sys.executable, "-m", "whetstone.config.cli", "setup"]
    return subprocess.run(words, check=False).returncode  # noqa: S603  # our own command, no shell


def set_up() -> int:
    """Assets, store, curriculum, demo: each only where something is missing or has changed."""
    import django
    from django.core.management import call_command

    django.setup()
    if not _assets_or_say_why():
        return 1
    if unapplied():
        from whetstone.config import fresh

        print("Preparing the store", flush=True)
        fresh.make_tables()
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
            f"Loaded edition {loaded.edition}: {loaded.items} questions, {loaded.lessons} lessons",
            flush=True,
        )
    said = story.make(again=False)
    if said:
        print(said)
    copies.sweep(now=real_now())
    return 0


def unapplied() -> bool:
    """Whether migrations wait. Looks only."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def build_assets() -> str:
    """The style sheet in one file, subset fonts, compiled translations; what happened, in words.

    Skipped where nothing changed.
    """
    sizes, compiled = assets_built()
    size = sum(sizes.values()) // 1000
    return f"{len(sizes)} files, {size} kB; {compiled} translations compiled"


def assets_built() -> tuple[dict[str, int], int]:
    """Make what is missing or old. Returns bytes per file, and how many catalogues were made."""
    from whetstone.web import assets

    report = assets.build_assets(environment.PACKAGE / "web" / "static" / "built")
    return dict(report.sizes), sum(1 for _ in _compile_translations())


def _assets_or_say_why() -> bool:
    try:
        build_assets()
    except OSError as fault:
        print(
            f"The style sheet and fonts cannot be written ({fault}). "
            "Run `make setup` as the owner of this folder.",
            file=sys.stderr,
        )
        return False
    return True


def _compile_translations() -> Iterator[Path]:
    import polib

    for source in sorted((environment.PACKAGE / "locale").glob("*/LC_MESSAGES/*.po")):
        made = source.with_suffix(".mo")
        if made.exists() and made.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        fresh = made.with_suffix(f".mo-{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(fresh))
        fresh.replace(made)
        yield made


def _why_not_debug(host: str) -> str:
    """WHETSTONE_DEBUG shows code and settings to whoever meets a fault: never beyond loopback."""
    if host in LOOPBACK or not environment.flag("WHETSTONE_DEBUG", default=False):
        return ""
    return f"WHETSTONE_DEBUG is on: it may not be served on {host}. Switch it off."


def _why_not_there(host: str, port: int) -> str:
    """Why nothing can listen there, and how to mend it; empty where it can."""
    if not 0 < port <= HIGHEST_PORT:
        return f"Port {port} does not exist. Choose one between 1024 and {HIGHEST_PORT}."
    fault = _listening_fault(host, port)
    if fault is None:
        return ""
    if fault.errno == errno.EADDRINUSE:
        free = _next_free(host, port)
        return (
            f"Port {port} is in use. Stop what listens there, or choose another: "
            f"make run PORT={free} (whetstone run --port {free})"
        )
    if fault.errno == errno.EACCES:
        return f"Port {port} is for the administrator only. Choose one above 1023."
    return f"This machine has no address “{host}”. Use 127.0.0.1, or 0.0.0.0 for all."


def _listening_fault(host: str, port: int) -> OSError | None:
    try:
        family, kind, _proto, _name, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as fault:
        return fault
    return None


def _next_free(host: str, port: int) -> int:
    near = range(port + 1, min(port + 50, HIGHEST_PORT))
    return next((one for one in near if _listening_fault(host, one) is None), port + 1)


def _serve(place: str, workers: int) -> int:
    """Hand over to gunicorn.

    In this very process where forking is safe, so that nothing is imported twice; macOS's own
    mathematics library is not safe after a fork, there the server starts afresh.
    """
    settings = {
        "bind": place,
        "workers": workers,
        "threads": THREADS,
        "worker_class": "gthread",
        "loglevel": "warning",
        "graceful_timeout": 10,
    }
    if sys.platform == "darwin":
        words = [sys.executable, "-m", "gunicorn", "whetstone.config.wsgi:application"]
        for name, value in settings.items():
            dashed = {"loglevel": "log-level"}.get(name, name.replace("_", "-"))
            words += [f"--{dashed}", str(value)]
        os.execv(sys.executable, words)  # noqa: S606  # no shell is involved
    return _serve_here({**settings, "preload_app": True})


def _serve_here(settings: dict[str, Any]) -> int:
    from django.db import connections
    from gunicorn.app.base import BaseApplication

    from whetstone.config.wsgi import application

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
        def load_config(self) -> None:
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return application

    connections.close_all()  # a connection must not be shared with a forked process
    Server().run()
    return 0
