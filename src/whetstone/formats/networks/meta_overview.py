"""Meta's overview charts: one metric a table, UTF-16 with `sep=,`, a title, then Date and Primary.

One file may hold several of them below one another; the title above each says what it counts.
"""

from __future__ import annotations

from typing import Final

from whetstone.formats.networks.meta_instagram import ZONE
from whetstone.formats.networks.shape import Figure, Format

TITLES: Final = {
    "views": "views",
    "reach": "reach",
    "impressions": "impressions",
    "content interactions": "interactions",
    "link clicks": "link_taps",
    "follows": "follows",
    "visits": "profile_visits",
}
"""What a title counts, without the network's name before it; others keep their own words."""

DAYS: Final = Format(
    key="meta_overview",
    network="meta",
    makes="days",
    needs=(frozenset({"date", "primary"}),),
    holds={"date": "on"},
    figures={"primary": Figure("primary")},
    zone=ZONE,
    asks=("network",),
    sections=True,
)
FORMATS: Final = (DAYS,)


def metric_of(title: str) -> str:
    """The name of the metric that a table's title means."""
    words = title.lower().split()
    if words[:1] in (["facebook"], ["instagram"]) and len(words) > 1:
        words = words[1:]
    said = " ".join(words)
    return TITLES.get(said) or "_".join("".join(c for c in w if c.isalnum()) for w in words)


def network_of(title: str) -> str:
    """The network that a table's title names; "" where it names none."""
    first = title.lower().partition(" ")[0]
    return first if first in {"facebook", "instagram"} else ""
