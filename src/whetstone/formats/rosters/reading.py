"""A roster of any kind we know -> rows, one by one."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final

from whetstone.core.kernel.errors import Fault
from whetstone.formats.rosters import limits, oneroster, texts
from whetstone.formats.rosters.cells import Cells
from whetstone.formats.rosters.columns import BY_PLACE, read_head
from whetstone.formats.rosters.rows import Row
from whetstone.formats.tables import workbooks
from whetstone.formats.tables.packed import Archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from whetstone.formats.rosters.rows import Known

_ZIP: Final = b"PK\x03\x04"
_OLD: Final = b"\xd0\xcf\x11\xe0"  # the container of .xls, and of locked .xlsx files
_PDF: Final = b"%PDF"

Note = tuple[str, str]
"""A remark about the whole file: what it is, and what it is about."""


def read_rows(
    file: IO[bytes], *, known: Known, note: Callable[[Note], None] | None = None
) -> Iterator[Row]:
    """Each row of a roster with its flaws; remarks about the whole file go to `note`.

    Raises:
        Fault: the file cannot be read on; rows that were given before are no good without it.
    """
    say = note or (lambda _note: None)
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if start.startswith(_OLD):
        raise Fault("file", "an old or locked spreadsheet", "Save it as XLSX without a password.")
    if start.startswith(_PDF):
        raise Fault("file", "a PDF holds no columns", "Export the list as CSV or XLSX.")
    if not start.startswith(_ZIP):
        yield from _listed(texts.rows(file), known, say)
        return
    archive = Archive(file, limits.CAPS)
    if workbooks.is_workbook(archive):
        yield from _listed(_first_sheet(archive), known, say)
    elif any(name.lower().endswith(".csv") for name in archive.names()):
        yield from oneroster.rows(archive, say)
    else:
        raise Fault("file", "neither a spreadsheet nor a OneRoster archive",
                    "Choose a CSV, an XLSX, or the zip of OneRoster 1.2 CSV files.")  # fmt: skip


def _first_sheet(archive: Archive) -> Iterator[workbooks.Cells]:
    _name, sheet = workbooks.sheets(archive)[0]
    return workbooks.rows(archive, sheet, workbooks.texts(archive))


def _listed(
    lines: Iterator[workbooks.Cells], known: Known, say: Callable[[Note], None]
) -> Iterator[Row]:
    """The rows of a list, with or without heads."""
    places: dict[str, int] = {}
    count = 0
    for number, cells, odd in lines:
        if not places:
            places = _places(cells, say)
            if places:
                continue
            places = {what: place for place, what in enumerate(BY_PLACE)}
        count += 1
        if count > limits.MOST_ROWS:
            raise Fault(f"row {number}", f"more than {limits.MOST_ROWS} rows", "Split the list.")
        yield _row(number, Cells(cells, places, odd), known)


def _places(cells: list[str], say: Callable[[Note], None]) -> dict[str, int]:
    places, unknown, twice = read_head(cells)
    if twice:
        raise Fault("row 1", f"a column stands twice: {', '.join(twice)}", "Keep one of them.")
    for head in unknown:
        say(("column_left_out", head))
    return places


def _row(number: int, cells: Cells, known: Known) -> Row:
    name, email = cells.full_name(), cells.address()
    source_id = cells.text("source_id", most=limits.LONGEST_ID)
    if not name and not email and not source_id:
        cells.miss("name")
    group = cells.text("class")
    return Row(
        line=number,
        source_id=source_id,
        name=name,
        email=email,
        role_id=cells.role(known),
        title=cells.text("title"),
        team=cells.text("team"),
        class_key=group.lower(),
        class_name=group,
        rights=cells.rights(known),
        leaves=cells.leaves(),
        flaws=tuple(cells.flaws),
        warnings=tuple(cells.warnings),
    )
