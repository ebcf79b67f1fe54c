"""Google Analytics 4: comment lines, then tables below one another; rates are fractions.

`Nth day` counts from the `# Start date` above. `Key events` were called Conversions.
"""

from __future__ import annotations

from typing import Final

from whetstone.formats.networks.shape import CLOCK, FRACTION, Figure, Format, counts, people

_FIGURES: Final = {
    **counts(
        sessions="sessions",
        engaged_sessions="engaged_sessions",
        key_events="key_events",
        conversions="key_events",
        event_count="events",
        views="page_views",
        total_revenue="revenue",
    ),
    **people(active_users="users", total_users="all_users", new_users="new_users"),
    "engagement rate": Figure("engagement_rate", "%", FRACTION, adds=False),
    "session key event rate": Figure("key_event_rate", "%", FRACTION, adds=False),
    "average engagement time per session": Figure(
        "average_engagement_time", "s", CLOCK, adds=False
    ),
}
_SOURCE: Final = "session source / medium"

DAYS: Final = Format(
    key="ga4_days",
    network="web",
    makes="days",
    needs=(
        frozenset({"date", "sessions"}),
        frozenset({"nth day", "sessions"}),
        frozenset({"nth day", "active users"}),
    ),
    holds={"date": "on", "nth day": "nth", _SOURCE: "part"},
    figures=_FIGURES,
    sections=True,
)
SOURCES: Final = Format(
    key="ga4_sources",
    network="web",
    makes="groups",
    needs=(frozenset({_SOURCE, "sessions"}),),
    holds={_SOURCE: "dimension"},
    figures=_FIGURES,
    sections=True,
    kind="source",
)
FORMATS: Final = (DAYS, SOURCES)
