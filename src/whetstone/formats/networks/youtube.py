"""YouTube Studio: content, audience and subscription tables; Table data, Chart data, Totals.

The columns are chosen by the user. A row `Total` may come first, `Showing top 500 results` last.
An id that begins with "-" gets a blank before it; durations are H:MM:SS or seconds.
"""

from __future__ import annotations

from typing import Final

from whetstone.formats.networks.shape import CLOCK, Figure, Format, counts, people

_RATE: Final = ("click_rate", "%")
_FIGURES: Final = {
    **counts(
        views="views",
        likes="likes",
        dislikes="dislikes",
        subscribers="subscribers",
        subscribers_gained="follows",
        subscribers_lost="unfollows",
        shown_in_feed="shown_in_feed",
        impressions="impressions",
        thumbnail_impressions="impressions",
        comments_added="comments",
        shares="shares",
        engaged_views="engaged_views",
        estimated_revenue="revenue",
    ),
    **people(new_viewers="new_viewers", returning_viewers="returning_viewers"),
    "watch time (hours)": Figure("watch_time", "h"),
    "average view duration": Figure("average_view_duration", "s", CLOCK, adds=False),
    "average percentage viewed (%)": Figure("average_share_viewed", "%", adds=False),
    "viewed (vs. swiped away) (%)": Figure("viewed_not_swiped", "%", adds=False),
    "impressions click-through rate (%)": Figure(*_RATE, adds=False),
    "thumbnail click-through rate (%)": Figure(*_RATE, adds=False),
    "views (%)": Figure("views_share", "%"),
    "watch time (hours) (%)": Figure("watch_time_share", "%"),
    "duration": Figure("duration", "s", CLOCK, adds=False),
}

CONTENT: Final = Format(
    key="youtube_content",
    network="youtube",
    makes="posts",
    needs=(frozenset({"content", "video title"}),),
    holds={"content": "post_id", "video title": "text", "video publish time": "published"},
    figures=_FIGURES,
    zone="America/Los_Angeles",
    asks=("zone",),
    kind="video",
)
CHART: Final = Format(
    key="youtube_content_days",
    network="youtube",
    makes="days",
    needs=(frozenset({"date", "content", "video title"}),),
    holds={"date": "on", "content": "part", "video title": "", "video publish time": ""},
    figures=_FIGURES,
)
DAYS: Final = Format(
    key="youtube_days",
    network="youtube",
    makes="days",
    needs=(frozenset({"date", "subscription status", "views"}),),
    holds={"date": "on", "subscription status": "part"},
    figures=_FIGURES,
)


def _audience(key: str, header: str, *, named: str = "") -> Format:
    holds = {header: "" if named else "dimension", **({named: "dimension"} if named else {})}
    needs = (frozenset({header, "views"}), frozenset({header, "views (%)"}))
    return Format(
        key=f"youtube_{key}", network="youtube", makes="groups", needs=needs, holds=holds,
        figures=_FIGURES, kind=key,
    )  # fmt: skip


FORMATS: Final = (
    CHART,
    CONTENT,
    DAYS,
    _audience("age", "viewer age"),
    _audience("gender", "viewer gender"),
    _audience("subscription", "subscription status"),
    _audience("city", "cities", named="city name"),
)
