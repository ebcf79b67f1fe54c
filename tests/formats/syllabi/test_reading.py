"""What each format becomes, told by content; and that no script, language or name confuses it."""

# ruff: noqa: E501 - files are written out in one piece
from __future__ import annotations

import pytest
from benchmarks.syllabi import as_docx, as_pdf

from whetstone.core.freshness.document import LineKind
from whetstone.core.kernel.errors import Fault, Faults
from whetstone.formats.syllabi import read
from whetstone.formats.syllabi.reading import kind_of

MARKDOWN = b"# Course\n\n## Outcomes\n\n- moderate a group\n\n| Week | Topic |\n|---|---|\n| 1 | Crisis plan |\n"
HTML = b"<html><body><h1>Course</h1><ul><li>moderate a group</li></ul><table><tr><td>1</td><td>Crisis plan</td></tr></table></body></html>"
TEXT = b"COURSE\n\nOUTCOMES\n- moderate a group\n\nWeek 1: Crisis plan\n"
CSV = b"Program,Course title,Type,Hours\nMarketing,Social media,required,30\nMarketing,Sales,elective,\n"


def kinds(document):
    return {(line.kind, line.text) for line in document.lines}


def test_markdown_text_html_word_and_pdf_give_the_same_items(word, pdf):
    for data in (MARKDOWN, HTML, TEXT, word, pdf):
        document = read("whatever.bin", data)
        items = [text for kind, text in kinds(document) if kind is LineKind.ITEM]
        assert any("moderate a group" in text for text in items), document


def test_the_name_does_not_decide(word, pdf):
    told = [kind_of("a.txt", data) for data in (word, pdf, HTML, MARKDOWN, CSV, TEXT)]
    assert told == ["docx", "pdf", "html", "markdown", "csv", "text"]


def test_rows_of_tables_are_rows():
    for data in (MARKDOWN, HTML):
        assert (LineKind.ROW, "1 | Crisis plan") in kinds(read("x", data))


def test_spans_lead_back_to_the_text():
    for data in (MARKDOWN, HTML, TEXT, CSV):
        document = read("x", data)
        for line in document.lines:
            assert document.text[line.start : line.end] == line.text


def test_a_pdf_keeps_its_page_numbers():
    long = "# One\n\n" + "\n\n".join(f"A paragraph number {n} about plans." for n in range(120))
    document = read("x.pdf", as_pdf(long))
    assert document.pages > 1
    assert {line.page for line in document.lines} == set(range(1, document.pages + 1))


LINE_BY_LINE = b"""CONTENTS

This part of the course is about the people who buy and about what they say to each other online.

Unit 3: Content (LH 10)
Writing captions in Nepali
Shooting short videos
Preparing a monthly schedule
and keeping to it

Unit 4: Advertising
Unit 5: Law
"""


def test_lines_that_were_broken_early_are_lines_of_their_own():
    lines = [line.text for line in read("course.txt", LINE_BY_LINE).lines]
    assert "Writing captions in Nepali" in lines
    assert "Preparing a monthly schedule and keeping to it" in lines


def test_a_unit_over_lines_without_bullets_is_their_heading_and_a_list_of_units_is_a_list():
    found = {line.text: line.kind for line in read("course.txt", LINE_BY_LINE).lines}
    assert found["Unit 3: Content (LH 10)"] is LineKind.HEADING
    assert found["Unit 4: Advertising"] is LineKind.ITEM


def test_a_list_without_bullets_is_a_list_where_its_lines_are_of_much_the_same_length():
    text = b"Contents\n\nWriting captions well\nShooting short videos\nPlanning a month ahead\n"
    text += b"Answering angry people\nand calming them\nMeasuring what was seen\n"
    lines = [line.text for line in read("x.txt", text).lines]
    assert lines[-3:] == [
        "Planning a month ahead",
        "Answering angry people and calming them",
        "Measuring what was seen",
    ]


def test_wrapped_prose_with_names_at_the_beginning_of_lines_is_no_list():
    text = b"We compare the four large networks of the year in detail, that is\n"
    text += b"Instagram and its neighbours from the same house. We look at how\n"
    text += b"TikTok ranks what it shows to people who never asked for it, and\n"
    text += b"YouTube as well.\n"
    assert len(read("x.txt", text).lines) == 1


