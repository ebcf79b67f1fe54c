"""Sources that we know to be worth watching. Offered switched off; nobody is asked by offering.

Each is a source that the curriculum itself cites (`curriculum/sources/sources.yaml`): a page
where a network or a careful reader of it writes down what changes.
"""

from __future__ import annotations

from dataclasses import dataclass

A_DAY, A_WEEK = 24, 168


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A source by the id that the curriculum gives it."""

    id: str
    title: str
    url: str
    network: str
    every_hours: int
    kind: str = "page"


SUGGESTED: tuple[Suggestion, ...] = (
    Suggestion(
        "src-graph-v25",
        "Graph API changelog, version 25.0",
        "https://developers.facebook.com/docs/graph-api/changelog/version25.0",
        "meta",
        A_DAY,
    ),
    Suggestion(
        "src-meta-page-insights-2025",
        "Page Insights API updates",
        "https://developers.facebook.com/blog/post/2025/08/15/page-insights-api-updates",
        "facebook",
        A_WEEK,
    ),
    Suggestion(
        "src-graph-v26-blog",
        "Graph API and Marketing API, version 26.0",
        "https://developers.facebook.com/blog/post/2026/07/29/"
        "introducing-graph-api-v26-and-marketing-api-v26/",
        "meta",
        A_WEEK,
    ),
    Suggestion(
        "src-fivetran-instagram",
        "Instagram connector: log of changes",
        "https://fivetran.com/docs/connectors/applications/instagram-business/changelog",
        "instagram",
        A_DAY,
    ),
)
BY_ID = {one.id: one for one in SUGGESTED}
