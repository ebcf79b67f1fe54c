"""LinkedIn page exports: workbooks with a line of explanation above the header.

English headers only: those of other interface languages were not seen and go to the mapping.
Rates are fractions; daily counts may be negative (corrections). Older files say Shares for
Reposts. A post's id stands in its link.
"""

from __future__ import annotations

import re
from typing import Final

from whetstone.formats.networks.shape import FRACTION, Figure, Format, people

_METRICS: Final = {
    "impressions": Figure("impressions"),
    "clicks": Figure("clicks"),
    "reactions": Figure("reactions"),
    "comments": Figure("comments"),
    "reposts": Figure("reposts"),
    "shares": Figure("reposts"),
    "engagement rate": Figure("engagement_rate", "%", FRACTION, adds=False),
}


def _split() -> dict[str, Figure]:
    """Each metric three times: organic, sponsored, and both together under its own name."""
    found = {"unique impressions (organic)": Figure("organic_reach", adds=False)}
    for header, one in _METRICS.items():
        for part in ("organic", "sponsored"):
            found[f"{header} ({part})"] = Figure(
                f"{part}_{one.name}", one.unit, one.form, one.adds
            )
        found[f"{header} (total)"] = one
    return found


DAYS: Final = Format(
    key="linkedin_days",
    network="linkedin",
    makes="days",
    needs=(frozenset({"date", "impressions (organic)", "impressions (total)"}),),
    holds={"date": "on"},
    figures=_split(),
    order="m",
)
POSTS: Final = Format(
    key="linkedin_posts",
    network="linkedin",
    makes="posts",
    needs=(frozenset({"post title", "post link", "impressions"}),),
    holds={
        "post title": "text",
        "post link": "link",
        "post type": "kind",
        "created date": "published",
        "campaign name": "campaign",
        "content type": "content",
    },
    figures={
        "impressions": Figure("impressions"),
        "views": Figure("video_views"),
        "views (excluding off-site video views)": Figure("video_views"),
        "clicks": Figure("clicks"),
        "click through rate (ctr)": Figure("click_rate", "%", FRACTION, adds=False),
        "likes": Figure("reactions"),
        "comments": Figure("comments"),
        "reposts": Figure("reposts"),
        "shares": Figure("reposts"),
        "follows": Figure("follows"),
        "engagement rate": Figure("engagement_rate", "%", FRACTION, adds=False),
    },
    order="m",
    zone="UTC",
    asks=("zone",),
    link_id=re.compile(r"(?:urn:li:\w+:|activity-|share-|ugcPost-)(\d+)"),
)
FOLLOWERS: Final = Format(
    key="linkedin_followers",
    network="linkedin",
    makes="days",
    needs=(frozenset({"date", "organic followers", "total followers"}),),
    holds={"date": "on"},
    figures={
        "sponsored followers": Figure("sponsored_follows"),
        "organic followers": Figure("organic_follows"),
        "total followers": Figure("follows"),
    },
    order="m",
)


def _audience(header: str) -> Format:
    return Format(
        key=f"linkedin_{header.replace(' ', '_')}",
        network="linkedin",
        makes="groups",
        needs=(frozenset({header, "total followers"}), frozenset({header, "total views"})),
        holds={header: "dimension"},
        figures={
            **people(total_followers="followers"),
            "total views": Figure("page_views"),
        },
        kind=header.replace(" ", "_"),
    )


FORMATS: Final = (
    DAYS,
    POSTS,
    FOLLOWERS,
    *map(_audience, ("location", "job function", "seniority", "industry", "company size")),
)
