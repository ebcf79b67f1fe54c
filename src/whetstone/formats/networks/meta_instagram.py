"""Instagram posts, reels, carousels and stories: Meta Business Suite, Insights, Content, Export.

`Publish time` is MM/DD/YYYY HH:MM in Pacific time (one project measured it against posts of its
own), not in the account's zone; `Date` is the word "Lifetime". Files before August 2024 have
`Impressions` where `Views` stands. An empty `Link clicks` is unknown, not 0.
"""

from __future__ import annotations

from typing import Final

from whetstone.formats.networks.shape import CLOCK, Figure, Format, counts, people

ZONE: Final = "America/Los_Angeles"

_HOLDS: Final = {
    "post id": "post_id",
    "account id": "account_id",
    "account username": "account",
    "account name": "account_name",
    "description": "text",
    "publish time": "published",
    "permalink": "link",
    "post type": "kind",
    "data comment": "comment",
    "date": "period",
}
_FIGURES: Final = {
    **counts(
        views="views",
        impressions="impressions",
        likes="likes",
        shares="shares",
        follows="follows",
        comments="comments",
        saves="saves",
        profile_visits="profile_visits",
        replies="replies",
        navigation="navigation",
        link_clicks="link_taps",
        sticker_taps="sticker_taps",
    ),
    **people(reach="reach"),
    "duration (sec)": Figure("duration", "s", CLOCK, adds=False),
}
_BASE: Final = frozenset({"post id", "account username", "publish time"})

POSTS: Final = Format(
    key="instagram_posts",
    network="instagram",
    makes="posts",
    needs=(_BASE,),
    holds=_HOLDS,
    figures=_FIGURES,
    order="m",
    zone=ZONE,
    asks=("zone",),
)
STORIES: Final = Format(
    key="instagram_stories",
    network="instagram",
    makes="posts",
    needs=(_BASE | {"navigation"}, _BASE | {"sticker taps"}),
    holds=_HOLDS,
    figures=_FIGURES,
    order="m",
    zone=ZONE,
    asks=("zone",),
)
FORMATS: Final = (STORIES, POSTS)
