"""A table that holds several below one another: where one ends and the next begins."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from whetstone.formats.networks import heads, meta_overview
from whetstone.formats.networks.catalogue import format_of
from whetstone.formats.networks.makers import Maker, maker
from whetstone.formats.networks.shape import Figure

if TYPE_CHECKING:
    from whetstone.formats.networks.dates import Calendar
    from whetstone.formats.networks.heads import Head
    from whetstone.formats.networks.shape import Format


class Parts:
    """The tables of one source in turn; `maker` is None inside one that is not known.

    `is_new`: the row that was just looked at begins something.
    """

    def __init__(self, format_: Format, head: Head, calendar: Calendar, network: str) -> None:
        self.title, self.is_new, self._expects = head.title, True, False
        self._calendar, self._network, self._first = calendar, network, head.first
        self.made: list[Maker] = []
        self.maker: Maker | None = self._make(format_, head.cells)

    def turn(self, cells: list[str], *, after_blank: bool) -> bool:
        """Whether the row is a title or a header, and turn to what it begins."""
        title = heads.title_in(cells)
        if title and (len(cells) == 1 or after_blank):
            self.title, self.maker, self.is_new = title, None, False
            self._expects = True
            return True
        found = format_of(cells)
        if found is not None and found.sections:
            self.maker, self.is_new = self._make(found, cells), True
            return True
        if after_blank or self.maker is None:
            self.is_new = self.maker is not None or self._expects
            self.maker = None
            self._expects = False
            return True
        return False

    def _make(self, format_: Format, cells: list[str]) -> Maker:
        if format_ is meta_overview.DAYS:
            format_ = replace(
                format_,
                network=meta_overview.network_of(self.title) or self._network,
                figures={"primary": Figure(meta_overview.metric_of(self.title))},
            )
        made = maker(format_, cells, self._calendar)
        made.first = self._first
        self.made.append(made)
        return made
