"""Where a level begins, by bookmarks in a booklet of questions in order of difficulty.

The method of Lewis, Mitzel & Green (1996; Mitzel, Lewis, Patz & Green 2001, in Cizek, ed., Setting
Performance Standards, 249-281). Calibrated questions are put in order by the ability at which the
chance to earn a point is 2 in 3 (RP67); a question with m points stands there m times. A judge
puts a bookmark at the first page that somebody only just at the level would no longer master so;
then judges talk, and mark again. The judge's cut lies midway between that page and the one before:
the page before alone lies too low on average (Reckase 2006, Educational Measurement: Issues and
Practice 25, 4-18). The panel's cut is the median (or mean) of the last round.

Its error has two parts: how far judges lie apart, and how far pages do, since a place between two
pages cannot be marked (a uniform's gap^2 / 12, common to the panel). The error of the questions'
own numbers is not in it.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from scipy import optimize

from whetstone.core.kernel.errors import Fault, raise_all
from whetstone.core.measurement.items import (
    MAX_SCORE,
    category_probabilities,
    even_steps,
    floored,
)
from whetstone.core.measurement.standard_setting import (
    FEWEST_ITEMS,
    FEWEST_JUDGES,
    MEDIAN_PRICE,
    CutRecord,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.core.measurement.items import Floats, ItemParameters

MASTERY: Final = 2 / 3
"""RP67: page order and cut both hang on it, so it is fixed."""
FEWEST_ROUNDS: Final = 2
FURTHEST: Final = 30.0
"""Logits: no page lies further out."""

Centre = Literal["median", "mean"]


@dataclass(frozen=True, slots=True)
class Page:
    """A question (its place in the list) at so many points, and where 2 in 3 earn them."""

    item: int
    points: int
    place: float


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One judge in one round: the first page (from 1) that is no longer mastered."""

    judge: str
    round: int
    page: int


@dataclass(frozen=True, slots=True)
class Round:
    """What a round came to: the cut that its bookmarks would set, and the judges' sd."""

    theta: float
    spread: float


@dataclass(frozen=True, slots=True)
class BookmarkCut:
    """The panel's cut as a record, and how it got there round by round."""

    record: CutRecord
    rounds: tuple[Round, ...]


def booklet(items: Sequence[ItemParameters]) -> tuple[Page, ...]:
    """The pages in order, easiest first; equal places in the order of the list.

    Raises:
        Faults: fewer than 10 questions, or one so flat that no ability masters it.
    """
    faults = []
    if len(items) < FEWEST_ITEMS:
        faults.append(Fault("questions", f"{len(items)} of them.", f"{FEWEST_ITEMS} or more."))
    faults += [
        Fault(f"questions[{n}]", "nobody masters it.", "Leave it out.")
        for n, one in enumerate(items)
        if _earned(one, one.max_score, FURTHEST) <= MASTERY
    ]
    raise_all(faults)
    pages = [
        Page(n, points, _place(one, points))
        for n, one in enumerate(items)
        for points in range(1, one.max_score + 1)
    ]
    return tuple(sorted(pages, key=lambda page: page.place))


def set_bookmarks(
    marks: Sequence[Bookmark], pages: Sequence[Page], *, centre: Centre = "median"
) -> BookmarkCut:
    """The cut that these bookmarks set.

    Raises:
        Faults: fewer than 5 judges or 2 rounds, a judge without a bookmark in a round or with two,
            a page that is not between two others.
    """
    raise_all(_faults(marks, pages))
    places = np.array([page.place for page in pages])
    last = max(mark.round for mark in marks)
    rounds = []
    for turn in range(1, last + 1):
        at = np.array([mark.page for mark in marks if mark.round == turn])
        cuts = (places[at - 1] + places[at - 2]) / 2
        rounds.append(Round(_middle(cuts, centre), float(np.std(cuts, ddof=1))))
    gaps = places[at - 1] - places[at - 2]
    price = MEDIAN_PRICE if centre == "median" else 1.0
    judged = price * rounds[-1].spread / math.sqrt(at.size)
    record = CutRecord(
        rounds[-1].theta,
        math.hypot(judged, math.sqrt(float(np.mean(gaps**2)) / 12)),
        tuple(sorted(map(float, cuts))),
        len({page.item for page in pages}),
    )
    return BookmarkCut(record, tuple(rounds))


def _middle(cuts: Floats, centre: Centre) -> float:
    return float(np.median(cuts) if centre == "median" else cuts.mean())


def _earned(item: ItemParameters, points: int, theta: float) -> float:
    """The chance to earn at least so many points."""
    steps = np.full(MAX_SCORE, np.inf)
    steps[: item.max_score] = item.steps or even_steps(item.max_score)
    prob = category_probabilities(
        np.array([item.a]), np.array([item.b]), steps[None], np.array([theta])
    )
    return float(floored(prob, np.array([item.c]))[0, points:, 0].sum())


def _place(item: ItemParameters, points: int) -> float:
    """Where the chance to earn at least so many points is 2 in 3; it rises with ability."""
    if _earned(item, points, -FURTHEST) >= MASTERY:
        return -FURTHEST
    found = optimize.brentq(
        lambda theta: _earned(item, points, theta) - MASTERY, -FURTHEST, FURTHEST, xtol=1e-10
    )
    return float(found)


def _faults(marks: Sequence[Bookmark], pages: Sequence[Page]) -> list[Fault]:
    judges = {mark.judge for mark in marks}
    rounds = max((mark.round for mark in marks), default=0)
    found = [
        Fault(
            f"bookmarks[{n}]",
            f"page {mark.page} does not lie between two pages.",
            f"Pages 2 to {len(pages)}: the first that is no longer mastered.",
        )
        for n, mark in enumerate(marks)
        if not 2 <= mark.page <= len(pages)  # noqa: PLR2004  # one page before it
    ]
    found += [
        Fault(f"bookmarks[{n}]", f"there is no round {mark.round}.")
        for n, mark in enumerate(marks)
        if mark.round < 1
    ]
    if len(judges) < FEWEST_JUDGES:
        found.append(Fault("judges", f"{len(judges)} of them.", f"{FEWEST_JUDGES} or more."))
    if rounds < FEWEST_ROUNDS:
        found.append(Fault("rounds", f"{rounds} of them.", f"{FEWEST_ROUNDS} or more."))
    many = Counter((mark.judge, mark.round) for mark in marks)
    if any(n > 1 for n in many.values()):
        found.append(Fault("bookmarks", "a judge has two in one round."))
    missing = len(judges) * rounds - len(many)
    if missing > 0:
        found.append(Fault("bookmarks", f"{missing} are missing: every judge, every round."))
    return found
