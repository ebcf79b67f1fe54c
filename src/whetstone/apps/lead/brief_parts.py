"""What a brief is made of, in words: sections, their lines, and the claim behind each figure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from whetstone.core.rollup.aloud import MOST_MINUTES, minutes_aloud, words_of
from whetstone.web.wording import stopped

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from django.utils.functional import _StrPromise

    from whetstone.apps.lead.selectors import BriefView

Sheet = dict[str, Any]
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Claim:
    """What stands behind a figure. `rows`: those that a reader may see, under `head`.

    `split`: where the way of counting changed, so that nothing is joined across it.
    """

    definition: str
    data: str
    interval: str
    on: str
    how: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    split: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with its figure, what it was in the last signed brief, and its claim.

    `inside`: it tells of the team, so it is never sent outside. `is_read`: it is read aloud.
    """

    text: str
    was: str = ""
    claim: Claim | None = None
    mark: str = ""
    inside: bool = False
    is_read: bool = True


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal on the page. Places lie on a rule from the baseline (0) to the target (100)."""

    title: str
    now: str
    interval: str
    baseline: str
    target: str
    due: str
    outlook: str
    at_risk: bool
    was: str
    moved: str
    claim: Claim
    place: float | None = None
    low: float | None = None
    high: float | None = None
    was_place: float | None = None

    @property
    def aloud(self) -> str:
        """The row as it is read out."""
        said = f"{self.title}: {self.now}"
        if not self.target:
            return stopped(said)
        return stopped(f"{said}, {self.target}") + " " + stopped(self.outlook)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a brief: computed lines, and beside them what its writer says of them."""

    code: str
    title: str
    lines: tuple[Line, ...] = ()
    goals: tuple[GoalRow, ...] = ()
    words: str = ""
    by: str = ""

    @property
    def aloud(self) -> Iterator[str]:
        """What of it is read out: the writer's words, and the lines that are for the ear."""
        yield from (one.aloud for one in self.goals)
        yield from (one.text for one in self.lines if one.is_read)
        yield self.words

    @property
    def outside(self) -> Section | None:
        """What of it may leave the house, without a name; None where all tells of the team."""
        told = tuple(one for one in self.lines if not one.inside)
        if len(told) == len(self.lines):
            return replace(self, by="")
        return replace(self, lines=told, words="", by="") if told or self.goals else None


@dataclass(frozen=True, slots=True)
class Aloud:
    """How long the brief takes when it is read out."""

    words: int
    minutes: float

    @property
    def is_long(self) -> bool:
        """Longer than a leader gives."""
        return self.minutes > MOST_MINUTES

    @property
    def over(self) -> int:
        """Words too many."""
        return round(self.words * (1 - MOST_MINUTES / self.minutes)) if self.is_long else 0


def short_enough(title: str, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The computed lines, with no more of them for the ear than two minutes hold.

    What is left out of the reading stands on the page as a note: from the last section up, each
    section's last line first. Its first line and what is at risk are always read. The writer's
    own words go before computed lines: they make room. What is then too long is theirs to shorten.
    """
    parts = list(sections)
    while aloud(title, tuple(parts)).is_long:
        for place in reversed(range(len(parts))):
            less = _one_less(parts[place])
            if less is not None:
                parts[place] = less
                break
        else:
            break
    return tuple(parts)


def _one_less(one: Section) -> Section | None:
    """A section with its last line that may be left out no longer read; None where none may."""
    read = [place for place, line in enumerate(one.lines) if line.is_read]
    may = [place for place in read[1:] if not one.lines[place].mark]
    if not may:
        return None
    lines = list(one.lines)
    lines[may[-1]] = replace(lines[may[-1]], is_read=False)
    return replace(one, lines=tuple(lines))


def aloud(title: str, sections: tuple[Section, ...]) -> Aloud:
    """Title and sections, read out."""
    texts = [title, *(text for one in sections for text in one.aloud)]
    return Aloud(sum(map(words_of, texts)), minutes_aloud(texts))


@dataclass(frozen=True, slots=True)
class Seen:
    """What sections are told from: figures as they stand or stood, and the last signed ones."""

    figures: Sheet
    zone: str
    then: BriefView | None = None
    before: Sheet = field(default_factory=dict)

    @property
    def then_on(self) -> dt.datetime | None:
        """When the last brief was signed."""
        return self.then.frozen_at if self.then else None


@dataclass(frozen=True, slots=True)
class Extra:
    """A section that another part of the product brings; see `brief_sections`.

    `gather(workspace_id, now)` -> plain JSON values, frozen with the brief, or None where there
    is nothing to say yet: then the section is not there at all. `tell(values, before)` -> lines
    in the reader's language, `before` being the values of the last signed brief.
    """

    code: str
    title: _StrPromise
    after: str
    gather: Callable[[int, dt.datetime], Sheet | None]
    tell: Callable[[Sheet, Sheet | None], tuple[Line, ...]]
