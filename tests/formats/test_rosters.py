"""Files of people as they come: encodings, separators, sheets, archives that lie."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whetstone.core.kernel.errors import Fault, Faults
from whetstone.formats.rosters import Known, addresses, limits, read_rows

KNOWN = Known({"smm": "smm", "crea": "crea", "content creator": "crea"},
              {"learner": "learner", "lead": "lead", "admin": "admin"})  # fmt: skip
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def read(data):
    notes = []
    rows = list(read_rows(io.BytesIO(data), known=KNOWN, note=notes.append))
    return rows, notes


def codes(row):
    return [(flaw.column, flaw.code) for flaw in row.flaws]


def sheet(*rows, strings="", head=""):
    """An XLSX file of a sheet's rows as they stand in its XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as into:
        into.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>'
            '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        into.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r1" Target="/xl/worksheets/one.xml"/></Relationships>',
        )
        if strings:
            into.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{strings}</sst>')
        into.writestr(
            "xl/worksheets/one.xml",
            f'{head}<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>',
        )
    return out.getvalue()


def text(reference, said):
    return f'<c r="{reference}" t="inlineStr"><is><t>{said}</t></is></c>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encodings_and_separators_come_to_the_same(encoding, separator):
    lines = [["Name", "E-mail"], ["Zoë Łuk", "zoe@example.org"], ["Maya", "m@example.org"]]
    data = "\r\n".join(separator.join(line) for line in lines).encode(encoding)
    rows, notes = read(data)
    assert [(row.line, row.name, row.email) for row in rows] == [
        (2, "Zoë Łuk", "zoe@example.org"), (3, "Maya", "m@example.org"),
    ]  # fmt: skip
    assert not notes


def test_windows_1252_is_read_and_a_list_without_heads_by_its_places():
    rows, _notes = read("Zoë, zoe@example.org, Content creator, Editor, Brand".encode("cp1252"))
    assert (rows[0].name, rows[0].role_id, rows[0].title, rows[0].team) == (
        "Zoë", "crea", "Editor", "Brand",
    )  # fmt: skip


def test_given_and_family_name_make_a_name_and_other_columns_are_told():
    rows, notes = read(b"First name,Last name,Phone,E-mail\nMaya,Lama,12,m@example.org\n")
    assert rows[0].name == "Maya Lama"
    assert notes == [("column_left_out", "Phone")]


def test_excels_own_first_line_is_no_row():
    rows, _notes = read(b"sep=;\nName;E-mail\nMaya;m@example.org\n")
    assert [(row.line, row.name) for row in rows] == [(3, "Maya")]


def test_a_sheet_is_read_by_its_cells_references_and_gaps():
    data = sheet(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>',
        '<row r="3"><c r="A3" t="s"><v>2</v></c><c r="C3" t="s"><v>3</v></c></row>',
        strings="<si><t>Name</t></si><si><t>E-mail</t></si><si><r><t>Ma</t></r><r><t>ya</t></r>"
        "<rPh><t>x</t></rPh></si><si><t>m@example.org</t></si>",
    )
    rows, _notes = read(data)
    assert [(row.line, row.name, row.email) for row in rows] == [(3, "Maya", "m@example.org")]


def test_what_a_formula_gave_is_never_taken():
    data = sheet(
        f'<row r="1">{text("A1", "Name")}{text("B1", "E-mail")}</row>',
        '<row r="2"><c r="A2" t="str"><f>1+1</f><v>Maya</v></c></row>',
        '<row r="3"><c r="A3" t="e"><v>#REF!</v></c></row>',
    )
    rows, _notes = read(data)
    assert [codes(row) for row in rows] == [[("name", "formula")]] * 2
    assert [row.name for row in rows] == ["", ""]


@pytest.mark.parametrize("begin", ["=", "+", "-", "@"])
def test_a_cell_that_begins_like_a_formula_is_refused(begin):
    rows, _notes = read(f'Name,E-mail\n"{begin}HYPERLINK(1)",m@example.org\n'.encode())
    assert codes(rows[0]) == [("name", "formula")]


