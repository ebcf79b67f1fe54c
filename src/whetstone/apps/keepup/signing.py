"""The key with which an installation signs its packs: made on first use, never leaves its home."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from whetstone.core.kernel.errors import Refused

KEY: Final = "pack-signing.key"
DEMO_KEY: Final = "pack-signing-demo.key"
"""What visitors of the demo export is signed by a key of its own, which nobody should trust."""


def signing_key(*, is_demo: bool = False) -> Ed25519PrivateKey:
    """The private key, made where there is none; readable by its owner only.

    Raises:
        Refused: the file is there and holds no such key, or cannot be read or written.
    """
    path = _path(is_demo=is_demo)
    try:
        if not path.exists():
            _make(path)
        return _read(path)
    except OSError as fault:
        raise Refused(
            "The key for signing packs cannot be used", f"{path.name}: {fault.strerror}."
        ) from fault


def known_key(*, is_demo: bool = False) -> Ed25519PrivateKey | None:
    """The private key where one was made; looking makes none."""
    path = _path(is_demo=is_demo)
    return signing_key(is_demo=is_demo) if path.exists() else None


def _path(*, is_demo: bool) -> Path:
    return Path(settings.HOME) / (DEMO_KEY if is_demo else KEY)


def _read(path: Path) -> Ed25519PrivateKey:
    try:
        found = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as fault:
        raise Refused(
            "The key for signing packs cannot be used",
            f"{path.name} holds no private key.",
            "Put the right file back from a copy, or take it away: a new key is made then.",
        ) from fault
    if not isinstance(found, Ed25519PrivateKey):
        raise Refused("The key for signing packs cannot be used", f"{path.name} is not Ed25519.")
    return found


def _make(path: Path) -> None:
    """Write a whole file beside it, then give it the name: of two at once, one wins for both."""
    made = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".pack-key-")  # mode 600
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(made)
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)
    except FileExistsError:
        return
    finally:
        fresh.unlink(missing_ok=True)
