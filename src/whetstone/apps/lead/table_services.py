"""Writing at the table: meetings, social's sentences, decisions, what became of them, answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from whetstone.apps.lead import table_selectors
from whetstone.apps.lead.models import Brief, Decision
from whetstone.apps.lead.models_table import BriefAnswer, DecisionStep, GoalInput, PlanningMeeting
from whetstone.apps.lead.read_marks import as_read, mark_of
from whetstone.apps.lead.services import freeze, take_decisions
from whetstone.apps.people.services import audit
from whetstone.core.kernel.errors import Missing, Refused

if TYPE_CHECKING:
    import datetime as dt
    import uuid
    from collections.abc import Mapping


_ACT = {
    DecisionStep.State.OPEN.value: "reopen decision",
    DecisionStep.State.DONE.value: "close decision",
    DecisionStep.State.DROPPED.value: "drop decision",
}


@transaction.atomic
def make_meeting(
    *, workspace_id: int, actor_id: int | None, now: dt.datetime, form_key: uuid.UUID, **facts: Any
) -> PlanningMeeting:
    """A meeting of the cycle. A form sent twice is one meeting."""
    made, is_new = PlanningMeeting.objects.get_or_create(
        workspace_id=workspace_id, form_key=form_key, defaults={"changed_at": now, **facts}
    )
    if is_new:
        _log("plan meeting", "meeting", made.pk, (workspace_id, actor_id, now))
    return made


@transaction.atomic
def change_meeting(
    *, workspace_id: int, meeting_id: int, actor_id: int | None, now: dt.datetime, **facts: Any
) -> None:
    """Write a meeting anew; calendars see a higher version.

    Raises:
        Missing: when the workspace has no such meeting.
    """
    rows = PlanningMeeting.objects.select_for_update().filter(workspace_id=workspace_id)
    row = rows.filter(pk=meeting_id).first()
    if row is None:
        raise Missing("meeting", str(meeting_id))
    if all(getattr(row, name) == value for name, value in facts.items()):
        return
    for name, value in facts.items():
        setattr(row, name, value)
    row.version += 1
    row.changed_at = now
    row.save(update_fields=[*facts, "version", "changed_at"])
    _log("change meeting", "meeting", row.pk, (workspace_id, actor_id, now))


@transaction.atomic
def say_inputs(
    *,
    workspace_id: int,
    meeting_id: int,
    said: Mapping[int, str],
    standings: Mapping[int, str],
    actor_id: int | None,
    now: dt.datetime,
) -> int:
    """Keep what social says of each goal, where it is new. Returns how many sentences are.

    `standings`: how each goal of the workspace stands by its figures; only those can be spoken of.

    Raises:
        Missing: when the workspace has no such meeting.
    """
    _meeting(workspace_id, meeting_id)
    there = table_selectors.inputs(meeting_id)
    rows = [
        GoalInput(
            workspace_id=workspace_id,
            meeting_id=meeting_id,
            goal_id=goal_id,
            words=words,
            standing=standings[goal_id],
            by_id=actor_id,
            at=now,
        )
        for goal_id, words in said.items()
        if goal_id in standings and words != (there[goal_id].words if goal_id in there else "")
    ]
    GoalInput.objects.bulk_create(rows)
    if rows:
        _log("speak for goals", "meeting", meeting_id, (workspace_id, actor_id, now))
    return len(rows)


@transaction.atomic
def decide_at(
    *,
    workspace_id: int,
    meeting_id: int,
    form_key: uuid.UUID,
    text: str,
    owner_id: int | None,
    owner_name: str,
    due_on: dt.date,
    actor_id: int | None,
    now: dt.datetime,
) -> Decision:
    """Write down what a meeting decided, who sees to it and by when. A form sent twice is one.

    Raises:
        Missing: when the workspace has no such meeting.
    """
    _meeting(workspace_id, meeting_id)
    facts = {
        "text": text,
        "taken_by_id": actor_id,
        "taken_at": now,
        "workspace_id": workspace_id,
        "owner_id": owner_id,
        "owner_name": "" if owner_id else owner_name,
        "due_on": due_on,
    }
    made, is_new = Decision.objects.get_or_create(
        meeting_id=meeting_id, code=form_key.hex, defaults=facts
    )
    if is_new:
        _log("write decision down", "decision", made.pk, (workspace_id, actor_id, now))
    return made


@transaction.atomic
def follow_up(
    *,
    workspace_id: int,
    decision_id: int,
    state: str,
    reason: str,
    actor_id: int | None,
    now: dt.datetime,
) -> bool:
    """Say what became of a decision; False where it stands so already.

    Raises:
        Missing: when the workspace has no such decision.
        Refused: when it is dropped and nothing says why.
    """
    found = table_selectors.decision(decision_id, workspace_id=workspace_id)
    if found is None:
        raise Missing("decision", str(decision_id))
    if state == DecisionStep.State.DROPPED and not reason:
        raise Refused("drop a decision", "no_reason")
    if found.state == state:
        return False
    DecisionStep.objects.create(
        workspace_id=workspace_id,
        decision_id=decision_id,
        state=state,
        reason=reason,
        by_id=actor_id,
        at=now,
    )
    _log(_ACT[state], "decision", decision_id, (workspace_id, actor_id, now))
    return True


@transaction.atomic
def name_owner(
    *,
    workspace_id: int,
    decision_id: int,
    owner_id: int | None,
    owner_name: str,
    due_on: dt.date,
    actor_id: int | None,
    now: dt.datetime,
) -> bool:
    """Say who sees to an open decision, and by when; False where that was said already.

    Raises:
        Missing: when the workspace has no such decision.
        Refused: when it is no longer open.
    """
    found = table_selectors.decision(decision_id, workspace_id=workspace_id)
    if found is None:
        raise Missing("decision", str(decision_id))
    if not found.is_open:
        raise Refused("name an owner", "not_open")
    said = {
        "owner_id": owner_id,
        "owner_name": "" if owner_id else owner_name,
        "due_on": due_on,
    }
    if found.named == said:
        return False
    DecisionStep.objects.create(
        workspace_id=workspace_id,
        decision_id=decision_id,
        state=DecisionStep.State.OPEN,
        by_id=actor_id,
        at=now,
        **said,
    )
    _log("name owner of decision", "decision", decision_id, (workspace_id, actor_id, now))
    return True


def answer(
    *,
    workspace_id: int,
    brief_id: int | None,
    kind: str,
    words: str,
    mark: str,
    actor_id: int,
    now: dt.datetime,
) -> tuple[int, bool | None]:
    """Answer a brief, each kind once; without one, the page is kept as it stands and answered.

    "Decide" takes every decision that the page asks for. Returns the brief, and whether the
    answer is new; None where the figures are no longer those of `mark`, which were read, and
    nothing is answered.

    Raises:
        Missing: when the workspace has no such brief.
    """
    if brief_id is None:
        brief_id = _keep(workspace_id, actor_id, now).pk
    brief = Brief.objects.filter(pk=brief_id, workspace_id=workspace_id).first()
    if brief is None:
        raise Missing("brief", str(brief_id))
    shown = as_read(brief.figures, brief.frozen_at, workspace_id=workspace_id)
    if mark_of(shown) != mark:
        return brief_id, None
    codes = [ask["code"] for ask in shown["decisions"]]
    facts = {"words": words, "at": now, "mark": mark}
    return brief_id, _answer(brief, kind, codes, facts, by_id=actor_id)


@transaction.atomic
def _answer(
    brief: Brief, kind: str, codes: list[str], facts: dict[str, Any], *, by_id: int
) -> bool:
    """Keep an answer, each kind once a person; to decide takes what the page asks."""
    here, now = brief.workspace_id, facts["at"]
    _made, is_new = BriefAnswer.objects.get_or_create(
        brief=brief, kind=kind, by_id=by_id, defaults={"workspace_id": here, **facts}
    )
    if is_new:
        _log("answer brief", "brief", brief.pk, (here, by_id, now))
    if is_new and kind == BriefAnswer.Kind.DECIDE:
        take_decisions(workspace_id=here, brief_id=brief.pk, codes=codes, actor_id=by_id, now=now)
    return is_new


def _keep(workspace_id: int, actor_id: int | None, now: dt.datetime) -> Brief:
    return freeze(workspace_id=workspace_id, actor_id=actor_id, cause="", now=now)


def _meeting(workspace_id: int, meeting_id: int) -> None:
    if not PlanningMeeting.objects.filter(pk=meeting_id, workspace_id=workspace_id).exists():
        raise Missing("meeting", str(meeting_id))


def _log(act: str, kind: str, thing: int, who: tuple[int, int | None, dt.datetime]) -> None:
    workspace_id, actor_id, now = who
    audit(
        workspace_id=workspace_id,
        actor_id=actor_id,
        act=act,
        object_kind=kind,
        object_id=thing,
        now=now,
    )
