"""Marram's exports of Instagram and LinkedIn: files in the networks' own shape, all invented.

They come in through the services that people use, and their posts go to campaigns by rule.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING, Any, Final

from whetstone.apps.plan import (
    figures_assigning,
    figures_selectors,
    figures_staging,
    figures_taking,
    selectors,
)
from whetstone.config.demo.cast import DEMO_NOW
from whetstone.web.workbook import workbook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.random import Generator

    from whetstone.apps.people.models import Workspace

FIRST: Final = dt.date(2026, 8, 31)
SUNDAY: Final = 6
LAST: Final = dt.date(2026, 11, 21)
MIDDLE: Final = dt.date(2026, 10, 31)
NEWEST: Final = dt.date(2026, 11, 22)
_HEAD: Final = (
    "Post ID", "Account ID", "Account username", "Account name", "Description",
    "Duration (sec)", "Publish time", "Permalink", "Post type", "Data comment", "Date", "Views",
    "Reach", "Likes", "Shares", "Follows", "Comments", "Saves",
)  # fmt: skip
_DAYS_HEAD: Final = (
    "Date", "Impressions (organic)", "Impressions (sponsored)", "Impressions (total)",
    "Unique impressions (organic)", "Clicks (organic)", "Clicks (sponsored)", "Clicks (total)",
    "Reactions (total)", "Comments (total)", "Reposts (total)", "Engagement rate (total)",
)  # fmt: skip
_POSTS_HEAD: Final = (
    "Post title", "Post link", "Created date", "Impressions", "Clicks",
    "Click through rate (CTR)", "Likes", "Comments", "Reposts", "Follows", "Engagement rate",
)  # fmt: skip
_WORDS: Final = (
    ("IG reel", "A sleeve, a needle, nine minutes. Post yours in. #mendit"),
    ("IG image", "This hood has seen eleven winters. It has one more patch. #mendit"),
    ("IG carousel", "Five tears and what we did about each. Begin a repair: link in bio. #mendit"),
    ("IG image", "Owners ask, the club answers: what would you never throw away?"),
    ("IG reel", "Club night in Galway. Bring the jacket that should not work any more."),
    ("IG image", "New on the wall: the autumn colours, by lantern."),
    ("IG carousel", "Behind the counter on a wet Tuesday."),
)
_POSTS_OF_LINKEDIN: Final = (
    "Why we publish what breaks on our jackets. #mendit",
    "Six apprentices, one bench: our repair school opens in Cork. #mendit",
    "We are hiring a pattern cutter.",
    "What our owners' club taught us about warranty.",
    "Marram at the textile fair, hall 4.",
)


def make(workspace: Workspace, person: Mapping[str, int], rng: Generator) -> None:
    """Two exports of Instagram three weeks apart, a workbook of LinkedIn, posts to campaigns."""
    actor = person["Head of social"]
    posts = _instagram(rng)
    zone = {"zone": "America/Los_Angeles"}
    early = [row for row in posts if row["on"] <= MIDDLE]
    files = (
        ("instagram_posts_2026-10-31.csv", _as_csv(early, part=0.86), MIDDLE, zone),
        ("instagram_posts_2026-11-22.csv", _as_csv(posts, part=1.0), NEWEST, zone),
        ("marram_content_1763800000.xlsx", _linkedin(rng), NEWEST, {"zone": "UTC"}),
    )
    for name, data, seen_on, answers in files:
        _bring(workspace.pk, actor, (name, data, seen_on), answers)
    campaigns = {name: pk for pk, name in selectors.campaign_names(workspace.pk)}
    for name, rule in (
        ("Mend it this winter", figures_selectors.Rule(hashtag="mendit")),
        ("Owners speak", figures_selectors.Rule(contains="club")),
    ):
        figures_assigning.assign_posts(
            workspace_id=workspace.pk, campaign_id=campaigns[name], rule=rule, actor_id=actor,
            now=DEMO_NOW,
        )  # fmt: skip


def _bring(
    workspace_id: int, actor: int, file: tuple[str, bytes, dt.date], answers: dict[str, Any]
) -> None:
    name, data, seen_on = file
    now = dt.datetime.combine(seen_on, dt.time(16, 20), dt.UTC)
    own: dict[str, Any] = {"workspace_id": workspace_id, "now": now}
    one = figures_staging.upload(
        name=name, chunks=[data], seen_on=seen_on, actor_id=actor, **own
    )  # fmt: skip
    figures_staging.read(one.pk, clock=lambda: now)
    figures_staging.answer(upload_id=one.pk, answers=answers, actor_id=actor, **own)
    figures_staging.read(one.pk, clock=lambda: now)
    figures_taking.begin(upload_id=one.pk, without_refused=False, **own)
    figures_taking.take(one.pk, now=now)


def _instagram(rng: Generator) -> list[dict[str, Any]]:
    """Some six posts a week with a reach that varies as reach does: by factors."""
    rows = []
    for offset in range((LAST - FIRST).days + 1):
        if (FIRST + dt.timedelta(days=offset)).weekday() == SUNDAY:
            continue
        kind, text = _WORDS[int(rng.integers(len(_WORDS)))]
        reach = int(rng.lognormal(7.6 if kind == "IG reel" else 7.2, 0.45))
        rows.append(
            {
                "id": f"1796032{offset:02d}{int(rng.integers(10**8)):08d}",
                "on": FIRST + dt.timedelta(days=offset),
                "kind": kind, "text": text, "reach": reach,
                "views": int(reach * rng.uniform(1.2, 1.7)),
                "likes": int(rng.binomial(reach, 0.041)),
                "shares": int(rng.binomial(reach, 0.006)),
                "comments": int(rng.binomial(reach, 0.004)),
                "saves": int(rng.binomial(reach, 0.008)) if kind != "IG reel" else None,
            }
        )  # fmt: skip
    return rows


def _as_csv(rows: list[dict[str, Any]], *, part: float) -> bytes:
    """Meta's file; `part` of what the figures came to in the end."""
    out = io.StringIO()
    write = csv.writer(out, quoting=csv.QUOTE_ALL).writerow
    write(_HEAD)
    for row in rows:
        figures = [
            "" if row[name] is None else int(row[name] * part)
            for name in ("views", "reach", "likes", "shares")
        ]
        after = [
            "" if row[name] is None else int(row[name] * part) for name in ("comments", "saves")
        ]
        write(
            [row["id"], "17841400000000001", "marram", "Marram", row["text"], 0,
             f"{row['on']:%m/%d/%Y} 09:30", f"https://www.instagram.com/p/M{row['id'][-8:]}/",
             row["kind"], "", "Lifetime", *figures, 0, *after]
        )  # fmt: skip
    return out.getvalue().encode("utf-8-sig")


