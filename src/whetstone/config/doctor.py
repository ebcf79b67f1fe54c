"""What is wrong with an installation, and how to mend it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from whetstone.config import environment

if TYPE_CHECKING:
    from collections.abc import Callable

ENOUGH_BYTES = 500_000_000
ENOUGH = (3, 11)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    what: str
    fine: bool
    says: str
    mend: str = ""


def examine() -> list[Finding]:
    """Look at everything, even when something is wrong; nothing is changed."""
    import django

    checks: list[Callable[[], Finding]] = [_python, _home, _room, _secret, _assets]
    findings = [check() for check in checks]
    django.setup()
    later = (_store, _durable, _migrations, _edition, _hosts, _demo)
    return findings + [_guarded(check) for check in later]


def _guarded(check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except Exception as fault:  # noqa: BLE001  # a doctor reports whatever breaks
        name = check.__name__.lstrip("_")
        return Finding(name, fine=False, says=str(fault), mend="whetstone setup")


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("python", sys.version_info >= ENOUGH, version, "Use Python 3.11 or newer.")


def _home() -> Finding:
    home = environment.home()
    fine = not home.exists() or os.access(home, os.W_OK)
    return Finding("home", fine, str(home), "Make the folder writable, or set WHETSTONE_HOME.")


def _room() -> Finding:
    place = environment.home()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    return Finding(
        "disk", free > ENOUGH_BYTES, f"{free // 1_000_000} MB free", "Free some disk space."
    )


def _secret() -> Finding:
    path = environment.home() / "secret.key"
    if os.environ.get("WHETSTONE_SECRET_KEY") or not path.exists():
        return Finding("secret", fine=True, says="from the environment, or made on first run")
    private = (path.stat().st_mode & 0o077) == 0
    return Finding("secret", private, "kept in secret.key", f"chmod 600 {path}")


def _assets() -> Finding:
    built = environment.PACKAGE / "web" / "static" / "built" / "look.css"
    return Finding("assets", built.exists(), "style sheet and fonts", "whetstone assets")


def _store() -> Finding:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Finding("store", fine=True, says=connection.vendor)


def _durable() -> Finding:
    from django.db import connection

    if connection.vendor != "sqlite":
        return Finding("durability", fine=True, says="PostgreSQL's own")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        full = cursor.fetchone()[0] == 2  # noqa: PLR2004  # SQLite's code for FULL
        cursor.execute("PRAGMA journal_mode")
        wal = cursor.fetchone()[0] == "wal"
    return Finding(
        "durability", full and wal, "WAL, synchronous=FULL", "Do not change the PRAGMAs."
    )


def _migrations() -> Finding:
    from whetstone.config.server import _unapplied

    waiting = _unapplied()
    return Finding(
        "migrations", not waiting, "some wait" if waiting else "all applied", "whetstone setup"
    )


def _edition() -> Finding:
    from whetstone.apps.field import selectors

    name = selectors.edition_name()
    return Finding("curriculum", bool(name), name or "none loaded", "whetstone curriculum load")


def _hosts() -> Finding:
    from django.conf import settings

    wide = "*" in settings.ALLOWED_HOSTS
    return Finding(
        "hosts", not wide, ", ".join(settings.ALLOWED_HOSTS), "Name your hosts in WHETSTONE_HOSTS."
    )


def _demo() -> Finding:
    from whetstone.apps.people import selectors

    there = selectors.template_workspace("team") is not None
    return Finding("demo", there, "there" if there else "not made yet", "whetstone demo make")


def as_text(findings: list[Finding]) -> str:
    """One line a finding; how to mend it where it is not fine."""
    lines = []
    for finding in findings:
        lines.append(f"{'ok  ' if finding.fine else 'MEND'}  {finding.what:<12} {finding.says}")
        if not finding.fine:
            lines.append(f"      {'':<12} {finding.mend}")
    return "\n".join(lines)


def as_json(findings: list[Finding]) -> str:
    """The findings as a JSON list."""
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False)
