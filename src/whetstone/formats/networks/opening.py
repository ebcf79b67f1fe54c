"""A file as a person has it -> its tables: one text, sheets of a workbook, files of an archive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from whetstone.core.kernel.errors import Fault
from whetstone.formats.networks import limits
from whetstone.formats.tables import separated, workbooks
from whetstone.formats.tables.packed import Archive
from whetstone.formats.tables.styles import Styles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

_ZIP: Final = b"PK\x03\x04"
_REFUSED: Final = (
    (b"\xd0\xcf\x11\xe0", "an old or locked spreadsheet", "Save it as XLSX without a password."),
    (b"%PDF", "a PDF holds no columns", "Export the data as CSV or XLSX."),
    (b"\x89PNG", "a picture holds no columns", "Export the data as CSV or XLSX."),
    (b"\xff\xd8\xff", "a picture holds no columns", "Export the data as CSV or XLSX."),
    (b"GIF8", "a picture holds no columns", "Export the data as CSV or XLSX."),
    (b"\x1f\x8b", "a kind of archive that is not read here", "Unpack it first."),
    (b"7z\xbc\xaf", "a kind of archive that is not read here", "Unpack it first."),
    (b"Rar!", "a kind of archive that is not read here", "Unpack it first."),
    (b"<", "a web page or XML, not an export", "Export the data as CSV or XLSX."),
)
_TEXTS: Final = (".csv", ".tsv", ".txt")
_HOLDS: Final = "the export"
_START: Final = 512

Line = tuple[int, list[str], frozenset[int]]
"""The row as a spreadsheet counts it, its cells, and which of them are formulas or errors."""


@dataclass(frozen=True, slots=True)
class Source:
    """One table that can be read, again and again. `name` is "" for a file that is one table."""

    name: str
    encoding: str
    lines: Callable[[], Iterator[Line]]
    is_sheet: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A file and its tables; `is_json`: it has none, but entries; `others` are left out."""

    encoding: str
    sources: tuple[Source, ...] = ()
    is_json: bool = False
    others: tuple[str, ...] = ()


def opened(file: BinaryIO, name: str) -> Opened:
    """Look what the file is made of.

    Raises:
        Fault: it cannot be read at all.
    """
    size = file.seek(0, 2)
    file.seek(0)
    if size > limits.MOST_BYTES:
        raise Fault(name, f"it is larger than {limits.MOST_BYTES // 1_000_000} MB",
                    limits.CAPS.split)  # fmt: skip
    start = file.read(_START)
    for magic, what, mend in _REFUSED:
        if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(magic):
            raise Fault(name, what, mend)
    if start.startswith(_ZIP):
        return _unpacked(Archive(file, limits.CAPS), name)
    encoding = separated.encoding_of(file, holds=_HOLDS, name=name, no_nul=True)
    first = start.decode(encoding, "ignore").lstrip("\ufeff \r\n\t")[:1]
    if first in {"[", "{"}:
        return Opened(encoding, is_json=True)
    return Opened(encoding, (Source("", encoding, lambda: _text(file, encoding, name)),))


def _unpacked(archive: Archive, name: str) -> Opened:
    if workbooks.is_workbook(archive):
        return Opened("xlsx", _sheets(archive))
    found, others = [], []
    for path in archive.names():
        short = path.rpartition("/")[2]
        if path.startswith("__MACOSX") or short.startswith("."):
            continue
        if short.lower().endswith(_TEXTS):
            found.append(_member(archive, path, short))
        else:
            others.append(short)
    if not found:
        raise Fault(name, "the archive holds no CSV file and is no workbook",
                    "Choose the archive as the network gave it, or one file of it.")  # fmt: skip
    return Opened("zip", tuple(found), others=tuple(others))


def _member(archive: Archive, path: str, short: str) -> Source:
    with archive.open(path) as part:
        encoding = separated.encoding_of(part, holds=_HOLDS, name=short, no_nul=True)

    def lines() -> Iterator[Line]:
        with archive.open(path) as part:
            yield from _text(part, encoding, short)  # type: ignore[arg-type]  # bytes that can be read again

    return Source(short, encoding, lines)


def _sheets(archive: Archive) -> tuple[Source, ...]:
    strings: list[str] = workbooks.texts(archive)
    styles = Styles(archive)

    def reader(sheet: str) -> Callable[[], Iterator[Line]]:
        return lambda: workbooks.rows(archive, sheet, strings, styles)

    return tuple(
        Source(name, "xlsx", reader(sheet), is_sheet=True)
        for name, sheet in workbooks.sheets(archive)
    )


def _text(file: BinaryIO, encoding: str, name: str) -> Iterator[Line]:
    none: frozenset[int] = frozenset()
    most = limits.MOST_CELLS
    for number, cells in separated.rows(file, encoding, most_cells=most, name=name):
        yield number, cells, none
