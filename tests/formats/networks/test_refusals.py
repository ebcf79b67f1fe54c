"""What is not taken: rows with their reasons, and files that cannot be read at all."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from tests.formats.networks.conftest import codes, seen, table, taken, workbook, zipped
from tests.formats.networks.test_seen_formats import INSTAGRAM, TIKTOK, X_POSTS, YOUTUBE, a_post

from whetstone.core.kernel.errors import Fault, Faults
from whetstone.formats.networks import FLAWS, Options, limits, read, words


def refused(*rows, header=INSTAGRAM, **options):
    found, flaws, export = taken(table(header, *rows), **options)
    assert export.counts["rows"] == export.counts["taken"] + export.counts["refused"]
    assert len(found) == export.counts["taken"]
    return codes(flaws)


@pytest.mark.parametrize("ruined", ["1.79603E+16", "6,49E+17", "2e+18", '="1.79603E+16"'])
def test_an_id_that_a_spreadsheet_ruined_is_refused(ruined):
    assert refused(a_post(ruined), a_post()) == [(2, "Post ID", "ruined_id")]


def test_a_long_id_that_a_sheet_keeps_as_a_number_is_refused():
    head = [one.strip('"') for one in INSTAGRAM.replace('"', "").split(",")]
    row = [17960320052859139, *map(str, a_post()[1:])]
    _rows, flaws, _export = taken(workbook(A=[head, row]), name="a.xlsx")
    assert codes(flaws) == [(2, "Post ID", "ruined_id")]


def test_ids_that_all_end_in_zeros_are_told():
    _rows, flaws, _export = taken(
        table(INSTAGRAM, *[a_post(f"1796032005285{n:02d}00") for n in range(1, 5)])
    )
    assert [(one.code, one.shown, one.refuses) for one in flaws] == [
        ("rounded_ids", "4 of 4", False)
    ]


def test_an_id_that_is_long_and_honest_is_kept_to_its_last_digit():
    (post,), flaws, _export = taken(table(INSTAGRAM, a_post("17960320052859139")))
    assert (post.post_id, flaws) == ("17960320052859139", [])


def test_all_that_is_wrong_with_a_row_is_told_at_once():
    row = a_post("", "yesterday", "=1+1")
    row[12] = "many"
    assert refused(row) == [
        (2, "Post ID", "no_id"), (2, "Publish time", "no_date"), (2, "Views", "formula"),
        (2, "Reach", "no_number"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "cell", ["1_000", "nan", "inf", "1e999", "0x10", "1.2K", "12;3", "²", "--1"]
)
def test_what_is_no_number_is_refused(cell):
    assert refused(a_post(views=cell)) == [(2, "Views", "no_number")]


@pytest.mark.parametrize(
    ("cell", "figure"), [("1,200", 1200), ("1 200", 1200), ("424.0", 424), ("٣", 3)]
)
def test_what_is_a_number_is_one(cell, figure):
    (post,), _flaws, _export = taken(table(INSTAGRAM, a_post(views=cell)))
    assert post.figures["views"] == figure


@pytest.mark.parametrize(
    ("cell", "code"),
    [("1,2", "comma"), ("1.234,5", "comma"), ("1.234", "no_count"), ("0.5", "no_count"),
     ("-3", "below_none")],
)  # fmt: skip
def test_a_count_that_is_written_another_way_is_never_guessed(cell, code):
    assert refused(a_post(views=cell)) == [(2, "Views", code)]


def test_by_a_mapping_too_a_count_is_whole_and_money_need_not_be():
    mapping = {"Id": "post_id", "Seen": "metric:views", "Paid": "metric:spend"}
    rows, flaws, _export = taken(
        table("Id,Seen,Paid", ["a", "1.234", "2"], ["b", "12", "2.5"]), mapping=mapping
    )
    assert [row.figures for row in rows] == [{"views": 12.0, "spend": 2.5}]
    assert codes(flaws) == [(2, "Seen", "no_count")]


def test_a_day_after_the_export_was_made_is_told_and_a_zone_s_day_is_not():
    said = [a_post("1", "11/30/2026 10:00"), a_post("2", "12/01/2026 10:00"),
            a_post("3", "12/02/2026 10:00")]  # fmt: skip
    rows, flaws, _export = taken(table(INSTAGRAM, *said), seen_on=date(2026, 11, 30))
    assert len(rows) == 3
    assert codes(flaws) == [(4, "Publish time", "later")]
    assert not flaws[0].refuses


def test_a_post_that_stands_twice_is_taken_once():
    assert refused(a_post(), a_post("2"), a_post()) == [(4, "Post ID", "twice")]


def test_a_row_whose_cells_have_moved_is_refused():
    assert refused(a_post()[:-1]) == [(2, "", "few_cells")]
    assert refused([*a_post(), "more"]) == [(2, "", "many_cells")]


def test_a_calculated_cell_of_a_workbook_is_not_believed():
    head = YOUTUBE.split(",")
    data = workbook(A=[head, ["a", "A", "Sep 4, 2020", "=1+1", 1, 2, "0:01:00", 1]])
    _rows, flaws, _export = taken(data, name="a.xlsx")
    assert codes(flaws) == [(2, "Impressions", "formula")]


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ("25/03/2025 22:00", "other_order"),
        ("13/13/2025 22:00", "no_date"),
        ("02/30/2025 22:00", "no_date"),
        ("03/25/2025 25:00", "no_date"),
        ("03/25/2025 13:00 pm", "no_date"),
        ("Lifetime", "no_date"),
        ("2025-13-01", "no_date"),
        ("0001-01-01", "no_date"),
        ("2025-03-01T10:00:00+99:99", "no_date"),
        ("20250399", "no_date"),
    ],
)
def test_a_time_that_cannot_be_is_refused(when, code):
    assert refused(a_post(when=when)) == [(2, "Publish time", code)]


def test_the_day_may_be_said_to_come_first():
    (post,), flaws, _export = taken(
        table(INSTAGRAM, a_post(when="05/03/2025 22:00")), day_first=True
    )
    assert (post.published.date(), flaws) == (date(2025, 3, 5), [])


def a_video(said):
    return ["", "A video", "https://www.tiktok.com/@m/video/7123", said, 1, 2, 3, 4]


def test_a_date_without_a_year_waits_for_one():
    assert seen(table(TIKTOK, a_video("23 August"))).questions == ("year", "zone")
    assert refused(a_video("23 August"), header=TIKTOK) == [(2, "Post time", "no_year")]


def test_a_date_with_a_year_asks_for_none():
    assert seen(table(TIKTOK, a_video("23 August 2026"))).questions == ("zone",)


@pytest.mark.parametrize(
    ("said", "window", "code"),
    [
        ("23 August", (date(2026, 9, 1), date(2026, 9, 30)), "outside"),
        ("23 August", (date(2025, 8, 1), date(2026, 8, 31)), "two_days"),
        ("31 April", (date(2026, 1, 1), date(2026, 12, 31)), "no_date"),
        ("23 Nothing", (date(2026, 1, 1), date(2026, 12, 31)), "no_date"),
        ("8", (date(2026, 1, 1), date(2026, 12, 31)), "no_date"),
    ],
)
def test_a_date_that_is_no_single_day_of_the_export_is_refused(said, window, code):
    assert refused(a_video(said), header=TIKTOK, window=window) == [(2, "Post time", code)]


def test_a_month_that_two_languages_call_alike_is_decided_by_the_export_or_not_at_all():
    november = (date(2026, 11, 1), date(2026, 11, 30))
    (post,), _flaws, _export = taken(table(TIKTOK, a_video("18 listopada")), window=november)
    assert post.published.date() == date(2026, 11, 18)  # Polish; in Croatian it is October
    year = (date(2026, 1, 1), date(2026, 12, 31))
    assert refused(a_video("18 listopada"), header=TIKTOK, window=year) == [
        (2, "Post time", "two_days")
    ]


DAYS = {"Date": "on", "Views": "metric:views"}


def test_a_day_that_may_be_a_month_is_refused_where_nothing_shows_which():
    assert refused(["03/04/2026", 1], header="Date,Views", mapping=DAYS) == [
        (2, "Date", "day_or_month")
    ]


@pytest.mark.parametrize(
    ("other", "day"), [("25/04/2026", date(2026, 4, 3)), ("04/25/2026", date(2026, 3, 4))]
)
def test_one_day_above_twelve_shows_it_for_the_whole_file(other, day):
    rows, flaws, _export = taken(table("Date,Views", ["03/04/2026", 1], [other, 2]), mapping=DAYS)
    assert (rows[0].on, flaws) == (day, [])


def test_an_open_quotation_mark_swallows_no_rows_in_silence():
    whole = table(INSTAGRAM, a_post("1"))
    opened = whole.replace('and a comma"', "and a comma")
    rows, flaws, _export = taken(opened + "2,maya,x\n3,maya,y\n")
    assert rows == []
    assert codes(flaws) == [(2, "", "few_cells")]


def test_an_unknown_header_asks_for_a_mapping_and_is_not_read_without():
    data = table("Kind,How often", ["a", 1])
    head = seen(data)
    assert (head.format, head.questions) == ("", ("mapping",))
    assert [one.header for one in head.columns] == ["Kind", "How often"]
    with pytest.raises(Fault, match="not known"):
        taken(data)


def test_a_mapping_of_another_file_does_not_fit():
    with pytest.raises(Fault, match="no row holds all"):
        taken(table("Kind,How often", ["a", 1]), mapping=DAYS)


def test_all_that_is_wrong_with_a_mapping_is_told_at_once():
    with pytest.raises(Faults) as told:
        taken(table("Kind,How often", ["a", 1]), mapping={"Kind": "colour"})
    assert [one.where for one in told.value.faults] == ["mapping.kind", "mapping", "mapping"]


def test_one_metric_comes_from_one_column():
    twice = {"Kind": "dimension", "A": "metric:views", "B": "metric:views", "C": "metric:"}
    with pytest.raises(Faults) as told:
        taken(table("Kind,A,B,C", ["a", 1, 2, 3]), mapping=twice)
    assert [one.what for one in told.value.faults] == [
        "a metric has no name", "two columns hold views",
    ]  # fmt: skip


@pytest.mark.parametrize("count", ["1e3", "NaN", '"5"', "true", "1" * 400])
def test_a_count_of_a_status_that_is_none_is_refused(count):
    data = f'[{{"id": "1", "created_at": "2026-03-01T10:00:00Z", "replies_count": {count}}}]'
    rows, flaws, _export = taken(data, name="a.json")
    assert (rows, codes(flaws)) == ([], [(1, "replies_count", "no_number")])


def test_a_list_of_statuses_that_is_cut_off_ends_the_reading():
    one = '{"id": "1", "created_at": "2026-03-01T10:00:00Z", "replies_count": 1}'
    with pytest.raises(Fault, match="cut off"):
        taken(f"[{one}, {one[:30]}", name="a.json")


def test_a_mapping_makes_posts_days_or_groups():
    data = table("Who,Link,Views,Rate", ["women", "https://t/1?x", "5", "0.5"])
    (group,), _f, _e = taken(data, mapping={"Who": "dimension", "Views": "metric:views"})
    assert (group.dimension, group.group) == ("Who", "women")
    (post,), _f, export = taken(
        data, network="threads",
        mapping={"Link": "link", "Views": "metric:views", "Rate": "metric:rate:fraction"},
    )  # fmt: skip
    assert (export.head.format, post.network, post.post_id) == (
        "mapping",
        "threads",
        "https://t/1",
    )
    assert post.figures == {"views": 5, "rate": 50}


def test_a_zone_that_is_none_is_refused():
    with pytest.raises(Fault, match="no time zone"):
        taken(table(INSTAGRAM, a_post()), zone="Mars/Olympus")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\n\n", "empty"),
        (b"%PDF-1.7 x", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xd0\xcf\x11\xe0 x", "locked"),
        (b"\x1f\x8b\x08 x", "archive"),
        (b"<html><table>", "web page"),
        (b"PK\x03\x04 broken", "broken"),
        (bytes(range(256)) * 40, "NUL|no text"),
        (b"Date,Views\n2026-01-01,1\n" + b"a" * 9000 + b"\0", "NUL"),
        (b'{"a": 1}', "no list of Mastodon"),
        (b'[{"id": "1", "created_at": "x", "replies_count"', "no JSON|no list"),
    ],
)
def test_a_file_that_is_no_export_says_why(data, what):
    with pytest.raises((Fault, Faults), match=what):
        seen(data)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(limits, "MOST_BYTES", 100)
    with pytest.raises(Fault, match="larger than"):
        seen(table(INSTAGRAM, a_post()))


def test_an_archive_that_unpacks_to_far_more_is_stopped():
    with pytest.raises(Fault, match="far more"):
        seen(zipped(Table_data__csv=YOUTUBE + "\n" + "a,b,c\n" * 2_000_000), name="a.zip")


def test_an_archive_with_too_many_parts_or_none_that_is_known_is_refused(monkeypatch):
    with pytest.raises(Fault, match="no CSV"):
        seen(zipped(a__pdf=b"x"))
    monkeypatch.setattr(limits, "CAPS", replace(limits.CAPS, most_entries=1))
    with pytest.raises(Fault, match="too many parts"):
        seen(zipped(a__csv=b"x", b__csv=b"y"))


def test_a_row_that_would_fill_memory_is_stopped():
    with pytest.raises(Fault, match="far too long"):
        seen(b"," * 2_500_000)
    with pytest.raises(Fault, match="far too long"):
        seen(b'"\n",' * 30_000)
    with pytest.raises(Fault, match="far too many cells"):
        seen(wide_workbook(), name="a.xlsx")


def wide_workbook():
    """A sheet with one row of more cells than a sheet has columns."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(A=[["a"]]))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            text = old.read(part).decode()
            new.writestr(
                part.filename, text.replace("</row>", "<c><v>1</v></c>" * 17_000 + "</row>")
            )
    return out.getvalue()


