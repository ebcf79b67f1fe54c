"""Which of several values of a figure holds: per metric the one that was exported last."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Said:
    """What one file said: when the network wrote it, its place among files, figures and eras."""

    seen_on: dt.date
    order: int
    figures: Mapping[str, float]
    eras: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Merged:
    """The figures that hold, the era of each, and the last day anything was said."""

    figures: dict[str, float]
    eras: dict[str, str]
    seen_on: dt.date | None = None


def merged(said: Iterable[Said], *, until: dt.date | None = None) -> Merged:
    """Newest value per metric; a file that is silent about a metric leaves the older value.

    The order in which files were brought in does not matter, but for two of one day.
    `until` leaves out what was exported later.
    """
    figures: dict[str, float] = {}
    eras: dict[str, str] = {}
    last = None
    for one in sorted(said, key=lambda each: (each.seen_on, each.order)):
        if until is not None and one.seen_on > until:
            continue
        for metric, value in one.figures.items():
            figures[metric] = value
            eras[metric] = one.eras.get(metric, "")
        last = one.seen_on
    return Merged(figures, {name: era for name, era in eras.items() if era}, last)


def adds(figures: Mapping[str, float], known: Merged) -> bool:
    """Whether a row says anything that was not known."""
    return any(known.figures.get(name) != value for name, value in figures.items())
