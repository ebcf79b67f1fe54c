"""`whetstone networks read`: rows and report for a terminal or a program."""

from __future__ import annotations

import json

import pytest

from whetstone.config.cli import main

VIDEOS = (
    "Content,Video title,Video publish time,Views\nTotal,,,10\n"
    'a,First,"Sep 4, 2025",4\n{second},Second,"Sep 5, 2025",3\n'
)


@pytest.fixture
def export(tmp_path):
    def made(text):
        path = tmp_path / "Table data.csv"
        path.write_text(text)
        return str(path)

    return made


def test_rows_flaws_and_totals_come_as_one_json(export, capsys):
    assert main(["networks", "read", export(VIDEOS.format(second="b")), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["post_id"] for one in told["rows"]] == ["a", "b"]
    assert told["rows"][0]["figures"] == {"views": 4}
    assert told["rows"][0]["eras"] == {"views": "youtube-views-2025-03-31"}
    assert told["totals"] == [{"column": "Views", "stated": 10, "summed": 7, "missing": 3}]
    assert [one["code"] for one in told["flaws"]] == ["total_differs"]
    assert told["head"]["format"] == "youtube_content"


def test_a_refused_row_is_told_with_its_mend_and_by_the_exit_code(export, capsys):
    assert main(["networks", "read", export(VIDEOS.format(second="6.4E+17"))]) == 1
    told = capsys.readouterr().out
    assert "4:Content: The id was rounded by a spreadsheet (6.4E+17)" in told
    assert "Export the file again" in told
    assert "(6 missing)" in told


def test_an_unknown_header_names_its_columns_and_a_mapping_reads_it(export, capsys):
    path = export("Day,Seen\n2026-03-10,5\n")
    assert main(["networks", "read", path]) == 1
    assert "  Seen" in capsys.readouterr().out
    assert main(["networks", "read", path, "--map", "Day=on", "--map", "Seen=metric:views"]) == 0
    assert '"on": "2026-03-10"' in capsys.readouterr().out


def test_a_file_that_is_not_there_is_said(capsys):
    with pytest.raises(SystemExit, match="No such file"):
        main(["networks", "read", "nowhere.csv"])


def test_a_zone_that_is_none_is_said(export, capsys):
    assert main(["networks", "read", export(VIDEOS.format(second="b")), "--zone", "Mars"]) == 1
    assert "no time zone" in capsys.readouterr().err