def test_a_flaw_of_one_sheet_of_several_names_the_sheet():
    head = YOUTUBE.split(",")
    row = ["a", "A", "Sep 4, 2020", 1, 1, 2, "0:01:00", 1]
    data = workbook(Old=[head, row], New=[head, ["b", "B", "soon", 1, 1, 2, "0:01:00", 1]])
    rows, flaws, _export = taken(data, name="a.xlsx")
    assert len(rows) == 1
    assert codes(flaws) == [(2, "New!Video publish time", "no_date")]


def test_how_much_has_been_read_goes_from_none_to_all():
    data = table(INSTAGRAM, *[a_post(str(n)) for n in range(1, 900)]).encode()
    export = read(io.BytesIO(data), "a.csv", Options())
    shares = [export.share_read() for _row in export.rows()]
    assert 0 < shares[0] < 0.6
    assert shares == sorted(shares)
    assert export.share_read() == 1.0


def test_a_locked_archive_is_refused():
    data = bytearray(zipped(a__csv=table(X_POSTS, [])))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        place = archive.start_dir
    data[6] |= 1  # the flag in the part's own head, and in the directory
    data[place + 8] |= 1
    with pytest.raises(Fault, match="password"):
        seen(bytes(data))


def test_more_rows_than_are_read_end_the_reading(monkeypatch):
    monkeypatch.setattr(limits, "MOST_ROWS", 2)
    with pytest.raises(Fault, match="more than 2 rows"):
        taken(table(INSTAGRAM, *[a_post(str(n)) for n in range(1, 4)]))


def test_signs_that_turn_or_hide_text_are_taken_out():
    row = a_post()
    row[4] = "a\u202eb\x07c\nd"
    (post,), _flaws, _export = taken(table(INSTAGRAM, row))
    assert post.text == "abc\nd"


def test_a_text_that_begins_like_a_formula_is_only_a_text():
    row = a_post()
    row[4] = "=HYPERLINK(1)"
    (post,), flaws, _export = taken(table(INSTAGRAM, row))
    assert (post.text, flaws) == ("=HYPERLINK(1)", [])


@pytest.mark.parametrize("code", sorted(FLAWS))
def test_each_flaw_has_words_for_what_is_so_and_what_mends_it(code):
    what, mend = words(code, "x")
    assert what.endswith(".")
    assert mend.endswith(".")
    assert "{" not in what + mend
