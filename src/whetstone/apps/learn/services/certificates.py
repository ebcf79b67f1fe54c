"""Issuing the record of a finished course. It never changes; the ledger says how current it is."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.db import transaction

from whetstone.apps.diagnose.secured.proof import claims_under
from whetstone.apps.field import selectors as field
from whetstone.apps.field.services import Cites, add_citations, cite_nothing
from whetstone.apps.learn.models import Certificate, Lesson, RevokedRecord
from whetstone.apps.learn.selectors.certificates import missing_lessons
from whetstone.apps.learn.selectors.levels import Towards, towards
from whetstone.apps.learn.selectors.reading import rests_on
from whetstone.apps.people.services import audit
from whetstone.core.kernel.errors import Missing, Refused

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from whetstone.apps.field.models import Change
    from whetstone.apps.learn.models import Course

PUBLIC_POOL = "public-practice"
RESTS_ON = "rests_on"
LESSONS, TASK = "lessons", "task"
"""What a certificate of a level was refused for."""


def issue_if_complete(
    *, person_id: int, workspace_id: int, course: Course, now: dt.datetime
) -> Certificate | None:
    """Issue the record of a course when all its lessons are finished, once a course version.

    Call inside the transaction that finishes the last lesson. It cites the claims of the
    course's blocks here, so that a change finds it.
    """
    if missing_lessons(person_id, course):
        return None
    held = Certificate.objects.filter(
        person_id=person_id, course_slug=course.slug, course_version=course.version
    )
    if held.exists():
        return None
    lessons = Lesson.objects.filter(course=course, is_latest=True)
    claims = sorted({claim for one in lessons for claim in rests_on(one.payload)})
    ledger = field.ledger(workspace_id, on=now.date())
    rule = course.payload.get("certificate") or {}
    made = Certificate.objects.create(
        person_id=person_id,
        code=secrets.token_hex(6).upper(),
        course_slug=course.slug,
        course_version=course.version,
        edition=field.edition_name(),
        pool=rule.get("pool") or PUBLIC_POOL,
        claims={slug: str(ledger.status(slug) or "doubtful") for slug in claims},
        issued_at=now,
    )
    add_citations(
        [Cites(slug, "certificate", str(made.pk), "rests_on") for slug in claims],
        workspace_id=workspace_id,
    )
    audit(
        workspace_id=workspace_id,
        actor_id=person_id,
        act="issue_certificate",
        object_kind="course",
        object_id=course.slug,
        now=now,
    )
    return made


@transaction.atomic
def issue_level(
    *, person_id: int, workspace_id: int, area_id: str, level: int, now: dt.datetime
) -> Certificate:
    """Certify that a person has a level in an area; the same proof makes one certificate.

    It takes three: the lessons of the area's courses, finished in any version; a secured form that
    says so with the chance a certificate needs; and a task that was judged at that level by as
    many people as it takes (two; in a small team one, and the certificate says so). It cites the
    claims under the form and the task, so that a change finds it. A form that made a certificate
    with a smaller task makes another one with a capstone, once that is judged.

    Raises:
        Missing: no secured form says that this level is met.
        Refused: `lessons` of the area's courses are not finished, or no `task` of the area was
            judged at the level by as many people as it takes.
    """
    found = _towards(person_id, workspace_id, area_id, level)
    if found.code:
        return Certificate.objects.get(code=found.code)
    if found.missing:
        said = ", ".join(f"{one.missing} of {one.lessons} in {one.slug}" for one in found.missing)
        raise Refused(LESSONS, f"not finished yet: {said}")
    if found.work is None:
        raise Refused(TASK, "none was judged by enough people at this level")
    task = found.work.judged.task_slug
    cited = field.cited_by(workspace_id, "task", [task]).get(task, ())
    claims = sorted(
        claims_under(found.proof.sitting_id) | {slug for slug, role in cited if role == RESTS_ON}
    )
    ledger = field.ledger(workspace_id, on=now.date())
    made, is_new = Certificate.objects.get_or_create(
        person_id=person_id,
        sitting_id=found.proof.sitting_id,
        is_capstone=found.work.is_capstone,
        defaults={
            "code": secrets.token_hex(6).upper(),
            "area_id": area_id,
            "level": level,
            "proof": _proof(found),
            "edition": field.edition_name(),
            "pool": found.proof.pool,
            "claims": {slug: str(ledger.status(slug) or "doubtful") for slug in claims},
            "issued_at": now,
        },
    )
    if is_new:
        _cite_and_note(made, workspace_id=workspace_id, now=now)
    return made


def _cite_and_note(made: Certificate, *, workspace_id: int, now: dt.datetime) -> None:
    add_citations(
        [Cites(slug, "certificate", str(made.pk), RESTS_ON) for slug in made.claims],
        workspace_id=workspace_id,
    )
    audit(
        workspace_id=workspace_id,
        actor_id=made.person_id,
        act="certify_level",
        object_kind="area",
        object_id=made.area_id,
        now=now,
    )


def _towards(person_id: int, workspace_id: int, area_id: str, level: int) -> Towards:
    every = towards(person_id, workspace_id=workspace_id)
    found = next((one for one in every if (one.area_id, one.level) == (area_id, level)), None)
    if found is None:
        raise Missing("level", f"{area_id} {level}")
    return found


def _proof(found: Towards) -> dict[str, Any]:
    """The things behind a certificate, as they were on the day.

    `courses`: title and number of lessons of each; older certificates have none, and no capstone.
    """
    assert found.work is not None
    outcome = found.proof.outcome
    figures = ("answers", "p", "low", "high", "reliability", "accuracy", "consistency", "cut_se")
    return {
        "courses": [[one.title, one.lessons] for one in found.courses],
        "capstone": found.work.is_capstone,
        "form": found.proof.form,
        "sat_on": found.proof.finished_at.date().isoformat(),
        **{name: outcome[name] for name in figures},
        "task": found.work.title,
        "task_level": found.work.judged.level,
        "raters": found.work.judged.raters,
        "raters_why": found.work.judged.why,
        "judged_on": found.work.judged.judged_at.date().isoformat(),
    }


def follow_successors(person_id: int, changes: Iterable[Change], *, workspace_id: int) -> None:
    """A holder's certificates cite from now on what took the place of what they relearned.

    So that a change of the successor finds the certificate, though it was issued on the old claim.
    """
    heirs = {
        effect.claim.slug: effect.successor.slug
        for change in changes
        for effect in change.effects.all()
        if effect.successor
    }
    if not heirs:
        return
    add_citations(
        [
            Cites(heir, "certificate", str(pk), "rests_on")
            for pk, claims in Certificate.objects.filter(person_id=person_id).values_list(
                "pk", "claims"
            )
            for slug, heir in heirs.items()
            if slug in claims
        ],
        workspace_id=workspace_id,
    )


@transaction.atomic
def revoke_certificate(*, code: str, reason: str, now: dt.datetime) -> bool:
    """Take a certificate back; its file, page and public list say so. False: it was before.

    Whoever runs the installation does it; the reason is one of `RevokedRecord.Reason`.

    Raises:
        Refused: another word for the reason.
        Missing: no certificate has this code.
    """
    if reason not in RevokedRecord.Reason.values:
        raise Refused("reason", reason, f"One of: {', '.join(RevokedRecord.Reason.values)}.")
    code = code.upper()
    row = Certificate.objects.select_related("person").filter(code=code).first()
    if row is None:
        raise Missing("certificate", code)
    _made, is_new = RevokedRecord.objects.get_or_create(
        code=code,
        defaults={
            "number": row.pk,
            "course_slug": row.course_slug,
            "revoked_at": now,
            "reason": reason,
        },
    )
    if not is_new:
        return False
    workspace_id = row.person.workspace_id
    cite_nothing("certificate", [str(row.pk)], workspace_id=workspace_id)
    audit(
        workspace_id=workspace_id,
        actor_id=None,
        act="revoke certificate",
        object_kind="certificate",
        object_id=f"{code} {reason}",
        now=now,
    )
    return True


def revoke_records(person_id: int, now: dt.datetime) -> None:
    """Somebody is erased: the codes of their records say that they do not stand any more."""
    rows = Certificate.objects.filter(person_id=person_id)
    held = list(rows.values_list("pk", "code", "course_slug", "person__workspace_id"))
    RevokedRecord.objects.bulk_create(
        (
            RevokedRecord(code=code, number=pk, course_slug=course, revoked_at=now)
            for pk, code, course, _workspace in held
        ),
        ignore_conflicts=True,
    )
    for workspace_id in {row[3] for row in held}:
        names = [str(row[0]) for row in held if row[3] == workspace_id]
        cite_nothing("certificate", names, workspace_id=workspace_id)
