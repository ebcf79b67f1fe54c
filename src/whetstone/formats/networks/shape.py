"""What a known export looks like: its headers, and what stands under them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from whetstone.formats.networks.canon import Column, Metric
from whetstone.formats.networks.eras import METRICS, era_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_CURRENCY: Final = re.compile(r"(.+) \(([a-z]{3})\)")
FRACTION, CLOCK = "fraction", "clock"


@dataclass(frozen=True, slots=True)
class Figure:
    """What stands under a header that holds figures.

    `form`: "" as it stands, "fraction" 0.065 for 6.5 %, "clock" H:MM:SS or seconds.
    `per`: what a figure is divided by (milliseconds to hours).
    `adds`: the figures of rows add up to the file's total (people reached do not).
    """

    name: str
    unit: str = ""
    form: str = ""
    adds: bool = True
    per: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One kind of export. Headers are plain: lower case, one blank between words.

    `needs`: header sets, one of which must be there whole. `order` is "m" where a slashed date
    begins with the month, "d" with the day, "" where that is not known. `link_id` finds a post's
    id in its link. `sections`: several tables stand below one another. `zone` is taken for times
    that say none.
    """

    key: str
    network: str
    makes: str
    needs: tuple[frozenset[str], ...]
    holds: Mapping[str, str]
    figures: Mapping[str, Figure] = field(default_factory=dict)
    order: str = ""
    zone: str = ""
    asks: tuple[str, ...] = ()
    link_id: re.Pattern[str] | None = None
    sections: bool = False
    kind: str = ""

    def figure(self, header: str) -> Figure | None:
        """What a plain header holds; a currency in brackets becomes the unit."""
        found = self.figures.get(header)
        priced = None if found else _CURRENCY.fullmatch(header)
        if priced and (found := self.figures.get(priced[1])):
            return Figure(found.name, priced[2].upper())
        return found

    def column(self, header: str) -> Column:
        """A column as its file heads it."""
        key = plain(header)
        figure = self.figure(key)
        if figure is None:
            return Column(header, self.holds.get(key, ""))
        return Column(header, "figure", Metric(figure.name, self._era(figure), figure.unit))

    def knows(self, header: str) -> bool:
        """Whether a plain header is one of this format."""
        return header in self.holds or self.figure(header) is not None

    def _era(self, figure: Figure) -> str:
        """The only era the figure can have; "" where the day of the row decides."""
        single = era_of(self.network, figure.name, None)
        if single or not self.key.startswith("instagram"):
            return single
        names = [e.name for e in METRICS if (e.network, e.metric) == (self.network, figure.name)]
        return names[0] if names else ""  # the header came with the definition


def plain(header: str) -> str:
    """A header as it is compared."""
    return " ".join(unicodedata.normalize("NFC", header).split()).lower()


def counts(**names: str) -> dict[str, Figure]:
    """Figures that are counts, header (blanks as "_") = name."""
    return {header.replace("_", " "): Figure(name) for header, name in names.items()}


def people(**names: str) -> dict[str, Figure]:
    """Figures that are numbers of people: those of posts do not add up."""
    return {head.replace("_", " "): Figure(name, adds=False) for head, name in names.items()}
