"""Names that hide what they name, keyed with the installation's secret: many of them, quickly."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.encoding import force_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_NAME: Final = 16


def hidden(salt: str) -> Callable[[Iterable[str]], list[str]]:
    """What gives words their names: Django's `salted_hmac` with SHA-256, its key derived once."""
    key = hashlib.sha256(force_bytes(salt) + force_bytes(settings.SECRET_KEY)).digest()
    digest = hmac.digest

    def names(words: Iterable[str]) -> list[str]:
        return [digest(key, word.encode(), "sha256").hex()[:_NAME] for word in words]

    return names
