"""Changes in the field and what publishing one does to the ledger.

A change is a dated event. Publishing it is one act: the claims it supersedes, retires, doubts
and creates get new versions together, or not at all.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from whetstone.core.freshness.claims import GONE, ClaimState, ClaimStatus
from whetstone.core.freshness.ledger import ClaimVersion
from whetstone.core.kernel.errors import Fault, Faults, raise_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SEEN = "seen"
"""The `check` of a change whose source was opened and says so."""
DISMISSED = "dismissed"
"""The `check` of a change whose source was opened and does not say so."""
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class Severity(StrEnum):
    """How much a change hurts whoever has not heard of it."""

    INFO = "info"
    MINOR = "minor"
    MAJOR = "major"
    BREAKING = "breaking"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, a month ("2024-08") or a year ("2021"): as exact as the source was.

    Raises:
        Faults: when the text is none of the three.
    """

    text: str

    def __post_init__(self) -> None:
        """Refuse what is no date."""
        try:
            _ = self.earliest, self.latest
        except (ValueError, AttributeError):
            fault = Fault(
                "happened_on",
                f"{self.text!r} is no date",
                "write 2021-08-30, 2021-08 or 2021",
            )
            raise Faults([fault]) from None

    @property
    def earliest(self) -> date:
        """The first day it may have been."""
        year, month, day = self._parts()
        return date(year, month or 1, day or 1)

    @property
    def latest(self) -> date:
        """The last day it may have been."""
        year, month, day = self._parts()
        month = month or 12
        return date(year, month, day or monthrange(year, month)[1])

    @property
    def is_exact(self) -> bool:
        """Is the very day known?"""
        return self.earliest == self.latest

    def _parts(self) -> tuple[int, int | None, int | None]:
        return _parts(self.text)


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[int, int | None, int | None]:
    match = _PARTIAL.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year, month, day = match.groups()
    return int(year), int(month) if month else None, int(day) if day else None


@dataclass(frozen=True, slots=True)
class Change:
    """A dated event in the field.

    `supersedes` maps an old claim to the new one that takes its place. `relearn_minutes` is
    the length of its refresher. `closed_on` is the day the curriculum was mended.
    """

    id: str
    network: str | None
    kind: str
    severity: Severity
    happened_on: PartialDate
    noticed_on: date
    state: str = "pending"
    check: str = SEEN
    supersedes: Mapping[str, str] = field(default_factory=dict)
    retires: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    creates: tuple[str, ...] = ()
    relearn_minutes: int = 0
    closed_on: date | None = None


def claims_hit(change: Change) -> frozenset[str]:
    """The claims a change takes out of force: superseded, retired or doubted."""
    return frozenset(change.supersedes) | frozenset(change.retires) | frozenset(change.doubts)


def effects(change: Change, states: Mapping[str, ClaimState], *, on: date) -> Iterator[ClaimState]:
    """The new state of every claim the change touches, in order of id.

    A claim that ends, ends on the first day the event may have been: what rests on it is not
    trusted longer than the source supports.
    """
    ended = change.happened_on.earliest
    gone = dict.fromkeys(change.retires) | dict(change.supersedes)
    for claim_id in sorted(gone):
        successor = gone[claim_id]
        status = ClaimStatus.SUPERSEDED if successor else ClaimStatus.RETIRED
        yield replace(states[claim_id], status=status, held_until=ended, superseded_by=successor)
    for claim_id in sorted(set(change.doubts) - set(gone)):
        yield replace(states[claim_id], status=ClaimStatus.DOUBTFUL)
    for claim_id in sorted(set(change.creates)):
        state = states[claim_id]
        began = state.held_from or ended
        yield replace(
            state,
            status=ClaimStatus.CURRENT,
            as_of=max(state.as_of, min(on, ended)),
            held_from=began,
        )


