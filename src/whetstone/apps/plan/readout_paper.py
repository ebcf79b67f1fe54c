"""A read-out or a report for the page, for paper and for a spreadsheet: one set of words."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.utils.translation import get_language

from whetstone.web import typeset
from whetstone.web.spreadsheet import csv_answer
from whetstone.web.workbook import sheet_name, workbook

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

SOURCE: Final = Path(__file__).parent / "templates" / "plan" / "paper.typ"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Months:
    """A figure month by month. A value is None where nothing is here; `whole` says which are over.

    `finding` says what it shows.
    """

    title: str
    finding: str
    labels: tuple[str, ...]
    values: tuple[float | None, ...]
    whole: tuple[bool, ...]
    top: float
    ticks: tuple[tuple[float, str], ...]

    @property
    def points(self) -> list[dict[str, Any]]:
        """The months as the macro `bars` takes them."""
        last = len(self.values) - 1
        return [
            {"place": place, "value": value, "whole": whole, "now": place == last}
            for place, (value, whole) in enumerate(zip(self.values, self.whole, strict=True))
        ]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A part: sentences, and a table in words. `raw` is the same for a spreadsheet, head first.

    `months` are small drawings, `same` the table that says the same, head first.
    """

    title: str
    says: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    raw: tuple[tuple[Cell, ...], ...] = ()
    notes: tuple[str, ...] = ()
    months: tuple[Months, ...] = ()
    same: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line with its band over weeks. `x` counts weeks; `mark` is where the campaign begins."""

    title: str
    finding: str
    points: tuple[tuple[float, float, float, float], ...]  # x, value, low, high
    ticks: tuple[tuple[float, str], ...]
    top: float
    y_ticks: tuple[tuple[float, str], ...]
    mark: tuple[float, str] | None = None
    target: tuple[float, str] | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that is said, in the order in which it is read."""

    name: str
    crumb: str
    title: str
    says: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    foot: str
    drawn: Drawn | None = None


def as_pdf(paper: Paper, *, now: dt.datetime) -> HttpResponse:
    """The same as a PDF, one column of A4, kept for good (PDF/A-2a)."""
    values = {**asdict(paper), "lang": (get_language() or "en").split("-")[0]}
    data = typeset.pdf(SOURCE.read_text(encoding="utf-8"), values, now=now, standard="a-2a")
    return _file(data, f"{paper.name}.pdf", "application/pdf")


def as_csv(paper: Paper) -> HttpResponse:
    """The same as one table: the part, then its cells."""
    return csv_answer(_lines(paper), name=f"{paper.name}.csv")


def as_workbook(paper: Paper) -> HttpResponse:
    """The same as a workbook: a sheet a part, figures as figures."""
    sheets: dict[str, list[tuple[Cell, ...]]] = {}
    sheets[sheet_name(paper.title)] = [(said,) for said in (paper.title, *paper.says, paper.foot)]
    for one in paper.sheets:
        rows = [*((said,) for said in one.says), *(one.raw or _told(one))]
        sheets.setdefault(sheet_name(one.title), []).extend([*rows, *((n,) for n in one.notes)])
    return _file(workbook(sheets), f"{paper.name}.xlsx", XLSX)


def _lines(paper: Paper) -> Iterator[tuple[str, ...]]:
    for said in (paper.title, *paper.says):
        yield ("", said)
    for one in paper.sheets:
        for row in (*((said,) for said in one.says), *(one.raw or _told(one))):
            yield (one.title, *(str(cell) for cell in row))
    yield ("", paper.foot)


def _told(one: Sheet) -> tuple[tuple[Cell, ...], ...]:
    return (one.head, *one.rows) if one.rows else ()


def _file(data: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
