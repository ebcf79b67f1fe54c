"""Tables for a spreadsheet: text that no program takes for a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, "CSV injection")."""
    return f"'{cell}" if cell.startswith(BEGINS_A_FORMULA) else cell


def as_csv(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Lines of a CSV file, one by one, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    write = csv.writer(out).writerow
    out.write("\ufeff")
    for row in rows:
        write([safe(cell) for cell in row])
        yield out.getvalue()
        out.seek(0)
        out.truncate()
