"""What stands beside the courses: guides to expert sessions, the glossary, who has read what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

NOBODY: Final = "nobody-yet"
_OUTSIDE: Final = "outside-"


@dataclass(frozen=True, slots=True)
class Review:
    """Who read a thing that somebody else wrote: a role, never a name, and by which checklist.

    `by` begins with `outside-` where a professional from outside the project read it.
    `checklist` 0: read before checklists had versions.
    """

    by: str = NOBODY
    on: date | None = None
    checklist: int = 0

    @property
    def is_done(self) -> bool:
        """Whether anybody but the author has read it."""
        return self.by != NOBODY

    @property
    def is_outside(self) -> bool:
        """Whether that reader came from outside the project."""
        return self.by.startswith(_OUTSIDE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word of the field, in plain words. `also` are other names for the same."""

    id: str
    term: str
    text: str
    also: tuple[str, ...]
    skill: str | None
    lesson: str | None
    rests_on: tuple[str, ...]
    review: Review
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UseRow:
    """Of 100 people of a group, how many use each network, and the claim that says so.

    `asked_is` tells whether the number of people asked was published or is assumed.
    """

    group: str
    label: str
    claim: str
    year: int
    asked: int
    asked_is: str
    use: tuple[tuple[str, int], ...]

    @property
    def said(self) -> str:
        """The row as its claim must say it."""
        return f"{self.label}: " + ", ".join(f"{name} {share}" for name, share in self.use)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceTable:
    """Who uses which network in one country."""

    id: str
    title: str
    country: str
    publisher: str
    rows: tuple[UseRow, ...]
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveRow:
    """One wave of a series: its month, what it found, and what it expected; each may be unseen."""

    at: str
    claim: str
    now: float | None
    in_a_year: float | None
    in_five_years: float | None

    @property
    def figures(self) -> tuple[str, ...]:
        """The figures as its claim must say them."""
        known = (self.now, self.in_a_year, self.in_five_years)
        return tuple(f"{one:g}%" for one in known if one is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceSeries:
    """One figure over time, wave by wave, in per cent."""

    id: str
    title: str
    country: str
    publisher: str
    rows: tuple[WaveRow, ...]
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A line of a session's agenda: from which minute, how long, who leads, what is done."""

    start: int
    minutes: int
    who: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """How to hold one session with an expert: whom to ask, what to ask, and what to take home.

    `invite` says whom; `prepare` holds lists by who prepares: host, expert, team.
    """

    id: str
    version: str
    title: str
    language: str
    decision: str
    minutes: int
    people: str
    skills: tuple[str, ...]
    lessons: tuple[str, ...]
    invite: tuple[str, ...]
    avoid: tuple[str, ...]
    prepare: dict[str, tuple[str, ...]]
    questions: tuple[tuple[str, str], ...]
    agenda: tuple[Moment, ...]
    take_home: tuple[str, ...]
    rests_on: tuple[str, ...]
    mentions: tuple[str, ...]
    status: str
    review: Review
    html: str
    citations: tuple[str, ...]
    content_hash: str
