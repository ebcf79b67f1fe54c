"""PDF, by pypdf: the text that is in it. Pictures of text cannot be read here, and it is said."""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING, Final

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from whetstone.core.freshness.document import Document, placed
from whetstone.core.kernel.errors import Fault
from whetstone.formats.syllabi import limits
from whetstone.formats.syllabi.decoding import clean
from whetstone.formats.syllabi.shape import shaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FEWEST_A_PAGE: Final = 20
"""Letters a page, on average, below which a PDF counts as pictures."""
_BROKEN: Final = (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError,
                  RecursionError, OverflowError, NotImplementedError, AssertionError)  # fmt: skip


def read_pdf(name: str, data: bytes) -> Document:
    """The lines of the first pages, with their page numbers, and a note where there are more.

    Raises:
        Fault: locked, broken, or pictures only.
    """
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Fault(name, "it is locked with a password",
                        "Open it and save it without a password.")  # fmt: skip
        total = len(reader.pages)
        pages = list(_pages(reader, total))
    except _BROKEN as wrong:
        mend = "Open it and print it into a new PDF, or give the text."
        raise Fault(name, "this PDF is broken", mend) from wrong
    letters = sum(sum(map(str.isalpha, page)) for page in pages)
    if letters < _FEWEST_A_PAGE * max(1, len(pages)):
        _refuse_without_text(name, reader, pages, letters)
    rows = (
        (row, number, place)
        for number, page in enumerate(pages, start=1)
        for place, row in enumerate(page.split("\n"), start=1)
    )
    notes = ("first_pages",) if total > len(pages) else ()
    return Document(name, "pdf", placed(shaped(rows)), pages=total, notes=notes)


def _pages(reader: PdfReader, total: int) -> Iterator[str]:
    """The pages' text up to the limit of pages, or until half the time is used up."""
    ends = time.process_time() + limits.CPU_SECONDS / 2
    for index in range(min(total, limits.MOST_PAGES)):
        yield _text(reader, index)
        if time.process_time() > ends:
            return


def _text(reader: PdfReader, index: int) -> str:
    try:
        return clean(reader.pages[index].extract_text() or "")
    except _BROKEN:
        return ""


def _refuse_without_text(name: str, reader: PdfReader, pages: Sequence[str], letters: int) -> None:
    if any(_has_picture(reader, index) for index in range(min(len(pages), 20))):
        mend = "Save it as a searchable PDF with text recognition, or paste the text."
        raise Fault(name, "its pages are pictures of text (a scan), not read here", mend)
    if not letters:
        raise Fault(name, "there is no text in this PDF", "Paste the text instead.")


def _has_picture(reader: PdfReader, index: int) -> bool:
    try:
        resources = reader.pages[index].get("/Resources")
        things = resources.get_object().get("/XObject") if resources else None
        found = things.get_object() if things else {}
        return any(one.get_object().get("/Subtype") == "/Image" for one in found.values())
    except _BROKEN:
        return False
