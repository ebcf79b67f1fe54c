"""What a file is: its format, its columns, and what has to be asked before it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whetstone.core.kernel.errors import Fault
from whetstone.formats.networks import mastodon
from whetstone.formats.networks.answers import Options, Recognised, Sheet
from whetstone.formats.networks.canon import Column
from whetstone.formats.networks.heads import Head, head_of, window_in
from whetstone.formats.networks.mapped import by_mapping
from whetstone.formats.networks.opening import Opened, Source, opened
from whetstone.formats.networks.shape import plain

if TYPE_CHECKING:
    from datetime import date
    from typing import BinaryIO

Table = tuple[Source, Head]


def recognise(file: BinaryIO, name: str, options: Options | None = None) -> Recognised:
    """What the file is; `format` "" where no known header matched.

    With options it is seen as it would be read with them: by their mapping, and without the
    questions that they answer.

    Raises:
        Fault, Faults: it cannot be read at all (locked, binary, empty, too large, it lies about
            its size), or the mapping does not fit.
    """
    return look(file, name, options or Options())[0]


def look(
    file: BinaryIO, name: str, options: Options
) -> tuple[Recognised, Opened, tuple[Table, ...]]:
    """What the file is, with its tables and their heads, for the reading."""
    found = opened(file, name)
    if found.is_json:
        return mastodon.recognised(file, found.encoding), found, ()
    tables = tuple((one, head_of(one, options.mapping)) for one in found.sources)
    if options.mapping is not None:
        _map(tables, options, name)
    if not any(head.line for _source, head in tables):
        raise Fault(name, "it is empty", "Choose the file that holds the export.")
    return _recognised(found, tables, name, options), found, tables


def _map(tables: tuple[Table, ...], options: Options, name: str) -> None:
    own = by_mapping(options)
    fitting = [head for _source, head in tables if head.line]
    if not fitting:
        raise Fault(name, "no row holds all the columns of the mapping",
                    "Map the columns of this file anew.")  # fmt: skip
    for head in fitting:
        head.format = own


def _recognised(
    found: Opened, tables: tuple[Table, ...], name: str, options: Options
) -> Recognised:
    sheets = tuple(_sheet(source, head) for source, head in tables)
    place = next(
        (n for n, (_s, head) in enumerate(tables) if head.format),
        next((n for n, (_s, head) in enumerate(tables) if head.line), 0),
    )
    head, sheet = tables[place][1], sheets[place]
    window = options.window or _window(head) or window_in(name)
    format_ = head.format
    network = format_.network if format_ else options.network
    return Recognised(
        format=sheet.format,
        network=options.network if options.network and network == "meta" else network,
        makes=sheet.makes,
        encoding=tables[place][0].encoding or found.encoding,
        sheets=sheets,
        header_line=sheet.header_line,
        columns=sheet.columns,
        samples=sheet.samples,
        questions=_questions(tables, window, options),
        zone=options.zone or (format_.zone if format_ else ""),
        window=window,
    )


def _sheet(source: Source, head: Head) -> Sheet:
    one = head.format
    columns = tuple(one.column(cell) if one else Column(cell) for cell in head.cells)
    return Sheet(
        source.name, one.key if one else "", one.makes if one else "", head.line, columns,
        tuple(head.samples),
    )  # fmt: skip


def _window(head: Head) -> tuple[date, date] | None:
    return (head.first, head.last) if head.first and head.last else None


def _questions(
    tables: tuple[Table, ...], window: tuple[date, date] | None, options: Options
) -> tuple[str, ...]:
    known = [head.format for _source, head in tables if head.format]
    if not known:
        return ("mapping",)
    asked = {what for one in known for what in one.asks}
    if window or options.year_hint or not _lacks_year(tables):
        asked.discard("year")
    if options.zone:
        asked.discard("zone")
    if options.network:
        asked.discard("network")
    if options.mapping is not None and any("published" in one.holds.values() for one in known):
        asked |= set() if options.zone else {"zone"}
    return tuple(sorted(asked))


def _lacks_year(tables: tuple[Table, ...]) -> bool:
    """Whether dates among the samples have no year, where a format may leave it out."""
    for _source, head in tables:
        if head.format is None or "year" not in head.format.asks:
            continue
        for place, cell in enumerate(head.cells):
            if head.format.holds.get(plain(cell)) in {"on", "published"}:
                said = [row[place] for row in head.samples if place < len(row)]
                if any(not _has_year(one) for one in said if one):
                    return True
    return False


def _has_year(text: str) -> bool:
    digits = "".join(one if one.isdecimal() else " " for one in text).split()
    return any(len(one) >= 4 for one in digits)  # noqa: PLR2004 - a year has four digits
