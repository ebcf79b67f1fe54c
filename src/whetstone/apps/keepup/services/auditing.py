"""Making an audit, and correcting what the matcher found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.field import selectors as field
from whetstone.apps.keepup.models import Audit, AuditCorrection, AuditFile
from whetstone.apps.keepup.selectors import auditing as selectors
from whetstone.apps.people.services import audit as write_down
from whetstone.core.freshness.matching import Verdict
from whetstone.core.freshness.skill_match import stems
from whetstone.core.kernel.errors import Fault, Missing, Refused, raise_all
from whetstone.formats.syllabi import wire
from whetstone.web.wording import number

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from whetstone.core.freshness.document import Document

MOST_IN_A_DEMO: Final = 12
MOST_HERE: Final = 2_000
FEWEST_WORDS: Final = 1
HIGHEST_LEVEL: Final = 4


@transaction.atomic
def start_audit(
    *,
    workspace_id: int,
    person_id: int | None,
    title: str,
    term: str,
    files: Sequence[tuple[Document, str]],
    now: dt.datetime,
    today: dt.date,
    role_id: str = "",
    is_demo: bool = False,
) -> int:
    """Keep what was read of a syllabus, and the figures of the day. Files: (document, SHA-256).

    Raises:
        Refused: the workspace has as many audits as it may have.
    """
    _demand_room(workspace_id, is_demo=is_demo)
    found = selectors.compute(
        tuple(document for document, _digest in files),
        workspace_id=workspace_id,
        today=today,
        role_id=role_id,
        said=selectors.corrections(workspace_id),
    )
    made = Audit.objects.create(
        workspace_id=workspace_id,
        title=title,
        term=term,
        role_id=role_id,
        edition=field.edition_name(),
        summary=found.summary(),
        made_at=now,
        made_by_id=person_id,
    )
    AuditFile.objects.bulk_create(
        AuditFile(
            workspace_id=workspace_id,
            audit=made,
            name=document.name,
            sha256=digest,
            document=wire.as_json(document),
        )
        for document, digest in files
    )
    write_down(workspace_id=workspace_id, actor_id=person_id, act="audit syllabus",
               object_kind="audit", object_id=made.pk, now=now)  # fmt: skip
    return made.pk


def _demand_room(workspace_id: int, *, is_demo: bool) -> None:
    most = MOST_IN_A_DEMO if is_demo else MOST_HERE
    if selectors.number_of_audits(workspace_id) < most:
        return
    why = ngettext(
        "this workspace keeps %(n)s audit, and has it.",
        "this workspace keeps %(n)s audits, and has them.",
        most,
    ) % {"n": number(most)}
    more = _("A workspace of your own keeps more.") if is_demo else ""
    raise Refused(_("The audit was not made"), why, more)


@transaction.atomic
def correct(
    *,
    workspace_id: int,
    audit_id: int,
    person_id: int | None,
    phrase: str,
    skill: str,
    verdict: str,
    now: dt.datetime,
    level: int = 0,
    required: bool | None = None,
) -> None:
    """Say that a phrase is, or is not, about a skill; used in this audit and in all later ones.

    Raises:
        Missing: the workspace has no such audit.
        Faults: what of it cannot be taken, all at once.
    """
    if selectors.audit_row(audit_id, workspace_id=workspace_id) is None:
        raise Missing("audit", str(audit_id))
    faults = []
    phrase = " ".join(phrase.split())
    if len(stems(phrase)) < FEWEST_WORDS:
        faults.append(Fault("phrase", _("A phrase needs at least one word.")))
    if skill not in field.field_words().names:
        faults.append(Fault("skill", _("Choose a skill of the framework.")))
    if verdict not in list(Verdict):
        faults.append(Fault("verdict", _("Say whether it is about the skill.")))
    if not 0 <= level <= HIGHEST_LEVEL:
        faults.append(Fault("level", _("A level is from 1 to 4.")))
    raise_all(faults)
    AuditCorrection.objects.create(
        workspace_id=workspace_id,
        audit_id=audit_id,
        phrase=phrase,
        skill=skill,
        verdict=verdict,
        level=level,
        required=required,
        made_at=now,
        made_by_id=person_id,
    )
    write_down(workspace_id=workspace_id, actor_id=person_id, act="correct audit",
               object_kind="audit", object_id=audit_id, now=now)  # fmt: skip