def publish(
    change: Change,
    states: Mapping[str, ClaimState],
    *,
    at: datetime,
    workspace: str | None,
) -> tuple[ClaimVersion, ...]:
    """The rows to append when the change is published; all of them, in one act.

    Args:
        change: a confirmed change.
        states: what the ledger holds now, new claims (status proposed) included.
        at: the moment of publication (aware).
        workspace: None publishes for the installation, else in that workspace's overlay.

    Raises:
        Faults: every reason it may not be published, all at once.
    """
    raise_all(list(_faults(change, states)))
    return tuple(
        ClaimVersion(state.claim_id, at, workspace, state, change.id, seq)
        for seq, state in enumerate(effects(change, states, on=at.date()))
    )


def verify(state: ClaimState, *, on: date, at: datetime, workspace: str | None) -> ClaimVersion:
    """Somebody read the source again: the claim holds, and its clock starts anew.

    Raises:
        Faults: when the claim is superseded or retired; a successor needs its own claim.
    """
    _demand_in_force(state)
    return _row(replace(state, status=ClaimStatus.CURRENT, as_of=on), at, workspace)


def doubt(state: ClaimState, *, at: datetime, workspace: str | None) -> ClaimVersion:
    """Somebody has reason to doubt it: what rests on it is suspended.

    Raises:
        Faults: when the claim is already superseded or retired.
    """
    _demand_in_force(state)
    return _row(replace(state, status=ClaimStatus.DOUBTFUL), at, workspace)


def retire(state: ClaimState, *, on: date, at: datetime, workspace: str | None) -> ClaimVersion:
    """It stopped being true on that day and nothing takes its place.

    Raises:
        Faults: when the claim is already superseded or retired.
    """
    _demand_in_force(state)
    return _row(replace(state, status=ClaimStatus.RETIRED, held_until=on), at, workspace)


def _row(state: ClaimState, at: datetime, workspace: str | None) -> ClaimVersion:
    return ClaimVersion(state.claim_id, at, workspace, state)


def _demand_in_force(state: ClaimState) -> None:
    if state.status in GONE:
        mend = "write a new claim for what is true now"
        raise Faults([Fault(state.claim_id, f"the claim is {state.status}", mend)])


def _faults(change: Change, states: Mapping[str, ClaimState]) -> Iterator[Fault]:
    if change.check == DISMISSED:
        yield Fault(
            change.id, "its source does not say so", "leave it dismissed, or read it again"
        )
    elif change.check != SEEN:
        what = f"nobody has opened its source yet (it is marked {change.check})"
        yield Fault(change.id, what, "open the source, then confirm or dismiss the change")
    if not claims_hit(change) and not change.creates:
        yield Fault(change.id, "it touches no claim", "name the claims, or close it as noted")
    for claim_id in sorted(claims_hit(change)):
        yield from _fault_of_hit(change, claim_id, states.get(claim_id))
    twice = (set(change.supersedes) & set(change.retires)) | (
        claims_hit(change) & set(change.creates)
    )
    for claim_id in sorted(twice):
        yield Fault(change.id, f"{claim_id} is named in two roles", "keep one of them")
    for claim_id in sorted(set(change.creates) | set(change.supersedes.values())):
        yield from _fault_of_new(change, claim_id, states.get(claim_id))


def _fault_of_hit(change: Change, claim_id: str, state: ClaimState | None) -> Iterator[Fault]:
    if state is None:
        yield Fault(change.id, f"{claim_id} is not in the ledger", "add the claim first")
    elif state.is_gone:
        yield Fault(change.id, f"{claim_id} is {state.status} already", "leave it out")


def _fault_of_new(change: Change, claim_id: str, state: ClaimState | None) -> Iterator[Fault]:
    if state is None:
        yield Fault(change.id, f"{claim_id} is not in the ledger", "add it as a proposed claim")
    elif state.is_gone:
        yield Fault(change.id, f"{claim_id} is {state.status}", "name a claim that holds")
    elif claim_id in change.supersedes.values() and not (
        state.is_live or claim_id in change.creates
    ):
        yield Fault(change.id, f"{claim_id} is {state.status}", "list it under creates as well")
