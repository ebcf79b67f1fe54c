"""Word files, by python-docx. A macro is data that nobody runs: its file is read as text."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import PartFactory
from docx.package import Package
from docx.parts.document import DocumentPart
from docx.table import Table

from whetstone.core.freshness.document import Document, Line, LineKind, placed
from whetstone.core.kernel.errors import Fault
from whetstone.formats.syllabi import limits
from whetstone.formats.syllabi.decoding import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document as WordDocument
    from docx.text.paragraph import Paragraph

_MACROS: Final = "application/vnd.ms-word.document.macroEnabled.main+xml"
_BODY: Final = "word/document.xml"
_SAVE_AGAIN: Final = "Open it in your word processor and save it again, or save it as PDF."


def read_docx(name: str, data: bytes) -> Document:
    """Headings, paragraphs, list items and table rows, in the order of the document.

    Raises:
        Fault: it is no Word file, or one that is built to do harm.
    """
    has_macros = _check(name, data)
    PartFactory.part_type_for[_MACROS] = DocumentPart
    try:
        part = Package.open(io.BytesIO(data)).main_document_part
        if not isinstance(part, DocumentPart):
            raise Fault(name, "this is no Word document", _SAVE_AGAIN)
        lines = placed(_blocks(part.document))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile, SyntaxError) as wrong:
        raise Fault(name, "this Word file is broken", _SAVE_AGAIN) from wrong
    return Document(name, "docx", lines, notes=("macros_not_run",) if has_macros else ())


def _check(name: str, data: bytes) -> bool:
    """Refuse bombs and declarations before anything is unpacked; says whether it has macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > limits.MOST_ENTRIES:
                raise Fault(name, "it holds too many parts", _SAVE_AGAIN)
            _check_sizes(name, entries)
            if any(entry.flag_bits & 1 for entry in entries):
                raise Fault(name, "it is locked with a password",
                            "Open it and save it without a password.")  # fmt: skip
            names = {entry.filename for entry in entries}
            if _BODY not in names:
                raise Fault(name, "this is an archive, not a Word document",
                            "Unpack it and give the documents themselves.")  # fmt: skip
            _check_declarations(name, archive, entries)
            return any(entry.endswith("vbaProject.bin") for entry in names)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as wrong:
        raise Fault(name, "this Word file is broken", _SAVE_AGAIN) from wrong


def _check_sizes(name: str, entries: list[zipfile.ZipInfo]) -> None:
    bomb = any(
        entry.file_size > limits.RATIO_FROM
        and entry.file_size > limits.MOST_RATIO * max(1, entry.compress_size)
        for entry in entries
    )
    if bomb or sum(entry.file_size for entry in entries) > limits.MOST_UNPACKED:
        raise Fault(name, "it unpacks to far more than a document holds; it was not opened",
                    _SAVE_AGAIN)  # fmt: skip


def _check_declarations(
    name: str, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]
) -> None:
    for entry in entries:
        if not entry.filename.endswith((".xml", ".rels")):
            continue
        with archive.open(entry) as part:
            head = part.read(4096).replace(b"\x00", b"")
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise Fault(name, "it declares entities, which no word processor writes; not opened",
                        _SAVE_AGAIN)  # fmt: skip


def _blocks(document: WordDocument) -> Iterator[Line]:
    number = 0
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                number += 1
                cells = list(dict.fromkeys(clean(cell.text).strip() for cell in row.cells))
                yield Line(LineKind.ROW, " | ".join(filter(None, cells)), 0, number)
        else:
            number += 1
            yield _paragraph(block, number)


def _paragraph(paragraph: Paragraph, number: int) -> Line:
    text = clean(paragraph.text)
    style = (paragraph.style.name or "") if paragraph.style else ""
    if style == "Title":
        return Line(LineKind.HEADING, text, 0, number, depth=1)
    if style.startswith("Heading"):
        level = style.removeprefix("Heading").strip()
        return Line(LineKind.HEADING, text, 0, number, depth=int(level) if level.isdigit() else 1)
    properties = paragraph._p.pPr  # noqa: SLF001 - python-docx has no word for numbering
    is_item = style.startswith("List") or (properties is not None and properties.numPr is not None)
    return Line(LineKind.ITEM if is_item else LineKind.TEXT, text, 0, number)
