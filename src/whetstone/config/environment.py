"""Settings come from the environment, each with a safe default.

Secrets are made once, outside git.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent.parent
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"  # an acknowledged answer survives a power cut
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA cache_size=-20000;"
    "PRAGMA journal_size_limit=67108864;"
)


class BadSettingError(Exception):
    """A setting in the environment that cannot be used: which, and why."""

    def __init__(self, name: str, why: str) -> None:
        self.name, self.why = name, why
        super().__init__(f"{name}: {why}")


def home() -> Path:
    """Where data lie: WHETSTONE_HOME, `var` in a checkout, or the user's data folder."""
    named = os.environ.get("WHETSTONE_HOME")
    if named:
        return Path(named).expanduser().resolve()
    if (CHECKOUT / "pyproject.toml").exists():
        return CHECKOUT / "var"
    return Path.home() / ".local" / "share" / "whetstone"


def flag(name: str, *, default: bool) -> bool:
    """A yes-or-no setting."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise BadSettingError(name, f"“{value}” is neither yes nor no.")


def listed(name: str, default: tuple[str, ...]) -> list[str]:
    """A comma-separated setting."""
    value = os.environ.get(name)
    return [part.strip() for part in value.split(",") if part.strip()] if value else list(default)


def secret_key() -> str:
    """WHETSTONE_SECRET_KEY, or the one in `home()/secret.key`.

    Made on first use and readable by its owner only.
    """
    named = os.environ.get("WHETSTONE_SECRET_KEY")
    if named:
        return named
    path = home() / "secret.key"
    try:
        kept = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        kept = ""
    if kept:
        return kept
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    made = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(made)
    return made


def database() -> dict[str, object]:
    """Django's DATABASES["default"] from DATABASE_URL; SQLite in `home()` where it is not set."""
    url = os.environ.get("DATABASE_URL", "")
    parts = urlsplit(url)
    if not url or parts.scheme == "sqlite":
        name = (
            unquote(parts.path[1:]) if parts.path.strip("/") else str(home() / "whetstone.sqlite3")
        )
        return _sqlite(name)
    if parts.scheme in {"postgres", "postgresql"}:
        options: dict[str, object] = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or "") or str(options.pop("host", "")),
            "PORT": str(parts.port or options.pop("port", "")),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }
    raise BadSettingError("DATABASE_URL", "must begin with sqlite:/// or postgres://")


def _sqlite(name: str) -> dict[str, object]:
    if name != ":memory:":
        Path(name).parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": SQLITE_PRAGMAS,
        },
    }
