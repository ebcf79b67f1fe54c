"""An editor opens the source of a change that nobody had opened, and says what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from whetstone.apps.field import selectors
from whetstone.apps.field.models import ChangeReading
from whetstone.apps.field.services import against
from whetstone.apps.field.services.claims import may_write
from whetstone.apps.people.services import audit
from whetstone.core.freshness.changes import SEEN
from whetstone.core.kernel.errors import Fault, Missing, Refused, raise_all

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.field.models import Change
    from whetstone.apps.field.services.sources import Source

Verdict = ChangeReading.Verdict


@transaction.atomic
def read_change(
    *,
    verdict: str,
    workspace_id: int | None,
    change_slug: str,
    person_id: int | None,
    source: Source,
    says: str,
    now: dt.datetime,
) -> ChangeReading:
    """The source was opened: it says so (confirmed), or it does not (dismissed).

    A confirmed change is a change like any other from then on; a dismissed one stays on the list
    and counts nowhere. The newest word counts, a workspace's own before everybody's.

    Raises:
        Missing: there is no such change here.
        Refused: its source was seen already, it is published, or it is not this person's to say.
        Faults: everything that is wrong with the reading.
    """
    may_write(workspace_id, person_id, now)
    change = selectors.change(workspace_id, change_slug)
    if change is None or change.undoes_id is not None:
        raise Missing("change", change_slug)
    _demand_open(change, workspace_id)
    faults = against.not_yet("accessed", source.accessed, now)
    if not says.strip():
        faults.append(Fault("says", _("it does not say what the source says"), _("Say it.")))
    raise_all(faults)
    before = selectors.readings(workspace_id).get(change.pk)
    same = (workspace_id, verdict, says, source.as_json())
    if before and same == (before.workspace_id, before.verdict, before.says, before.source):
        return before
    made = ChangeReading.objects.create(
        change=change,
        workspace_id=workspace_id,
        verdict=verdict,
        says=says,
        source=source.as_json(),
        recorded_at=now,
        recorded_by_id=person_id,
    )
    audit(
        workspace_id=workspace_id,
        actor_id=person_id,
        act="confirm_change" if verdict == Verdict.CONFIRMED else "dismiss_change",
        object_kind="change",
        object_id=change.slug,
        now=now,
    )
    return made


def _demand_open(change: Change, workspace_id: int | None) -> None:
    if change.source_check == SEEN:
        raise Refused(
            _("There is nothing to confirm"), _("its source was read when it was written down.")
        )
    if selectors.publication(workspace_id, change.pk) is not None:
        raise Refused(
            _("It is published"), _("what counts is taken back by undoing it, not by a reading.")
        )
