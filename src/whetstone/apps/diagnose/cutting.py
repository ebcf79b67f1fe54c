"""Where a level begins: a panel's ratings become a cut with a record, or a list of faults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    faults = []
    if not 0 < level < len(held.framework.levels):
        faults.append(Fault("--level", f"there is no level {level} that begins anywhere."))
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
    faults = []
    if not panel.about.strip():
        faults.append(Fault("--about", "say who the judges are, without their names."))
    if panel.held_on > now.date():
        faults.append(Fault("--held-on", f"{panel.held_on.isoformat()} is still to come."))
    raise_all(faults)
    found = cut_of(judged, panel.level)
    made = CutPanel.objects.create(
        level=panel.level,
        method=METHOD,
        about=panel.about.strip()[:400],
        held_on=panel.held_on,
        ratings=[[one.judge, one.item, one.rating] for one in judged],
        theta=found.theta,
        se=found.se,
        judges=len(found.judges),
        items=found.items,
        recorded_at=now,
    )
    BankAct.objects.create(kind=BankAct.Kind.CUT, panel=made, recorded_at=now)
    people_services.audit(
        workspace_id=None,
        actor_id=None,
        act="level.cut",
        object_kind="level",
        object_id=panel.level,
        now=now,
    )
    transaction.on_commit(rebuilding.rebuild_levels.enqueue)
    return made
