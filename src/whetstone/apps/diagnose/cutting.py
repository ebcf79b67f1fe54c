"""Where a level begins: a panel's ratings become a cut with a record, or a list of faults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from whetstone.apps.diagnose import rebuilding
from whetstone.apps.diagnose.live import shelf
from whetstone.apps.diagnose.models import BankAct, CutPanel
from whetstone.apps.people import services as people_services
from whetstone.core.kernel.errors import Fault, raise_all
from whetstone.core.measurement.standard_setting import CutRecord, Rating, set_cut

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from whetstone.formats.judgements import Judged

METHOD = "modified Angoff"


@dataclass(frozen=True, slots=True)
class Panel:
    """Which level was judged, by what sort of people, and when."""

    level: int
    about: str
    held_on: dt.date


def cut_of(judged: Sequence[Judged], level: int) -> CutRecord:
    """The cut that these ratings set; nothing is stored.

    Raises:
        Faults: a level or a question that is not there, and whatever `set_cut` finds wrong.
    """
    held = shelf()
    faults = level_faults(level)
    faults += [
        Fault(f"row {one.row}", f"there is no question “{one.item}”.")
        for one in judged
        if one.item not in held.latest
    ]
    raise_all(faults)
    ratings = [Rating(one.judge, held.latest[one.item].row, one.rating) for one in judged]
    return set_cut(ratings, held.table)


@transaction.atomic
def record_cut(judged: Sequence[Judged], panel: Panel, *, now: dt.datetime) -> CutPanel:
    """Keep the panel's record and let its cut count, for every workspace.

    Raises:
        Faults: as `cut_of`; or nothing is said about the judges, or they met in the future.
    """
    raise_all(faults_of_panel(panel, now))
    ratings = [[one.judge, one.item, one.rating] for one in judged]
    return keep(panel, cut_of(judged, panel.level), method=METHOD, ratings=ratings, now=now)


def level_faults(level: int) -> list[Fault]:
    """What is wrong with a level that is to begin somewhere."""
    if 0 < level < len(shelf().framework.levels):
        return []
    return [Fault("--level", f"there is no level {level} that begins anywhere.")]


def faults_of_panel(panel: Panel, now: dt.datetime) -> list[Fault]:
    """What is wrong with what is said of the judges."""
    faults = []
    if not panel.about.strip():
        faults.append(Fault("--about", "say who the judges are, without their names."))
    if panel.held_on > now.date():
        faults.append(Fault("--held-on", f"{panel.held_on.isoformat()} is still to come."))
    return faults


@transaction.atomic
def keep(
    panel: Panel,
    found: CutRecord,
    *,
    method: str,
    ratings: list[list[Any]],
    now: dt.datetime,
    booklet: Sequence[list[Any]] = (),
    area_id: str = "",
    person_id: int | None = None,
) -> CutPanel:
    """Write a panel's record down and let its cut count; what it says was checked before."""
    made = CutPanel.objects.create(
        level=panel.level,
        method=method,
        about=panel.about.strip()[:400],
        held_on=panel.held_on,
        ratings=ratings,
        booklet=list(booklet),
        area_id=area_id,
        theta=found.theta,
        se=found.se,
        judges=len(found.judges),
        items=found.items,
        recorded_at=now,
    )
    BankAct.objects.create(kind=BankAct.Kind.CUT, panel=made, recorded_at=now)
    people_services.audit(
        workspace_id=None,
        actor_id=person_id,
        act="level.cut",
        object_kind="level",
        object_id=panel.level,
        now=now,
    )
    transaction.on_commit(rebuilding.rebuild_levels.enqueue)
    return made
