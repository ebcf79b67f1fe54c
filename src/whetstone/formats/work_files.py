"""Files that people hand in: which kinds are taken, told by name and by their first bytes.

Nothing in them is opened or run. A page or a drawing with script (HTML, SVG) is no kind here: a
browser would run it.
"""

from __future__ import annotations

from typing import Final

from whetstone.core.kernel.errors import Fault, Faults

_ZIP: Final = b"PK\x03\x04"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_OPEN: Final = "application/vnd.oasis.opendocument"
_TEXT: Final = b""
"""No first bytes: it must read as text."""
KINDS: Final[dict[str, tuple[str, bytes]]] = {
    "pdf": ("application/pdf", b"%PDF-"),
    "docx": (f"{_OFFICE}.wordprocessingml.document", _ZIP),
    "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", _ZIP),
    "pptx": (f"{_OFFICE}.presentationml.presentation", _ZIP),
    "odt": (f"{_OPEN}.text", _ZIP),
    "ods": (f"{_OPEN}.spreadsheet", _ZIP),
    "odp": (f"{_OPEN}.presentation", _ZIP),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    "csv": ("text/csv; charset=utf-8", _TEXT),
    "md": ("text/markdown; charset=utf-8", _TEXT),
    "txt": ("text/plain; charset=utf-8", _TEXT),
}
"""By the end of the name: what it is, and how it begins."""
ENDINGS: Final = ", ".join(sorted(KINDS))
LONGEST_NAME: Final = 120


def kind_of(name: str, data: bytes) -> str:
    """The media type of a file.

    Raises:
        Faults: its kind is not taken, or it is not what its name says.
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in KINDS:
        raise Faults([Fault("file", "is of a kind that is not taken.", f"Taken: {ENDINGS}.")])
    kind, begins = KINDS[ending]
    if not data.startswith(begins) or (begins is _TEXT and not _is_text(data)):
        raise Faults([Fault("file", f"does not hold what “.{ending}” says.", "Save it anew.")])
    return kind


def plain_name(name: str) -> str:
    """A name without folders and control signs, its ending kept, at most 120 signs."""
    last = name.replace("\\", "/").rpartition("/")[2]
    last = "".join(sign for sign in last if sign.isprintable()).strip(". ") or "file"
    stem, dot, ending = last.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}" if dot else last[:LONGEST_NAME]


def _is_text(data: bytes) -> bool:
    try:
        return "\x00" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False
