"""What a cell says: a number, an id, a text; or why it says nothing that can be taken."""

from __future__ import annotations

import math
import re
from typing import Final

from whetstone.formats.networks import limits
from whetstone.formats.networks.shape import CLOCK, FRACTION

NOTHING: Final = frozenset({"", "-", "–", "—", "--", "N/A", "n/a"})
"""Unknown, which is not 0."""
_PLAIN: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_GROUPED: Final = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_SPACED: Final = re.compile(r"-?\d{1,3}(?:[\xa0\u202f ]\d{3})+(?:\.\d+)?", re.ASCII)
_OTHER_WAY: Final = re.compile(r"[+-]?\d+(?:\.\d{3})*,\d+(?:\s?%)?", re.ASCII)
_CLOCK: Final = re.compile(r"(?:(\d{1,5}):)?(\d{1,2}):(\d{2}(?:\.\d+)?)", re.ASCII)
_MONEY: Final = "$€£¥"
_RUINED: Final = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d+")
_KEPT: Final = re.compile(r'="(.*)"')
_LONG_ID: Final = 17
_ROUNDED: Final = re.compile(r"\d{15}0{2,}")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def number(text: str, form: str = "") -> float | None:
    """The number in a cell that is not empty; None where it is none."""
    if form == CLOCK and (found := _CLOCK.fullmatch(text)):
        return int(found[1] or 0) * 3600 + int(found[2]) * 60 + float(found[3])
    is_share = text.endswith("%")
    bare = text.rstrip("%").strip(f"{_MONEY} ") if is_share or text[:1] in _MONEY else text
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(",", "")
    elif _SPACED.fullmatch(bare):
        bare = "".join(bare.split())
    elif not _PLAIN.fullmatch(bare):
        return None
    value = float(bare)
    if not math.isfinite(value):
        return None
    return round(value * 100, 10) if form == FRACTION and not is_share else value


def is_other_way(text: str) -> bool:
    """Whether a number is written with a comma before its fraction: 1.234,5."""
    return _OTHER_WAY.fullmatch(text) is not None


def ident(text: str) -> str:
    """An id as it is kept: without what spreadsheets put around it to keep it a text."""
    found = _KEPT.fullmatch(text)
    return (found[1] if found else text).strip().lstrip("'")[: limits.LONGEST_ID]


def is_ruined(ident_: str) -> bool:
    """Whether a spreadsheet has made a rounded number of an id: 6.49E+17."""
    return _RUINED.fullmatch(ident_) is not None


def looks_rounded(ident_: str) -> bool:
    """Whether a long id ends in zeros from its sixteenth digit on."""
    return len(ident_) >= _LONG_ID and _ROUNDED.fullmatch(ident_) is not None


def words(text: str) -> str:
    """A text without signs that nobody can see, cut at a length."""
    if not text.isprintable():
        text = _CONTROL.sub("", text)
    return text[: limits.LONGEST_TEXT]


def shown(text: str) -> str:
    """A cell as it is shown beside a flaw: on one line, cut short."""
    return " ".join(_CONTROL.sub("·", text).split())[: limits.SHOWN]
