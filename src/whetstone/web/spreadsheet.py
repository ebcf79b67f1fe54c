"""Tables for a spreadsheet: text that no program takes for a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from django.http import StreamingHttpResponse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.http import HttpResponse

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


def csv_answer(rows: Iterable[Sequence[str]], *, name: str) -> HttpResponse:
    """The same as a file to save, sent line by line."""
    answer = StreamingHttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer  # type: ignore[return-value]  # Django's two kinds of answer share no name
