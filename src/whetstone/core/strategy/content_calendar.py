"""The life of a planned post, what a day holds of a team's time, and what a post must keep to.

A post moves along one line, from an idea to posted, and may always go back to be worked on. What
the networks allow today is no constant of ours: each limit names the claim it rests on, and counts
only as long as that claim is live.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping


class State(StrEnum):
    """Where a post stands. `PAUSED` is what a crisis switch does to it; `DROPPED` was let go."""

    IDEA = "idea"
    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    POSTED = "posted"
    PAUSED = "paused"
    DROPPED = "dropped"


LINE = (
    State.IDEA, State.DRAFT, State.REVIEW, State.APPROVED, State.SCHEDULED, State.POSTED,
)  # fmt: skip
"""The states in their order; a pause and what was let go stand beside them."""

MOVES: Mapping[State, tuple[State, ...]] = {
    State.IDEA: (State.DRAFT, State.DROPPED),
    State.DRAFT: (State.REVIEW, State.IDEA, State.DROPPED),
    State.REVIEW: (State.APPROVED, State.DRAFT, State.DROPPED),
    State.APPROVED: (State.SCHEDULED, State.POSTED, State.DRAFT, State.DROPPED),
    State.SCHEDULED: (State.POSTED, State.APPROVED, State.DRAFT),
    State.POSTED: (),
    State.PAUSED: (),
    State.DROPPED: (State.IDEA,),
}
"""Where a post may go by hand: nothing skips the review, and what is posted stays posted. What is
scheduled elsewhere is called off there first, so it is not let go in one step."""

YEARS_AHEAD = 5
"""No post is planned for a later year."""

GOES_OUT = frozenset({State.APPROVED, State.SCHEDULED, State.POSTED})
"""Moves that a crisis switch holds back."""
WENT_OUT_FROM = frozenset({State.APPROVED, State.SCHEDULED, State.PAUSED})
"""Where a post may have stood that an export shows: it went out, whatever the plan says now."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a post may move: its state, whether it has a day, whether all waits.

    `is_past`: its day is over. `is_seen`: an export shows it. A crisis holds back what is to come,
    not the record of what has been.
    """

    state: State
    has_day: bool
    is_crisis: bool = False
    is_past: bool = False
    is_seen: bool = False


def why_not(standing: Standing, to: State) -> str | None:
    """The reason (`not_next`, `crisis`, `no_day`) against a move by hand; None where it may be.

    >>> why_not(Standing(State.IDEA, has_day=True), State.APPROVED)
    'not_next'
    """
    if standing.is_seen and to is State.POSTED:
        return None if standing.state in WENT_OUT_FROM else "not_next"
    if to not in MOVES[standing.state]:
        return "not_next"
    has_been = standing.is_past and to is State.POSTED
    if standing.is_crisis and to in GOES_OUT and not has_been:
        return "crisis"
    if to in {State.SCHEDULED, State.POSTED} and not standing.has_day:
        return "no_day"
    return None


def may_go(standing: Standing) -> tuple[State, ...]:
    """Every state to which a post may be moved by hand."""
    return tuple(to for to in MOVES[standing.state] if why_not(standing, to) is None)


def team_may_write(here: State) -> bool:
    """Whether anybody of the team may change a post: while it is an idea or a draft."""
    return here in {State.IDEA, State.DRAFT}


def team_may_move(here: State, to: State) -> bool:
    """Whether anybody of the team may make this move: up to the review, never past it.

    >>> team_may_move(State.REVIEW, State.APPROVED)
    False
    """
    if to is State.DROPPED:
        return team_may_write(here)
    ours = {State.IDEA, State.DRAFT, State.REVIEW}
    return (here in ours or here is State.DROPPED) and to in ours


def is_too_far(on: dt.date, *, today: dt.date) -> bool:
    """Whether a day is so far ahead that a slip of the pen is likelier than a plan."""
    return on.year > today.year + YEARS_AHEAD


def is_paused_by_switch(state: State, on: dt.date | None, *, today: dt.date) -> bool:
    """Whether a crisis switch takes a post: it waits to go out, today, later or on no day yet."""
    waits = state not in {State.POSTED, State.PAUSED, State.DROPPED}
    return waits and (on is None or on >= today)


@dataclass(frozen=True, slots=True)
class DayLoad:
    """Minutes of work on the posts of a day against the minutes the team works on it."""

    planned: int
    unknown: int
    working: int

    @property
    def fits(self) -> bool | None:
        """None where it cannot be told: a post without minutes, or nobody's hours are known."""
        if self.planned > self.working > 0:
            return False
        return None if self.unknown or not self.working else True


