"""What the bank's acts amount to: whose numbers count, what editors said, where levels begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whetstone.apps.diagnose.models import BankAct, CalibratedItem, CutPanel
from whetstone.apps.diagnose.watch_rows import as_seen
from whetstone.core.measurement.item_life import ItemMark
from whetstone.web import once
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Mapping

MARKS = tuple(mark.value for mark in ItemMark)

_NEWEST = Prepared(lambda: BankAct.objects.order_by("-pk").values_list("pk")[:1])


@once.any_request
def newest_act() -> int:
    """The row that names the bank's state: equal numbers, equal bank. 0 before the first act."""
    found = _NEWEST.first()
    return int(found[0]) if found else 0


def guessed(payload: Mapping[str, Any]) -> float:
    """The chance to be right without knowing that a stored question's file gives it."""
    return float(payload.get("prior", {}).get("c", 0.0))


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a calibration found of one stored question.

    `fastest`: seconds below which a right answer looks known beforehand; 0 where it is not known.
    """

    a: float
    b: float
    a_se: float
    b_se: float
    steps: tuple[float, ...]
    n: int
    fastest: float = 0.0


def run_in_force(until: int) -> int:
    """The calibration that counts after an act; 0: none yet. One query."""
    rows = BankAct.objects.filter(pk__lte=until, kind=BankAct.Kind.CALIBRATED)
    found = rows.order_by("-pk").values_list("run_id", flat=True).first()
    return int(found or 0)


def questions_before(until: int) -> int:
    """The newest question there was when the bank was first calibrated; one query.

    What came later is new. 0 where nothing is calibrated.
    """
    rows = BankAct.objects.filter(pk__lte=until, kind=BankAct.Kind.CALIBRATED)
    found = rows.order_by("pk").values_list("run__newest_item", flat=True).first()
    return int(found or 0)


def numbers_of(run: int) -> Mapping[int, Numbers]:
    """The numbers of a calibration by stored question; one query, none where `run` is 0."""
    if not run:
        return {}
    rows = CalibratedItem.objects.filter(run_id=run)
    return {
        item: Numbers(a, b, a_se, b_se, tuple(steps), n, as_seen(watch).fastest_seconds or 0.0)
        for item, a, b, a_se, b_se, steps, n, watch in rows.values_list(
            "item_id", "a", "b", "a_se", "b_se", "steps", "n", "watch"
        )
    }


def marks_until(until: int) -> Mapping[int, ItemMark]:
    """Editors' newest words by stored question; one query, none before the first act."""
    if not until:
        return {}
    rows = BankAct.objects.filter(pk__lte=until, kind__in=MARKS).order_by("pk")
    return {item: ItemMark(kind) for item, kind in rows.values_list("item_id", "kind")}


def panels_until(until: int) -> Mapping[int, CutPanel]:
    """The newest record of each cut that a panel has set; one query."""
    if not until:
        return {}
    rows = BankAct.objects.filter(pk__lte=until, kind=BankAct.Kind.CUT).order_by("pk")
    return {act.panel.level: act.panel for act in rows.select_related("panel") if act.panel}
