"""Exports made by code: the seen headers over invented rows of Maya's small account."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest

from whetstone.formats.networks import Flaw, Options, read, recognise

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "networks"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def table(header, *rows, separator=","):
    """A CSV text of a header and rows of values."""
    out = io.StringIO()
    write = csv.writer(out, delimiter=separator).writerow
    write(header if isinstance(header, list) else next(csv.reader([header])))
    for row in rows:
        write(row)
    return out.getvalue()


def taken(data, *, name="export.csv", **options):
    """(rows, flaws, export) of a file."""
    data = data.encode() if isinstance(data, str) else data
    export = read(io.BytesIO(data), name, Options(**options))
    found = list(export.rows())
    flaws = [one for one in found if isinstance(one, Flaw)]
    return [one for one in found if not isinstance(one, Flaw)], flaws, export


def seen(data, *, name="export.csv"):
    """What a file is recognised as."""
    return recognise(io.BytesIO(data.encode() if isinstance(data, str) else data), name)


def codes(flaws):
    return [(one.line, one.column, one.code) for one in flaws]


def zipped(**parts):
    """An archive; names have `__` for `.`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as into:
        for name, data in parts.items():
            into.writestr(name.replace("__", "."), data)
    return out.getvalue()


def cell(reference, value):
    """A cell of a sheet: a text, a number, a day ("day:46000"), or a formula ("=...")."""
    if isinstance(value, int | float):
        return f'<c r="{reference}"><v>{value}</v></c>'
    if value.startswith("day:"):
        return f'<c r="{reference}" s="1"><v>{value[4:]}</v></c>'
    if value.startswith("="):
        return f'<c r="{reference}"><f>{value[1:]}</f><v>7</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'


def workbook(**sheets):
    """An XLSX file of named sheets, each a list of rows; style 1 shows days."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as into:
        names = "".join(
            f'<sheet name="{name.replace("_", " ")}" sheetId="{n}" r:id="r{n}"/>'
            for n, name in enumerate(sheets, start=1)
        )
        into.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets>{names}</sheets></workbook>',
        )
        links = "".join(
            f'<Relationship Id="r{n}" Target="worksheets/s{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        into.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{links}</Relationships>",
        )
        into.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
            "</styleSheet>",
        )
        for n, rows in enumerate(sheets.values(), start=1):
            lines = "".join(
                f'<row r="{at}">'
                + "".join(cell(f"{chr(65 + k)}{at}", one) for k, one in enumerate(row))
                + "</row>"
                for at, row in enumerate(rows, start=1)
            )
            into.writestr(
                f"xl/worksheets/s{n}.xml",
                f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData></worksheet>',
            )
    return out.getvalue()


@pytest.fixture
def real():
    """Opens a real export; skips where the folder of real data is not beside the project."""

    def path(name):
        found = REAL / name
        if not found.exists():
            pytest.skip(f"no ../shared/data/networks/{name}: real exports are not shipped")
        return found

    return path