def day_load(
    minutes: Iterable[int | None], *, working: Iterable[int], is_holiday: bool = False
) -> DayLoad:
    """The load of one day.

    Args:
        minutes: work on each post of the day; None is unknown, not 0.
        working: minutes each person of the team works on this weekday.
        is_holiday: nobody works.
    """
    known = list(minutes)
    return DayLoad(
        planned=sum(one for one in known if one is not None),
        unknown=sum(one is None for one in known),
        working=0 if is_holiday else sum(working),
    )


@dataclass(frozen=True, slots=True)
class DeskDay:
    """How many of those who hold the customer desk are there on a day, and how many must be."""

    there: int
    needed: int

    @property
    def is_short(self) -> bool:
        """Whether a question, or a crisis, would find too few."""
        return self.there < self.needed


class Shape(StrEnum):
    """What kind of post it is."""

    POST = "post"
    STORY = "story"
    REEL = "reel"
    CAROUSEL = "carousel"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Limit:
    """What a network allows for a shape of post, as long as its claim is live.

    `most` of `counted` ("parts" or "seconds"); without one it is advice that always applies.
    `with_link`: only where the post carries a link.
    """

    claim: str
    network: str
    shape: Shape
    what: str
    counted: str = ""
    most: int | None = None
    with_link: bool = False


LIMITS = (
    Limit("clm-instagram-carousel-20", "instagram", Shape.CAROUSEL, "too_many", "parts", 20),
    Limit("clm-instagram-reels-3-minutes", "instagram", Shape.REEL, "too_long", "seconds", 180),
    Limit("clm-instagram-story-link-sticker", "instagram", Shape.STORY, "sticker", with_link=True),
    Limit("clm-linkedin-documents-not-carousels", "linkedin", Shape.CAROUSEL, "no_carousel"),
)
"""The limits that stand as claims in the ledger; what no claim says is not checked."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the checks read of a post. `is_alone`: nobody holds the customer desk on its day."""

    network: str
    shape: Shape
    on: dt.date | None
    has_goal: bool
    has_link: bool = False
    has_picture: bool = False
    alt_text: str = ""
    parts: int | None = None
    seconds: int | None = None
    is_holiday: bool = False
    is_alone: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """Something to look at: `what` names it; `claim` is what it rests on (empty: our own rule)."""

    what: str
    claim: str = ""
    most: int | None = None


def limits_for(draft: Draft, live: Collection[str]) -> tuple[Limit, ...]:
    """The limits that apply to a post today; a claim that is not live limits nothing."""
    return tuple(
        one
        for one in LIMITS
        if one.claim in live
        and (one.network, one.shape) == (draft.network, draft.shape)
        and (draft.has_link or not one.with_link)
    )


def check_post(draft: Draft, live: Collection[str]) -> tuple[Check, ...]:
    """Everything to look at before a post goes out, in a fixed order."""
    own = (
        ("no_goal", not draft.has_goal),
        ("no_alt_text", draft.has_picture and not draft.alt_text.strip()),
        ("on_holiday", draft.is_holiday),
        ("nobody_answers", draft.is_alone),
    )
    found = [Check(what) for what, is_so in own if is_so]
    for limit in limits_for(draft, live):
        size = {"parts": draft.parts, "seconds": draft.seconds}.get(limit.counted)
        if limit.most is None or (size is not None and size > limit.most):
            found.append(Check(limit.what, limit.claim, limit.most))
    return tuple(found)
