"""A row of a table -> a row of the canon, or all that is wrong with it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from whetstone.formats.networks import limits, values
from whetstone.formats.networks.canon import DayRow, Flaw, GroupRow, PostRow
from whetstone.formats.networks.dates import UnclearError
from whetstone.formats.networks.shape import plain
from whetstone.formats.networks.values import NOTHING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from whetstone.formats.networks.canon import Row
    from whetstone.formats.networks.dates import Calendar
    from whetstone.formats.networks.shape import Figure, Format

WHOLE: Final = frozenset({
    "views", "impressions", "reach", "likes", "reactions", "comments", "replies", "shares",
    "saves", "clicks", "link_taps", "profile_visits", "follows", "followers", "engagements",
    "sessions",
})  # fmt: skip
"""What is counted one by one: 1.234 views are 1,234, written with a point, or none at all."""
_SEEN: Final = ("views", "impressions", "reach")
TOTALS: Final = frozenset({"total", "totals", "grand total", "total:"})
_JOINED: Final = " · "


class Maker(ABC):
    """Makes the rows of one table; keeps what its columns add up to.

    `sums` and `stated` are by metric, `adding` is the header of each metric that adds up;
    `stated` is the file's own Total row. `first` is the day that an "nth day" counts from.
    """

    def __init__(self, format_: Format, head: list[str], calendar: Calendar) -> None:
        self.format, self.calendar = format_, calendar
        self.head = head
        self.network = format_.network
        self.sums: dict[str, float] = {}
        self.stated: dict[str, float] = {}
        self.adding: dict[str, str] = {}
        self.first: date | None = None
        self._holds: dict[str, list[int]] = {}
        self._figures: list[tuple[int, str, Figure]] = []
        for place, cell in enumerate(head):
            key = plain(cell)
            if figure := format_.figure(key):
                self._take(place, cell, figure)
            elif what := format_.holds.get(key):
                self._holds.setdefault(what, []).append(place)
        keys = {"posts": ("post_id", "link"), "days": ("on", "nth")}
        named = [self._holds.get(what) for what in keys.get(format_.makes, ("dimension",))]
        self._key = next((places for places in named if places), [])

    def _take(self, place: int, header: str, figure: Figure) -> None:
        """A column of figures; of two for one metric the first counts."""
        if any(one.name == figure.name for _place, _header, one in self._figures):
            return
        self._figures.append((place, header, figure))
        if figure.adds:
            self.adding[figure.name] = header
            self.sums[figure.name] = 0.0

    def is_total(self, cells: list[str]) -> bool:
        """Whether a row is the file's own total of the others."""
        if cells[0].lower() in TOTALS:
            keys = [cells[place] for place in self._key if place < len(cells)]
            return not self._key or all(not one or one.lower() in TOTALS for one in keys)
        return bool(self._key) and self._text(cells, self._key[0]).lower() in TOTALS

    def take_total(self, cells: list[str]) -> None:
        """Keep what a Total row states."""
        for place, _header, figure in self._figures:
            text = self._text(cells, place)
            found = None if text in NOTHING else values.number(text, figure.form)
            if found is not None and figure.adds:
                self.stated[figure.name] = found / figure.per

    @abstractmethod
    def make(self, line: int, cells: list[str], odd: frozenset[int]) -> Row | list[Flaw]:
        """The row, or everything that is wrong with it."""

    def figures(self, line: int, cells: list[str], flaws: list[Flaw]) -> dict[str, float]:
        """The figures of a row by the names of their metrics; unknown ones are not in it."""
        found: dict[str, float] = {}
        for place, header, figure in self._figures:
            text = cells[place]
            if text in NOTHING:
                continue
            value: float | None
            if text.isdecimal() and len(text) < 16 and not figure.form:  # noqa: PLR2004 - exact
                value = float(text)
            else:
                value = values.number(text, figure.form)
            if value is None:
                code = "formula" if text.startswith("=") else "no_number"
                code = "comma" if values.is_other_way(text) else code
                flaws.append(Flaw(line, header, code, values.shown(text)))
                continue
            if figure.name in WHOLE and not figure.unit and not value.is_integer():
                flaws.append(Flaw(line, header, "no_count", values.shown(text)))
                continue
            found[figure.name] = value if figure.per == 1.0 else value / figure.per
        return found

    def add(self, figures: Mapping[str, float]) -> None:
        """Add a row that is taken to the sums."""
        sums = self.sums
        for name, value in figures.items():
            if name in sums:
                sums[name] += value

    def odd(self, line: int, cells: list[str], odd: frozenset[int]) -> list[Flaw]:
        """Cells of a workbook that are calculated or hold an error, where they would be used."""
        used = {place for places in self._holds.values() for place in places}
        used |= {place for place, _header, _figure in self._figures}
        return [
            Flaw(line, self.head[place], "formula", values.shown(cells[place]))
            for place in sorted(odd & used)
        ]

    def text(self, what: str, cells: list[str]) -> str:
        """What the first column of a kind holds."""
        places = self._holds.get(what)
        return cells[places[0]] if places else ""

    def header(self, what: str) -> str:
        """The header of the first column of a kind."""
        places = self._holds.get(what)
        return self.head[places[0]] if places else ""

    def fitted(self, cells: list[str], *, is_sheet: bool) -> list[str] | str:
        """The cells of a row, as many as the header has; or the code of what is wrong."""
        width = len(self.head)
        if len(cells) == width:
            return cells
        if len(cells) > width:
            return "many_cells" if any(cells[width:]) else cells[:width]
        return cells + [""] * (width - len(cells)) if is_sheet else "few_cells"

    def texts(self, what: str, cells: list[str]) -> list[str]:
        """What all columns of a kind hold."""
        return [cells[place] for place in self._holds.get(what, ())]

    def headers(self, what: str) -> list[str]:
        """The headers of all columns of a kind."""
        return [self.head[place] for place in self._holds.get(what, ())]

    def unclear(self, line: int, what: str, code: str, text: str) -> Flaw:
        """A date that cannot be taken."""
        return Flaw(line, self.header(what), code, values.shown(text))

    def _text(self, cells: list[str], place: int) -> str:
        return cells[place] if place < len(cells) else ""


