"""One question as a reader of its quality sees it; its text and key for editors only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from whetstone.apps.diagnose import asking, first_answers
from whetstone.apps.diagnose.bank_state import MARKS
from whetstone.apps.diagnose.estimates import ENTRY_LEVEL
from whetstone.apps.diagnose.live import live_bank, shelf
from whetstone.apps.diagnose.models import BankAct, CalibratedItem
from whetstone.apps.diagnose.quality import Interval, ItemLine, line_of, shares
from whetstone.apps.diagnose.watch_rows import as_seen
from whetstone.core.measurement.curves import Curve, curve

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from whetstone.apps.diagnose.asking import Shown
    from whetstone.apps.diagnose.live import Question, Shelf

PLACES: Final = np.linspace(-3.0, 3.0, 25)
TABLE_EVERY: Final = 4
"""Every fourth place of the curve is a row of its table: one logit apart."""


@dataclass(frozen=True, slots=True)
class Past:
    """What an earlier calibration, or the one in force, found."""

    on: dt.datetime
    n: int
    place: Interval
    slope: Interval


@dataclass(frozen=True, slots=True)
class Word:
    """What an editor said of the question."""

    kind: str
    reason: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class ItemPage:
    """The whole page. `text` is None for whoever may not see the question itself."""

    line: ItemLine
    area: str
    version: int
    edition: str
    on: dt.date
    rests_on: tuple[str, ...]
    cut: float | None
    curve: Curve
    expert: tuple[Interval, Interval]
    past: Sequence[Past]
    said: Sequence[Word]
    text: Shown | None

    @property
    def points(self) -> dict[str, list[tuple[float, ...]]]:
        """The curve as the chart takes it: line and band, in parts of a hundred."""
        theta, share = self.curve.theta, 100 * self.curve.share
        low, high = 100 * self.curve.low, 100 * self.curve.high
        return {
            "line": [(float(x), float(y)) for x, y in zip(theta, share, strict=True)],
            "band": [
                (float(x), float(a), float(b)) for x, a, b in zip(theta, low, high, strict=True)
            ],
        }

    @property
    def rows(self) -> list[tuple[float, float, float, float]]:
        """The curve as its table prints it: place, share, low, high."""
        kept = range(0, PLACES.size, TABLE_EVERY)
        columns = (self.curve.theta, self.curve.share, self.curve.low, self.curve.high)
        return [tuple(float(one[n]) for one in columns) for n in kept]  # type: ignore[misc]  # four of them

    @property
    def at_cut(self) -> tuple[float, float, float] | None:
        """The share, with its band, of somebody who is only just at entry level."""
        return None if self.cut is None else self.curve.at(self.cut)


@dataclass(slots=True)
class _Unanswered:
    """Stands where nobody has answered: the question is shown with its key alone."""

    max_score: int
    score: int = 0
    answer: Any = None


def newest(slug: str) -> Question | None:
    """The question in its newest version."""
    return shelf().latest.get(slug)


def compose(slug: str, *, on: dt.date, with_text: bool) -> ItemPage | None:
    """The page of a question; None where there is no such question. Eight queries."""
    live = live_bank(None, on)
    question = live.shelf.latest.get(slug)
    if question is None:
        return None
    past, watched = _past(question.pk, live.shelf)
    asked = first_answers.people_asked().get(question.pk, 0)
    numbers = live.shelf.parameters[question.row]
    unanswered = _Unanswered(question.max_score, answer={"unknown": True})
    prior = question.payload["prior"]
    return ItemPage(
        line=line_of(
            question,
            live,
            people=asked,
            seen=as_seen(watched) if watched else None,
            shown_in=shares(),
        ),
        area=live.framework.area(question.area_id).name,
        version=question.version,
        edition=live.framework.edition,
        on=on,
        rests_on=question.rests_on,
        cut=live.shelf.cuts.get(ENTRY_LEVEL),
        curve=curve(numbers, PLACES),
        expert=(Interval.of(float(prior["b"]), 0.0), Interval.of(float(prior["a"]), 0.0)),
        past=past,
        said=_said(question.pk),
        text=asking.told(question, unanswered) if with_text else None,
    )


def _past(item: int, held: Shelf) -> tuple[list[Past], dict[str, Any]]:
    rows = CalibratedItem.objects.filter(item_id=item, run__is_open=False).order_by("-run_id")
    found, watched = [], {}
    for row in rows.select_related("run"):
        if row.run_id == held.run:
            watched = row.watch
        found.append(
            Past(
                on=row.run.finished_at or row.run.started_at,
                n=row.n,
                place=Interval.of(row.b, row.b_se),
                slope=Interval.of(row.a, row.a_se),
            )
        )
    return found, watched


def _said(item: int) -> list[Word]:
    rows = BankAct.objects.filter(item_id=item, kind__in=MARKS).order_by("-pk")
    return [Word(kind, reason, at) for kind, reason, at in
            rows.values_list("kind", "reason", "recorded_at")]  # fmt: skip