def _linkedin(rng: Generator) -> bytes:
    """LinkedIn's workbook: a day a row on one sheet, a post a row on the other."""
    days: list[list[Any]] = [
        ["Aggregated engagement metrics for your organic and sponsored posts."],
        list(_DAYS_HEAD),
    ]
    posts: list[list[Any]] = [["Metrics of all posts of the page."], list(_POSTS_HEAD)]
    for offset in range((LAST - FIRST).days + 1):
        on = f"{FIRST + dt.timedelta(days=offset):%m/%d/%Y}"
        seen = int(rng.poisson(820))
        clicks, liked = int(rng.binomial(seen, 0.021)), int(rng.binomial(seen, 0.018))
        rate = round((clicks + liked) / max(1, seen), 6)
        row = [on, seen, 0, seen, int(seen * 0.71), clicks, 0, clicks, liked, 1, 0, rate]
        days.append(row)
        if not offset % 5:
            text = _POSTS_OF_LINKEDIN[(offset // 5) % len(_POSTS_OF_LINKEDIN)]
            saw = int(rng.lognormal(7.1, 0.4))
            link = f"https://www.linkedin.com/feed/update/urn:li:activity:74012{offset:014d}"
            hits, likes = int(rng.binomial(saw, 0.024)), int(rng.binomial(saw, 0.022))
            both = round((hits + likes) / saw, 6)
            posts.append([text, link, on, saw, hits, round(hits / saw, 6), likes, 2, 1, 0, both])
    return workbook({"Metrics": days, "All posts": posts})