class Posts(Maker):
    """Makes posts: each has an id and stands once."""

    def __init__(self, format_: Format, head: list[str], calendar: Calendar) -> None:
        super().__init__(format_, head, calendar)
        self._seen: dict[int, int] = {}
        self.long_ids = self.rounded_ids = 0

    def make(self, line: int, cells: list[str], odd: frozenset[int]) -> Row | list[Flaw]:
        """The post, or everything that is wrong with its row."""
        flaws = self.odd(line, cells, odd) if odd else []
        link = values.words(self.text("link", cells))
        post_id = self._id(line, cells, link, flaws)
        published = self._published(line, cells, flaws)
        figures = self.figures(line, cells, flaws)
        flaws += self._below_none(line, figures)
        if flaws:
            return flaws
        self._seen[hash(post_id)] = line
        return PostRow(
            line, self.network, post_id, published,
            self.text("kind", cells) or self.format.kind,
            values.words(self.text("text", cells)), link, figures,
        )  # fmt: skip

    def _below_none(self, line: int, figures: Mapping[str, float]) -> list[Flaw]:
        """A post cannot have been seen less than never; days may be corrected below 0."""
        return [
            Flaw(line, header, "below_none", f"{figures[one.name]:g}")
            for _place, header, one in self._figures
            if one.name in _SEEN and figures.get(one.name, 0.0) < 0
        ]

    def _id(self, line: int, cells: list[str], link: str, flaws: list[Flaw]) -> str:
        said = self.text("post_id", cells)
        found = values.ident(said)
        header = self.header("post_id") or self.header("link")
        if not header or (not found and not self.header("post_id")):
            found = self._id_in(link)
        if not found or found in NOTHING:
            flaws.append(Flaw(line, header, "no_id"))
        elif values.is_ruined(found):
            flaws.append(Flaw(line, header, "ruined_id", values.shown(found)))
        elif found.startswith("="):
            flaws.append(Flaw(line, header, "formula", values.shown(found)))
        elif first := self._seen.get(hash(found)):
            flaws.append(Flaw(line, header, "twice", str(first)))
        elif len(found) > 16 and found.isdecimal():  # noqa: PLR2004 - a spreadsheet keeps fifteen
            self.long_ids += 1
            self.rounded_ids += values.looks_rounded(found)
        return found

    def _id_in(self, link: str) -> str:
        """A post's id in its link, or the link without what comes behind the question mark."""
        found = self.format.link_id.search(link) if self.format.link_id and link else None
        return found[1] if found else link.partition("?")[0].rstrip("/")[: limits.LONGEST_ID]

    def _published(self, line: int, cells: list[str], flaws: list[Flaw]) -> datetime | None:
        what = "published" if "published" in self._holds else "on"
        said = self.text(what, cells)
        if said in NOTHING:
            return None
        try:
            return self.calendar.moment(said)
        except UnclearError as bad:
            flaws.append(self.unclear(line, what, bad.code, said))
            return None


