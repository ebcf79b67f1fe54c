"""Separated text: its encoding and separator found, its rows one by one; memory does not grow."""

from __future__ import annotations

import codecs
import csv
import io
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Final

from whetstone.core.kernel.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK: Final = 65_536
_SAMPLE: Final = 8_192
_MANY_ZEROS: Final = 0.3
_SEPARATORS: Final = (";", "\t", ",")
_NO_TEXT: Final = "this is no text"
AS_CSV: Final = "Save the sheet as CSV (UTF-8) or as XLSX."
_TOO_LONG: Final = 100_000
"""The csv module's own limit belongs to the whole process: another reader may have moved it."""
_LONGEST_LINE: Final = 2_000_000
_MOST_LINES: Final = 20_000
"""Characters of a line and lines of a row: beyond them it is no table."""
_TRIMMED: Final = " \r\n\xa0\u200b\ufeff"


def rows(
    file: IO[bytes], encoding: str, *, most_cells: int, name: str = "file"
) -> Iterator[tuple[int, list[str]]]:
    """(row as a spreadsheet counts it, its cells, trimmed); empty rows are given as they are.

    Raises:
        Fault: it is no text in that encoding, or a row cannot be told from the next.
    """
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        yield from _rows(text, most_cells, name)
    except UnicodeDecodeError as bad:
        raise Fault(name, f"it is no text in {encoding}", AS_CSV) from bad
    finally:
        with suppress(ValueError):  # the file may be closed before the reader is thrown away
            text.detach()


def encoding_of(file: IO[bytes], *, holds: str, name: str = "file", no_nul: bool = False) -> str:
    """By mark, else UTF-8 where all of it is, else UTF-16 by its zeros, else Windows-1252.

    `holds` is what the file should hold: "the people". With `no_nul` a text of one byte a letter
    that holds a zero byte is refused.
    """
    file.seek(0)
    sample = file.read(_SAMPLE)
    if not sample.strip():
        raise Fault(name, "it is empty", f"Choose the file that holds {holds}.")
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    if sample.count(0) > _MANY_ZEROS * len(sample):
        return _by_zeros(sample, name)
    for encoding in ("utf-8", "cp1252"):
        file.seek(0)
        if _decodes(file, encoding, name if no_nul else ""):
            return encoding
    raise Fault(name, "its letters are in an encoding that is not known here", AS_CSV)


def _by_zeros(sample: bytes, name: str) -> str:
    little, big = sample[1::2].count(0), sample[0::2].count(0)
    if max(little, big) * 2 > _MANY_ZEROS * len(sample):
        return "utf-16-le" if little >= big else "utf-16-be"
    raise Fault(name, _NO_TEXT, AS_CSV)


def _rows(text: io.TextIOWrapper, most: int, name: str) -> Iterator[tuple[int, list[str]]]:
    sample = text.read(_SAMPLE)
    skipped = 0
    if sample[:4].lower() == "sep=":
        separator, skipped = sample[4:5].strip("\r\n") or ",", 1
    else:
        separator = _separator(sample)
    text.seek(0)
    if skipped:
        text.readline()
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=separator)
    try:
        for number, cells in enumerate(reader, start=1 + skipped):
            lines.of_row = 0
            _refuse_long(cells)
            yield number, [cell.strip(_TRIMMED) for cell in cells[:most]]
    except csv.Error as bad:
        where = f"{name}:{reader.line_num}"
        raise Fault(where, "a quotation mark is not closed, or a cell is far too long",
                    "Look at this row and the one before it.") from bad  # fmt: skip


class _Lines:
    """The lines of a text, none longer and no row of more lines than memory should hold."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self.of_row = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(_LONGEST_LINE)
        if not line:
            raise StopIteration
        self.of_row += 1
        if len(line) == _LONGEST_LINE or self.of_row > _MOST_LINES:
            raise csv.Error("a row is far too long")
        return line


def _refuse_long(cells: list[str]) -> None:
    if any(len(cell) > _TOO_LONG for cell in cells):
        raise csv.Error("a cell is far too long")


def _separator(sample: str) -> str:
    """What stands most often in the first rows, outside quotation marks."""
    counts = dict.fromkeys(_SEPARATORS, 0)
    for line in sample.splitlines()[:20]:
        bare = "".join(line.split('"')[::2])
        for one in _SEPARATORS:
            counts[one] += bare.count(one)
    return max(_SEPARATORS, key=lambda one: (counts[one], one == ","))


def _decodes(file: IO[bytes], encoding: str, no_nul_in: str) -> bool:
    decode = codecs.getincrementaldecoder(encoding)().decode
    try:
        while chunk := file.read(_CHUNK):
            if no_nul_in and b"\0" in chunk:
                raise Fault(no_nul_in, "it holds signs with no meaning in a text (NUL)", AS_CSV)
            decode(chunk)
        decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
