"""The gradebook as a file for a spreadsheet: UTF-8 with its mark, and no cell a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from whetstone.apps.connect import work_words as words
from whetstone.core.rollup.gradebook import COUNTS
from whetstone.web import spreadsheet

if TYPE_CHECKING:
    from whetstone.apps.connect.book import Book, Cell
    from whetstone.core.rollup.gradebook import Total

HUNDRED: Final = 100


def as_csv(book: Book) -> str:
    """A row for each student: name, address, each mark, the total, and what it rests on.

    Marks are figures of 100 with a point; what is no mark stands in words.
    """
    head = [_("Student"), _("E-mail")]
    head += [f"{one.title} ({words.kind_name(one.kind)})" for one in book.assignments]
    head += [_("Total"), _("On so much of 100 of all weights"), _("Dropped"), _("Withdrawn")]
    titles = {one.pk: one.title for one in book.assignments}
    rows = [
        [row.student.name, row.student.email, *map(_figure, row.cells), *_total(row.total, titles)]
        for row in book.rows
    ]
    return "".join(spreadsheet.as_csv([head, *rows]))


def _figure(cell: Cell) -> str:
    if cell.mark.state in COUNTS and cell.mark.share is not None:
        return f"{HUNDRED * cell.mark.share:.1f}"
    return words.state(cell)


def _total(one: Total, titles: dict[int, str]) -> list[str]:
    return [
        "" if one.share is None else f"{HUNDRED * one.share:.1f}",
        f"{HUNDRED * one.counted:.1f}",
        ", ".join(titles[pk] for pk in sorted(one.dropped)),
        ", ".join(titles[pk] for pk in sorted(one.rescaled)),
    ]
