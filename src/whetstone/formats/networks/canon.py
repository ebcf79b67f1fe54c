"""The one shape that every export of a network is read into.

A figure that the file leaves blank is not in `figures`: unknown is never 0. Ids are text. Times
carry a zone. Each metric of a file has its era: the definition that was in force for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Metric:
    """A column that holds a figure.

    `name` is Whetstone's word for it ("views", "reach", "likes", "link_taps" ...), `era` names the
    definition in force ("instagram-views-2024-08"), `unit` is "" for a count, "%" for a share in
    per cent, "s" for seconds, "h" for hours, or a currency.
    """

    name: str
    era: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as its file heads it, and what it was taken for; neither: kept, and not used."""

    header: str
    holds: str = ""
    metric: Metric | None = None


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post with its figures over its life so far."""

    line: int
    network: str
    post_id: str
    published: datetime | None
    kind: str = ""
    text: str = ""
    link: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DayRow:
    """Figures of one day, of the whole account or of one part of it (an ad group, a source)."""

    line: int
    network: str
    on: date
    part: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Figures of one group of an audience ("age": "25-34") over the time of the export."""

    line: int
    network: str
    dimension: str
    group: str
    figures: Mapping[str, float] = field(default_factory=dict)
    is_rounded: bool = False  # the network gives shares in per cent, not counts


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong at one place: `code` is what, `shown` the cell's text, cut short.

    The words for a code, and what mends it, are the caller's: see `networks.words`.
    """

    line: int
    column: str
    code: str
    shown: str = ""
    refuses: bool = True  # the row is not taken; otherwise it is taken, and the flaw is told


@dataclass(frozen=True, slots=True)
class Total:
    """What the file says a column adds up to, beside what its rows add up to."""

    column: str
    stated: float
    summed: float


Row: TypeAlias = PostRow | DayRow | GroupRow
