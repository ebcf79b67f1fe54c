"""Days and times as exports write them: with a zone, without a year, in many languages.

Names of months are those of CLDR; a name that means different months in
different languages is decided by the days of the export or not at all.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from whetstone.core.kernel.errors import Fault
from whetstone.formats.networks.month_names import NAMES

if TYPE_CHECKING:
    from datetime import tzinfo

_ISO: Final = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_PARTED: Final = re.compile(
    r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]m)?)?",
    re.IGNORECASE,
)
_EAST: Final = re.compile(r"(?:(\d{4})\s*[年년]\s*)?(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_NUMBERED: Final = re.compile(r"(\d{1,2})\s+(?:tháng|thg)\s+(\d{1,2})(?:,?\s+(?:năm\s+)?(\d{4}))?")
_NUMBER: Final = re.compile(r"\d+")
_WORD: Final = re.compile(r"[^\s\d.,;:|/()'\"\u2019-]+")
_DAYS_OF_YEAR: Final = 366
_YEAR_DIGITS: Final = 4
_NOON: Final = 12
_BOTH: Final = 12  # up to here a number may be a day or a month


class UnclearError(Exception):
    """A text that gives no day; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Calendar:
    """How the days and times of one file are read.

    `order` is "m" where a slashed date begins with the month, "d" with the day, "" where nobody
    knows. `window` holds the first and the last day of the export.
    """

    zone: tzinfo
    order: str = ""
    window: tuple[date, date] | None = None

    def day(self, text: str) -> date:
        """The day that a text names.

        Raises:
            UnclearError: none, or more than one.
        """
        return self.moment(text).date()

    def moment(self, text: str) -> datetime:
        """The moment that a text names, midnight where it names a day only.

        Raises:
            UnclearError: none, or more than one.
        """
        if found := _PARTED.fullmatch(text):
            return self._parted(found)
        try:
            if found := _ISO.fullmatch(text):
                return self._iso(found)
            if found := _COMPACT.fullmatch(text):
                return self._at(date(int(found[1]), int(found[2]), int(found[3])))
        except ValueError:
            raise UnclearError("no_date") from None
        return self._at(self._named(text))

    def _parted(self, found: re.Match[str]) -> datetime:
        first, second = int(found[1]), int(found[3])
        order = "d" if found[2] == "." else self.order
        if not order and first != second and first <= _BOTH and second <= _BOTH:
            raise UnclearError("day_or_month")
        if not order:
            order = "d" if first > _BOTH else "m"
        if order == "m" and first > _BOTH >= second:
            raise UnclearError("other_order")
        day, month = (first, second) if order == "d" else (second, first)
        try:
            at = time(_hour(found), int(found[6] or 0), int(found[7] or 0))
            return self._at(date(int(found[4]), month, day), at)
        except ValueError:
            raise UnclearError("no_date") from None

    def _iso(self, found: re.Match[str]) -> datetime:
        on = date(int(found[1]), int(found[2]), int(found[3]))
        if not found[4]:
            return self._at(on)
        at = time(int(found[4]), int(found[5]), int(found[6] or 0))
        return self._at(on, at, _offset(found[7]) if found[7] else None)

    def _at(self, on: date, at: time = time.min, zone: tzinfo | None = None) -> datetime:
        return datetime.combine(on, at, zone or self.zone)

    def _named(self, text: str) -> date:
        """A day with its month as a word, or as a number with a sign for month behind it."""
        text = unicodedata.normalize("NFC", text).lower().strip()
        if found := _EAST.fullmatch(text):
            return self._one_of({int(found[2])}, int(found[3]), int(found[1] or 0))
        if found := _NUMBERED.fullmatch(text):
            return self._one_of({int(found[2])}, int(found[1]), int(found[3] or 0))
        numbers = _NUMBER.findall(text)
        years = [int(one) for one in numbers if len(one) == _YEAR_DIGITS]
        days = [int(one) for one in numbers if len(one) < _YEAR_DIGITS]
        months = _months_in(text)
        if len(days) != 1 or len(years) > 1 or not months:
            raise UnclearError("no_date")
        return self._one_of(months, days[0], years[0] if years else 0)

    def _one_of(self, months: set[int], day: int, year: int) -> date:
        if not year and self.window is None:
            raise UnclearError("no_year")
        first, last = self.window or (date(year, 1, 1), date(year, 12, 31))
        found = set()
        for one in [year] if year else range(first.year, last.year + 1):
            for month in months:
                try:
                    found.add(date(one, month, day))
                except ValueError:
                    continue
        if not year or len(found) > 1:
            inside = {one for one in found if first <= one <= last}
            if found and not inside:
                raise UnclearError("outside")
            found = inside
        if len(found) != 1:
            raise UnclearError("two_days" if found else "no_date")
        return found.pop()


def zone_named(name: str) -> tzinfo:
    """The time zone of a name.

    Raises:
        Fault: there is none of that name.
    """
    try:
        return UTC if name in {"", "UTC"} else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as bad:
        raise Fault("zone", f"“{name[:40]}” is no time zone that is known here",
                    "Write it as Europe/Paris or America/New_York.") from bad  # fmt: skip


def year_before(last: date) -> tuple[date, date]:
    """The twelve months that end with a day."""
    return last - timedelta(days=_DAYS_OF_YEAR - 2), last


def order_in(text: str) -> str:
    """What a slashed date shows of the order of its kind: "d", "m" or ""."""
    found = _PARTED.fullmatch(text)
    if not found or found[2] == ".":
        return ""
    if int(found[1]) > _BOTH:
        return "d"
    return "m" if int(found[3]) > _BOTH else ""


def _hour(found: re.Match[str]) -> int:
    hour, half = int(found[5] or 0), (found[8] or "").lower()
    if half and not 1 <= hour <= _NOON:
        raise ValueError(hour)
    return hour % _NOON + (_NOON if half == "pm" else 0) if half else hour


@cache
def _offset(text: str) -> tzinfo:
    if text == "Z":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _months_in(text: str) -> set[int]:
    """The months that a text may name: by all its words together, else by each of them."""
    table = month_names()
    words = _WORD.findall(text)
    whole = table.get(" ".join(words))
    if whole:
        return set(whole)
    found: set[int] = set()
    for size in range(min(3, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            found |= table.get(" ".join(words[start : start + size]), frozenset())
        if found:
            break
    return found


@cache
def month_names() -> dict[str, frozenset[int]]:
    """Names of months, whole and short, lower case -> the months they mean."""
    found: dict[str, set[int]] = {}
    for months in NAMES.values():
        for number, names in enumerate(months.split(";"), start=1):
            for name in filter(None, names.split("|")):
                found.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}