def test_paragraphs_of_a_script_without_capitals_are_no_lists():
    row = "संकटको योजना लेख्ने र समुदाय सञ्चालन गर्ने"
    assert len(read("x.txt", "\n".join([row] * 4).encode()).lines) == 1


def test_a_short_line_over_bullets_is_their_heading_without_a_blank_line():
    text = b"A course about both.\nTopics\n- Ads\n- Care\nStaff\n- B\n"
    found = {line.text: line.kind for line in read("x.txt", text).lines}
    assert found["Topics"] is LineKind.HEADING
    assert found["Staff"] is LineKind.HEADING


def test_wrapped_lines_of_a_paragraph_are_joined():
    text = b"Aims\n\nThe course is about listening to what people say and\nabout answering them well.\n"
    assert any(
        line.text.endswith("say and about answering them well.") for line in read("x", text).lines
    )


@pytest.mark.parametrize(
    "text",
    [
        "संकटको योजना लेख्ने र समुदाय सञ्चालन गर्ने",
        "خطة الأزمات وإدارة المجتمع",
        "危機対応の計画を書く",
        "Grüße: Maßnahmen für die Krise",
    ],
)
def test_every_script_survives(text):
    for data in (
        f"# Kurs\n\n- {text}\n".encode(),
        f"- {text}\n".encode("utf-16"),
        as_docx(f"- {text}"),
    ):
        assert any(text in line.text for line in read("x", data).lines)


def test_marks_that_turn_text_around_are_dropped():
    assert "\u202e" not in read("x", "- plan \u202egnitekram\u202c\n".encode()).text


def test_an_old_encoding_is_guessed_and_said():
    document = read("x", "Lernziele\n\n- Maßnahmen planen\n".encode("cp1252"))
    assert "Maßnahmen planen" in document.text
    assert "guessed_1252" in document.notes


def test_a_few_zeros_are_dropped_and_said():
    document = read("x", b"- moderate a group" + b" and plan well" * 20 + b"\x00\n")
    assert "controls_dropped" in document.notes
    assert "\x00" not in document.text


def test_scripts_and_navigation_of_a_page_are_not_read():
    page = b"<html><body><nav><p>crisis</p></nav><script>var a='crisis'</script><p hidden>crisis</p><p>care for customers</p></body></html>"
    assert read("x", page).text == "care for customers"


# --- catalogues ---


def test_a_catalogue_is_read_by_the_names_of_its_columns():
    document = read("x", CSV)
    first, second = document.courses
    assert (first.programme, first.title, first.required, first.hours) == (
        "Marketing",
        "Social media",
        True,
        30,
    )
    assert second.required is False
    assert document.is_catalogue


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_any_usual_delimiter_will_do(delimiter):
    data = CSV.decode().replace(",", delimiter).encode()
    assert len(read("x", data).courses) == 2


def test_every_missing_column_is_said_at_once():
    with pytest.raises(Faults) as caught:
        read("x", b"course,hours,description\nSocial,30,About it\n")
    assert {"programme", "required"} == {
        word for f in caught.value.faults for word in ("programme", "required") if word in f.what
    }


def test_every_bad_row_is_said_at_once_with_its_line():
    rows = b"programme,course,required,hours\nA,,required,3\nA,B,perhaps,3\nA,B,required,many\n"
    with pytest.raises(Faults) as caught:
        read("list.csv", rows)
    assert [fault.where for fault in caught.value.faults] == [
        "list.csv:2",
        "list.csv:3",
        "list.csv:4",
    ]


def test_a_thousand_bad_rows_are_counted_not_listed():
    rows = b"programme,course,required\n" + b"A,B,perhaps\n" * 1000
    with pytest.raises(Faults) as caught:
        read("list.csv", rows)
    assert len(caught.value.faults) == 31
    assert "970 more" in caught.value.faults[-1].what


# --- refusals ---


def test_an_empty_file_is_said_to_be_empty():
    for data in (b"", b"  \n\t\n"):
        with pytest.raises(Fault, match="empty"):
            read("x", data)


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(Fault, match="no text"):
        read("x", bytes(range(1, 32)) * 50)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"0" * 50, "picture"),
        (b"{\\rtf1 hello}", "rich text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 500, "before 2007"),
    ],
)
def test_a_kind_that_is_not_read_is_named_with_a_way_on(data, says):
    with pytest.raises(Fault, match=says) as caught:
        read("x", data)
    assert caught.value.mend
