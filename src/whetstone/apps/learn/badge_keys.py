"""The keys with which an installation signs certificates.

The private key lies in the installation's home, made on first use. Of former ones only the public
half is kept, so that what they signed can still be checked.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings

from whetstone.core.kernel.errors import Refused
from whetstone.formats.badges.multikey import multikey, public_key
from whetstone.web import keyfiles

if TYPE_CHECKING:
    import datetime as dt

    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

KEY: Final = "badge-signing.key"
DEMO_KEY: Final = "badge-signing-demo.key"
"""Certificates of the demo are signed by another issuer, with a key of its own."""
FORMER: Final = "badge-signing.former"
"""A line for each former public key that still counts: its Multikey, and until when it signed."""
WHAT: Final = "The key for signing certificates"


def signing_key(*, is_demo: bool = False) -> Ed25519PrivateKey:
    """The private key in use, made where there is none.

    Raises:
        Refused: the file holds no such key, or cannot be read or written.
    """
    return keyfiles.key_at(_home() / (DEMO_KEY if is_demo else KEY), what=WHAT)


def public_keys(*, is_demo: bool = False) -> list[Ed25519PublicKey]:
    """The key in use, then former ones that still count, the newest first.

    Raises:
        Refused: a file of them cannot be read.
    """
    used = signing_key(is_demo=is_demo).public_key()
    former = [] if is_demo else [line.split()[0] for line in reversed(_former())]
    letters = dict.fromkeys([multikey(used), *former])
    try:
        return [public_key(one) for one in letters]
    except ValueError as fault:
        raise Refused(
            f"{WHAT} cannot be used", f"{FORMER} holds a line that is no key."
        ) from fault


def rotate(*, now: dt.datetime, is_stolen: bool = False) -> Ed25519PublicKey:
    """Sign with a fresh key from now on. What the old one signed still counts, unless stolen.

    The old public key is written down first: a kill in between leaves the old key in use.

    Raises:
        Refused: the files cannot be read or written.
    """
    old = multikey(signing_key().public_key())
    if not is_stolen:
        lines = [*_former(), f"{old} {now.date().isoformat()}"]
        path = _home() / FORMER
        keyfiles.written_beside(path, ("\n".join(lines) + "\n").encode()).replace(path)
    return keyfiles.replace_key(_home() / KEY, what=WHAT).public_key()


def _former() -> list[str]:
    try:
        text = (_home() / FORMER).read_text(encoding="ascii")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as fault:
        raise Refused(f"{WHAT} cannot be used", f"{FORMER} cannot be read.") from fault
    return [line for line in text.splitlines() if line.strip()]


def _home() -> Path:
    return Path(settings.HOME)
