"""The sheets of an XLSX file, row by row; nothing in it is calculated or run.

ECMA-376 part 1: 18.3.1.4 (c), 18.3.1.40 (f), 18.4.8 (si), 18.18.11 (ST_CellType), 18.2.28
(workbookPr), 18.8.30 (numFmt), 18.17.4.1 (dates).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from whetstone.core.kernel.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.formats.tables.caps import Caps
    from whetstone.formats.tables.packed import Archive
    from whetstone.formats.tables.styles import Styles

Cells = tuple[int, list[str], frozenset[int]]
"""The row as a spreadsheet counts it, its cells, and which of them are formulas or errors."""

_MAIN: Final = "{*}"
_BROKEN: Final = "the sheet cannot be read"
_AGAIN: Final = "Open it in a spreadsheet and save it again, or save it as CSV."
_LETTERS: Final = 26
_DIGITS: Final = 7  # a sheet has at most 1,048,576 rows
_MOST_INSIDE: Final = 16_384  # columns of a sheet
_STRINGS: Final = "xl/sharedStrings.xml"
WORKBOOK: Final = "xl/workbook.xml"


def is_workbook(archive: Archive) -> bool:
    """Whether the archive is an XLSX file."""
    return WORKBOOK in archive.names()


def sheets(archive: Archive) -> list[tuple[str, str]]:
    """(name, part) of each sheet, in the order of the workbook. Never empty."""
    links: dict[str, str] = {}
    for one in elements(archive, "xl/_rels/workbook.xml.rels", "Relationship"):
        links[one.get("Id") or ""] = (one.get("Target") or "").lstrip("/")
    here = []
    for one in elements(archive, WORKBOOK, "sheet"):
        found = [value for key, value in one.attrib.items() if key.endswith("}id")]
        target = links.get(found[0], "") if found else ""
        path = target if target.startswith("xl/") else f"xl/{target}"
        if path in archive.names():
            here.append((one.get("name") or "", path))
    if not here:
        raise Fault("file", "it has no sheet", _AGAIN)
    return here


def texts(archive: Archive) -> list[str]:
    """The texts that the cells of all sheets point to."""
    return _strings(archive) if _STRINGS in archive.names() else []


def rows(
    archive: Archive, sheet: str, strings: list[str], styles: Styles | None = None
) -> Iterator[Cells]:
    """The rows of a sheet; a formula or an error is marked, never its kept result.

    With `styles`, days and times are written as ISO 8601 and whole numbers that are longer than
    a spreadsheet can keep in the way that shows it (1.23E+16).
    """
    line = 0
    for row in elements(archive, sheet, "row", inside="c"):
        said = row.get("r") or ""
        line = int(said) if said.isdecimal() and len(said) <= _DIGITS else line + 1
        cells, odd = _cells(row, strings, archive.caps, styles)
        if any(cells) or odd:
            yield line, cells, odd


def _cells(
    row: Any, strings: list[str], caps: Caps, styles: Styles | None
) -> tuple[list[str], frozenset[int]]:
    cells: list[str] = []
    odd: set[int] = set()
    for cell in row.iterchildren(f"{_MAIN}c"):
        place = _column(cell.get("r") or "", len(cells))
        if place >= caps.most_cells:
            break
        cells += [""] * (place - len(cells))
        if cell.find(f"{_MAIN}f") is not None or cell.get("t") == "e":
            odd.add(place)
        text = _text(cell, strings, caps)
        if styles is not None and text and cell.get("t") in {None, "n"}:
            text = styles.shown(text, cell.get("s") or "")
        cells.append(text)
    return cells, frozenset(odd)


def _column(reference: str, following: int) -> int:
    """`C7` -> 2; where a cell does not say, it follows the one before."""
    found = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        found = found * _LETTERS + ord(letter) - 64
    return max(found - 1, following) if found else following


def _text(cell: Any, strings: list[str], caps: Caps) -> str:
    kind = cell.get("t")
    if kind == "inlineStr":
        return _joined(cell, caps)
    value = cell.findtext(f"{_MAIN}v") or ""
    if kind == "s":
        place = int(value) if value.isdigit() else -1
        if not 0 <= place < len(strings):
            raise Fault(f"cell {cell.get('r')}", _BROKEN, _AGAIN)
        return strings[place]
    return str(value).strip()


def _joined(element: Any, caps: Caps) -> str:
    """The text of a string with its runs, without the sounds noted above it (rPh)."""
    parts = [
        part.text or ""
        for part in element.iter(f"{_MAIN}t")
        if part.getparent().tag.rpartition("}")[2] != "rPh"
    ]
    return "".join(parts)[: caps.longest_cell].strip()


def _strings(archive: Archive) -> list[str]:
    found: list[str] = []
    length = 0
    for one in elements(archive, _STRINGS, "si", inside="t"):
        found.append(_joined(one, archive.caps))
        length += len(found[-1])
        if len(found) > archive.caps.most_strings or length > archive.caps.most_characters:
            raise Fault(_STRINGS, "it holds too many texts", archive.caps.split)
    return found


def elements(archive: Archive, name: str, tag: str, inside: str = "") -> Iterator[Any]:
    """Each element of a name, thrown away when it has been seen.

    Of what stands `inside` one, no more than a row can have: the rest would only fill memory.
    """
    if name not in archive.names():
        raise Fault("file", "it is no spreadsheet", _AGAIN)
    tags = [f"{_MAIN}{one}" for one in (tag, inside) if one]
    with archive.open(name) as part:
        if b"<!DOCTYPE" in part.peek(4096)[:4096].upper():  # type: ignore[attr-defined]  # a buffered reader
            raise Fault(name, "it declares a document type, as no spreadsheet does", _AGAIN)
        try:
            walk = etree.iterparse(
                part, tag=tags, resolve_entities=False, load_dtd=False, no_network=True,
                huge_tree=False,
            )  # fmt: skip
            within = 0
            for _event, element in walk:
                if element.tag.rpartition("}")[2] == inside:
                    within = _counted(within, name)
                    continue
                within = 0
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except etree.XMLSyntaxError as bad:
            raise Fault(name, _BROKEN, _AGAIN) from bad


def _counted(within: int, name: str) -> int:
    if within >= _MOST_INSIDE:
        raise Fault(name, "a row of it holds far too many cells", _AGAIN)
    return within + 1
