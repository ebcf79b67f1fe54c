"""Facebook page posts: Meta Business Suite's content export, and the old Page Insights export.

The column set varies with the content (link clicks, seconds viewed ... only where present). The
permalink (`pfbid...`) changes between exports: a post is known by its id.
"""

from __future__ import annotations

from typing import Final

from whetstone.formats.networks.meta_instagram import ZONE
from whetstone.formats.networks.shape import CLOCK, Figure, Format, counts, people

POSTS: Final = Format(
    key="facebook_posts",
    network="facebook",
    makes="posts",
    needs=(
        frozenset({"post id", "page id", "publish time"}),
        frozenset({"post id", "page name", "publish time"}),
    ),
    holds={
        "post id": "post_id",
        "page id": "account_id",
        "page name": "account_name",
        "title": "title",
        "description": "text",
        "publish time": "published",
        "permalink": "link",
        "post type": "kind",
        "date": "period",
        "data comment": "comment",
        "languages": "languages",
        "custom labels": "labels",
    },
    figures={
        **counts(
            views="views",
            impressions="impressions",
            reactions="reactions",
            comments="comments",
            shares="shares",
            total_clicks="clicks",
            other_clicks="other_clicks",
            link_clicks="link_taps",
            negative_feedback="negative_feedback",
        ),
        **people(reach="reach"),
        "reactions, comments and shares": Figure("interactions"),
        "matched audience targeting consumption (photo click)": Figure("photo_clicks"),
        "seconds viewed": Figure("watch_time", "h", per=3600),
        "average seconds viewed": Figure("average_view_duration", "s", adds=False),
        "estimated earnings": Figure("revenue"),
        "duration (sec)": Figure("duration", "s", CLOCK, adds=False),
    },
    order="m",
    zone=ZONE,
    asks=("zone",),
)

OLD_INSIGHTS: Final = Format(
    key="facebook_page_insights",
    network="facebook",
    makes="posts",
    needs=(frozenset({"post id", "posted", "lifetime post total reach"}),),
    holds={
        "post id": "post_id",
        "permalink": "link",
        "post message": "text",
        "type": "kind",
        "posted": "published",
        "countries": "countries",
        "languages": "languages",
    },
    figures={
        "lifetime post total reach": Figure("reach", adds=False),
        "lifetime post organic reach": Figure("organic_reach", adds=False),
        "lifetime post paid reach": Figure("paid_reach", adds=False),
        "lifetime post total impressions": Figure("impressions"),
        "lifetime post organic impressions": Figure("organic_impressions"),
        "lifetime post paid impressions": Figure("paid_impressions"),
        "lifetime engaged users": Figure("engaged_people", adds=False),
        "lifetime post consumers": Figure("consumers", adds=False),
        "lifetime post consumptions": Figure("clicks"),
        "lifetime talking about this (post) by action type - comment": Figure("comments"),
        "lifetime talking about this (post) by action type - like": Figure("likes"),
        "lifetime talking about this (post) by action type - share": Figure("shares"),
    },
    order="m",
    zone=ZONE,
    asks=("zone",),
)
FORMATS: Final = (POSTS, OLD_INSIGHTS)
