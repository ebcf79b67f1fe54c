"""Opening a class, giving somebody a place in it, and taking changes into its term."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from whetstone.apps.connect import selectors
from whetstone.apps.learn import services as learn
from whetstone.apps.people import services as people
from whetstone.core.kernel.errors import Missing, Refused

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.connect.selectors import ClassPage, Moved
    from whetstone.apps.people.models import Person, SchoolClass, User


@dataclass(frozen=True, slots=True)
class Adopted:
    """What adopting did: how many changes, and how many students got a refresher."""

    changes: int
    students: int = 0
    minutes: int = 0


@transaction.atomic
def adopt_change(
    *,
    class_id: int,
    change_slug: str,
    workspace_id: int,
    actor_id: int,
    now: dt.datetime,
    today: dt.date,
) -> Adopted:
    """Take one change into the term: the class reads the lessons it touches as they are now.

    Students who hold the old way get the refresher. Twice does nothing the second time.

    Raises:
        Missing: no such class here, or no such change since its syllabus.
        Refused: it is not in force, or nothing of the courses rests on it.
    """
    page = _page(class_id, workspace_id=workspace_id, now=now, today=today)
    row = next((one for one in page.moved if one.change.slug == change_slug), None)
    if row is None:
        raise Missing("change", change_slug)
    if row.adopted_at is not None:
        return Adopted(0)
    if not row.may_be_adopted:
        raise Refused(_("This change cannot be adopted"), _why_not(row))
    return _adopt(page, [row], row.change.pk, actor_id=actor_id, now=now)


@transaction.atomic
def adopt_all(
    *, class_id: int, workspace_id: int, actor_id: int, now: dt.datetime, today: dt.date
) -> Adopted:
    """Take everything that was left, when the term is over. Twice does nothing the second time.

    Raises:
        Missing: there is no such class here.
        Refused: the term still runs.
    """
    page = _page(class_id, workspace_id=workspace_id, now=now, today=today)
    if not (page.is_over or page.ends_today):
        raise Refused(
            _("The term still runs"),
            _("until its last day changes are adopted one by one."),
        )
    if not page.may_end:
        return Adopted(0)
    return _adopt(page, page.left, None, actor_id=actor_id, now=now)


def _page(class_id: int, *, workspace_id: int, now: dt.datetime, today: dt.date) -> ClassPage:
    page = selectors.class_page(class_id, workspace_id=workspace_id, now=now, today=today)
    if page is None:
        raise Missing("class", str(class_id))
    return page


def _why_not(row: Moved) -> str:
    if row.waits:
        return _("nobody has published it yet.")
    if not row.touches:
        return _("no lesson and no question of the courses rests on it.")
    return _("it was taken back.")


def _adopt(
    page: ClassPage, rows: list[Moved], change_id: int | None, *, actor_id: int, now: dt.datetime
) -> Adopted:
    """Write the adoption down and hand out what has to be relearned."""
    lessons = sorted({slug for row in rows for slug, _title in row.lessons})
    class_id = page.school_class.pk
    if not learn.adopt(
        class_id=class_id, change_id=change_id, lessons=lessons, person_id=actor_id, now=now
    ):
        return Adopted(0)
    reached: set[int] = set()
    for row in rows:
        if row.publication_id is not None and row.people and row.minutes:
            learn.make_refreshers(
                publication_id=row.publication_id,
                person_ids=sorted(row.people),
                minutes=row.minutes,
                blocks=list(row.blocks),
                now=now,
            )
            reached |= row.people
    people.audit(
        workspace_id=page.school_class.workspace_id,
        actor_id=actor_id,
        act="adopt_change",
        object_kind="class",
        object_id=class_id,
        now=now,
    )
    return Adopted(len(rows), len(reached), sum(row.minutes for row in rows))


@transaction.atomic
def open_class(
    *,
    workspace_id: int,
    name: str,
    edition: str,
    ends_on: dt.date,
    actor_id: int,
    now: dt.datetime,
) -> tuple[SchoolClass, bool]:
    """A class on the given edition, and whether it is new.

    The same name and last day is the same class: a form that was sent twice opens one.
    """
    there = selectors.same_class(workspace_id, name=name, ends_on=ends_on)
    if there is not None:
        return there, False
    made = people.start_class(
        workspace_id=workspace_id, name=name, edition=edition, ends_on=ends_on, now=now
    )
    people.audit(
        workspace_id=workspace_id,
        actor_id=actor_id,
        act="open class",
        object_kind="class",
        object_id=made.pk,
        now=now,
    )
    return made, True


def join(*, school_class: SchoolClass, user: User, name: str, now: dt.datetime) -> Person:
    """An account's place in a class; the second time it is the same place."""
    try:
        return _join(school_class=school_class, user=user, name=name, now=now)
    except IntegrityError:  # the same form, sent twice at once: the other one was faster
        return _join(school_class=school_class, user=user, name=name, now=now)


@transaction.atomic
def _join(*, school_class: SchoolClass, user: User, name: str, now: dt.datetime) -> Person:
    seated = selectors.seated_ids(school_class.pk)
    person = people.join_class(school_class=school_class, user=user, name=name, now=now)
    if person.pk not in seated:
        people.audit(
            workspace_id=school_class.workspace_id,
            actor_id=person.pk,
            act="join class",
            object_kind="class",
            object_id=school_class.pk,
            now=now,
        )
    return person
