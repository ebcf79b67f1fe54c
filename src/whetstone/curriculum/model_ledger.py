"""Sources, claims and changes as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

Precision = Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A bibliographic record; `id` is empty where it is written out inside a claim or a change."""

    id: str
    title: str
    publisher: str
    url: str | None
    accessed: date | None
    primary: bool
    published: date | None = None
    precision: Precision = "day"
    kind: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedFigure:
    """Where a number comes from, and what it does not show."""

    quoted_as: str
    population: str
    n: int | None
    year: str
    design: str
    does_not_show: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One dated statement about the field. `text` holds its printable words by language."""

    id: str
    text: Mapping[str, str]
    statement: str
    network: str | None
    kind: str
    scope: Mapping[str, Any]
    held_from: date | None
    held_until: date | None
    known_from: date
    as_of: date
    verified_by: str
    source: Source
    basis: str
    half_life_months: float
    review_by: date
    confidence: str
    supersedes: str | None
    status: str
    figure: QuotedFigure | None
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relearn:
    """The refresher a change asks for: minutes, plain words, and questions that check it."""

    minutes: int
    do_instead: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A dated event in the field and what it does to claims (`supersedes`: old id -> new id)."""

    id: str
    title: str
    network: str | None
    kind: str
    happened_on: date
    happened_precision: Precision
    noticed_on: date
    severity: str
    state: str
    summary: str
    evidence: tuple[Source, ...]
    check: str
    supersedes: Mapping[str, str]
    retires: tuple[str, ...]
    doubts: tuple[str, ...]
    creates: tuple[str, ...]
    register: str | None
    relearn: Relearn | None
    content_hash: str
