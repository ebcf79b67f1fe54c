"""X, account analytics: posts (content), days (overview) and days of videos.

Dates are "Tue, Mar 10, 2026", newest first; replies stand among the posts.
"""

from __future__ import annotations

import re
from typing import Final

from whetstone.formats.networks.shape import FRACTION, Figure, Format, counts

_FIGURES: Final = {
    **counts(
        impressions="impressions",
        likes="likes",
        engagements="engagements",
        bookmarks="bookmarks",
        shares="shares",
        new_follows="follows",
        unfollows="unfollows",
        replies="replies",
        reposts="reposts",
        profile_visits="profile_visits",
        detail_expands="detail_expands",
        url_clicks="link_taps",
        hashtag_clicks="hashtag_taps",
        permalink_clicks="permalink_taps",
        create_post="posts",
        video_views="video_views",
        media_views="media_views",
    ),
}

POSTS: Final = Format(
    key="x_content",
    network="x",
    makes="posts",
    needs=(frozenset({"post id", "date", "post text"}), frozenset({"post id", "post link"})),
    holds={
        "post id": "post_id",
        "date": "published",
        "post text": "text",
        "post link": "link",
    },
    figures=_FIGURES,
    zone="UTC",
    link_id=re.compile(r"/status(?:es)?/(\d+)"),
)
DAYS: Final = Format(
    key="x_overview",
    network="x",
    makes="days",
    needs=(frozenset({"date", "impressions", "new follows", "unfollows"}),),
    holds={"date": "on"},
    figures=_FIGURES,
    zone="UTC",
)
VIDEO_DAYS: Final = Format(
    key="x_video_overview",
    network="x",
    makes="days",
    needs=(frozenset({"date", "views", "watch time (ms)"}),),
    holds={"date": "on"},
    figures={
        "views": Figure("video_views"),
        "watch time (ms)": Figure("watch_time", "h", per=3_600_000),
        "completion rate": Figure("completion_rate", "%", FRACTION, adds=False),
        "average watch time (ms)": Figure("average_view_duration", "s", adds=False, per=1000),
        "estimated revenue": Figure("revenue"),
    },
    zone="UTC",
)
FORMATS: Final = (POSTS, DAYS, VIDEO_DAYS)
