"""Files made by code: small, and as hostile as they need to be."""

from __future__ import annotations

import io
import zipfile

import pytest
from benchmarks.syllabi import as_docx, as_pdf
from pypdf import PdfWriter

TEXT = "# Social media\n\n## Outcomes\n\n- write a holding statement\n- moderate a group\n"
LIST = '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'


def rewritten(data: bytes, **parts: bytes) -> bytes:
    """A package with some parts replaced or added; names have `__` for `/`."""
    changed = {name.replace("__", "/"): value for name, value in parts.items()}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename not in changed:
                new.writestr(entry.filename, old.read(entry))
        for name, value in changed.items():
            new.writestr(name, value)
    return out.getvalue()


@pytest.fixture
def word() -> bytes:
    return as_docx(TEXT)


@pytest.fixture
def pdf() -> bytes:
    return as_pdf(TEXT)


@pytest.fixture
def locked_pdf(pdf) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    writer.encrypt("a secret", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def scan() -> bytes:
    """A PDF of one page that holds one picture and no text."""
    return _pdf_of_pages(1, picture=True)


def _pdf_of_pages(n: int, *, picture: bool = False) -> bytes:
    from pypdf.generic import DictionaryObject, NameObject, NumberObject, StreamObject

    writer = PdfWriter()
    for _ in range(n):
        page = writer.add_blank_page(width=200, height=200)
        if picture:
            image = StreamObject()
            image._data = b"\x00"
            image.update(
                {
                    NameObject("/Type"): NameObject("/XObject"),
                    NameObject("/Subtype"): NameObject("/Image"),
                    NameObject("/Width"): NumberObject(1),
                    NameObject("/Height"): NumberObject(1),
                    NameObject("/ColorSpace"): NameObject("/DeviceGray"),
                    NameObject("/BitsPerComponent"): NumberObject(8),
                }
            )
            named = DictionaryObject({NameObject("/I"): writer._add_object(image)})
            page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): named})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def long_pdf(pdf) -> bytes:
    """A PDF of 520 pages, all the same page."""
    writer = PdfWriter()
    from pypdf import PdfReader

    page = PdfReader(io.BytesIO(pdf)).pages[0]
    for _ in range(520):
        writer.add_page(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
