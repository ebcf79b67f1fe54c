"""What a document says, in the one spelling that is signed: RDF Dataset Canonicalization 1.0.

JSON-LD leaves out what no context explains, in silence: a word that is left out is not signed.
Here nothing is left out in silence. A document with such a word is refused, whole ("safe mode").
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from whetstone.core.kernel.errors import Fault, Faults, raise_all
from whetstone.formats.badges.pinned import pinned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NOWHERE: Final = "https://relative.invalid/"
"""The base that half addresses are read against, so that they can be told from whole ones."""
ALLOWED: Final = frozenset({"@value", "@language", "@direction"})
"""Of JSON-LD's own words, those that a text in a language needs. The rest has other names here."""
LONGEST: Final = 80
"""Of a foreign word that is said back, in letters."""
_ONE_AT_A_TIME: Final = Lock()
"""The library keeps contexts in a store that two threads must not turn at once."""


def statements(document: Mapping[str, Any], *, contexts: Mapping[str, Any] | None = None) -> bytes:
    """The canonical N-Quads of a document.

    Raises:
        Faults: a context that is not pinned, or words that no context explains; all of them.
    """
    from pyld import jsonld  # a server starts without it

    known = pinned() if contexts is None else contexts
    raise_all(_strange(document, known))
    options = {"documentLoader": _loader(known), "base": NOWHERE}
    dropped: list[str] = []
    with _ONE_AT_A_TIME:
        try:
            expanded = jsonld.expand(
                dict(document), options, on_property_dropped=lambda one: dropped.append(str(one))
            )
            faults = [_unmapped(one) for one in dict.fromkeys(dropped)]
            raise_all([*faults, *_relative(expanded, "")])
            wanted = options | {"algorithm": "URDNA2015", "format": "application/n-quads"}
            return str(jsonld.normalize(expanded, wanted)).encode()
        except jsonld.JsonLdError as wrong:
            raise Faults(
                [Fault("document", f"Its JSON-LD cannot be read: {wrong.type}.")]
            ) from None


def _loader(known: Mapping[str, Any]) -> Any:
    from pyld import jsonld

    def load(url: str, _options: Any) -> dict[str, Any]:
        if url not in known:
            raise jsonld.JsonLdError("not pinned", "jsonld.LoadDocumentError", {"url": url})
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": known[url],
        }

    return load


def _unmapped(word: str) -> Fault:
    return Fault(word, "No context explains this word, so no signature would cover it.")


def _strange(document: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[Fault]:
    """What is refused before the library reads it."""
    named = document.get("@context")
    listed = named if isinstance(named, list) else [named]
    if not listed:
        yield Fault("@context", "It names no context.")
    for one in listed:
        if not isinstance(one, str) or one not in known:
            yield Fault("@context", f"{_short(one)} is not one of the pinned contexts.")
    for name, value in document.items():
        if name != "@context":
            yield from _strange_at(name, name, value)


def _strange_at(place: str, name: str, value: Any) -> Iterator[Fault]:
    if name.startswith("@") and name not in ALLOWED:
        yield Fault(place, "JSON-LD's own words are not read here.")
    elif value is None:
        yield Fault(place, "It is null, and no signature covers what is null.")
    elif isinstance(value, str) and value.startswith("_:"):
        yield Fault(place, "It names a thing without an address.")
    elif isinstance(value, dict):
        for inner, one in value.items():
            yield from _strange_at(f"{place}.{inner}", inner, one)
    elif isinstance(value, list):
        yield from _strange_list(place, value)


def _strange_list(place: str, value: list[Any]) -> Iterator[Fault]:
    objects = [one for one in value if isinstance(one, dict)]
    if any(one in objects[:index] for index, one in enumerate(objects)):
        # things that look the same make the canonical order costly: n! for n of them
        yield Fault(place, "It holds the same thing twice.")
    for index, one in enumerate(value):
        yield from _strange_at(f"{place}[{index}]", "", one)


def _relative(value: Any, place: str) -> Iterator[Fault]:
    """Types and addresses that are no whole address after expansion: dropped, too."""
    if isinstance(value, list):
        for one in value:
            yield from _relative(one, place)
    elif isinstance(value, dict):
        types = value.get("@type", [])
        for one in [*(types if isinstance(types, list) else [types]), value.get("@id", ":")]:
            if ":" not in str(one) or str(one).startswith(NOWHERE):
                yield _unmapped(_short(str(one).removeprefix(NOWHERE)))
        for name, inner in value.items():
            if name not in {"@type", "@id", "@value"}:
                yield from _relative(inner, name)


def _short(value: Any) -> str:
    return str(value)[:LONGEST]
