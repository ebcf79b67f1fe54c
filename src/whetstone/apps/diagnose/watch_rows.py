"""What a calibration saw of a question, as it is stored beside its numbers, and read again."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.core.measurement.area_fit import FoundItem
    from whetstone.core.measurement.dif import LogisticDif
    from whetstone.core.measurement.fairness import Compared

DIGITS = 5


@dataclass(frozen=True, slots=True)
class Regressed:
    """What logistic regression says of the same two groups; `size` is its class A, B or C.

    `crossing`: the product of group and ability is sure and large by itself.
    """

    size: str
    p: float
    r2: float
    delta: float
    delta_se: float
    crossing: bool
    crossing_p: float
    crossing_r2: float


@dataclass(frozen=True, slots=True)
class GroupSeen:
    """One group held against the largest; `ets` is "" where it cannot be told yet.

    `regressed` None: not told yet, or seen before it was kept.
    """

    reference: str
    focal: str
    n_reference: int
    n_focal: int
    ets: str
    delta: float | None
    delta_se: float | None
    missing: int
    regressed: Regressed | None = None

    @property
    def worst(self) -> str:
        """The worse class of the two ways of looking; "" where it cannot be told."""
        return max(self.ets, self.regressed.size if self.regressed else "")


@dataclass(frozen=True, slots=True)
class WindowSeen:
    """A question lately against itself before; `alarm` "" where there is no reason to look."""

    compared: GroupSeen
    alarm: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """The stored watch of a question.

    `fit_p` None: cannot be told. `drift`: which way, since which answer. `moved`: which way, the
    answer at which it was noticed, since which one; against the numbers that were in use before.
    `issuer`: who knew the numbers, where they came in a pack. `window`: lately against before;
    None where it was seen before windows were kept.
    """

    share: float
    fit_p: float | None
    fit_gap: float | None
    is_poor: bool
    groups: Mapping[str, tuple[GroupSeen, ...]]
    drift: tuple[tuple[str, int], ...]
    usual_seconds: float | None
    fastest_seconds: float | None
    moved: tuple[str, int, int] | None = None
    issuer: str = ""
    window: WindowSeen | None = None

    @property
    def worst(self) -> str:
        """The worst class of any group, either way; "" where none can be told."""
        return max((one.worst for one in self.compared), default="")

    @property
    def compared(self) -> list[GroupSeen]:
        """Every group of every kind."""
        return [one for all_of in self.groups.values() for one in all_of]

    @property
    def is_crossing(self) -> bool:
        """Whether it favours a group here and hinders it there."""
        return any(one.regressed is not None and one.regressed.crossing for one in self.compared)


def as_watch(found: FoundItem) -> dict[str, Any]:
    """As it is stored: JSON, no person in it."""
    fit, pace = found.fit, found.pace
    return {
        "share": round(found.share, DIGITS),
        "fit": fit
        and {
            "chi2": round(fit.chi2, DIGITS),
            "df": fit.df,
            "p": round(fit.p, DIGITS),
            "gap": round(fit.largest_gap, DIGITS),
            "poor": fit.is_poor,
        },
        "groups": {kind: [_group(one) for one in all_of] for kind, all_of in found.groups.items()},
        "drift": [[one.way.value, one.since] for one in found.drift],
        "moved": found.moved and [found.moved.way.value, found.moved.at, found.moved.since],
        "window": found.window
        and {
            "compared": _group(found.window.compared),
            "alarm": found.window.alarm.value if found.window.alarm else "",
        },
        "pace": pace and {"usual": round(pace.usual, 2), "fastest": round(pace.fastest, 2)},
    }


def _group(one: Compared) -> dict[str, Any]:
    told = one.by_strata
    sure = told is not None and math.isfinite(told.delta) and math.isfinite(told.delta_se)
    return {
        "reference": one.reference,
        "focal": one.focal,
        "n_reference": one.n_reference,
        "n_focal": one.n_focal,
        "ets": one.ets.value if one.ets else "",
        "delta": round(told.delta, DIGITS) if told and sure else None,
        "delta_se": round(told.delta_se, DIGITS) if told and sure else None,
        "missing": one.missing,
        "regressed": _regressed(one.logistic) if one.logistic else None,
    }


def _regressed(found: LogisticDif) -> dict[str, Any]:
    return {
        "size": found.size.value,
        "p": round(found.p, DIGITS),
        "r2": round(found.r2_gain, DIGITS),
        "delta": round(found.delta, DIGITS),
        "delta_se": round(found.delta_se, DIGITS),
        "crossing": found.is_crossing,
        "crossing_p": round(found.crossing.p, DIGITS),
        "crossing_r2": round(found.crossing.r2_gain, DIGITS),
    }


def as_seen(watch: Mapping[str, Any]) -> Seen:
    """Read again."""
    fit, pace = watch.get("fit") or {}, watch.get("pace") or {}
    moved, window = watch.get("moved"), watch.get("window")
    return Seen(
        share=float(watch.get("share", 0.0)),
        fit_p=fit.get("p"),
        fit_gap=fit.get("gap"),
        is_poor=bool(fit.get("poor")),
        groups={
            kind: tuple(_group_seen(one) for one in all_of)
            for kind, all_of in (watch.get("groups") or {}).items()
        },
        drift=tuple((way, since) for way, since in watch.get("drift") or ()),
        usual_seconds=pace.get("usual"),
        fastest_seconds=pace.get("fastest"),
        issuer=str(watch.get("pack", "")),
        moved=(moved[0], moved[1], moved[2]) if moved else None,
        window=WindowSeen(_group_seen(window["compared"]), window["alarm"]) if window else None,
    )


def _group_seen(row: Mapping[str, Any]) -> GroupSeen:
    regressed = row.get("regressed")
    return GroupSeen(**{**row, "regressed": Regressed(**regressed) if regressed else None})
