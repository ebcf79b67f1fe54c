"""Which format a file has, told by its content and never by its name; and how it is read."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from whetstone.core.freshness.document import placed
from whetstone.core.kernel.errors import Fault
from whetstone.formats.syllabi import limits
from whetstone.formats.syllabi.catalogue import looks_like_catalogue, read_catalogue
from whetstone.formats.syllabi.decoding import decode
from whetstone.formats.syllabi.text import read_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from whetstone.core.freshness.document import Document

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_HTML: Final = re.compile(
    r"<(!doctype\s+html|html|body|h[1-6]|p|ul|table|div)\b[^>]*>", re.IGNORECASE
)
_MARKDOWN: Final = re.compile(r"^(#{1,6}\s+\S|\|?\s*:?-{3,}:?\s*\|)", re.MULTILINE)
_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF")
_HEAD: Final = 4000


def read(name: str, data: bytes) -> Document:
    """Read one file of any known format.

    Raises:
        Fault, Faults: what is wrong with it, and what to do.
    """
    if not data.strip():
        raise Fault(name, "the file is empty", "Check that it was saved, and choose it again.")
    if len(data) > limits.MOST_BYTES:
        most = limits.MOST_BYTES // 1_000_000
        raise Fault(name, f"it is larger than {most} MB",
                    "Leave out pictures, or give the syllabus without its readings.")  # fmt: skip
    document = _reader(kind_of(name, data))(name, data)
    if not document.lines:
        raise Fault(name, "nothing to read was found in it", "Paste the text instead.")
    return _cut(document)


def _reader(kind: str) -> Callable[[str, bytes], Document]:
    """How a format is read. Its library is loaded when a file of it comes, not at every start."""
    if kind == "pdf":
        from whetstone.formats.syllabi.pdf import read_pdf as reader
    elif kind == "docx":
        from whetstone.formats.syllabi.docx import read_docx as reader
    elif kind == "html":
        from whetstone.formats.syllabi.html import read_html as reader
    elif kind == "markdown":
        from whetstone.formats.syllabi.markdown import read_markdown as reader
    else:
        reader = read_catalogue if kind == "csv" else read_text
    return reader


def kind_of(name: str, data: bytes) -> str:
    """The key of the reader.

    Raises:
        Fault: a kind of file that is known and not read here.
    """
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "docx"
    if data.startswith(_OLE):
        if _LOCKED in data:
            raise Fault(name, "it is locked with a password",
                        "Open it and save it without a password.")  # fmt: skip
        raise Fault(name, "this is a Word file of before 2007", "Save it as DOCX or PDF.")
    if data.lstrip().startswith(b"{\\rtf"):
        raise Fault(name, "this is a rich text file", "Save it as DOCX or PDF.")
    if data.startswith(_PICTURES):
        raise Fault(name, "this is a picture, which is not read here", "Paste the text instead.")
    return _kind_of_text(decode(name, data)[0])


def _kind_of_text(text: str) -> str:
    head = text[:_HEAD]
    if len(_HTML.findall(head)) > 1 or head.lstrip().lower().startswith(("<!doctype", "<html")):
        return "html"
    if looks_like_catalogue(text):
        return "csv"
    return "markdown" if _MARKDOWN.search(text) else "text"


def _cut(document: Document) -> Document:
    """The document within the limits, and a note where something was left out."""
    lines, length, was_cut = [], 0, False
    for line in document.lines[: limits.MOST_LINES]:
        if len(line.text) > limits.LONGEST_LINE and not document.is_catalogue:
            was_cut = True
            line = replace(line, text=line.text[: limits.LONGEST_LINE])  # noqa: PLW2901
        length += len(line.text) + 1
        if length > limits.MOST_CHARACTERS:
            break
        lines.append(line)
    if len(lines) == len(document.lines) and not was_cut:
        return document
    courses = tuple(one for one in document.courses if one.line < len(lines))
    notes = (*document.notes, "cut_short")
    return replace(document, lines=placed(lines), courses=courses, notes=notes)
