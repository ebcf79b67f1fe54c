"""Two sessions with experts: one that was held last week, one that comes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from whetstone.apps.learn import selectors as learning
from whetstone.apps.learn import services as learn
from whetstone.config.demo.cast import DEMO_NOW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.apps.learn.models import ExpertSession
    from whetstone.apps.people.models import Workspace

PROPOSED = dt.datetime(2026, 11, 9, 9, 30, tzinfo=dt.UTC)
PAST_QUESTIONS = (
    "What was still going out while you were deciding?",
    "Who did you try to reach, and who did not answer?",
)
COMING_QUESTIONS = (
    "How do you know that you have read too much?",
    "A regular, loved by all, breaks a clear rule. What happens in the first ten minutes?",
)


def make(workspace: Workspace, host: int, learners: Sequence[int]) -> None:
    """Propose both in the host's name; people ask, vote and sit where it fits their hours."""
    _past(workspace, host, learners)
    coming = learn.propose_session(
        learn.Proposed(
            title="An hour with a moderator on load, limits and safety",
            guest="Moderated a patients’ forum for six years",
            skills=["COM-2", "CAR-3"],
            minutes=60,
            capacity=6,
        ),
        workspace_id=workspace.pk,
        person_id=host,
        now=DEMO_NOW - dt.timedelta(days=2),
    )
    _gather(coming, COMING_QUESTIONS, learners[1:], now=DEMO_NOW - dt.timedelta(hours=20))
    _fill(coming, host, learners[3:5], now=DEMO_NOW - dt.timedelta(hours=2))


def _past(workspace: Workspace, host: int, learners: Sequence[int]) -> None:
    gap = next(iter(learning.gaps_of_team(workspace.pk, now=PROPOSED)), None)
    held = learn.propose_session(
        learn.Proposed(
            title="An hour with somebody who led a real crisis",
            guest="Led the desk of a ferry line through a failed booking system",
            skills=["CRI-1", "CRI-4"],
            minutes=45,
            capacity=8,
            area_id=gap.area_id if gap and gap.area_id == "CRI" else "",
        ),
        workspace_id=workspace.pk,
        person_id=host,
        now=PROPOSED,
    )
    _gather(held, PAST_QUESTIONS, learners, now=PROPOSED + dt.timedelta(hours=3))
    _fill(held, host, learners, now=PROPOSED + dt.timedelta(hours=5))
    for person in learners:
        learn.mark(
            uid=held.uid, person_id=person, state="kept", now=DEMO_NOW - dt.timedelta(days=6)
        )
    learn.write_notes(
        uid=held.uid,
        workspace_id=workspace.pk,
        person_id=host,
        text="A partner’s scheduled post went out an hour after ours were stopped. Nobody had "
        "written down who may stop a partner. We keep one list of everything that goes out by "
        "itself, with a name beside each line.",
        recording="https://recordings.example/crisis-lead",
        now=DEMO_NOW - dt.timedelta(hours=30),
    )
    learn.state_by_guest(
        uid=held.uid,
        workspace_id=workspace.pk,
        person_id=host,
        sentence="Posts that a partner has scheduled go on when the brand pauses its own.",
        now=DEMO_NOW - dt.timedelta(hours=30),
    )


def _gather(
    session: ExpertSession, texts: Sequence[str], people: Sequence[int], *, now: dt.datetime
) -> None:
    """Each question by another person; the first one is wanted most."""
    for place, text in enumerate(texts):
        asked = learn.ask_guest(
            uid=session.uid, workspace_id=session.workspace_id,
            person_id=people[place], text=text, now=now,
        )  # fmt: skip
        for voter in people[place + 1 : len(people) - 2 * place]:
            learn.vote(
                uid=session.uid, workspace_id=session.workspace_id, question_id=asked.pk,
                person_id=voter, is_for=True, now=now,
            )  # fmt: skip


def _fill(session: ExpertSession, host: int, people: Sequence[int], *, now: dt.datetime) -> None:
    """The best time that is found, and a seat for each whom it fits."""
    offers, _common = learning.times_offered(session, now=now)
    learn.set_time(
        uid=session.uid, workspace_id=session.workspace_id, person_id=host,
        start=offers[0].starts_at, now=now,
    )  # fmt: skip
    for person in people:
        try:
            learn.join_session(
                uid=session.uid, workspace_id=session.workspace_id, person_id=person, now=now
            )
        except learn.NoPlaceError:
            continue
