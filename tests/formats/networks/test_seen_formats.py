"""Each export that was seen: what comes out of it, by its headers, in any order of columns."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.formats.networks.conftest import codes, seen, table, taken, workbook, zipped

INSTAGRAM = (
    '"Post ID","Account ID","Account username","Account name",Description,"Duration (sec)",'
    '"Publish time",Permalink,"Post type","Data comment",Date,Views,Reach,Likes,Shares,Follows,'
    "Comments,Saves"
)
STORY = (
    "Post ID,Account ID,Account username,Account name,Description,Duration (sec),Publish time,"
    "Permalink,Post type,Data comment,Date,Views,Reach,Likes,Shares,Profile visits,Replies,"
    "Navigation,Link clicks,Sticker taps,Follows"
)
FACEBOOK = (
    '"Post ID","Page ID","Page name",Title,Description,"Duration (sec)","Publish time",'
    '"Caption type",Permalink,"Is crosspost","Is share","Post type",Languages,"Custom labels",'
    '"Funded content status","Data comment",Date,Views,Reach,"Reactions, Comments and Shares",'
    'Reactions,Comments,Shares,"Total clicks","Other Clicks",'
    '"Matched Audience Targeting Consumption (Photo Click)"'
)
TWEETS = (
    '"Tweet id","Tweet permalink","Tweet text","time","impressions","engagements",'
    '"engagement rate","retweets","replies","likes","user profile clicks","url clicks",'
    '"hashtag clicks","promoted impressions"'
)
X_POSTS = (
    "Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,"
    "Replies,Reposts,Profile visits,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks"
)
X_DAYS = (
    "Date,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Unfollows,Replies,Reposts,"
    "Profile visits,Create Post,Video views,Media views"
)
TIKTOK = (
    '"Time","Video title","Video link","Post time","Total likes","Total comments",'
    '"Total shares","Total views"'
)
YOUTUBE = (
    "Content,Video title,Video publish time,Impressions,Impressions click-through rate (%),Views,"
    "Average view duration,Watch time (hours)"
)


def a_post(post_id="17960320052859139", when="03/25/2025 22:00", views=145):
    return [post_id, "17841461342735919", "maya.makes", "Maya makes", "Two lines,\nand a comma",
            0, when, "https://www.instagram.com/p/x1/", "IG carousel", "", "Lifetime", views, 75,
            10, 1, 0, "", "-"]  # fmt: skip


def test_an_instagram_post_has_its_day_in_pacific_time_and_no_zero_for_a_blank():
    (post,), flaws, export = taken(table(INSTAGRAM, a_post()))
    assert not flaws
    assert (export.head.format, export.head.network) == ("instagram_posts", "instagram")
    assert export.head.questions == ("zone",)
    assert export.head.zone == "America/Los_Angeles"
    assert post.published == datetime(2025, 3, 25, 22, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert (post.post_id, post.kind) == ("17960320052859139", "IG carousel")
    assert post.text == "Two lines,\nand a comma"
    assert post.figures == {"duration": 0, "views": 145, "reach": 75, "likes": 10, "shares": 1,
                            "follows": 0}  # fmt: skip


def test_a_zone_that_is_said_stands_in_place_of_the_networks_own():
    (post,), _flaws, _export = taken(table(INSTAGRAM, a_post()), zone="Europe/Paris")
    assert post.published == datetime(2025, 3, 25, 21, tzinfo=UTC)


def test_views_and_impressions_of_instagram_are_two_metrics_of_two_eras():
    now = seen(table(INSTAGRAM, a_post()))
    before = seen(table(INSTAGRAM.replace("Views", "Impressions"), a_post()))
    eras = {
        c.metric.name: c.metric.era for head in (now, before) for c in head.columns if c.metric
    }
    assert eras["views"] == "instagram-views-2024-08"
    assert eras["impressions"] == "instagram-impressions"


def test_columns_that_are_not_known_are_kept_and_named():
    head = seen(table(INSTAGRAM + ",Something new", [*a_post(), 7]))
    (new,) = [one for one in head.columns if one.header == "Something new"]
    assert (new.holds, new.metric) == ("", None)


def test_a_storys_empty_link_clicks_are_unknown():
    row = ["1", "2", "maya", "Maya", "", 12, "03/25/2025 22:00", "https://i.example/s/1",
           "IG story", "", "Lifetime", 300, 200, 4, 1, 3, 2, 250, "", "", 1]  # fmt: skip
    (story,), _flaws, export = taken(table(STORY, row))
    assert export.head.format == "instagram_stories"
    assert "link_taps" not in story.figures
    assert story.figures["navigation"] == 250


def test_a_facebook_post_is_known_by_its_id_and_its_columns_by_name():
    row = ["122", "61", "Maya makes", "", "Hello", 0, "06/01/2025 09:30", "",
           "https://fb/pfbid1", 0, 0, "Photos", "", "", "", "", "Lifetime", 900, 700, 12, 9, 2, 1, 30, 5, 4]  # fmt: skip
    (post,), flaws, export = taken(table(FACEBOOK, row))
    assert (export.head.format, flaws) == ("facebook_posts", [])
    assert post.figures["interactions"] == 12
    assert post.figures["photo_clicks"] == 4


def test_the_old_page_insights_leave_out_the_row_that_describes_the_columns():
    header = ('"Post ID",Permalink,"Post Message",Type,Countries,Languages,Posted,'
              '"Lifetime Post Total Reach","Lifetime Post organic reach"')  # fmt: skip
    (post,), flaws, export = taken(
        table(header, ["", "", "", "", "", "", "", "Lifetime: people who saw it", "more"],
              ["1_2", "https://fb/1", "Hi", "Photo", "", "", "03/04/2019 10:00:00 AM", 50, 40]),
    )  # fmt: skip
    assert export.head.format == "facebook_page_insights"
    assert post.figures == {"reach": 50, "organic_reach": 40}
    assert {one.line for one in flaws} == {2}


def test_an_overview_in_utf_16_holds_several_charts():
    text = ('sep=,\r\n"Facebook visits"\r\n"Date","Primary"\r\n"2026-05-10T00:00:00","88"\r\n'
            '"2026-05-11T00:00:00",""\r\n\r\n"Reach"\r\n"Date","Primary"\r\n'
            '"2026-05-10T00:00:00","41"\r\n')  # fmt: skip
    days, flaws, export = taken(text.encode("utf-16"), network="instagram")
    assert export.head.format == "meta_overview"
    assert export.head.encoding == "utf-16"
    assert [(d.network, d.on, d.figures) for d in days] == [
        ("facebook", date(2026, 5, 10), {"profile_visits": 88}),
        ("facebook", date(2026, 5, 11), {}),
        ("instagram", date(2026, 5, 10), {"reach": 41}),
    ]
    assert not flaws


def test_a_table_of_an_overview_that_is_not_known_is_left_out_and_named():
    text = ('"Reach"\n"Date","Primary"\n"2026-05-10T00:00:00","41"\n\n"Age & gender"\n'
            '"Group","Women","Men"\n"18-24","1","2"\n"25-34","3","4"\n')  # fmt: skip
    days, flaws, _export = taken(text)
    assert len(days) == 1
    assert [(one.code, one.shown) for one in flaws] == [("left_out", "Age & gender")]


@pytest.mark.parametrize("word", ["likes", "favorites"])
def test_a_tweet_of_both_years_has_its_likes_and_its_rate_in_per_cent(word):
    row = ["649293177409679360", "https://twitter.com/m/status/649293177409679360", "Hello",
           "2015-09-30 18:42 +0000", "424.0", "3.0", "0.007075472", "12.0", "0.0", "2.0", "-",
           "1.0", "0.0", "-"]  # fmt: skip
    (post,), _flaws, export = taken("\ufeff" + table(TWEETS.replace("likes", word), row))
    assert export.head.format == "x_tweet_activity"
    assert post.published == datetime(2015, 9, 30, 18, 42, tzinfo=UTC)
    assert post.figures["likes"] == 2
    assert post.figures["engagement_rate"] == pytest.approx(0.7075472)
    assert "promoted_impressions" not in post.figures


def test_posts_and_days_of_x_now():
    (post,), _flaws, export = taken(
        table(X_POSTS, ["1899", "Tue, Mar 10, 2026", "@ana yes", "https://x.com/m/status/1899",
                        *range(13)]),
    )  # fmt: skip
    assert export.head.format == "x_content"
    assert post.published == datetime(2026, 3, 10, tzinfo=UTC)
    assert post.text == "@ana yes"
    (day,), _flaws, export = taken(table(X_DAYS, ["Tue, Mar 10, 2026", *range(13)]))
    assert export.head.format == "x_overview"
    assert (day.on, day.figures["unfollows"]) == (date(2026, 3, 10), 6)


def test_days_of_videos_on_x_have_a_title_above_their_header():
    days, _flaws, export = taken(
        "Video overview,,,,,\nDate,Views,Watch Time (ms),Completion Rate,"
        'Average Watch Time (ms),Estimated Revenue\n"Tue, Mar 10, 2026",10,3600000,0.25,4500,0\n'
    )
    assert export.head.header_line == 2
    assert days[0].figures == {"video_views": 10, "watch_time": 1, "completion_rate": 25,
                               "average_view_duration": 4.5, "revenue": 0}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("18 января", date(2026, 1, 18)),
        ("9月13日", date(2026, 9, 13)),
        ("9월 13일", date(2026, 9, 13)),
        ("18 tháng Tám", date(2026, 8, 18)),
        ("18 tháng Mười Hai", date(2025, 12, 18)),
        ("23 August", date(2026, 8, 23)),
        ("August 23", date(2026, 8, 23)),
        ("3 de março", date(2026, 3, 3)),
        ("18 Ağustos", date(2026, 8, 18)),
        ("18 अगस्त", date(2026, 8, 18)),
        ("١٨ يناير", date(2026, 1, 18)),
        ("24. Dez.", date(2025, 12, 24)),
    ],
)
def test_tiktok_dates_of_many_languages_take_their_year_from_the_export(said, day):
    data = table(TIKTOK, ["", "A video", "https://www.tiktok.com/@m/video/7123", said, 1, 2, 3, 4])
    (post,), flaws, export = taken(data, window=(date(2025, 11, 15), date(2026, 11, 14)))
    assert not flaws
    assert (export.head.format, post.post_id) == ("tiktok_content", "7123")
    assert post.published.date() == day


def test_days_of_tiktok_may_be_negative_and_ask_for_the_year():
    data = table("Date,Video Views,Profile Views,Likes,Comments,Shares",
                 ["23 August", 10, 2, 3, -1, 0])  # fmt: skip
    assert seen(data).questions == ("year",)
    (day,), _flaws, _export = taken(data, year_hint=date(2026, 9, 1))
    assert (day.on, day.figures["comments"]) == (date(2026, 8, 23), -1)


def test_youtube_total_and_footer_are_no_videos_and_are_reconciled():
    data = table(YOUTUBE, ["Total", "", "", 100, 5, 97004, "0:01:00", 3],
                 [" -abc", "Ours", "Sep 4, 2020", 60, 4.5, 90000, "0:13:29", 1],
                 ["def", "No day", "", 40, 6, 7001, "61", 2],
                 ["Showing top 500 results", "", "", "", "", "", "", ""])  # fmt: skip
    videos, flaws, export = taken(data)
    assert [one.post_id for one in videos] == ["-abc", "def"]
    assert [one.figures["average_view_duration"] for one in videos] == [809, 61]
    assert [(t.column, t.stated - t.summed) for t in export.totals] == [
        ("Impressions", 0), ("Views", 3), ("Watch time (hours)", 0),
    ]  # fmt: skip
    assert codes(flaws) == [(4, "Video publish time", "undated"), (5, "Content", "cut")]
    assert not any(one.refuses for one in flaws)


def test_a_total_that_differs_by_more_than_half_a_per_cent_is_told():
    _rows, flaws, _export = taken(
        table(YOUTUBE, ["Total", "", "", 1000, 5, 1000, "", ""],
              ["a", "A", "Sep 4, 2020", 995, 5, 994, "", ""]),
    )  # fmt: skip
    assert [(one.column, one.code, one.shown) for one in flaws] == [
        ("Views", "total_differs", "1,000, 994")
    ]


def test_youtube_thumbnails_are_the_impressions_of_other_years_and_money_has_its_currency():
    head = seen(table("Content,Video title,Thumbnail impressions,Estimated revenue (EUR)", []))
    assert [(c.metric.name, c.metric.unit) for c in head.columns if c.metric] == [
        ("impressions", ""), ("revenue", "EUR"),
    ]  # fmt: skip


def test_youtube_shares_of_an_audience_are_marked_as_rounded():
    (group,), _flaws, export = taken(table("Viewer age,Views (%)", ["13–17 years", 0.61]))
    assert export.head.format == "youtube_age"
    assert (group.dimension, group.group, group.is_rounded) == ("age", "13-17", True)


def test_an_archive_of_youtube_is_read_file_by_file():
    data = zipped(
        Table_data__csv=table(YOUTUBE, ["a", "A", "Sep 4, 2020", 1, 1, 1, "", ""]),
        Chart_data__csv=table("Date,Content,Video title,Views", ["2026-01-02", "a", "A", 5]),
        notes__pdf=b"%PDF",
    )
    rows, flaws, export = taken(data, name="youtube.zip")
    assert [one.format for one in export.head.sheets] == [
        "youtube_content",
        "youtube_content_days",
    ]
    assert [type(one).__name__ for one in rows] == ["PostRow", "DayRow"]
    assert [(one.code, one.shown) for one in flaws] == [("left_out", "notes.pdf")]


def test_a_linkedin_workbook_is_read_sheet_by_sheet_below_its_explanations():
    data = workbook(
        Metrics=[["Aggregated figures of your posts"],
                 ["Date", "Impressions (organic)", "Impressions (sponsored)",
                  "Impressions (total)", "Reactions (total)", "Engagement rate (total)"],
                 ["03/10/2026", 10, 5, 15, -1, 0.065]],
        All_posts=[["All posts of the time"],
                   ["Post title", "Post link", "Created date", "Impressions", "Likes"],
                   ["Total", "https://www.linkedin.com/feed/update/urn:li:activity:7012",
                    "day:46091", 20, "-"]],
        Location=[["Location", "Total followers"], ["Kathmandu", 12]],
        Notes=[["Made", "by", "hand"], ["x", "y", "z"]],
    )  # fmt: skip
    (day, post, group), flaws, export = taken(data, name="content.xlsx")
    assert [one.format for one in export.head.sheets] == [
        "linkedin_days", "linkedin_posts", "linkedin_location", "",
    ]  # fmt: skip
    assert day.figures == {"organic_impressions": 10, "sponsored_impressions": 5,
                           "impressions": 15, "reactions": -1, "engagement_rate": 6.5}  # fmt: skip
    assert (post.post_id, post.text, post.figures) == ("7012", "Total", {"impressions": 20})
    assert post.published == datetime(2026, 3, 10, tzinfo=UTC)
    assert (group.dimension, group.group, group.figures) == (
        "location", "Kathmandu", {"followers": 12},
    )  # fmt: skip
    assert [(one.code, one.shown) for one in flaws] == [("left_out", "Notes")]


def test_pinterest_ads_keep_campaign_and_ad_group_and_check_their_total():
    header = ("Date,Campaign name,Ad group name,Spend in account currency,Impressions,Pin clicks,"
              "Outbound clicks,CTR,eCPC,Total conversions,Checkouts,"
              "Checkout value in account currency,Checkout ROAS")  # fmt: skip
    (ad,), _flaws, export = taken(
        table(header, ["2026-03-10", "Spring", "Tote bags", "12.5", "1,200", 30, 20, "2.5%", 0.4,
                       1, 1, 40, 3.2],
              ["Total", "", "", 12.5, 1200, 30, 20, 2.5, 0.4, 1, 1, 40, 3]),
    )  # fmt: skip
    assert (ad.part, ad.figures["impressions"]) == ("Spring · Tote bags", 1200)
    assert all(one.stated == one.summed for one in export.totals)
    assert len(export.totals) == 7


def test_google_analytics_says_its_days_in_comments_and_holds_two_tables():
    data = ("# ----\n# Start date: 20260901\n# End date: 20260930\n# ----\n"
            "Session source / medium,Sessions,Engagement rate\ngoogle / organic,120,0.65\n\n"
            "Nth day,Sessions\n0000,4\n0029,7\n")  # fmt: skip
    (group, first, last), flaws, export = taken(data)
    assert export.head.window == (date(2026, 9, 1), date(2026, 9, 30))
    assert (group.group, group.figures["engagement_rate"]) == ("google / organic", 65)
    assert (first.on, last.on) == (date(2026, 9, 1), date(2026, 9, 30))
    assert not flaws


def test_mastodon_statuses_are_read_without_boosts_and_without_marks_in_the_text():
    data = """[{"id": "11", "created_at": "2026-03-01T10:00:00.000Z", "in_reply_to_id": null,
      "content": "<p>Hello &amp; <a href='x'>welcome</a></p><p>two</p>", "url": "https://m/11",
      "replies_count": 1, "reblogs_count": 2, "favourites_count": 3, "reblog": null},
     {"id": "12", "created_at": "2026-03-02T10:00:00.000Z", "content": "", "replies_count": 9,
      "reblog": {"id": "1"}},
     {"id": "11", "created_at": "2026-03-01T10:00:00.000Z", "replies_count": 1}]"""
    (post,), flaws, export = taken(data, name="statuses.json")
    assert (export.head.format, post.text) == ("mastodon_statuses", "Hello & welcome\ntwo")
    assert post.figures == {"replies": 1, "reposts": 2, "likes": 3}
    assert codes(flaws) == [(2, "reblog", "boost"), (3, "id", "twice")]


def test_the_window_stands_in_the_name_of_an_x_export():
    head = seen(table(X_POSTS, []), name="account_analytics_content_2026-02-14_2026-02-27.csv")
    assert head.window == (date(2026, 2, 14), date(2026, 2, 27))
