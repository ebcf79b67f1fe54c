"""The JSON-LD contexts that are understood, as files of this package. Nothing is fetched, ever."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

CREDENTIALS: Final = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
DATA_INTEGRITY: Final = "https://w3id.org/security/data-integrity/v2"

FILES: Final[Mapping[str, tuple[str, str]]] = {
    CREDENTIALS: (
        "credentials-v2.json",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    OPEN_BADGES: (
        "open-badges-3.0.3.json",
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
    ),
    EXTENSIONS: (
        "open-badges-extensions.json",
        "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93",
    ),
    DATA_INTEGRITY: (
        "data-integrity-v2.json",
        "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    ),
}
"""Address: file, and the SHA-256 of its bytes. Where they come from: contexts/README.md."""

_FOLDER: Final = Path(__file__).parent / "contexts"


@lru_cache(maxsize=1)
def pinned() -> Mapping[str, Any]:
    """Every context by its address.

    Raises:
        ValueError: a file of this package was changed.
    """
    found = {}
    for address, (name, digest) in FILES.items():
        data = (_FOLDER / name).read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise ValueError(f"contexts/{name} is not the file that was pinned.")
        found[address] = json.loads(data)
    return MappingProxyType(found)
