"""How a workbook shows its numbers: which of them are days, and which have lost digits."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from whetstone.formats.tables.workbooks import WORKBOOK, elements

if TYPE_CHECKING:
    from whetstone.formats.tables.packed import Archive

_STYLES: Final = "xl/styles.xml"
_DAYS: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Formats that ECMA-376, 18.8.30 has fixed for days and times."""
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_OLDEST, _NEWEST = 1.0, 2_958_466.0  # 9999-12-31
_KEPT: Final = 15
"""Digits of a number that a spreadsheet keeps (IEEE 754, double)."""
_SECONDS: Final = 86_400


class Styles:
    """The number formats of a workbook."""

    def __init__(self, archive: Archive) -> None:
        self._days = _day_styles(archive) if _STYLES in archive.names() else frozenset()
        self._from = datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook's days have no zone
        for one in elements(archive, WORKBOOK, "workbookPr"):
            if one.get("date1904") in {"1", "true"}:
                self._from = datetime(1904, 1, 1)  # noqa: DTZ001 - as above

    def shown(self, value: str, style: str) -> str:
        """A number as text: a day or time in ISO 8601, or the number."""
        try:
            number = float(value)
        except ValueError:
            return value
        if style in self._days and _OLDEST <= number < _NEWEST:
            when = self._from + timedelta(seconds=round(number * _SECONDS))
            return when.isoformat(" ") if number % 1 else when.date().isoformat()
        if math.isfinite(number) and number == int(number):
            whole = str(int(number))
            return whole if len(whole.lstrip("-")) <= _KEPT else f"{number:.14E}"
        return value


def _day_styles(archive: Archive) -> frozenset[str]:
    own: dict[int, str] = {}
    for one in elements(archive, _STYLES, "numFmt"):
        number = one.get("numFmtId") or ""
        if number.isdecimal():
            own[int(number)] = _QUOTED.sub("", one.get("formatCode") or "").lower()
    days = _DAYS | {number for number, code in own.items() if re.search(r"[dyh]|mm", code)}
    found = set()
    for group in elements(archive, _STYLES, "cellXfs"):
        for place, one in enumerate(group):
            number = one.get("numFmtId") or ""
            if number.isdecimal() and int(number) in days:
                found.add(str(place))
    return frozenset(found)
