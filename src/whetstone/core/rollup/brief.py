"""The leader's numbers: values with interval, reason, date and source, on one page.

A figure is never bare. Where a number cannot be known or may not be shown, the figure says so
and stays on the page: a gap that is hidden is read as good news.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from whetstone.core.kernel.intervals import Estimate, cannot_tell
from whetstone.core.kernel.reasons import Reason, because
from whetstone.core.rollup.training_effect import Effect, Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from whetstone.core.freshness.currency import Currency
    from whetstone.core.freshness.metrics import Metric
    from whetstone.core.rollup.cover import Cover
    from whetstone.core.rollup.hours import Hours


class Standing(StrEnum):
    """How a figure stands."""

    GOOD = "good"
    WATCH = "watch"
    BAD = "bad"
    PLAIN = "plain"
    WITHHELD = "withheld"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the brief.

    `code` names it, `about` says of what (an area, a metric); `unit` is share | count | hours |
    days | units. `source` is what it was computed from.
    """

    code: str
    about: str
    estimate: Estimate
    unit: str
    standing: Standing
    as_of: date
    source: str
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """A decision asked of the leader, and the figures it rests on."""

    code: str
    reasons: tuple[Reason, ...]
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """The dated page. `asks` come first on it, worst first."""

    as_of: date
    figures: tuple[Figure, ...]
    asks: tuple[Ask, ...]

    def about(self, code: str) -> tuple[Figure, ...]:
        """The figures with that code."""
        return tuple(figure for figure in self.figures if figure.code == code)


def brief(figures: Iterable[Figure], *, as_of: date) -> Brief:
    """Put the page together; what is asked follows from the figures.

    Raises:
        ValueError: when a figure is dated after the brief.
    """
    shown = tuple(figures)
    if any(figure.as_of > as_of for figure in shown):
        raise ValueError("a figure is younger than the brief")
    return Brief(as_of, shown, tuple(_asks(shown)))


def from_cover(cover: Cover, *, as_of: date) -> Figure:
    """P(enough people at the level) in one area."""
    standing = Standing.WATCH
    if cover.is_withheld:
        standing = Standing.WITHHELD
    elif not cover.enough.is_known:
        standing = Standing.UNKNOWN
    elif cover.is_blind_spot:
        standing = Standing.BAD
    elif cover.word.value == "met_probably" and not cover.is_single:
        standing = Standing.GOOD
    holder = (because("single_holder", person=cover.single_holder),) if cover.single_holder else ()
    reasons = (*cover.reasons, *holder)
    return Figure("cover", cover.area, cover.enough, "share", standing, as_of, "profiles", reasons)


def from_currency(currency: Currency, *, about: str, as_of: date) -> Figure:
    """The share of claims that are current or refreshed; its interval is of claims that hold."""
    standings = {"current": Standing.GOOD, "mostly": Standing.WATCH, "behind": Standing.BAD}
    standing = standings.get(currency.word, Standing.UNKNOWN)
    share = currency.share
    estimate = cannot_tell("nothing here rests on a dated claim")
    if share is not None:
        estimate = Estimate(share, share, share, currency.total, "a full count of its claims")
    return Figure(
        "currency", about, estimate, "share", standing, as_of, "ledger", currency.reasons
    )


def from_hours(hours: Hours, *, as_of: date) -> tuple[Figure, ...]:
    """Hours kept, stolen and after hours, and the share of blocks kept."""
    plain = (
        ("hours_kept", hours.kept, Standing.PLAIN),
        ("hours_stolen", hours.stolen, _bad_if(hours.stolen)),
        ("hours_after", hours.after_hours, _bad_if(hours.after_hours)),
    )
    counted = tuple(
        Figure(code, "", _exact(value), "hours", standing, as_of, "bookings", hours.reasons)
        for code, value, standing in plain
    )
    standing = Standing.PLAIN if hours.kept_share.is_known else Standing.UNKNOWN
    share = Figure("kept_share", "", hours.kept_share, "share", standing, as_of, "bookings")
    return (*counted, share)


def from_metric(metric: Metric, *, as_of: date) -> Figure:
    """One number about keeping up, held against its target."""
    standings = {True: Standing.GOOD, False: Standing.BAD, None: Standing.UNKNOWN}
    target = because("target", target=metric.target)
    unit = "days" if metric.name.endswith("lag") else "share"
    reasons = (target, *metric.reasons)
    standing = standings[metric.met]
    return Figure("metric", metric.name, metric.estimate, unit, standing, as_of, "ledger", reasons)


def from_effect(effect: Effect, *, outcome: str, as_of: date) -> Figure:
    """What training did to an outcome, or that it cannot be told."""
    standings = {
        Told.BETTER: Standing.GOOD,
        Told.WORSE: Standing.BAD,
        Told.NO_DIFFERENCE_SEEN: Standing.WATCH,
        Told.CANNOT_TELL: Standing.UNKNOWN,
    }
    standing, source = standings[effect.told], "team weeks"
    return Figure(
        "effect", outcome, effect.estimate, "units", standing, as_of, source, effect.reasons
    )


def _exact(value: float) -> Estimate:
    return Estimate(value, value, value, 0, "a full count")


def _bad_if(value: float) -> Standing:
    return Standing.BAD if value > 0 else Standing.GOOD


def _asks(figures: Sequence[Figure]) -> Iterable[Ask]:
    """What the figures ask for, worst first."""
    blind = [f for f in figures if f.code == "cover" and f.standing is Standing.BAD]
    if blind:
        reasons = tuple(because("blind_spot", area=f.about) for f in blind)
        yield Ask("close_blind_spots", reasons, tuple(f.about for f in blind))
    held = [f for f in figures if any(r.code == "single_holder" for r in f.reasons)]
    if held:
        reasons = tuple(r for f in held for r in f.reasons if r.code == "single_holder")
        yield Ask("grow_a_second", reasons, tuple(f.about for f in held))
    stolen = [f for f in figures if f.code in ("hours_stolen", "hours_after") and _is_bad(f)]
    if stolen:
        reasons = tuple(r for f in stolen[:1] for r in f.reasons)
        yield Ask("protect_hours", reasons, tuple(f.code for f in stolen))
    behind = [f for f in figures if f.code == "currency" and _is_bad(f)]
    if behind:
        reasons = tuple(because("behind", about=f.about) for f in behind)
        yield Ask("get_current", reasons, tuple(f.about for f in behind))


def _is_bad(figure: Figure) -> bool:
    return figure.standing is Standing.BAD
