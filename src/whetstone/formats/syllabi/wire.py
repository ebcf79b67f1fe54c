"""Documents and faults as JSON: between the reading process and the one that asked, and stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whetstone.core.freshness.document import Course, Document, Line, LineKind, placed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.core.kernel.errors import Fault


def as_json(document: Document) -> dict[str, Any]:
    """The document as plain values."""
    return {
        "name": document.name,
        "format": document.format,
        "pages": document.pages,
        "notes": list(document.notes),
        "lines": [
            [line.kind.value, line.text, line.page, line.number, line.depth]
            for line in document.lines
        ],
        "courses": [
            [one.programme, one.title, one.required, one.line, one.hours, one.credits]
            for one in document.courses
        ],
    }


def from_json(data: Mapping[str, Any]) -> Document:
    """The document again; offsets are counted anew."""
    lines = (
        Line(LineKind(kind), text, page, number, depth=depth)
        for kind, text, page, number, depth in data["lines"]
    )
    return Document(
        data["name"],
        data["format"],
        placed(lines),
        data["pages"],
        tuple(Course(*row) for row in data["courses"]),
        tuple(data["notes"]),
    )


def faults_as_json(faults: tuple[Fault, ...]) -> list[list[str]]:
    """Faults as triples."""
    return [[fault.where, fault.what, fault.mend] for fault in faults]
