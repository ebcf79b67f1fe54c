"""Where a review of a plan stands: what was asked, what became of it, what was signed.

Nothing here is stored: a state follows from rows that are only ever added. A signature covers the
lines of a plan as they stood, each by its facts, so a later change can be told line by line.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Step(StrEnum):
    """What somebody does with a comment after it was made."""

    ANSWER = "answer"
    CHANGED = "changed"
    TAKEN_BACK = "taken_back"


class CommentState(StrEnum):
    """Where a comment stands. The first two wait for a word of the team."""

    ASKED = "asked"
    OPEN = "open"
    ANSWERED = "answered"
    CHANGED = "changed"
    TAKEN_BACK = "taken_back"


UNANSWERED = frozenset({CommentState.ASKED, CommentState.OPEN})


class ReviewState(StrEnum):
    """Whose turn it is: the reviewer's (to read, to sign), the team's, or nobody's."""

    TO_READ = "to_read"
    WITH_TEAM = "with_team"
    TO_SIGN = "to_sign"
    SIGNED = "signed"
    CHANGED_SINCE = "changed_since"


REVIEWERS_TURN = frozenset({ReviewState.TO_READ, ReviewState.TO_SIGN, ReviewState.CHANGED_SINCE})


def comment_state(*, wants_change: bool, steps: Iterable[str]) -> CommentState:
    """Where a comment stands after its steps, the oldest first.

    A change that is asked for is not settled by an answer: the team changes something, or the
    reviewer takes it back.

    >>> comment_state(wants_change=True, steps=["answer"])
    <CommentState.ASKED: 'asked'>
    """
    state = CommentState.ASKED if wants_change else CommentState.OPEN
    for step in steps:
        if step == Step.TAKEN_BACK:
            return CommentState.TAKEN_BACK
        if step == Step.CHANGED:
            state = CommentState.CHANGED
        elif state is CommentState.OPEN:
            state = CommentState.ANSWERED
    return state


def review_state(
    comments: Sequence[CommentState],
    *,
    is_judged: bool,
    is_signed: bool,
    is_as_signed: bool = True,
) -> ReviewState:
    """Whose turn it is. `is_as_signed`: the plan still is what was signed last.

    Only a change that is asked for keeps a plan from its signature; a remark may stay unanswered.
    """
    if is_signed:
        return ReviewState.SIGNED if is_as_signed else ReviewState.CHANGED_SINCE
    if not may_sign(comments):
        return ReviewState.WITH_TEAM
    return ReviewState.TO_SIGN if comments or is_judged else ReviewState.TO_READ


def may_sign(comments: Iterable[CommentState]) -> bool:
    """Nothing is signed while a change that was asked for is neither made nor taken back."""
    return CommentState.ASKED not in comments


@dataclass(frozen=True, slots=True)
class Line:
    """One choice of a plan: a name that stays, and the facts it was made of (plain values)."""

    key: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A line that is not as it stood; None where it is new, or gone."""

    key: str
    then: Mapping[str, Any] | None
    now: Mapping[str, Any] | None


def seal(lines: Iterable[Line]) -> str:
    """A name of a plan as it stands: another plan, another name."""
    text = json.dumps([[one.key, one.facts] for one in lines], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def is_as(then: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> bool:
    """Whether a line is what it was, as far as it was kept: a fact not kept then tells nothing.

    >>> is_as({"text": "Sell"}, {"text": "Sell", "name": "Spring"})
    True
    """
    if then is None or now is None:
        return then is now
    return dict(then) == {key: now[key] for key in now if key in then}


def differences(then: Sequence[Line], now: Sequence[Line]) -> tuple[Difference, ...]:
    """Every line that changed, came or went, in the order of the plan."""
    before, after = {one.key: one.facts for one in then}, {one.key: one.facts for one in now}
    keys = [*after, *(key for key in before if key not in after)]
    return tuple(
        Difference(key, before.get(key), after.get(key))
        for key in keys
        if not is_as(before.get(key), after.get(key))
    )
