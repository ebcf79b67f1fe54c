"""An export of a network -> rows, one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from whetstone.core.kernel.errors import Fault
from whetstone.formats.networks import heads, limits, mastodon, values
from whetstone.formats.networks.canon import DayRow, Flaw, PostRow, Row, Total
from whetstone.formats.networks.dates import Calendar, order_in, year_before, zone_named
from whetstone.formats.networks.makers import Maker, Posts
from whetstone.formats.networks.parts import Parts
from whetstone.formats.networks.recognising import look
from whetstone.formats.networks.shape import plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from whetstone.formats.networks.answers import Options, Recognised
    from whetstone.formats.networks.heads import Head
    from whetstone.formats.networks.opening import Line, Opened, Source
    from whetstone.formats.networks.recognising import Table
    from whetstone.formats.networks.shape import Format

_FOOTER: Final = "showing top"
OFF: Final = 0.005
"""A total that differs by more than this share from its rows is told (import contract, 6)."""
_MOSTLY: Final = 0.5
_SOME: Final = 3


class Export:
    """A file that is being read: its rows once, then what it says about itself.

    The column of a flaw or total is "Sheet!Column" where the file holds several tables.

    `totals` and `counts` are whole when `rows()` is exhausted; `counts` holds "rows", "taken",
    "refused", "warned", "totals", "footers".
    """

    def __init__(
        self, file: BinaryIO, options: Options, seen: tuple[Recognised, Opened, tuple[Table, ...]]
    ) -> None:
        self.head, self._opened, self._tables = seen
        self.totals: tuple[Total, ...] = ()
        self.counts = dict.fromkeys(("rows", "taken", "refused", "warned", "totals", "footers"), 0)
        self._file, self._options = file, options
        self._size = file.seek(0, 2)

    def rows(self) -> Iterator[Row | Flaw]:
        """Every row that is taken, and every flaw, in the order of the file.

        Raises:
            Fault: the file cannot be read on; rows that were given before are no good without it.
        """
        if self._opened.is_json:
            yield from self._counted(mastodon.rows(self._file, self._opened.encoding))
            return
        for name in self._opened.others:
            yield self._warn(Flaw(0, "", "left_out", values.shown(name)))
        for source, head in self._tables:
            if head.format is not None:
                yield from self._named(source, head, head.format)
            elif head.line:
                shown = values.shown(source.name or head.title)
                yield self._warn(Flaw(head.line, "", "left_out", shown))

    def share_read(self) -> float:
        """How much of the file has been passed, from 0 to 1, about."""
        at = self._file.tell()
        return min(1.0, at / self._size) if self._size else 1.0

    def _named(self, source: Source, head: Head, format_: Format) -> Iterator[Row | Flaw]:
        """A table's rows; where a file has several, its name stands before each column."""
        before = len(self.totals)
        sheet = f"{source.name}!" if len(self._tables) > 1 else ""
        for one in self._table(source, head, format_):
            if sheet and isinstance(one, Flaw):
                yield replace(one, column=f"{sheet}{one.column}")
            else:
                yield one
        self.totals = (
            *self.totals[:before],
            *(replace(one, column=f"{sheet}{one.column}") for one in self.totals[before:]),
        )

    def _counted(self, found: Iterator[Row | Flaw]) -> Iterator[Row | Flaw]:
        for one in found:
            self._count()
            self.counts["refused" if isinstance(one, Flaw) else "taken"] += 1
            yield one

    def _table(self, source: Source, head: Head, format_: Format) -> Iterator[Row | Flaw]:
        calendar = self._calendar(source, head, format_)
        parts = Parts(format_, head, calendar, self.head.network)
        blank = False
        for line, cells, odd in source.lines():
            if line <= head.line or heads.is_comment(cells):
                continue
            if not any(cells):
                blank = True
                continue
            if format_.sections and parts.turn(cells, after_blank=blank):
                if parts.maker is None and parts.is_new:
                    yield self._warn(Flaw(line, "", "left_out", values.shown(parts.title)))
            elif parts.maker is not None:
                yield from self._row(parts.maker, (line, cells, odd), is_sheet=source.is_sheet)
            blank = False
        for one in parts.made:
            yield from self._close(one, head.line)

    def _row(self, make: Maker, line: Line, *, is_sheet: bool) -> Iterator[Row | Flaw]:
        number, cells, odd = line
        if cells[0][:11].lower() == _FOOTER:
            self.counts["footers"] += 1
            yield self._warn(Flaw(number, make.head[0], "cut", values.shown(cells[0])))
            return
        if make.is_total(cells):
            self.counts["totals"] += 1
            make.take_total(cells)
            return
        self._count()
        fitted = make.fitted(cells, is_sheet=is_sheet)
        if isinstance(fitted, str):
            made: Row | list[Flaw] = [Flaw(number, "", fitted, values.shown(cells[0]))]
        else:
            made = make.make(number, fitted, odd)
        if isinstance(made, list):
            self.counts["refused"] += 1
            yield from made
            return
        self.counts["taken"] += 1
        make.add(made.figures)
        yield made
        if isinstance(made, PostRow) and made.published is None and make.header("published"):
            yield self._warn(Flaw(number, make.header("published"), "undated", refuses=False))
        if late := self._late(made):
            header = make.header("published") or make.header("on")
            yield self._warn(Flaw(number, header, "later", late))

    def _late(self, made: Row) -> str:
        """The day of a row that comes after the export was made, a day of zones aside; or ""."""
        on = made.on if isinstance(made, DayRow) else None
        if isinstance(made, PostRow) and made.published:
            on = made.published.date()
        until = self._options.seen_on
        return on.isoformat() if on and until and (on - until).days > 1 else ""

    def _close(self, make: Maker, line: int) -> Iterator[Flaw]:
        """What a table says of itself when all of it has been read."""
        for name, stated in make.stated.items():
            column, summed = make.adding[name], make.sums[name]
            self.totals += (Total(column, stated, round(summed, 6)),)
            if abs(stated - summed) > OFF * max(abs(stated), abs(summed)):
                shown = f"{stated:,.10g}, {summed:,.10g}"
                yield self._warn(Flaw(line, column, "total_differs", shown))
        if isinstance(make, Posts) and make.rounded_ids >= max(_SOME, make.long_ids * _MOSTLY):
            shown = f"{make.rounded_ids} of {make.long_ids}"
            yield self._warn(Flaw(line, make.header("post_id"), "rounded_ids", shown))

    def _calendar(self, source: Source, head: Head, format_: Format) -> Calendar:
        options = self._options
        order = format_.order
        if options.day_first is not None:
            order = "d" if options.day_first else "m"
        elif not order:
            order = _order_shown(source, head, format_)
        window = self.head.window
        if window is None and options.year_hint is not None:
            window = year_before(options.year_hint)
        return Calendar(zone_named(options.zone or format_.zone), order, window)

    def _count(self) -> None:
        self.counts["rows"] += 1
        if self.counts["rows"] > limits.MOST_ROWS:
            raise Fault("file", f"more than {limits.MOST_ROWS:,} rows", limits.CAPS.split)

    def _warn(self, flaw: Flaw) -> Flaw:
        self.counts["warned"] += 1
        return replace(flaw, refuses=False)


def read(file: BinaryIO, name: str, options: Options) -> Export:
    """Make ready to read a file as the options say.

    Raises:
        Fault, Faults: it cannot be read at all, no known header matched and there is no mapping,
            or an option cannot be.
    """
    zone_named(options.zone)
    seen = look(file, name, options)
    if not seen[0].format:
        raise Fault(name, "its header is not known here", "Say what its columns hold.")
    return Export(file, options, seen)


def _order_shown(source: Source, head: Head, format_: Format) -> str:
    """The order of slashed dates that the column itself shows: a day above 12; "" where none."""
    places = [
        place for place, cell in enumerate(head.cells)
        if format_.holds.get(plain(cell)) in {"on", "published"}
    ]  # fmt: skip
    for line, cells, _odd in source.lines() if places else ():
        if line <= head.line:
            continue
        for place in places:
            if place < len(cells) and (order := order_in(cells[place])):
                return order
    return ""
