"""A catalogue as CSV: one row a course. Columns are found by what they are called."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from whetstone.core.freshness.document import Course, Document, Line, LineKind, placed
from whetstone.core.kernel.errors import Fault, Faults
from whetstone.formats.syllabi import limits
from whetstone.formats.syllabi.decoding import decode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "programme": ("programme", "program", "degree", "major", "award", "school", "institution",
                  "university", "curriculum", "course of study"),
    "course": ("course", "course title", "title", "module", "module title", "course name",
               "subject", "unit", "name", "class"),
    "required": ("required", "required/elective", "type", "status", "compulsory", "core",
                 "elective", "requirement", "mandatory", "core/elective", "kind"),
    "hours": ("hours", "contact hours", "class hours", "teaching hours", "h"),
    "credits": ("credits", "ects", "credit", "credit hours", "units", "points"),
    "description": ("description", "content", "contents", "course description", "summary",
                    "outline", "topics", "syllabus", "learning outcomes", "outcomes"),
}  # fmt: skip
"""Names of columns, in any case; the first that fits wins."""
YES: Final = frozenset(
    {"required", "yes", "y", "true", "1", "core", "compulsory", "mandatory", "r", "x"}
)
NO: Final = frozenset(
    {"elective", "no", "n", "false", "0", "optional", "option", "e", "choice", "free"}
)
_NEEDED: Final = ("programme", "course", "required")
_SHOWN: Final = 30
"""Faults that are listed; the rest is counted."""
_DELIMITERS: Final = ",;\t|"
_FEWEST_COLUMNS: Final = 3


def looks_like_catalogue(text: str) -> bool:
    """Whether the first line is a header with a course and at least one column more."""
    rows = _rows(text[:4000])
    if not rows or len(rows[0]) < _FEWEST_COLUMNS:
        return False
    found = columns(rows[0])
    return "course" in found and len(found) >= _FEWEST_COLUMNS


def columns(header: Sequence[str]) -> dict[str, int]:
    """Which column is which."""
    plain = [re.sub(r"[\s_]+", " ", cell.strip().lower().strip("*:")) for cell in header]
    found: dict[str, int] = {}
    for name, words in HEADERS.items():
        for word in words:
            if word in plain and plain.index(word) not in found.values():
                found[name] = plain.index(word)
                break
    return found


def read_catalogue(name: str, data: bytes) -> Document:
    """The courses of a catalogue.

    Raises:
        Faults: every column and every row that cannot be read, at once.
    """
    text, notes = decode(name, data)
    rows = _rows(text)
    found = columns(rows[0]) if rows else {}
    faults = [
        Fault(name, f"the column `{needed}` is missing",
              f"Call it one of: {', '.join(HEADERS[needed][:5])}.")
        for needed in _NEEDED if needed not in found
    ]  # fmt: skip
    if len(rows) > limits.MOST_ROWS:
        faults.append(Fault(name, f"it has more than {limits.MOST_ROWS} rows", "Split it."))
    if faults:
        raise Faults(faults)
    read = [
        _course(name, number, row, found)
        for number, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
    ]
    faults = [fault for _line, _course, wrong in read for fault in wrong]
    if faults:
        raise Faults(_few(name, faults))
    lines = placed(line for line, _course, _wrong in read)
    courses = tuple(
        Course(one.programme, one.title, one.required, place, one.hours, one.credits)
        for place, (_line, one, _wrong) in enumerate(read)
    )
    return Document(name, "csv", lines, courses=courses, notes=notes)


def _rows(text: str) -> list[list[str]]:
    head = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=head.count)
    csv.field_size_limit(limits.MOST_CHARACTERS)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        return []


def _course(
    name: str, number: int, row: Sequence[str], found: Mapping[str, int]
) -> tuple[Line, Course, list[Fault]]:
    def cell(key: str) -> str:
        place = found.get(key)
        return " ".join(row[place].split()) if place is not None and place < len(row) else ""

    where = f"{name}:{number}"
    wrong = [
        Fault(where, f"the {key} is empty") for key in ("programme", "course") if not cell(key)
    ]
    said = cell("required").lower()
    required = True if said in YES else False if said in NO else None
    if required is None:
        wrong.append(Fault(where, f"“{said}” does not say whether the course is required",
                           "Write required or elective."))  # fmt: skip
    numbers: dict[str, float | None] = {}
    for key in ("hours", "credits"):
        numbers[key], fault = _number(where, key, cell(key))
        wrong += fault
    told = ". ".join(filter(None, (cell("course"), cell("description")))) or "-"
    course = Course(cell("programme"), cell("course"), required, 0, **numbers)
    return Line(LineKind.ROW, told, 0, number), course, wrong


def _number(where: str, key: str, said: str) -> tuple[float | None, list[Fault]]:
    if not said:
        return None, []
    found = re.fullmatch(r"(\d{1,4}(?:[.,]\d{1,2})?)\s*\w{0,7}", said)
    if found is None:
        return None, [Fault(where, f"“{said}” is no number of {key}")]
    return float(found[1].replace(",", ".")), []


def _few(name: str, faults: Sequence[Fault]) -> list[Fault]:
    more = len(faults) - _SHOWN
    shown = list(faults[:_SHOWN])
    if more > 0:
        shown.append(Fault(name, f"and {more} more of this kind"))
    return shown
