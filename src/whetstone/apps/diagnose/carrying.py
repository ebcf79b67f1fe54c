"""Numbers from elsewhere live on through the calibrations made here, until these know more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from whetstone.apps.diagnose.models import CalibratedItem, CalibrationRun

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

PACK: Final = "pack"
"""Where numbers came from others, this names the issuer."""


def as_carried(row: CalibratedItem, run: CalibrationRun) -> CalibratedItem:
    """The same numbers in another run."""
    return CalibratedItem(
        run=run,
        item_id=row.item_id,
        a=row.a,
        b=row.b,
        a_se=row.a_se,
        b_se=row.b_se,
        steps=row.steps,
        n=row.n,
        worth=row.worth,
        watch=row.watch,
    )


def carried_items(
    run: CalibrationRun, before: int, *, items: Collection[int], found: Mapping[int, int]
) -> list[CalibratedItem]:
    """What came from others and is still better known there, for a run in the making; one query.

    `before` is the run in force, `items` are an area's questions, `found` how many answers here
    are behind those that were fitted.
    """
    if not before:
        return []
    rows = CalibratedItem.objects.filter(run_id=before, item_id__in=list(items)).order_by("pk")
    return [
        as_carried(row, run)
        for row in rows
        if PACK in row.watch and row.n >= found.get(row.item_id, 0)
    ]


def carried_areas(before: int, found: dict[str, Any]) -> dict[str, Any]:
    """How areas go together: as others said, while they knew more people; one query."""
    kept = CalibrationRun.objects.filter(pk=before).values_list("together", flat=True).first()
    if kept and PACK in kept and kept["people"] >= found["people"]:
        return dict(kept)
    return found
