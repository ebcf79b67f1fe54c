"""How dates, spans and figures are said on a page, in the reader's language."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext, ngettext

from whetstone.web.rich import rich

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MINUTES_AN_HOUR = 60
_DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")


def _locale() -> str:
    language = (get_language() or "en").split("-")[0]
    return "ne" if language == "ne" else "en_GB"


def digits(text: str) -> str:
    """Devanagari digits where the page is in Nepali."""
    return _digits(text, _locale())


def _digits(text: str, locale: str) -> str:
    return text.translate(_DEVANAGARI) if locale == "ne" else text


@lru_cache(maxsize=4096)
def _dated(value: dt.date, pattern: str, locale: str) -> str:
    say = format_datetime if isinstance(value, dt.datetime) else format_date
    return _digits(say(value, pattern, locale=locale), locale)


def day(value: dt.date | dt.datetime | str | None, *, zone: str = "UTC") -> str:
    """23 November 2026; month or year alone where only that is known."""
    if value is None or value == "":
        return gettext("date not known")
    if isinstance(value, str):
        if len(value) == len("2024"):
            return digits(value)
        if len(value) == len("2024-08"):
            return _dated(dt.date.fromisoformat(value + "-01"), "LLLL y", _locale())
        value = dt.date.fromisoformat(value[:10])
    if isinstance(value, dt.datetime):
        value = value.astimezone(ZoneInfo(zone)).date()
    return _dated(value, "d MMMM y", _locale())


def short_day(value: dt.date | dt.datetime, *, zone: str = "UTC") -> str:
    """Tue 24 Nov."""
    if isinstance(value, dt.datetime):
        value = value.astimezone(ZoneInfo(zone)).date()
    return _dated(value, "EEE d MMM", _locale())


def long_day(value: dt.date | dt.datetime, *, zone: str = "UTC") -> str:
    """Monday 23 November."""
    if isinstance(value, dt.datetime):
        value = value.astimezone(ZoneInfo(zone)).date()
    return _dated(value, "EEEE d MMMM", _locale())


def weekday(value: dt.date | dt.datetime, *, zone: str = "UTC") -> str:
    """Tuesday."""
    if isinstance(value, dt.datetime):
        value = value.astimezone(ZoneInfo(zone)).date()
    return _dated(value, "EEEE", _locale())


def clock(value: dt.datetime | dt.time, *, zone: str = "UTC") -> str:
    """10:00."""
    if isinstance(value, dt.datetime):
        value = value.astimezone(ZoneInfo(zone)).time()
    return _timed(value.replace(second=0, microsecond=0), _locale())


@lru_cache(maxsize=2048)
def _timed(value: dt.time, locale: str) -> str:
    return _digits(format_time(value, "H:mm", locale=locale), locale)


def day_clock(value: dt.datetime, *, zone: str = "UTC") -> str:
    """Tuesday 24 November, 10:00."""
    local = value.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return _dated(local, "EEEE d MMMM, H:mm", _locale())


def minutes(value: float) -> str:
    """25 min; 1 h 50 from an hour on."""
    whole = round(value)
    hours, rest = divmod(whole, MINUTES_AN_HOUR)
    if not hours:
        return ngettext("%(n)s min", "%(n)s min", whole) % {"n": number(whole)}
    if not rest:
        return ngettext("%(n)s h", "%(n)s h", hours) % {"n": number(hours)}
    return gettext("%(h)s h %(m)s") % {"h": number(hours), "m": digits(f"{rest:02d}")}


def number(value: float, *, decimals: int = 0) -> str:
    """1,200; in Nepali 12,34,567 with Devanagari digits."""
    return _figure(value, decimals, _locale())


@lru_cache(maxsize=4096)
def _figure(value: float, decimals: int, locale: str) -> str:
    pattern = ("#,##,##0" if locale == "ne" else "#,##0") + (
        "." + "0" * decimals if decimals else ""
    )
    return digits(format_decimal(value, format=pattern, locale=locale))


def percent(value: float, *, decimals: int = 0) -> str:
    """A share from 0 to 1 as 87 %, with a non-breaking space."""
    return f"{number(100 * value, decimals=decimals)}\u00a0%"


def typed(value: object) -> object:
    """A value as a box of a form holds it: 1200 and not 1200.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def figure(value: float | None, unit: str = "") -> str:
    """A figure with its unit after a non-breaking space; a dash where there is none."""
    if value is None:
        return "–"
    whole = float(value).is_integer() or abs(value) >= 100  # noqa: PLR2004  # three digits say enough
    text = number(value, decimals=0 if whole else 1)
    return f"{text}\u00a0{unit}" if unit else text


def listed(parts: Sequence[str]) -> str:
    """One; one and two; one, two and three."""
    if len(parts) < 2:  # noqa: PLR2004  # nothing to join
        return "".join(parts)
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def stopped(text: str) -> str:
    """A sentence that was put together, with the stop of the reader's language at its end."""
    return gettext("%(sentence)s.") % {"sentence": text}


def in_100(value: float, *, decimals: int = 0) -> str:
    """A chance from 0 to 1 as "8 in 100"; never 0 or 100, which nobody can know."""
    least = 10**-decimals
    told = min(100 - least, max(least, round(100 * value, decimals)))
    return gettext("%(n)s in 100") % {"n": number(told, decimals=decimals)}


def right_name(right: str) -> str:
    """What a person may be, in the reader's language."""
    names = {
        "learner": gettext("learner"),
        "lead": gettext("lead"),
        "partner": gettext("partner"),
        "instructor": gettext("instructor"),
        "leader": gettext("leader"),
        "editor": gettext("editor"),
        "admin": gettext("admin"),
    }
    return names.get(right, right)


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "short_day": short_day,
    "long_day": long_day,
    "clock": clock,
    "day_clock": day_clock,
    "minutes": minutes,
    "number": number,
    "digits": digits,
    "percent": percent,
    "figure": figure,
    "in_100": in_100,
    "right_name": right_name,
    "rich": rich,
    "stopped": stopped,
}
