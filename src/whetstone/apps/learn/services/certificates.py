"""Issuing the record of a finished course. It never changes; the ledger says how current it is."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from whetstone.apps.field import selectors as field
from whetstone.apps.field.services import Cites, add_citations, cite_nothing
from whetstone.apps.learn.models import Certificate, Lesson, RevokedRecord
from whetstone.apps.learn.selectors.certificates import missing_lessons
from whetstone.apps.learn.selectors.reading import rests_on
from whetstone.apps.people.services import audit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from whetstone.apps.field.models import Change
    from whetstone.apps.learn.models import Course

PUBLIC_POOL = "public-practice"


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


def revoke_records(person_id: int, now: dt.datetime) -> None:
    """Somebody is erased: the codes of their records say that they do not stand any more."""
    rows = Certificate.objects.filter(person_id=person_id)
    held = list(rows.values_list("pk", "code", "course_slug", "person__workspace_id"))
    RevokedRecord.objects.bulk_create(
        RevokedRecord(code=code, course_slug=course, revoked_at=now)
        for _pk, code, course, _workspace in held
    )
    for workspace_id in {row[3] for row in held}:
        names = [str(row[0]) for row in held if row[3] == workspace_id]
        cite_nothing("certificate", names, workspace_id=workspace_id)
