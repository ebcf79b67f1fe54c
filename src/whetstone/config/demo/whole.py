"""Marram's winter campaign, part by part, as its team settled it. All invented.

Its phases rest on a house rule that a change of this autumn ended: its page says which, and why.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from whetstone.apps.field import selectors as field
from whetstone.apps.plan import campaign_services as plan
from whetstone.apps.plan import selectors
from whetstone.apps.plan.campaign_selectors import names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.apps.people.models import Workspace

MEND = "Mend it this winter"
OWNERS = "Owners speak"
DROPPED = "Kelpnet drops the repost button"
REACH = "clm-meta-feed-page-reach"
SETTLED = dt.datetime(2026, 10, 19, 10, 30, tzinfo=dt.UTC)
APPROVED = dt.datetime(2026, 10, 22, 15, 0, tzinfo=dt.UTC)
CHANGED = dt.datetime(2026, 11, 18, 9, 40, tzinfo=dt.UTC)
NETWORKS_THEN, NETWORKS_NOW = ["instagram", "facebook"], ["instagram", "facebook", "tiktok"]


def make(workspace: Workspace, person: Mapping[str, int]) -> None:
    """Ten parts, a yes, and a change after it."""
    runs = {name: pk for pk, name in selectors.campaign_names(workspace.pk)}
    own: dict[str, Any] = {"workspace_id": workspace.pk, "campaign_id": runs[MEND]}
    head, lead = person["Head of social"], person["Content lead"]
    for part, values, reason, claims in _parts(workspace, person):
        plan.settle(
            part=part, values=values, reason=reason, rests_on=claims, actor_id=head,
            now=SETTLED, today=SETTLED.date(), **own,
        )  # fmt: skip
    plan.say(
        is_yes=True, words="The repair desk can take the extra forms until January.",
        actor_id=person["Marketing director"], now=APPROVED, **own,
    )  # fmt: skip
    plan.settle(
        part="networks", values={"networks": NETWORKS_NOW},
        reason="The zip film did well without money, so TikTok gets one film a week.",
        actor_id=lead, now=CHANGED, today=CHANGED.date(), **own,
    )  # fmt: skip
    plan.settle(
        part="money", values={"budget": None, "unit": "€", "hours": 14.0, "wanted": 30.0},
        actor_id=head, now=CHANGED, today=CHANGED.date(),
        **(own | {"campaign_id": runs[OWNERS]}),
    )  # fmt: skip


def _ended(workspace: Workspace) -> tuple[str, ...]:
    """The house rule that Kelpnet ended this autumn."""
    changes = field.changes(workspace.pk)
    return tuple(slug for one in changes if one.title == DROPPED for slug in field.hits(one))


def _parts(
    workspace: Workspace, person: Mapping[str, int]
) -> list[tuple[str, dict[str, Any], str, tuple[str, ...]]]:
    known = names(workspace.pk)
    goals = {title: pk for pk, title in known.goals.items()}
    return [
        ("brief", {
            "what": "Six weeks of Stories and short films that show one repair each, and lead to "
            "the repair form.",
            "for_whom": "Owners of a jacket older than three winters who think of buying new.",
            "world": "400 more jackets are mended this winter instead of replaced.",
        }, "The workshop has free benches until the end of January.", ()),
        ("audience", {"segments": list(known.segments), "words": ""},
         "Both wrote to us most often about zips last winter.", ()),
        ("networks", {"networks": NETWORKS_THEN}, "Most of the target, and they answer.", ()),
        ("measure", {"metric": goals["People reached by repair posts, a month"]},
         "Until forms are counted by link, reach tells most about each week.", (REACH,)),
        ("phases", {"phases": [
            {"name": "Show repairs", "first": "2026-11-16", "last": "2026-12-06"},
            {"name": "Ask for a date", "first": "2026-12-07", "last": "2026-12-13"},
            {"name": "Owners repost on Kelpnet", "first": "2026-12-14", "last": "2026-12-21"},
        ]}, "Three whole weeks before the ask, so that weekdays even out. Reposts come last.",
         _ended(workspace)),
        ("money", {"budget": 4800.0, "unit": "€", "hours": 22.0, "wanted": 50.0},
         "The money pays for two days of film.", ()),
        ("risks", {
            "risks": [
                {"what": "More forms than the workshop can mend",
                 "then": "Show the waiting time in the first frame."},
                {"what": "A repair fails and the owner posts it",
                 "then": "Answer within two hours, and offer a second repair."},
            ],
            "pauses": person["Head of social"], "statement": "yes",
            "where": "Shared drive, Crisis, holding-statement-repairs",
        }, "", ()),
        ("skills", {"skills": [
            {"area": "CMP", "level": 2, "people": 1}, {"area": "CRE", "level": 2, "people": 2},
            {"area": "PLT", "level": 2, "people": 3}, {"area": "ANA", "level": 2, "people": 1},
            {"area": "CRI", "level": 2, "people": 3},
        ]}, "Two people for film, as one is away in December.", ()),
        ("launch", {"first": "2026-12-16", "last": "2026-12-17"},
         "The last posting days before Christmas.", ()),
        ("approvals", {
            "people": [person["Marketing director"], person["Head of social"]],
            "by": "2026-10-23",
        }, "", ()),
    ]  # fmt: skip
