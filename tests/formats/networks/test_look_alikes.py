"""What is proved on public files, on invented ones of the same shape: these always run."""

from __future__ import annotations

import random

import pytest
from tests.formats.networks.conftest import table, taken
from tests.formats.networks.test_real_exports import COSMETICS

ADS_HEAD = "ad_id,age,gender,Impressions,Clicks,Total_Conversion,Approved_Conversion"
ADS = {"gender": "dimension", "Impressions": "metric:impressions", "Clicks": "metric:clicks",
       "Approved_Conversion": "metric:conversions"}  # fmt: skip
TWEETS = (
    "Tweet id,Tweet permalink,Tweet text,time,impressions,engagements,engagement rate,retweets,"
    "replies,likes,user profile clicks,url clicks,hashtag clicks,detail expands"
)


def test_in_500_posts_interactions_are_their_parts_and_a_status_has_2_85_times_the_rest():
    rnd = random.Random(500)
    rows = []
    for n in range(500):
        kind = ("Status", "Photo", "Link", "Video")[n % 4]
        parts = [rnd.randrange(40), rnd.randrange(300), rnd.randrange(60)]
        consumers = {"Status": 1995, "Photo": 700, "Link": 300, "Video": 1100}[kind]
        rows.append([kind, *parts, sum(parts), consumers])
    header = ["Type", "comment", "like", "share", "Total Interactions", "Lifetime Post Consumers"]
    found, flaws, _export = taken(table(header, *rows), mapping=COSMETICS)
    assert (len(found), flaws) == (500, [])
    parts = ("comments", "likes", "shares")
    assert all(sum(o.figures[p] for p in parts) == o.figures["interactions"] for o in found)
    status = [one.figures["consumers"] for one in found if one.group == "Status"]
    others = [one.figures["consumers"] for one in found if one.group != "Status"]
    assert sum(status) / len(status) / (sum(others) / len(others)) == pytest.approx(2.85)


def test_the_group_that_clicks_most_buys_least_in_ads_that_look_like_the_real_ones():
    rows = [
        [n, age, gender, 100_000, clicks, 5, sold]
        for n, (age, gender, clicks, sold) in enumerate(
            [("45-49", "F", 25, 0), ("45-49", "F", 24, 1), ("30-34", "M", 12, 1),
             ("30-34", "M", 12, 1)]
        )
    ]  # fmt: skip
    found, flaws, _export = taken(table(ADS_HEAD, *rows), mapping=ADS)
    assert not flaws
    sums = {}
    for one in found:
        mine = sums.setdefault(one.group, [0, 0, 0])
        for at, name in enumerate(("impressions", "clicks", "conversions")):
            mine[at] += one.figures[name]
    rate = {group: clicks / seen for group, (seen, clicks, _sold) in sums.items()}
    sold = {group: bought / clicks for group, (_seen, clicks, bought) in sums.items()}
    assert max(rate, key=rate.get) == min(sold, key=sold.get) == "F"


def test_dirty_tweets_are_refused_row_by_row_and_the_clean_ones_taken():
    good = ["649600000000000001", "https://x.com/a/1", "A seam", "2015-10-01 06:30 +0000",
            100, 5, 0.05, 1, 1, 3, 0, 0, 0, 0]  # fmt: skip
    ruined = ["6.49E+17", *good[1:]]
    no_time = ["649600000000000002", *good[1:3], "yesterday", *good[4:]]
    found, flaws, _export = taken(table(TWEETS, good, ruined, no_time))
    assert [one.post_id for one in found] == ["649600000000000001"]
    assert sorted({one.line for one in flaws if one.refuses}) == [3, 4]
    assert "ruined_id" in {one.code for one in flaws}
