"""X, tweet activity: the export until about 2024, forty columns, times with their zone.

Files of 2015 say `favorites` for `likes`. "-" is unknown.
"""

from __future__ import annotations

import re
from typing import Final

from whetstone.formats.networks.shape import FRACTION, Figure, Format, counts

_OWN: Final = {
    **counts(
        impressions="impressions",
        engagements="engagements",
        retweets="reposts",
        replies="replies",
        likes="likes",
        favorites="likes",
        user_profile_clicks="profile_visits",
        url_clicks="link_taps",
        hashtag_clicks="hashtag_taps",
        detail_expands="detail_expands",
        permalink_clicks="permalink_taps",
        app_opens="app_opens",
        app_installs="app_installs",
        follows="follows",
        email_tweet="emails",
        dial_phone="calls",
        media_views="media_views",
        media_engagements="media_engagements",
    ),
    "engagement rate": Figure("engagement_rate", "%", FRACTION, adds=False),
}
_PROMOTED: Final = {
    f"promoted {header}": Figure(f"promoted_{one.name}", one.unit, one.form, one.adds)
    for header, one in _OWN.items()
}

TWEETS: Final = Format(
    key="x_tweet_activity",
    network="x",
    makes="posts",
    needs=(frozenset({"tweet id", "tweet text", "time"}),),
    holds={
        "tweet id": "post_id",
        "tweet permalink": "link",
        "tweet text": "text",
        "time": "published",
    },
    figures={**_OWN, **_PROMOTED},
    zone="UTC",
    link_id=re.compile(r"/status(?:es)?/(\d+)"),
)
FORMATS: Final = (TWEETS,)
