"""Names that hide what they name, keyed with the installation's secret: many of them, quickly."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.encoding import force_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

_NAME: Final = 16


def hidden(salt: str) -> Callable[[str], str]:
    """What gives a word its name: Django's `salted_hmac` with SHA-256, its key derived once."""
    key = hashlib.sha256(force_bytes(salt) + force_bytes(settings.SECRET_KEY)).digest()

    def name(word: str) -> str:
        return hmac.digest(key, word.encode(), "sha256").hex()[:_NAME]

    return name
