"""The first sheet of an XLSX file, row by row; nothing in it is calculated or run.

ECMA-376 part 1: 18.3.1.4 (c), 18.3.1.40 (f), 18.4.8 (si), 18.18.11 (ST_CellType).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from whetstone.core.kernel.errors import Fault
from whetstone.formats.rosters import limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.formats.rosters.packed import Archive
    from whetstone.formats.rosters.texts import Cells

_MAIN: Final = "{*}"
_BROKEN: Final = "the sheet cannot be read"
_AGAIN: Final = "Open it in a spreadsheet and save it again, or save it as CSV."
_LETTERS: Final = 26
_DIGITS: Final = 7  # a sheet has at most 1,048,576 rows
_STRINGS: Final = "xl/sharedStrings.xml"


def rows(archive: Archive) -> Iterator[Cells]:
    """The rows of the first sheet; a formula or an error is marked, never its kept result."""
    sheet = _first_sheet(archive)
    strings = _strings(archive) if _STRINGS in archive.names() else []
    line = 0
    for row in _elements(archive, sheet, "row"):
        said = row.get("r") or ""
        line = int(said) if said.isdecimal() and len(said) <= _DIGITS else line + 1
        cells, odd = _cells(row, strings)
        if any(cells) or odd:
            yield line, cells, odd


def _cells(row: Any, strings: list[str]) -> tuple[list[str], frozenset[int]]:
    cells: list[str] = []
    odd: set[int] = set()
    for cell in row.iterchildren(f"{_MAIN}c"):
        place = _column(cell.get("r") or "", len(cells))
        if place >= limits.MOST_CELLS:
            break
        cells += [""] * (place - len(cells))
        if cell.find(f"{_MAIN}f") is not None or cell.get("t") == "e":
            odd.add(place)
        cells.append(_text(cell, strings))
    return cells, frozenset(odd)


def _column(reference: str, following: int) -> int:
    """`C7` -> 2; where a cell does not say, it follows the one before."""
    found = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        found = found * _LETTERS + ord(letter) - 64
    return max(found - 1, following) if found else following


def _text(cell: Any, strings: list[str]) -> str:
    kind = cell.get("t")
    if kind == "inlineStr":
        return _joined(cell)
    value = cell.findtext(f"{_MAIN}v") or ""
    if kind == "s":
        place = int(value) if value.isdigit() else -1
        if not 0 <= place < len(strings):
            raise Fault(f"cell {cell.get('r')}", _BROKEN, _AGAIN)
        return strings[place]
    return str(value).strip()


def _joined(element: Any) -> str:
    """The text of a string with its runs, without the sounds noted above it (rPh)."""
    parts = [
        part.text or ""
        for part in element.iter(f"{_MAIN}t")
        if part.getparent().tag.rpartition("}")[2] != "rPh"
    ]
    return "".join(parts)[: limits.LONGEST_CELL].strip()


def _strings(archive: Archive) -> list[str]:
    found: list[str] = []
    for one in _elements(archive, _STRINGS, "si"):
        found.append(_joined(one))
        if len(found) > limits.MOST_STRINGS:
            raise Fault(_STRINGS, "it holds too many texts", "Split the list.")
    return found


def _first_sheet(archive: Archive) -> str:
    links: dict[str, str] = {}
    for one in _elements(archive, "xl/_rels/workbook.xml.rels", "Relationship"):
        links[one.get("Id") or ""] = (one.get("Target") or "").lstrip("/")
    for one in _elements(archive, "xl/workbook.xml", "sheet"):
        found = [value for key, value in one.attrib.items() if key.endswith("}id")]
        target = links.get(found[0], "") if found else ""
        path = target if target.startswith("xl/") else f"xl/{target}"
        if path in archive.names():
            return path
    raise Fault("file", "it has no sheet", _AGAIN)


def _elements(archive: Archive, name: str, tag: str) -> Iterator[Any]:
    """Each element of a name, thrown away when it has been seen."""
    if name not in archive.names():
        raise Fault("file", "it is no spreadsheet", _AGAIN)
    with archive.open(name) as part:
        if b"<!DOCTYPE" in part.peek(4096)[:4096].upper():  # type: ignore[attr-defined]  # a buffered reader
            raise Fault(name, "it declares a document type, as no spreadsheet does", _AGAIN)
        try:
            walk = etree.iterparse(
                part, tag=f"{_MAIN}{tag}", resolve_entities=False, load_dtd=False,
                no_network=True, huge_tree=False,
            )  # fmt: skip
            for _event, element in walk:
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except etree.XMLSyntaxError as bad:
            raise Fault(name, _BROKEN, _AGAIN) from bad
