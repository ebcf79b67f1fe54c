"""Separated text: its encoding and separator found, its rows one by one; memory does not grow."""

from __future__ import annotations

import codecs
import csv
import io
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Final

from whetstone.core.kernel.errors import Fault
from whetstone.formats.rosters import limits

if TYPE_CHECKING:
    from collections.abc import Iterator

Cells = tuple[int, list[str], frozenset[int]]
"""The row as a spreadsheet counts it, its cells, and which of them are formulas or errors."""

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
_AS_CSV: Final = "Save the sheet as CSV (UTF-8) or as XLSX."


def rows(file: IO[bytes], *, name: str = "file") -> Iterator[Cells]:
    """The rows of a separated text, trimmed; empty rows are left out.

    Raises:
        Fault: it is no text, or a row cannot be told from the next.
    """
    encoding = _encoding(file, name)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        yield from _rows(text, name)
    except UnicodeDecodeError as bad:
        raise Fault(name, f"it is no text in {encoding}", _AS_CSV) from bad
    finally:
        with suppress(ValueError):  # the file may be closed before the reader is thrown away
            text.detach()


def _rows(text: io.TextIOWrapper, name: str) -> Iterator[Cells]:
    sample = text.read(_SAMPLE)
    skipped = 0
    if sample[:4].lower() == "sep=":
        separator, skipped = sample[4:5] or ",", 1
    else:
        separator = _separator(sample)
    text.seek(0)
    if skipped:
        text.readline()
    reader = csv.reader(text, delimiter=separator)
    try:
        for number, cells in enumerate(reader, start=1 + skipped):
            _refuse_long(cells)
            trimmed = [cell.strip(" \r\n\xa0\u200b\ufeff") for cell in cells[: limits.MOST_CELLS]]
            if any(trimmed):
                yield number, trimmed, frozenset()
    except csv.Error as bad:
        where = f"{name}:{reader.line_num}"
        raise Fault(where, "a quotation mark is not closed, or a cell is far too long",
                    "Look at this row and the one before it.") from bad  # fmt: skip


_TOO_LONG = 100_000
"""The csv module's own limit belongs to the whole process: another reader may have moved it."""


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


def _encoding(file: IO[bytes], name: str) -> str:
    """By mark, else UTF-8 where all of it is, else UTF-16 by its zeros, else Windows-1252."""
    sample = file.read(_SAMPLE)
    if not sample.strip():
        raise Fault(name, "it is empty", "Choose the file that holds the people.")
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    zeros = sample.count(0)
    if zeros > _MANY_ZEROS * len(sample):
        little = sample[1::2].count(0) >= sample[0::2].count(0)
        if max(sample[1::2].count(0), sample[0::2].count(0)) * 2 > _MANY_ZEROS * len(sample):
            return "utf-16-le" if little else "utf-16-be"
        raise Fault(name, _NO_TEXT, _AS_CSV)
    file.seek(0)
    for encoding in ("utf-8", "cp1252"):
        if _decodes(file, encoding):
            return encoding
        file.seek(0)
    raise Fault(name, "its letters are in an encoding that is not known here", _AS_CSV)


def _decodes(file: IO[bytes], encoding: str) -> bool:
    decode = codecs.getincrementaldecoder(encoding)().decode
    try:
        while chunk := file.read(_CHUNK):
            decode(chunk)
        decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
