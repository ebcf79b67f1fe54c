"""Where Marram plans its quarters: one meeting held, with two decisions, and one to come.

The firm, its figures and everybody at the table are invented.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Final

from whetstone.apps.lead import budget_services as budget
from whetstone.apps.lead import table_services as table
from whetstone.apps.plan import selectors as plan
from whetstone.config.demo.cast import DEMO_NOW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.apps.people.models import Workspace

KEYS: Final = uuid.UUID("0d1b7a52-7f0c-4c1d-9f7e-2f8f1f0b7f11")
HELD, COMING = dt.date(2026, 9, 10), dt.date(2026, 12, 10)
SPRING = dt.date(2027, 3, 4)
SEATED: Final = "Managing director\nHead of finance\nMarketing director\nHead of the workshop"
SAID: Final = {
    "Jackets stay in use for longer": "Stories bring owners to the repair desk; we want the "
    "desk’s own count beside ours before we ask for more.",
    "Customers are answered in time": "Two people answer on weekdays, nobody on Saturdays. We "
    "propose one shared shift.",
}


def make(workspace: Workspace, person: Mapping[str, int]) -> None:
    """The cycle, what was decided in September, what became of it, and the budget."""
    head = person["Head of social"]
    here = {"workspace_id": workspace.pk, "actor_id": head}
    met = dt.datetime.combine(HELD, dt.time(15), tzinfo=dt.UTC)
    held = _meeting(here, ("Quarterly planning", "2026-Q4", HELD, "asked"), met)
    coming = _meeting(here, ("Quarterly planning", "2027-Q1", COMING, "yes"), met)
    _meeting(here, ("Budget round", "2027-Q2", SPRING, "asked"), met)
    _decided(workspace, held, person, met)
    tops = {one.title: one.id for one in plan.board(workspace.pk, today=COMING).goals}
    table.say_inputs(
        meeting_id=coming,
        said={tops[title]: words for title, words in SAID.items()},
        standings=dict.fromkeys((tops[title] for title in SAID), "early"),
        now=DEMO_NOW,
        **here,
    )
    _budget(here)


def _meeting(
    here: Mapping[str, int], facts: tuple[str, str, dt.date, str], now: dt.datetime
) -> int:
    name, quarter, on, seat = facts
    return table.make_meeting(
        form_key=uuid.uuid5(KEYS, on.isoformat()),
        name=name,
        quarter=quarter,
        on=on,
        at_time=dt.time(14),
        seat=seat,
        who=SEATED + ("\nHead of social" if seat == "yes" else ""),
        now=now,
        **here,
    ).pk


def _decided(workspace: Workspace, held: int, person: Mapping[str, int], met: dt.datetime) -> None:
    director = person["Marketing director"]
    here = {"workspace_id": workspace.pk, "actor_id": director}
    desk = table.decide_at(
        meeting_id=held,
        form_key=uuid.uuid5(KEYS, "desk"),
        text="The repair desk counts where a repair began",
        owner_id=None,
        owner_name="Head of the workshop",
        due_on=dt.date(2026, 10, 15),
        now=met,
        **here,
    )
    table.decide_at(
        meeting_id=held,
        form_key=uuid.uuid5(KEYS, "saturday"),
        text="Say who answers customers on Saturdays",
        owner_id=director,
        owner_name="",
        due_on=dt.date(2026, 11, 13),
        now=met,
        **here,
    )
    table.follow_up(
        workspace_id=workspace.pk,
        decision_id=desk.pk,
        state="done",
        reason="",
        actor_id=person["Head of social"],
        now=met + dt.timedelta(days=30),
    )


def _budget(here: Mapping[str, int]) -> None:
    rows = (
        (dt.date(2025, 11, 20), 410_000.0, 11.0, 13.0, dt.date(2026, 12, 31)),
        (dt.date(2026, 11, 16), 430_000.0, 12.0, 15.0, dt.date(2027, 12, 31)),
    )
    for on, total, now_, planned, due in rows:
        budget.say_figures(
            form_key=uuid.uuid5(KEYS, f"budget {on}"),
            on=on,
            source="budget sheet of the finance team",
            total=total,
            currency="EUR",
            doubt=8.0,
            share_now=now_,
            share_planned=planned,
            planned_for=due,
            hours=180.0,
            hour_cost=42.0,
            now=DEMO_NOW,
            **here,
        )
