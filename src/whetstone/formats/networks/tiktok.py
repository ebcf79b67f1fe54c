"""TikTok Studio: content, overview and followers.

Headers are English; dates are in the language of the interface and have no year ("18 января",
"9月13日"). Daily comments may be negative: comments that were removed.
"""

from __future__ import annotations

import re
from typing import Final

from whetstone.formats.networks.shape import Format, counts, people

CONTENT: Final = Format(
    key="tiktok_content",
    network="tiktok",
    makes="posts",
    needs=(frozenset({"video title", "video link", "post time"}),),
    holds={
        "time": "period",
        "video title": "text",
        "video link": "link",
        "post time": "published",
    },
    figures=counts(
        total_views="views",
        total_likes="likes",
        total_comments="comments",
        total_shares="shares",
        views_in_the_last_7_days="views_last_7_days",
    ),
    zone="UTC",
    asks=("zone", "year"),
    link_id=re.compile(r"/(?:video|photo)/(\d+)"),
)
OVERVIEW: Final = Format(
    key="tiktok_overview",
    network="tiktok",
    makes="days",
    needs=(frozenset({"date", "video views", "profile views"}),),
    holds={"date": "on"},
    figures={
        **counts(
            video_views="views",
            profile_views="profile_visits",
            likes="likes",
            comments="comments",
            shares="shares",
            website_clicks="link_taps",
            net_growth="net_follows",
            new_followers="follows",
            lost_followers="unfollows",
        ),
        **people(reached_audience="reach"),
    },
    asks=("year",),
)
FOLLOWERS: Final = Format(
    key="tiktok_followers",
    network="tiktok",
    makes="days",
    needs=(frozenset({"date", "followers", "difference in followers from previous day"}),),
    holds={"date": "on"},
    figures={
        **people(followers="followers"),
        **counts(difference_in_followers_from_previous_day="net_follows"),
    },
    asks=("year",),
)
FORMATS: Final = (CONTENT, OVERVIEW, FOLLOWERS)