def test_a_lone_dash_is_an_empty_cell():
    rows, _notes = read(b"Name,E-mail,Title\nMaya,-,-\n")
    assert not rows[0].flaws
    assert (rows[0].email, rows[0].title) == ("", "")


def test_all_flaws_of_a_row_come_at_once():
    rows, _notes = read(
        b"Name,E-mail,Role,May be,Status\n=x,no-mail,wizard,admin boss,gone\n,,,,\n"
        b"Na\x00me,m@example.org,,,\n" + b"N" * 130 + b",,,,\n"
    )  # fmt: skip
    assert codes(rows[0]) == [
        ("name", "formula"), ("email", "no_address"), ("role", "no_role"),
        ("rights", "no_right"), ("status", "no_status"),
    ]  # fmt: skip
    assert codes(rows[1]) == [("name", "control")]
    assert codes(rows[2]) == [("name", "long")]


@pytest.mark.parametrize(
    "said", ["а" + "nna@example.org", "anna@exаmple.org", "ａnna@example.org", "раура@example.org"]
)
def test_letters_that_only_look_latin_are_refused(said):
    rows, _notes = read(f"Name,E-mail\nAnna,{said}\n".encode())
    assert codes(rows[0]) == [("email", "twins")]


@pytest.mark.parametrize("said", ["jo@müller.de", "jo@пример.рф", "o'neil+x@example.org"])
def test_an_honest_address_of_another_script_is_taken(said):
    rows, _notes = read(f"Name,E-mail\nJo,{said}\n".encode())
    assert rows[0].email == said
    assert not rows[0].flaws


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("m.lama@gmail.com", "mlama+list@googlemail.com"),
        ("all@example.org", "al1@example.org"),
        ("zoe@example.org", "zoë@example.org"),
        ("tomorrow@example.org", "tomorrovv@example.org"),
    ],
)
def test_addresses_that_a_reader_confuses_share_a_key(one, other):
    assert addresses.likeness(one) == addresses.likeness(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("a.b@example.org", "ab@example.org"), ("anna@example.org", "anne@example.org")],
)
def test_addresses_that_nobody_confuses_do_not(one, other):
    assert addresses.likeness(one) != addresses.likeness(other)


def test_a_bomb_is_stopped_before_it_unpacks():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as into:
        into.writestr("users.csv", b"sourcedId,givenName,familyName\n" + b"a,b,c\n" * 3_000_000)
    with pytest.raises(Faults, match="far more"):
        read(out.getvalue())


def test_an_archive_that_lies_about_its_size_is_stopped(monkeypatch):
    monkeypatch.setattr(limits, "CAPS", replace(limits.CAPS, most_unpacked=1_000))
    with pytest.raises(Fault, match="far more"):
        read(sheet(*[f'<row r="{n}">{text("A1", "x" * 50)}</row>' for n in range(200)]))


def test_a_sheet_that_declares_a_document_type_is_refused():
    head = '<!DOCTYPE x [<!ENTITY a "Maya">]>'
    with pytest.raises(Fault, match="document type"):
        read(sheet(f'<row r="1">{text("A1", "&a;")}</row>', head=head))


def test_an_open_quotation_mark_says_where():
    with pytest.raises(Fault, match="quotation mark"):
        read(b'Name,E-mail\n"Maya,m@example.org\n' + b"x" * 200_000)


def test_more_rows_than_a_programme_has_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "MOST_ROWS", 3)
    with pytest.raises(Fault, match="more than 3 rows"):
        read(b"a\nb\nc\nd\n")


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data):
    for begin in (b"", b"Name,E-mail\n", b"PK\x03\x04"):
        try:
            rows, _notes = read(begin + data)
        except (Fault, Faults):
            continue
        assert all(row.line >= 1 for row in rows)


@given(st.data())
def test_a_broken_sheet_is_a_fault_and_nothing_else(data):
    whole = bytearray(sheet(f'<row r="1">{text("A1", "Name")}</row>',
                            f'<row r="2">{text("A2", "Maya")}</row>'))  # fmt: skip
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        read(bytes(whole))
    except (Fault, Faults):
        return
