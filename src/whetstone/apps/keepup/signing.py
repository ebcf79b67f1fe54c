"""The key with which an installation signs its packs: made on first use, never leaves its home."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings

from whetstone.web import keyfiles

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY: Final = "pack-signing.key"
DEMO_KEY: Final = "pack-signing-demo.key"
"""What visitors of the demo export is signed by a key of its own, which nobody should trust."""
WHAT: Final = "The key for signing packs"


def signing_key(*, is_demo: bool = False) -> Ed25519PrivateKey:
    """The private key, made where there is none; readable by its owner only.

    Raises:
        Refused: the file is there and holds no such key, or cannot be read or written.
    """
    return keyfiles.key_at(_path(is_demo=is_demo), what=WHAT)


def known_key(*, is_demo: bool = False) -> Ed25519PrivateKey | None:
    """The private key where one was made; looking makes none."""
    path = _path(is_demo=is_demo)
    return signing_key(is_demo=is_demo) if path.exists() else None


def _path(*, is_demo: bool) -> Path:
    return Path(settings.HOME) / (DEMO_KEY if is_demo else KEY)
