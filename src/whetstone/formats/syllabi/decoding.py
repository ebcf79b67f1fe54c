"""Bytes -> text: by byte order mark, then UTF-8, then UTF-16 by its zeros, then Windows-1252."""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import Final

from whetstone.core.kernel.errors import Fault

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
_UNSEEN: Final = re.compile(r"[\u200b\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069]")
"""Marks that turn or hide text: a span shown on a page must read as it stands."""
_MOST_CONTROL: Final = 0.02
_MOST_ZEROS: Final = 0.3


def decode(name: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text and notes on how it was read.

    Raises:
        Fault: the bytes are no text.
    """
    text, notes = _as_text(data)
    controls = len(_CONTROL.findall(text))
    if controls > _MOST_CONTROL * max(1, len(text)):
        raise Fault(name, "this is no text and no document that is known here",
                    "Save it as PDF, DOCX, HTML, Markdown, text or CSV.")  # fmt: skip
    if controls:
        notes = (*notes, "controls_dropped")
    return clean(text), notes


def clean(text: str) -> str:
    """Composed, one kind of line end, without control characters and marks that turn text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\xa0", " ")
    return unicodedata.normalize("NFC", _UNSEEN.sub("", _CONTROL.sub("", text)))


def _as_text(data: bytes) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), ()
    sample = data[:4000]
    if sample.count(0) > _MOST_ZEROS * len(sample):
        little = sample[1::2].count(0) >= sample[0::2].count(0)
        return data.decode("utf-16-le" if little else "utf-16-be", "replace"), ("guessed_utf16",)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), ("guessed_1252",)
