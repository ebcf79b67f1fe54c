"""Tasks in the demo: one judged by two, one that one of two has judged, one that waits.

All through the services people use; the pages and the sums are invented.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from whetstone.apps.learn.handing import judging, reading, writing
from whetstone.apps.learn.judging import Judgement
from whetstone.config.demo.cast import DEMO_NOW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from whetstone.apps.people.models import Workspace

_AT_NOON: Final = dt.timedelta(hours=3)
LEAD, PARTNER = "Head of social", "Strategist from outside"
Said = dict[str, tuple[int, str]]

STRATEGY: Final = "task-one-page-strategy"
PAGE: Final = (
    "Goal: 400 more jackets are mended this winter instead of replaced.\n\n"
    "Objective: owners write to the repair desk, 1,600 forms from November to January. Last "
    "winter it was 1,150. One form in four becomes a repair. Deciding measure: forms by link, "
    "from people reached; base 1,150.\n\n"
    "Networks: Instagram (55 of 80 owners asked use it each week, 58 to 78 in 100), Facebook for "
    "owners past 45. TikTok gets one film a week, and goes if it brings under 30 forms by 15 "
    "December. Hours: 14 of 22 a week; 4 are kept for answering people.\n\n"
    "What we do not know: who already owns a jacket. The shop asks 80 people in December."
)
OWN: Final[Said] = {
    "goal-link": (3, "The sum of the branch stands beside last winter."),
    "audience-network": (2, "One network has a way out."),
    "evidence": (2, "Sources, but no dates in the table."),
    "feasibility": (2, "Fits, with hours for answering."),
}
OF_THE_LEAD: Final[Said] = {
    "goal-link": (3, "Base and sum side by side. A counter-measure is still missing."),
    "audience-network": (3, "TikTok has an exit with a number and a day."),
    "evidence": (2, "Each figure has its people; add the dates."),
    "feasibility": (2, "The hours fit. Nothing says what stops if they are cut."),
}
OF_THE_PARTNER: Final[Said] = {
    "goal-link": (3, "I can see what would have to be true."),
    "audience-network": (2, "Facebook is there by habit: give it the same test as TikTok."),
    "evidence": (2, "The survey of 80 is used for the people it asked, and no others."),
    "feasibility": (2, "Owners and hours, and a reserve for replies."),
}

LEADER_PAGE: Final = "task-ana-leader-page"
DECISION: Final = (
    "To be decided by the marketing director by 4 December: repeat the paid Stories of October in "
    "January, at the same size? Advice: not yet.\n\n"
    "Result: 70 more repair forms in the towns that saw them than in those that did not, from "
    "23 to 117. Break-even is 54 forms, with hours. The range lies on both sides.\n\n"
    "Guard: no more than 3 complaints in 100 forms in the next four weeks. What would change the "
    "advice: twenty towns instead of ten."
)
OWN_DECISION: Final[Said] = {
    "decision": (3, "First line, day, and what would turn it."),
    "evidence": (3, "With range, and both sides named."),
    "value": (2, "Costs with hours."),
    "guard": (2, "One guard with a limit."),
}
OF_THE_DECISION: Final[Said] = {
    "decision": (3, "I could say yes or no from the first line."),
    "evidence": (3, "Range and comparison; say in a word that towns are few."),
    "value": (2, "Break-even in forms, hours in it. The most that can be lost is missing."),
    "guard": (2, "A guard with a limit and a time."),
}

QUEUE: Final = "task-car-morning-queue"
LINK: Final = "https://marram.example/desk/morning-queue"
NOTE: Final = (
    "The queue of Thursday, 08:30 to 10:00, sorted in the order in which I answered, with the "
    "reason beside each. The table is behind the link."
)

OWN_QUEUE: Final[Said] = {
    "order": (3, "People at risk first, then who had waited longest."),
    "replies": (2, "Two went out late; both say so."),
    "private": (2, "Covered within a minute."),
    "facts": (2, "I said twice that I did not know."),
    "note": (2, "Who, what, by when."),
}


def make(workspace: Workspace, ids: Mapping[str, int]) -> None:
    """Three tasks of three people, on the days before the demo's Monday."""
    lead, partner = ids[LEAD], ids[PARTNER]
    asked = (lead, partner)
    of: dict[str, Any] = {"workspace_id": workspace.pk}
    done = _hand_in(STRATEGY, PAGE, OWN, person_id=ids["Strategist"], to=asked, days=10, **of)
    _judge(done[lead], lead, OF_THE_LEAD, days=6, **of)
    _judge(done[partner], partner, OF_THE_PARTNER, days=5, **of)
    half = _hand_in(
        LEADER_PAGE, DECISION, OWN_DECISION, person_id=ids["Analyst"], to=asked, days=4, **of
    )
    _judge(half[partner], partner, OF_THE_DECISION, days=3, **of)
    _hand_in(
        QUEUE, NOTE, OWN_QUEUE, person_id=ids["Care agent"], to=(lead,), days=3, link=LINK, **of
    )


def _hand_in(
    slug: str,
    text: str,
    own: Said,
    *,
    person_id: int,
    workspace_id: int,
    to: Sequence[int],
    days: int,
    link: str = "",
) -> dict[int, int]:
    """Hand a task in; whom it was handed to, and under which number."""
    made = writing.hand_in(
        person_id=person_id,
        workspace_id=workspace_id,
        slug=slug,
        text=text,
        link=link,
        judgement=_judgement(own),
        judge_ids=to,
        now=_before(days),
    )
    return reading.asked_in(made.pk)


def _judge(asked_id: int, judge_id: int, said: Said, *, workspace_id: int, days: int) -> None:
    judging.judge(
        asked_id=asked_id,
        judge_id=judge_id,
        workspace_id=workspace_id,
        judgement=_judgement(said),
        now=_before(days),
    )


def _before(days: int) -> dt.datetime:
    return DEMO_NOW - dt.timedelta(days=days) + _AT_NOON


def _judgement(said: Said) -> Judgement:
    rows: dict[str, list[object]] = {row: [level, text] for row, (level, text) in said.items()}
    return Judgement(rows, "", {row: text for row, (_level, text) in said.items()})
