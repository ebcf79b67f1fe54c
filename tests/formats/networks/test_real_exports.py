"""Real exports, where they are beside the project: what is published of them comes out of them."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date

import pytest

from whetstone.formats.networks import Flaw, Options, read


def rows_of(path, **options):
    with path.open("rb") as file:
        export = read(file, path.name, Options(**options))
        found = list(export.rows())
    flaws = [one for one in found if isinstance(one, Flaw)]
    return [one for one in found if not isinstance(one, Flaw)], flaws, export


def sums(rows):
    found = defaultdict(lambda: defaultdict(float))
    for one in rows:
        for name, value in one.figures.items():
            found[one.group][name] += value
    return found


COSMETICS = {
    "Type": "dimension", "comment": "metric:comments", "like": "metric:likes",
    "share": "metric:shares", "Total Interactions": "metric:interactions",
    "Lifetime Post Consumers": "metric:consumers",
}  # fmt: skip


def test_interactions_of_the_cosmetics_page_are_their_parts_in_all_500_posts(real):
    rows, flaws, _export = rows_of(real("facebook_metrics_uci500.csv"), mapping=COSMETICS)
    assert (len(rows), flaws) == (500, [])
    parts = ("comments", "likes", "shares")
    equal = [
        sum(one.figures.get(name, 0) for name in parts) == one.figures["interactions"]
        for one in rows
    ]
    assert sum(equal) == 500
    unknown = sum(name not in one.figures for one in rows for name in parts)
    assert unknown == 5  # five of the file's six blanks; the sixth is in Paid


def test_a_status_has_2_85_times_the_consumers_of_other_posts(real):
    """Moro, Rita, Vala 2016: "around twice the attention"."""
    rows, _flaws, _export = rows_of(real("facebook_metrics_uci500.csv"), mapping=COSMETICS)
    status = [one.figures["consumers"] for one in rows if one.group == "Status"]
    others = [one.figures["consumers"] for one in rows if one.group != "Status"]
    ratio = (sum(status) / len(status)) / (sum(others) / len(others))
    assert ratio == pytest.approx(2.85, abs=0.005)


def test_three_views_are_missing_from_a_youtube_channels_rows(real):
    rows, flaws, export = rows_of(real("yt_oisin_table_data.csv"))
    (views,) = [one for one in export.totals if one.column == "Views"]
    assert (views.stated, views.summed) == (97_004, 97_001)
    assert sum(one.figures.get("views", 0) for one in rows) == 97_001
    assert "Views" not in {one.column for one in flaws}  # 3 of 97,004 is below half a per cent
    assert {one.code for one in flaws} == {"total_differs"}


def test_a_large_channels_footer_is_told_and_its_videos_are_500(real):
    rows, flaws, export = rows_of(real("yt_dangertv_content.csv"))
    assert (len(rows), export.counts["footers"], export.totals) == (500, 1, ())
    assert {one.code for one in flaws} == {"undated", "cut"}


def test_the_split_by_subscription_misses_its_total_by_199(real):
    _rows, _flaws, export = rows_of(real("yt_dangertv_subscription_status.csv"))
    (views,) = [one for one in export.totals if one.column == "Views"]
    assert (views.stated, views.stated - views.summed) == (100_325_767, 199)


def test_the_age_bands_of_a_channel_are_written_with_a_hyphen_and_marked_rounded(real):
    rows, flaws, _export = rows_of(real("yt_dangertv_viewer_age.csv"))
    assert flaws == []
    assert [one.group for one in rows] == ["13-17", "18-24", "25-34", "35-44", "45-54", "55-64",
                                           "65+"]  # fmt: skip
    assert all(one.is_rounded for one in rows)
    assert sum(one.figures["views_share"] for one in rows) == pytest.approx(100, abs=0.05)


def test_the_dirty_tweets_are_refused_row_by_row_with_reasons(real):
    path = real("x_tweet_activity_mantej.csv")
    with path.open(encoding="cp1252", newline="") as file:
        expected = sum(1 for _row in csv.reader(file)) - 1
    rows, flaws, export = rows_of(path)
    assert (rows, export.counts["refused"]) == ([], expected)
    by_line = defaultdict(set)
    for one in flaws:
        by_line[one.line].add(one.code)
    assert len(by_line) == expected
    assert all("ruined_id" in found for found in by_line.values())
    assert any("no_date" in found for found in by_line.values())


def test_the_ads_add_up_and_the_most_clicked_group_buys_least(real):
    rows, flaws, _export = rows_of(
        real("kag_facebook_ads.csv"),
        mapping={"age": "dimension", "gender": "dimension", "Impressions": "metric:impressions",
                 "Clicks": "metric:clicks", "Approved_Conversion": "metric:approved"},
    )  # fmt: skip
    assert (len(rows), flaws) == (1_143, [])
    groups = sums(rows)
    assert sum(one["impressions"] for one in groups.values()) == 213_434_828
    assert sum(one["approved"] for one in groups.values()) == 1_079
    clicked = {who: one["clicks"] / one["impressions"] for who, one in groups.items()}
    bought = {who: one["approved"] / one["clicks"] for who, one in groups.items()}
    trap = "45-49 · F"
    assert max(clicked, key=clicked.get) == trap == min(bought, key=bought.get)
    assert clicked[trap] == pytest.approx(0.000246, abs=5e-7)
    assert bought[trap] == pytest.approx(0.0119, abs=5e-5)


def test_a_sites_days_are_read_with_the_day_first_because_the_file_shows_it(real):
    rows, flaws, _export = rows_of(
        real("web_daily_views_391.csv"), mapping={"Date": "on", "Views": "metric:views"}
    )
    assert (len(rows), flaws) == (391, [])
    assert (rows[0].on, rows[-1].on) == (date(2021, 6, 1), date(2022, 6, 26))


def test_a_workbook_of_messages_is_no_export_of_a_network(real):
    from whetstone.formats.networks import recognise

    path = real("cc_spotify_inbound200.xlsx")
    with path.open("rb") as file:
        head = recognise(file, path.name)
    assert (head.format, head.questions) == ("", ("mapping",))
    assert "created_at" in {one.header for one in head.columns}
