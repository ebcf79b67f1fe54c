"""Countries by name or code, so that nobody needs to know their two letters.

Source: ISO 3166-1 as listed in the time-zone data (iso3166.tab), without a request to anybody.
"""

from __future__ import annotations

import functools
from importlib.resources import files

import holidays

ALSO = {
    "britain": "GB",
    "czechia": "CZ",
    "england": "GB",
    "great britain": "GB",
    "holland": "NL",
    "south korea": "KR",
    "turkey": "TR",
    "uk": "GB",
    "united kingdom": "GB",
    "usa": "US",
}
"""Names in use that the table does not hold."""


def code_of(text: str) -> str:
    """The two letters of a country, from its English name or the letters; "" where none fits."""
    wanted = " ".join(text.split()).casefold()
    return _codes().get(wanted, ALSO.get(wanted, ""))


@functools.cache
def _codes() -> dict[str, str]:
    table = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return {word.casefold(): code for code, name in rows for word in (code, name)}


def regions(country: str) -> tuple[str, ...]:
    """The regions of a country that have public holidays of their own, by their short names."""
    try:
        found = holidays.country_holidays(country)
    except NotImplementedError:
        return ()
    return tuple(found.subdivisions)
