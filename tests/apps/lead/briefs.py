"""Briefs for tests: written, signed, read, and the figures they tell from."""

from __future__ import annotations

import datetime as dt

from tests.apps.lead.conftest import NOW

from whetstone.apps.lead import (
    brief_gather,
    brief_pages,
    brief_selectors,
    brief_services,
)
from whetstone.apps.lead.brief_parts import Seen
from whetstone.apps.plan import services as plan

LATER = NOW + dt.timedelta(days=28)
GOAL = {
    "id": 1, "title": "Repairs", "unit": "repairs", "value": 410, "band": None, "era": "tagged",
    "on": "2026-11-22", "source": "desk", "target": 1200, "due": "2027-03-31", "baseline": 0,
    "outlook": "on_course", "served": ["Mend it"], "definition": "Forms sent.", "split": None,
    "runs": [["Mend it", "2026-11-01", "2026-12-21"]],
    "readings": [["2026-11-22", 410, None, "desk"], ["2026-10-31", 263, None, "desk"]],
}  # fmt: skip


def write(own, texts, *, by=None, seen=None, now=NOW) -> int:
    return brief_services.write(
        workspace_id=own.workspace.pk, texts=texts, seen=seen or {},
        actor_id=(by or own.lead).pk, now=now,
    )  # fmt: skip


def sign(own, *, now=NOW, after=0, mark=""):
    mark = mark or brief_services.mark_of(brief_gather.gathered(own.workspace.pk, now=now))
    return brief_services.sign(
        workspace_id=own.workspace.pk, mark=mark, after=after, actor_id=own.lead.pk, now=now
    )


def read(own, goal, value, on):
    plan.add_reading(
        workspace_id=own.workspace.pk, goal_id=goal.pk, value=value, on=on, source="desk", now=NOW
    )


def document(own):
    view = brief_selectors.last_signed(own.workspace.pk)
    return brief_pages.signed(view, own.workspace.pk)


def seen(*goals, **more) -> Seen:
    return Seen({"goals": list(goals), **more}, "UTC")
