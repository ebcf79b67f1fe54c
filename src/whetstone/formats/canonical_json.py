"""JSON in one spelling, so that equal values are equal bytes and a signature means something.

RFC 8785 (JSON Canonicalization Scheme): names in order of their UTF-16 code units, no space
between tokens, numbers and strings as ECMAScript writes them. Written and read here is the part
of it that our own files need: numbers are whole, or have a short decimal fraction.
"""

from __future__ import annotations

import json
from typing import Any, Final

from whetstone.core.kernel.errors import Fault, Faults

DEEPEST: Final = 12
"""Levels of lists and objects in each other: more than our files have, less than would hurt."""


def canonical(value: Any) -> bytes:
    """The one spelling of a value. Raises `ValueError` for what JSON cannot hold."""
    return _spelled(value).encode("utf-8")


def _spelled(value: Any) -> str:
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{_spelled(name)}:{_spelled(value[name])}" for name in names) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(_spelled(one) for one in value) + "]"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def read_json(data: bytes) -> Any:
    """The value in a file of ours.

    Raises:
        Faults: no UTF-8, no JSON, a name twice in one object, a number JSON has no word for,
            or lists in lists without end.
    """
    if data.count(b"[") + data.count(b"{") > DEEPEST and _depth(data) > DEEPEST:
        raise Faults([Fault("file", "Its parts lie too deep in each other.")])
    try:
        value = json.loads(
            data.decode("utf-8"), object_pairs_hook=_once_each, parse_constant=_no_number
        )
        canonical(value)  # half a character is no text
    except UnicodeError:
        raise Faults([Fault("file", "It is not UTF-8 text.")]) from None
    except json.JSONDecodeError as wrong:
        where = f"line {wrong.lineno}, column {wrong.colno}"
        mend = "The file may be cut off: fetch it again."
        raise Faults([Fault(where, "This is not JSON.", mend)]) from None
    except (ValueError, RecursionError) as wrong:
        raise Faults([Fault("file", f"This is not our JSON: {wrong}")]) from None
    return value


def _depth(data: bytes) -> int:
    """How deep brackets stand in each other, text in quotes left out."""
    deepest = depth = 0
    is_text = is_escaped = False
    for sign in data:
        if is_text:
            is_text = is_escaped or sign != ord('"')
            is_escaped = not is_escaped and sign == ord("\\")
        elif sign == ord('"'):
            is_text, is_escaped = True, False
        elif sign in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in b"]}":
            depth -= 1
    return deepest


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object.")
    return found


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number.")
