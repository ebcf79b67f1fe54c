"""What is wrong with an installation, and how to mend it. Looks only: nothing is ever changed."""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from whetstone.config import environment

if TYPE_CHECKING:
    from collections.abc import Callable

ENOUGH_BYTES = 500_000_000
ENOUGH = (3, 11)
FULL = 2
"""SQLite's code for `synchronous=FULL`."""
IN_WAL = b"\x02\x02"
"""Bytes 18 and 19 of a store in WAL mode (sqlite.org/fileformat.html, section 1.3)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    what: str
    fine: bool
    says: str
    mend: str = ""


def examine() -> list[Finding]:
    """Look at everything, even when something is wrong."""
    environment.LOOKS_ONLY.set(True)
    findings = [_guarded(check) for check in (_python, _home, _room, _secret, _assets)]
    settings = _settings()
    findings.append(settings)
    if settings.fine:
        store = _guarded(_store)
        findings.append(store)
        inside = (_durable, _migrations, _edition, _demo) if store.fine else ()
        findings += [_guarded(check) for check in (*inside, _hosts, _debug)]
    return findings


def _guarded(check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except Exception as fault:  # noqa: BLE001  # a doctor reports whatever breaks
        says = str(fault).strip().splitlines()[0] if str(fault).strip() else repr(fault)
        return Finding(check.__name__.lstrip("_"), fine=False, says=says, mend="whetstone setup")


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("python", sys.version_info >= ENOUGH, version, "Use Python 3.11 or newer.")


def _home() -> Finding:
    home = environment.home()
    place = _nearest(home)
    fine = place.is_dir() and os.access(place, os.W_OK | os.X_OK)
    mend = "Make it a folder that this user may write, or set WHETSTONE_HOME."
    return Finding("home", fine, str(home), mend)


def _nearest(path: Path) -> Path:
    """The path itself, or the nearest thing above it that exists."""
    while not path.exists():
        path = path.parent
    return path


def _room() -> Finding:
    free = shutil.disk_usage(_nearest(environment.home())).free
    says = f"{free // 1_000_000} MB free"
    return Finding("disk", free > ENOUGH_BYTES, says, "Free some disk space.")


def _secret() -> Finding:
    path = environment.home() / "secret.key"
    if os.environ.get("WHETSTONE_SECRET_KEY"):
        return Finding("secret", fine=True, says="from the environment")
    if not path.exists():
        return Finding("secret", fine=True, says="made on the first run")
    private = (path.stat().st_mode & 0o077) == 0
    says = "kept in secret.key" if private else "secret.key can be read by others"
    return Finding("secret", private, says, f"chmod 600 {path}")


def _assets() -> Finding:
    built = environment.PACKAGE / "web" / "static" / "built"
    wanted = (built / "look.css", built / ".stamp", built / "fonts")
    missing = [path.name for path in wanted if not path.exists()]
    missing += [
        path.with_suffix(".mo").name
        for path in (environment.PACKAGE / "locale").glob("*/LC_MESSAGES/*.po")
        if not path.with_suffix(".mo").exists()
    ]
    says = f"missing: {', '.join(missing)}" if missing else "style sheet, fonts, translations"
    return Finding("assets", not missing, says, "whetstone assets")


def _settings() -> Finding:
    import django

    try:
        django.setup()
    except environment.BadSettingError as fault:
        return Finding("settings", fine=False, says=str(fault), mend="docs/reference/settings.md")
    return Finding("settings", fine=True, says="can be read")


def _store() -> Finding:
    from django.db import connection

    if connection.vendor == "sqlite":
        store = store_file()
        if not store.exists():
            return Finding("store", fine=False, says="not made yet", mend="whetstone setup")
        if not os.access(store, os.W_OK):
            return Finding("store", fine=False, says="cannot be written", mend=f"chown {store}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Finding("store", fine=True, says=connection.vendor)


def store_file() -> Path:
    """The file of an SQLite store."""
    name = str(environment.database()["NAME"])
    if name.startswith("file:"):
        from urllib.parse import unquote, urlsplit

        name = unquote(urlsplit(name).path)
    return Path(name)


def _durable() -> Finding:
    from django.db import connection

    if connection.vendor != "sqlite":
        return Finding("durability", fine=True, says="PostgreSQL's own")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        full = cursor.fetchone()[0] == FULL
    with store_file().open("rb") as file:
        wal = file.read(20)[18:] == IN_WAL
    says = f"{'WAL' if wal else 'no WAL'}, synchronous={'FULL' if full else 'less than FULL'}"
    mend = "whetstone setup (and do not change the PRAGMAs)"
    return Finding("durability", full and wal, says, mend)


def _migrations() -> Finding:
    from whetstone.config.server import unapplied

    waiting = unapplied()
    says = "some wait" if waiting else "all applied"
    return Finding("migrations", not waiting, says, "whetstone setup")


def _edition() -> Finding:
    from django.conf import settings

    from whetstone.apps.field import selectors
    from whetstone.config import loading
    from whetstone.curriculum import find_root

    name = selectors.edition_name()
    if not name:
        return Finding("curriculum", fine=False, says="none loaded", mend="whetstone setup")
    if not (settings.HOME / loading.STAMP).exists():  # after a restore, on another machine
        says = f"{name}; not compared with this installation's files yet"
        return Finding("curriculum", fine=False, says=says, mend="whetstone setup")
    if not loading.is_current(loading.fingerprint(find_root())):
        says = f"{name}; the files have changed since it was loaded"
        return Finding("curriculum", fine=False, says=says, mend="whetstone curriculum load")
    return Finding("curriculum", fine=True, says=name)


def _demo() -> Finding:
    from django.conf import settings

    from whetstone.apps.people import selectors

    there = selectors.template_workspace("team") is not None
    if settings.DEMO == "off":
        return Finding("demo", fine=True, says="switched off")
    return Finding("demo", there, "there" if there else "not made yet", "whetstone demo make")


def _hosts() -> Finding:
    from django.conf import settings

    named = ", ".join(settings.ALLOWED_HOSTS)
    if "*" in settings.ALLOWED_HOSTS:
        mend = "Name your hosts in WHETSTONE_HOSTS."
        return Finding("hosts", fine=False, says=f"{named}: any name is served", mend=mend)
    public = set(settings.ALLOWED_HOSTS) - {"127.0.0.1", "localhost", "[::1]"}
    if public and not settings.BEHIND_HTTPS:
        mend = "Put a proxy that ends HTTPS before it, and set WHETSTONE_HTTPS=yes."
        return Finding("hosts", fine=False, says=f"{named}: without HTTPS", mend=mend)
    return Finding("hosts", fine=True, says=named)


def _debug() -> Finding:
    from django.conf import settings

    says = "on: faults show code and settings" if settings.DEBUG else "off"
    return Finding("debug", not settings.DEBUG, says, "Unset WHETSTONE_DEBUG.")


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