class Days(Maker):
    """Makes days, of the whole account or of a part of it."""

    def make(self, line: int, cells: list[str], odd: frozenset[int]) -> Row | list[Flaw]:
        """The day, or everything that is wrong with its row."""
        flaws = self.odd(line, cells, odd) if odd else []
        on = self._on(line, cells, flaws)
        figures = self.figures(line, cells, flaws)
        if flaws or on is None:
            return flaws
        part = _JOINED.join(values.words(one) for one in self.texts("part", cells) if one)
        return DayRow(line, self.network, on, part, figures)

    def _on(self, line: int, cells: list[str], flaws: list[Flaw]) -> date | None:
        nth = self.text("nth", cells)
        if nth and self.first and nth.isdecimal() and len(nth) <= 5:  # noqa: PLR2004 - 270 years
            return self.first + timedelta(days=int(nth))
        what = "on" if "on" in self._holds else "nth"
        said = self.text(what, cells)
        try:
            return self.calendar.day(said)
        except UnclearError as bad:
            flaws.append(self.unclear(line, what, bad.code, said))
            return None


class Groups(Maker):
    """Makes groups of an audience."""

    def __init__(self, format_: Format, head: list[str], calendar: Calendar) -> None:
        super().__init__(format_, head, calendar)
        headers = self.headers("dimension")
        self._dimension = format_.kind or " x ".join(headers)
        self._is_rounded = any(one.unit == "%" for _p, _h, one in self._figures) and not any(
            one.adds and one.unit != "%" for _p, _h, one in self._figures
        )

    def make(self, line: int, cells: list[str], odd: frozenset[int]) -> Row | list[Flaw]:
        """The group, or everything that is wrong with its row."""
        flaws = self.odd(line, cells, odd) if odd else []
        group = _JOINED.join(_group(one) for one in self.texts("dimension", cells))
        if not group.strip(_JOINED):
            flaws.append(Flaw(line, self.header("dimension"), "no_group"))
        figures = self.figures(line, cells, flaws)
        if flaws:
            return flaws
        return GroupRow(line, self.network, self._dimension, group, figures, self._is_rounded)


def maker(format_: Format, head: list[str], calendar: Calendar) -> Maker:
    """What makes the rows of a format."""
    kinds: dict[str, type[Maker]] = {"posts": Posts, "days": Days, "groups": Groups}
    return kinds[format_.makes](format_, head, calendar)


def _group(text: str) -> str:
    """A group's name; bands of ages with a hyphen and without the word."""
    text = values.words(text)
    if text.endswith(" years") and text[:1].isdecimal():
        return text.removesuffix(" years").replace("–", "-")
    return text
