"""What becomes of a notice: its state as a fold over the steps somebody took.

A notice says "this is no longer so". People take it in hand, look, and confirm, doubt or dismiss
it; what is confirmed is repaired and closed. The steps are the audit trail: they are only ever
added, and the state is worked out from them, so that reading the trail again gives the same
state. A step that was not open at its moment (two people closed at once, a closing without a
reason) stands in the trail and moves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from whetstone.core.freshness.changes import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Act(StrEnum):
    """What somebody may do with a notice."""

    TAKEN = "taken"
    SEVERITY = "severity"
    CONFIRMED = "confirmed"
    DOUBTED = "doubted"
    LINKED = "linked"
    REPAIRED = "repaired"
    DISMISSED = "dismissed"
    CLOSED = "closed"
    REOPENED = "reopened"
    NOTE = "note"


class Stage(StrEnum):
    """Where a notice stands, in the order of an inbox."""

    NEW = "new"
    IN_HAND = "in_hand"
    WAITING = "waiting"
    CLOSED = "closed"


DUE_DAYS: Final[Mapping[Severity, int]] = MappingProxyType(
    {Severity.BREAKING: 5, Severity.MAJOR: 15, Severity.MINOR: 60}
)
"""Days from notice to repair (the method notes on keeping up); good-to-know has no date."""

NEEDS_REASON: Final = frozenset(
    {Act.DOUBTED, Act.REPAIRED, Act.DISMISSED, Act.CLOSED, Act.REOPENED, Act.NOTE}
)
"""Steps that say nothing without words."""

ENDINGS: Final = frozenset({Act.DISMISSED, Act.CLOSED})
HANDLING: Final = frozenset({Act.TAKEN, Act.SEVERITY, Act.DOUBTED, Act.LINKED, Act.REOPENED})
"""Steps after which a notice is in somebody's hands."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing somebody did with a notice. `seq` orders steps of the same moment.

    `owner` belongs to TAKEN (None: given back), `severity` to SEVERITY, `claim` to LINKED and
    DOUBTED, `change` to LINKED and CONFIRMED.
    """

    act: Act
    at: datetime
    seq: int
    by: str | None = None
    reason: str = ""
    owner: str | None = None
    severity: Severity | None = None
    claim: str | None = None
    change: str | None = None


@dataclass(frozen=True, slots=True)
class Triage:
    """A notice as its steps leave it.

    `reason` is why it ended; `trail` is every step in order, also those that moved nothing.
    `is_in_doubt`: an editor doubted its claim here and nobody has ended the notice since.
    """

    noticed_on: date
    is_handled: bool = False
    is_confirmed: bool = False
    is_in_doubt: bool = False
    owner: str | None = None
    severity: Severity | None = None
    claim: str | None = None
    change: str | None = None
    repaired_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: Act | None = None
    reason: str = ""
    trail: tuple[Step, ...] = field(default=(), repr=False)

    @property
    def stage(self) -> Stage:
        """New, in hand, waiting for its repair, or closed."""
        if self.ended_at is not None:
            return Stage.CLOSED
        if self.is_confirmed:
            return Stage.WAITING
        return Stage.IN_HAND if self.is_handled else Stage.NEW

    @property
    def due_on(self) -> date | None:
        """The last day for its repair; None where its severity is not known or sets none."""
        days = DUE_DAYS.get(self.severity) if self.severity else None
        return None if days is None else self.noticed_on + timedelta(days=days)

    def is_overdue(self, on: date) -> bool:
        """Whether its repair should have been done before this day."""
        return self.stage is not Stage.CLOSED and self.due_on is not None and on > self.due_on


def allowed(state: Triage, *, doubts: bool) -> frozenset[Act]:
    """The steps open to somebody; `doubts`: whether they are an editor.

    Only an editor doubts, and only an editor ends what was doubted: ending it settles the doubt.
    """
    if state.stage is Stage.CLOSED:
        return frozenset({Act.REOPENED, Act.NOTE})
    found = {Act.TAKEN, Act.SEVERITY, Act.LINKED, Act.NOTE}
    found |= {Act.REPAIRED} if state.is_confirmed else {Act.CONFIRMED}
    if doubts and not state.is_in_doubt:
        found.add(Act.DOUBTED)
    if doubts or not state.is_in_doubt:
        found.add(Act.CLOSED if state.is_confirmed else Act.DISMISSED)
    return frozenset(found)


def is_whole(step: Step) -> bool:
    """Whether a step says what a step of its kind has to say."""
    if step.act in NEEDS_REASON and not step.reason.strip():
        return False
    if step.act is Act.SEVERITY:
        return step.severity is not None
    return step.act is not Act.LINKED or bool(step.claim or step.change)


def fold(noticed_on: date, steps: Iterable[Step]) -> Triage:
    """The state that the steps lead to, in whatever order they are handed over."""
    state = Triage(noticed_on)
    trail = sorted(steps, key=lambda step: (step.at, step.seq))
    for step in trail:
        if is_whole(step) and step.act in allowed(state, doubts=True):
            state = _after(state, step)
    return replace(state, trail=tuple(trail))


def _after(state: Triage, step: Step) -> Triage:
    handled = state.is_handled or step.act in HANDLING
    return replace(state, is_handled=handled, **_moved(state, step))


def _moved(state: Triage, step: Step) -> dict[str, Any]:
    """What one open step moves, by the name of the field."""
    named = {"claim": step.claim or state.claim, "change": step.change or state.change}
    ended = {"ended_at": step.at, "ended_by": step.act, "reason": step.reason}
    moves: dict[Act, dict[str, Any]] = {
        Act.TAKEN: {"owner": step.owner},
        Act.SEVERITY: {"severity": step.severity},
        Act.DOUBTED: {"is_in_doubt": True, **named},
        Act.CONFIRMED: {"is_confirmed": True, **named},
        Act.LINKED: named,
        Act.REPAIRED: {"repaired_at": step.at},
        Act.DISMISSED: {"is_in_doubt": False, **ended},
        Act.CLOSED: {"is_in_doubt": False, **ended},
        Act.REOPENED: {"repaired_at": None, "ended_at": None, "ended_by": None, "reason": ""},
    }
    return moves.get(step.act, {})
