"""What an installation says through its environment. Read once; safe where nothing is said."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, quote, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from urllib.parse import SplitResult

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent.parent
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"  # an acknowledged answer survives a power cut
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA cache_size=-20000;"
    "PRAGMA journal_size_limit=67108864;"
)
HIGHEST_PORT = 65_535
LOOKS_ONLY: ContextVar[bool] = ContextVar("looks_only", default=False)
"""True while somebody only looks (`whetstone doctor`): nothing is made, nothing is written."""


class BadSettingError(Exception):
    """A setting in the environment that cannot be used: which, and why."""

    def __init__(self, name: str, why: str) -> None:
        self.name, self.why = name, why
        super().__init__(f"{name}: {why}")


POSTGRES: Final = "-c jit=off -c cursor_tuple_fraction=1"
"""Our statements are many and short, compiling one takes longer than it runs; whoever reads a
crowd by a cursor reads all of it. `?options=` in DATABASE_URL takes the place of this."""
STAMP: Final = "curriculum.stamp"
"""Stands in `home()` once a curriculum was loaded."""


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


def one_of(name: str, words: Mapping[str, str], *, default: str) -> str:
    """A setting that takes one of a few words; `words` says what each of them means."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value not in words:
        known = ", ".join(sorted(set(words.values())))
        raise BadSettingError(name, f"“{value}” is none of {known}.")
    return words[value]


def text(name: str) -> str:
    """A setting that is a line of text; empty where it is not set."""
    return os.environ.get(name, "").strip()


def whole_number(name: str, *, default: int) -> int:
    """A setting that counts something."""
    value = text(name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit()):
        raise BadSettingError(name, f"“{value}” is no whole number.")
    return int(value)


def own_address(name: str) -> str:
    """The address people reach this installation at, without a slash at its end; empty: not said.

    Links in mails begin with it: a mail knows no request.
    """
    value = text(name).rstrip("/")
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.netloc or parts.query):
        raise BadSettingError(name, f"“{value}” is no address such as https://learn.example.org")
    return value


def listed(name: str, default: tuple[str, ...]) -> list[str]:
    """A comma-separated setting."""
    value = os.environ.get(name, "")
    return [part.strip() for part in value.split(",") if part.strip()] or list(default)


def hosts(name: str, default: tuple[str, ...]) -> list[str]:
    """Host names, without scheme and port."""
    named = listed(name, default)
    for host in named:
        bare = host.removeprefix("[").split("]")[-1] if host.startswith("[") else host
        if "/" in host or ":" in bare or " " in host:
            why = f"“{host}” is no host name. Name it without scheme and port: learn.example.org"
            raise BadSettingError(name, why)
    return named


def ports(name: str, default: tuple[int, ...]) -> tuple[int, ...]:
    """Numbers of ports, comma-separated."""
    named = listed(name, tuple(map(str, default)))
    for port in named:
        if not port.isascii() or not port.isdigit() or not 0 < int(port) <= HIGHEST_PORT:
            raise BadSettingError(name, f"“{port}” is no port. Write numbers: 443,8443")
    return tuple(map(int, named))


def secret_key() -> str:
    """WHETSTONE_SECRET_KEY, or the one in `home()/secret.key`.

    Made on first use and readable by its owner only. Of two processes that start at the same
    moment, both read the one that was made first.
    """
    named = os.environ.get("WHETSTONE_SECRET_KEY")
    if named:
        return named
    path = home() / "secret.key"
    try:
        return _kept(path) or _made(path)
    except (OSError, UnicodeDecodeError) as fault:
        raise BadSettingError("WHETSTONE_HOME", f"{path} cannot be used: {fault}") from fault


def _kept(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def _made(path: Path) -> str:
    """Write a whole file beside it, then give it the name: nobody ever reads half a secret."""
    secret = secrets.token_urlsafe(48)
    if LOOKS_ONLY.get():
        return secret
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secret-")  # mode 600
    fresh = Path(name)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secret)
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        if not _kept(path):
            fresh.replace(path)
    except OSError:  # a file system without links
        fresh.replace(path)
    fresh.unlink(missing_ok=True)
    return _kept(path)


def database() -> dict[str, object]:
    """Django's DATABASES["default"] from DATABASE_URL; SQLite in `home()` where it is not set."""
    url = os.environ.get("DATABASE_URL", "")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise BadSettingError("DATABASE_URL", f"cannot be read: {fault}.") from fault
    if not url or parts.scheme == "sqlite":
        return _sqlite(_sqlite_file(parts))
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgres(parts, port)
    why = "must begin with sqlite:/// or postgres:// (user:password@host:5432/name)."
    raise BadSettingError("DATABASE_URL", why)


def _sqlite_file(parts: SplitResult) -> str:
    """`sqlite:////srv/a.sqlite3` is absolute, `sqlite:///a.sqlite3` lies where we stand."""
    if parts.netloc:
        raise BadSettingError("DATABASE_URL", "sqlite takes a path: sqlite:////path/to/file")
    path = unquote(parts.path[1:])
    return (
        path if path == ":memory:" else str(Path(path or home() / "whetstone.sqlite3").resolve())
    )


def _postgres(parts: SplitResult, port: int | None) -> dict[str, object]:
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    options: dict[str, object] = {"options": POSTGRES, **given}
    options = {key: value for key, value in options.items() if value}
    name = unquote(parts.path[1:])
    if not name:
        raise BadSettingError("DATABASE_URL", "names no database: postgres://user@host/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or str(options.pop("host", "")),
        "PORT": str(port or options.pop("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _sqlite(name: str) -> dict[str, object]:
    looks_only = LOOKS_ONLY.get() and name != ":memory:"
    if name != ":memory:" and not looks_only:
        try:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            where = "DATABASE_URL" if os.environ.get("DATABASE_URL") else "WHETSTONE_HOME"
            raise BadSettingError(where, f"no folder can be made there: {fault}") from fault
    options: dict[str, object] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": SQLITE_PRAGMAS,
    }
    if looks_only:
        name = as_looked_at(Path(name))
        options |= {"uri": True, "init_command": _without_writing(SQLITE_PRAGMAS)}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "CONN_MAX_AGE": 600,
        "OPTIONS": options,
    }


def as_looked_at(store: Path) -> str:
    """The address of a store that is read only.

    Without a write-ahead log beside it nobody has it open, and SQLite is told not to make one.
    """
    mode = "mode=ro" if Path(f"{store}-wal").exists() else "mode=ro&immutable=1"
    return f"file:{quote(str(store))}?{mode}"


def _without_writing(pragmas: str) -> str:
    return ";".join(part for part in pragmas.split(";") if "journal" not in part)
