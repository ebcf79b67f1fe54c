"""Near misses: writing one down, and making something of it. What, never who."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from whetstone.apps.field import selectors as ledger
from whetstone.apps.field import services as field
from whetstone.apps.keepup.models import Drill, DrillRun, NearMiss, NearMissFate, QuestionDraft
from whetstone.apps.people.services import audit
from whetstone.core.kernel.errors import Fault, Missing, Refused, raise_all
from whetstone.curriculum.one_question import as_bank, check_question

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from whetstone.apps.field.models import Notice

SHORTEST_DRILL, LONGEST_DRILL = 3, 15
"""Minutes: a drill fits into a stand-up, or it is a lesson."""


@transaction.atomic
def log_near_miss(
    *,
    workspace_id: int,
    person_id: int,
    almost: str,
    stopped: str,
    happened_on: dt.date,
    network: str = "",
    now: dt.datetime,
) -> NearMiss:
    """Write down what almost went out and what stopped it. A form sent twice is one near miss."""
    words: dict[str, Any] = {
        "workspace_id": workspace_id,
        "person_id": person_id,
        "almost": almost.strip(),
        "stopped": stopped.strip(),
        "happened_on": happened_on,
        "network": network,
    }
    known = NearMiss.objects.filter(**words).first()
    if known is not None:
        return known
    made = NearMiss.objects.create(recorded_at=now, **words)
    _write(made, "log near miss", None, now)
    return made


@transaction.atomic
def became_notice(
    *, near_miss_id: int, workspace_id: int, person_id: int, now: dt.datetime
) -> Notice:
    """A fact moved: put it into the inbox as a notice, without the name of who wrote it down.

    Raises:
        Missing: no such near miss here.
        Refused: it is in the inbox already.
    """
    row = _near_miss(near_miss_id, workspace_id)
    made = field.notice(
        field.Noticed(
            origin="near_miss",
            sentence=row.almost,
            saw=row.stopped,
            network=row.network,
            fingerprint=f"near-miss-{row.pk}",
        ),
        workspace_id=workspace_id,
        now=now,
    )
    if made is None:
        raise Refused(_("Not done"), _("this near miss is in the inbox already."))
    _fate(row, "notice", now, notice=made, person_id=person_id)
    return made


@transaction.atomic
def became_claim(
    *, near_miss_id: int, workspace_id: int, person_id: int, now: dt.datetime, claim: str
) -> NearMissFate:
    """Name the claim that a near miss turned into.

    Raises:
        Missing: no such near miss or claim here.
    """
    row = _near_miss(near_miss_id, workspace_id)
    found = ledger.claim(workspace_id, claim)
    if found is None:
        raise Missing("claim", claim)
    return _fate(row, "claim", now, claim=found, person_id=person_id)


@transaction.atomic
def needs_nothing(
    *, near_miss_id: int, workspace_id: int, person_id: int, now: dt.datetime, reason: str
) -> NearMissFate:
    """Nothing has to be made of it: say why.

    Raises:
        Missing: no such near miss here.
    """
    row = _near_miss(near_miss_id, workspace_id)
    return _fate(row, "nothing", now, reason=reason, person_id=person_id)


@transaction.atomic
def draft_question(
    *,
    near_miss_id: int,
    workspace_id: int,
    person_id: int,
    now: dt.datetime,
    item: Mapping[str, Any],
) -> QuestionDraft:
    """Keep a draft of a question; writing it anew keeps the older one too.

    It is checked as the curriculum checks its own questions. It is never asked and never scored.

    Raises:
        Missing: no such near miss here.
        Faults: everything that the curriculum would not take.
    """
    row = _near_miss(near_miss_id, workspace_id)
    raise_all(faults_of(item, workspace_id=workspace_id))
    made = QuestionDraft.objects.create(
        near_miss=row, item=dict(item), person_id=person_id, made_at=now
    )
    _write(row, "draft question", person_id, now)
    return made


def faults_of(item: Mapping[str, Any], *, workspace_id: int) -> list[Fault]:
    """What keeps a question out of the curriculum; nothing where it could go in as a draft."""
    claims = {row.claim.slug for row in ledger.claims(workspace_id, item["rests_on"]).values()}
    skills = {skill for area in ledger.framework().areas for skill, _name in area.skills}
    faults, _warnings = check_question(as_bank(item, bank="draft"), claims=claims, skills=skills)
    return [Fault(fault.rule, fault.what, fault.mend) for fault in faults]


@transaction.atomic
def make_drill(
    *,
    near_miss_id: int,
    workspace_id: int,
    person_id: int,
    now: dt.datetime,
    title: str,
    situation: str,
    first: str,
    steps: Sequence[str],
    minutes: int,
) -> Drill:
    """Make a drill of a near miss, for everybody here.

    Raises:
        Missing: no such near miss here.
        Faults: it takes less than three or more than fifteen minutes, or has no steps.
    """
    row = _near_miss(near_miss_id, workspace_id)
    faults = []
    if not SHORTEST_DRILL <= minutes <= LONGEST_DRILL:
        faults.append(Fault("minutes", _("A drill takes 3 to 15 minutes"), ""))
    if not steps:
        faults.append(Fault("steps", _("There are no steps to compare with"), ""))
    raise_all(faults)
    made = Drill.objects.create(
        near_miss=row,
        title=title,
        situation=situation,
        first=first,
        steps=list(steps),
        minutes=minutes,
        person_id=person_id,
        made_at=now,
    )
    _write(row, "make drill", person_id, now)
    return made


@transaction.atomic
def run_drill(
    *, drill_id: int, workspace_id: int, person_id: int, now: dt.datetime, first: str, then: str
) -> DrillRun:
    """Keep what somebody would do, before they see the steps. It is theirs alone.

    Raises:
        Missing: no such drill here.
    """
    drill = Drill.objects.filter(pk=drill_id, near_miss__workspace=workspace_id).first()
    if drill is None:
        raise Missing("drill", str(drill_id))
    made = DrillRun.objects.create(
        drill=drill, person_id=person_id, first=first, then=then, run_at=now
    )
    audit(
        workspace_id=workspace_id, actor_id=None, act="run drill",
        object_kind="drill", object_id=drill.pk, now=now,
    )  # fmt: skip
    return made


def _near_miss(near_miss_id: int, workspace_id: int) -> NearMiss:
    rows = NearMiss.objects.select_for_update().filter(workspace=workspace_id, pk=near_miss_id)
    found = rows.first()
    if found is None:
        raise Missing("near miss", str(near_miss_id))
    return found


def _fate(row: NearMiss, kind: str, now: dt.datetime, **facts: Any) -> NearMissFate:
    made = NearMissFate.objects.create(near_miss=row, kind=kind, at=now, **facts)
    _write(row, f"near miss {kind}", facts.get("person_id"), now)
    return made


def _write(row: NearMiss, act: str, actor_id: int | None, now: dt.datetime) -> None:
    """Write that it was done; that somebody wrote a near miss down, without who."""
    audit(
        workspace_id=row.workspace_id,
        actor_id=actor_id,
        act=act,
        object_kind="near_miss",
        object_id=row.pk,
        now=now,
    )
