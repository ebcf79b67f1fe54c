"""Ed25519 keys as files in the installation's home: made on first use, read by their owner only.

A key never enters the store, and so never a backup of it.
"""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from whetstone.core.kernel.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path


def key_at(path: Path, *, what: str) -> Ed25519PrivateKey:
    """The private key in a file, made where there is none. `what` names it where it fails.

    Raises:
        Refused: the file is there and holds no such key, or cannot be read or written.
    """
    try:
        if not path.exists():
            _make(path)
        return _read(path, what)
    except OSError as fault:
        raise Refused(f"{what} cannot be used", f"{path.name}: {fault.strerror}.") from fault


def replace_key(path: Path, *, what: str) -> Ed25519PrivateKey:
    """Put a fresh key in place of the one in a file, in one step; the old one is gone.

    Raises:
        Refused: the file cannot be written.
    """
    try:
        _fresh(path).replace(path)
        return _read(path, what)
    except OSError as fault:
        raise Refused(f"{what} cannot be replaced", f"{path.name}: {fault.strerror}.") from fault


def _read(path: Path, what: str) -> Ed25519PrivateKey:
    try:
        found = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as fault:
        raise Refused(
            f"{what} cannot be used",
            f"{path.name} holds no private key.",
            "Put the right file back from a copy, or take it away: a new key is made then.",
        ) from fault
    if not isinstance(found, Ed25519PrivateKey):
        raise Refused(f"{what} cannot be used", f"{path.name} is not Ed25519.")
    return found


def _make(path: Path) -> None:
    """Write a whole file beside it, then give it the name: of two at once, one wins for both."""
    fresh = _fresh(path)
    try:
        os.link(fresh, path)
    except FileExistsError:
        return
    finally:
        fresh.unlink(missing_ok=True)


def _fresh(path: Path) -> Path:
    """A new key in a whole file beside the path."""
    made = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return written_beside(path, made)


def written_beside(path: Path, data: bytes) -> Path:
    """A whole file (mode 600) in the same folder, to be given the path's name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return path.parent / name
