"""What the pages of the table show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _

from whetstone.apps.lead import selectors, table_agenda, table_words, telling, voices_kept
from whetstone.apps.lead import table_selectors as table
from whetstone.apps.lead import voices_selectors as voices
from whetstone.apps.lead.read_marks import as_read, mark_of
from whetstone.apps.lead.sheet import of_nobody
from whetstone.apps.plan import selectors as plan
from whetstone.core.timeplan.pattern import Span
from whetstone.formats.icalendar import Booking, write_calendar
from whetstone.web.wording import figure

if TYPE_CHECKING:
    from whetstone.apps.lead.models_table import GoalInput
    from whetstone.apps.lead.table_agenda import Point, Standing
    from whetstone.apps.lead.table_selectors import Answer, Meeting, Taken
    from whetstone.apps.lead.voices_selectors import Overview
    from whetstone.web.request import Actor

HOUR = dt.timedelta(hours=1)
NO_TIME = dt.time(9)
"""Where a meeting without a time stands in a calendar program."""
MOST_SETTLED = 8
MOST_OVER = 4
MOST_GOALS = 5
TELLS_OF_PEOPLE = frozenset({"keep_minutes", "give_minutes", "keep_hours", "grow_second"})
"""Decisions that rest on the team's hours and skills: they stay inside."""


@dataclass(frozen=True, slots=True)
class TablePage:
    """The cycle, what was decided, and what leaders answered."""

    title: str
    coming: list[Meeting]
    over: list[Meeting]
    open_ones: list[Taken]
    settled: list[Taken]
    answers: list[Answer]
    kept_id: int | None

    @property
    def next(self) -> Meeting | None:
        """The meeting that comes next."""
        return self.coming[0] if self.coming else None


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """One meeting: its agenda while it lies ahead, social's sentences, what it decided."""

    meeting: Meeting
    is_over: bool
    agenda: list[Point]
    standings: list[Standing]
    said: dict[int, GoalInput]
    decided: list[Taken]
    kept_id: int | None

    @property
    def standing_of(self) -> dict[int, str]:
        """How each business goal stands, by its id."""
        return {one.goal_id: one.code for one in self.standings}


def table_page(actor: Actor) -> TablePage:
    """The table as it stands; a constant number of queries."""
    rows = table.meetings(actor.workspace_id)
    coming = [one for one in rows if one.on >= actor.today]
    over = [one for one in reversed(rows) if one.on < actor.today]
    decided = table.decisions(actor.workspace_id)
    still = table.followed_up(decided, today=actor.today)
    kept = selectors.latest(actor.workspace_id)
    return TablePage(
        title=table_words.headline(coming, still),
        coming=coming,
        over=over[:MOST_OVER],
        open_ones=still,
        settled=[one for one in decided if not one.is_open][:MOST_SETTLED],
        answers=table.newest_answers(actor.workspace_id),
        kept_id=kept.id if kept else None,
    )


def meeting_page(actor: Actor, meeting: Meeting) -> MeetingPage:
    """One meeting; a constant number of queries."""
    sheet = of_nobody(actor.workspace_id, now=actor.now)
    board = plan.board(actor.workspace_id, today=actor.today)
    decided = table.decisions(actor.workspace_id)
    kept = selectors.latest(actor.workspace_id)
    is_over = meeting.on < actor.today
    agenda = table_agenda.agenda(
        sheet,
        open_ones=table.followed_up(decided, today=actor.today),
        answers=_since_the_last(actor),
        kept=kept,
        today=actor.today,
        voices=_voices(actor),
    )
    return MeetingPage(
        meeting=meeting,
        is_over=is_over,
        agenda=[] if is_over else agenda,
        standings=table_agenda.standings(board, sheet["goals"]),
        said=table.inputs(meeting.id),
        decided=[one for one in decided if one.meeting_id == meeting.id],
        kept_id=kept.id if kept else None,
    )


def _voices(actor: Actor) -> Overview | None:
    """What customers said in the last weeks; None where nothing was brought in."""
    if not voices.has_messages(actor.workspace_id):
        return None
    span = voices.Range(actor.today - voices.SPAN, actor.today)
    return voices_kept.overview(actor.workspace_id, span)


def _since_the_last(actor: Actor) -> list[Answer]:
    """What was answered since the last meeting was held."""
    over = [one.on for one in table.meetings(actor.workspace_id) if one.on < actor.today]
    since = max(over, default=dt.date.min)
    return [one for one in table.newest_answers(actor.workspace_id) if one.at.date() >= since]


def brief_outside(
    brief_id: int, link_id: int, workspace_id: int, now: dt.datetime
) -> dict[str, Any] | None:
    """A kept page for somebody outside: what is asked, goals, risks; nothing that tells of people.

    None where there is no such page.
    """
    view = selectors.brief(brief_id, workspace_id=workspace_id)
    if view is None:
        return None
    figures = as_read(view.figures, view.frozen_at, workspace_id=workspace_id)
    mine = [one for one in table.answers(brief_id) if one.link_id == link_id]
    return {
        "view": view,
        "asks": [
            telling.decision(one)
            for one in figures["decisions"]
            if one["code"] not in TELLS_OF_PEOPLE and not one.get("since")
        ],
        "goals": [_goal(one) for one in view.figures["goals"][:MOST_GOALS]],
        "threats": view.figures["threats"],
        "changed": view.figures["field"]["changed"],
        "read_mark": mark_of(figures),
        "answers": mine,
        "given": {one.kind for one in mine},
        "today": now,
        "words": table_words,
    }


def _goal(one: dict[str, Any]) -> dict[str, Any]:
    unit = "%" if one["unit"] == "%" else ""
    target = one["target"]
    of = ""
    if target is not None:
        of = (_("target %(n)s") if unit else _("of %(n)s")) % {"n": figure(target, unit)}
    return {
        "title": one["title"],
        "now": figure(one["value"], unit),
        "of": of,
        "read": one["on"],
        "outlook": telling.outlook(one["outlook"]),
    }


def calendar_file(actor: Actor) -> bytes:
    """The cycle's dates for a calendar program."""
    from zoneinfo import ZoneInfo

    clock = ZoneInfo(actor.time_zone)
    with translation.override(actor.language):
        events = [_event(one, clock) for one in table.meetings(actor.workspace_id)]
        return write_calendar(
            events, zone=actor.time_zone, name=_("The planning cycle"), method="PUBLISH"
        )


def _event(one: Meeting, clock: dt.tzinfo) -> Booking:
    start = dt.datetime.combine(one.on, one.at_time or NO_TIME, tzinfo=clock).astimezone(dt.UTC)
    return Booking(
        uid=f"planning-meeting-{one.id}@whetstone",
        sequence=one.version,
        span=Span(start, start + HOUR),
        title=one.name,
        stamp=one.changed_at,
        description=table_words.seat(one.seat),
    )
