"""Starting a drill, writing its log, ending it. Whatever comes twice is written once."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _

from whetstone.apps.learn.models import SelfAssessment, Simulation, SimulationEntry, Task
from whetstone.apps.learn.simulation import clock, reading
from whetstone.core.kernel.errors import Fault, Faults, Missing, Refused

if TYPE_CHECKING:
    import datetime as dt

LONGEST_ENTRY: Final = 4000
KINDS: Final = tuple(
    str(kind.value) for kind in SimulationEntry.Kind if kind is not SimulationEntry.Kind.END
)


@transaction.atomic
def start(*, person_id: int, slug: str, pace: int, key: uuid.UUID, now: dt.datetime) -> Simulation:
    """Start the clock of a timed task, in the version it has now; the one that runs, if one does.

    Raises:
        Missing: no such task runs by the clock.
        Refused: there is no such pace.
    """
    task = Task.objects.select_for_update().filter(slug=slug).first()
    timed = task.payload.get("simulation") if task else None
    if task is None or not timed:
        raise Missing("timed task", slug)
    if pace not in clock.PACES:
        raise Refused(_("The drill has not started"), _("there is no such clock."))
    there = reading.running(person_id, slug, now=now)
    if there is not None:
        return there
    case = {
        **timed,
        "title": task.title,
        "rubric": task.payload["rubric"],
        "passing": task.payload["passing"],
        "rater_html": task.payload["rater_html"],
    }
    made, _is_new = Simulation.objects.get_or_create(
        person_id=person_id,
        key=key,
        defaults={
            "task_slug": slug,
            "task_version": task.payload["version"],
            "pace": pace,
            "case": case,
            "started_at": now,
        },
    )
    return made


@transaction.atomic
def write(
    *,
    simulation_id: int,
    person_id: int,
    kind: str,
    text: str,
    key: uuid.UUID,
    now: dt.datetime,
    waited: int = 0,
) -> SimulationEntry:
    """Write a line of the log at this moment. The same form twice is one line.

    The same form with other words is another line: somebody went back and wrote on. What was kept
    on a device without a connection may come after the end; it says so. `waited`: for so many
    seconds, by the device's word, and never longer than the drill.

    Raises:
        Missing: it is not a drill of this person.
        Faults: nothing is written, or there is no such kind.
        Refused: they have judged it already, so the log is closed.
    """
    row = _own(simulation_id, person_id, is_written=True)
    if kind not in KINDS:
        raise Faults([Fault("kind", _("Choose what it is."))])
    if not text.strip():
        raise Faults([Fault("text", _("Nothing is written yet."))])
    said = {"kind": kind, "text": text.strip()[:LONGEST_ENTRY]}
    there = SimulationEntry.objects.filter(simulation=row, key=key).first()
    if there is not None and (there.kind, there.text) == (said["kind"], said["text"]):
        return there
    if SelfAssessment.objects.filter(simulation=row, is_settled=True).exists():
        raise Refused(_("The log is closed"), _("you have judged this drill."))
    made, _is_new = SimulationEntry.objects.get_or_create(
        simulation=row,
        key=uuid.uuid5(key, f"{said['kind']} {said['text']}") if there else key,
        defaults={
            "person_id": person_id,
            "waited": min(max(0, waited), max(0, int((now - row.started_at).total_seconds()))),
            "recorded_at": now,
            **said,
        },
    )
    return made


@transaction.atomic
def end(*, simulation_id: int, person_id: int, now: dt.datetime) -> None:
    """Stop the clock before its last minute, for good. Where it has ended, nothing is written.

    Raises:
        Missing: it is not a drill of this person.
    """
    row = _own(simulation_id, person_id)
    log = list(SimulationEntry.objects.filter(simulation=row, kind=SimulationEntry.Kind.END))
    if now >= reading.ended_at(row, log):
        return
    SimulationEntry.objects.get_or_create(
        simulation=row,
        key=uuid.uuid5(row.key, "end"),  # pressed twice at once, it is one line
        defaults={
            "person_id": person_id,
            "kind": SimulationEntry.Kind.END,
            "recorded_at": now,
        },
    )


def _own(simulation_id: int, person_id: int, *, is_written: bool = False) -> Simulation:
    rows = Simulation.objects.select_for_update() if is_written else Simulation.objects.all()
    row = rows.filter(pk=simulation_id, person_id=person_id).first()
    if row is None:
        raise Missing("drill", str(simulation_id))
    return row
