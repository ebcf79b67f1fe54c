"""What a metric means on a network, and from when: figures are not joined across a break.

A day is the first on which the definition holds. Where only the month is known the era begins
with it, and figures of that month belong to neither side with certainty (`since_is_month`).
Sources: the change log of the field (whetstone's ledger); where nothing is known of a break, a
metric has one era without dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
class Era:
    """One definition of a metric on a network, and the days it holds for (the last excluded)."""

    name: str
    network: str
    metric: str
    says: str
    since: date | None = None
    until: date | None = None
    since_is_month: bool = False


_IG_VIEWS: Final = date(2024, 8, 1)
_SHORTS: Final = date(2025, 3, 31)
_FB_VIEWS: Final = date(2025, 11, 15)

METRICS: Final = (
    Era("instagram-impressions", "instagram", "impressions",
        "How often a post was on a screen; ended as the main figure when views came.",
        until=_IG_VIEWS),
    Era("instagram-views-2024-08", "instagram", "views",
        "How often a post was played or shown, of every kind of post, repeats counted.",
        since=_IG_VIEWS, since_is_month=True),
    Era("instagram-plays", "instagram", "views",
        "How often a reel or video was started; other posts had no views.", until=_IG_VIEWS),
    Era("instagram-reach", "instagram", "reach", "How many accounts saw it at least once."),
    Era("instagram-navigation-2024-01", "instagram", "navigation",
        "Taps forward, back, to the next story and exits, as one figure.",
        since=date(2024, 1, 1), since_is_month=True),
    Era("facebook-impressions", "facebook", "impressions",
        "How often a post was on a screen; removed from Page Insights when views came.",
        until=_FB_VIEWS),
    Era("facebook-views-2025-11-15", "facebook", "views",
        "How often a post was played or shown, of every kind of post, repeats counted.",
        since=_FB_VIEWS),
    Era("facebook-views-first", "facebook", "views",
        "Views while impressions were still counted beside them.", until=_FB_VIEWS),
    Era("facebook-reach", "facebook", "reach", "How many accounts saw it at least once."),
    Era("youtube-views-2025-03-31", "youtube", "views",
        "A view of a Short is every start or replay; of other videos, a playback that counts.",
        since=_SHORTS),
    Era("youtube-views", "youtube", "views",
        "A playback that counts; a Short had to be watched for a while.", until=_SHORTS),
    Era("youtube-thumbnail-impressions", "youtube", "impressions",
        "How often a thumbnail was shown on YouTube; not views, and not other pages."),
    Era("x-impressions", "x", "impressions", "How often a post was on a screen on X."),
    Era("linkedin-impressions", "linkedin", "impressions",
        "How often a post was on a screen of somebody signed in."),
    Era("tiktok-views", "tiktok", "views", "How often a video was started, repeats counted."),
)  # fmt: skip
"""Every definition, newest of a metric first. Reels of other metrics have no known break."""


def era_of(network: str, metric: str, on: date | None) -> str:
    """The name of the definition in force on a day; "" where none is known.

    Without a day: the only definition there is, else "" (the day decides).
    """
    found = [one for one in METRICS if one.network == network and one.metric == metric]
    if on is None:
        return found[0].name if len(found) == 1 else ""
    for one in found:
        if (one.since is None or on >= one.since) and (one.until is None or on < one.until):
            return one.name
    return ""
