"""Reading certificates: what was finished, and how current that is today."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as field_of
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from whetstone.apps.field import selectors as field
from whetstone.apps.learn.models import Certificate, Course, RevokedRecord
from whetstone.apps.learn.selectors.notes import Moved, moved_notes, notes_of
from whetstone.apps.learn.selectors.reading import finished_lessons
from whetstone.apps.learn.selectors.refreshers import done_at, open_refreshers, refreshed_claims
from whetstone.apps.learn.selectors.tasks import capstone_name
from whetstone.apps.people import selectors as people
from whetstone.core.freshness.currency import Currency, currency
from whetstone.core.freshness.validity import extended, months_after
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate in its holder's list."""

    code: str
    course_title: str
    issued_at: dt.datetime
    currency: Currency
    level: int | None = None
    is_capstone: bool = False


@dataclass(frozen=True, slots=True)
class MadeWhole:
    """How current a certificate is, and how current it would be once some claims are relearned."""

    code: str
    course_title: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class MovedSince:
    """A fact that was current on the day of issue and is not now, and whether it was relearned."""

    moved: Moved
    is_relearned: bool


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A certificate as anybody who has its code may read it: a role, never a name.

    `states` are the marks of the strip; `minutes` what the open refreshers for these facts take,
    None where something moved for which no refresher has been made.
    """

    code: str
    person_id: int
    holder: str
    workspace: str
    course_slug: str
    course_title: str
    course_version: str
    lessons: int
    edition: str
    pool: str
    issued_at: dt.datetime
    valid_until: dt.date
    is_valid: bool
    currency: Currency
    states: tuple[str, ...]
    moved: tuple[MovedSince, ...]
    doubtful_then: int
    minutes: int | None
    refresher_ids: tuple[int, ...]
    whole_since: dt.datetime | None
    extended_to: dt.date | None
    now: dt.datetime
    time_zone: str
    number: int
    is_demo: bool
    area_id: str
    area: str = ""
    level_name: str = ""
    capstone: str = ""
    proof: Mapping[str, Any] = field_of(default_factory=dict)

    @property
    def due(self) -> int:
        """Facts that are gone since, or that a change has moved, and that nobody relearned."""
        return len(self._not_relearned) - self.in_doubt

    @property
    def in_doubt(self) -> int:
        """Facts in doubt since, without a change: there is nothing to relearn yet."""
        return sum(
            not one.moved.is_dead and not one.moved.change_slug for one in self._not_relearned
        )

    @property
    def _not_relearned(self) -> list[MovedSince]:
        return [one for one in self.moved if not one.is_relearned]


def certificates(person_id: int, *, workspace_id: int, on: dt.date) -> list[CertificateRow]:
    """A person's certificates, newest first; a constant number of queries."""
    rows = _STANDING(person_id, workspace_id)
    if not rows:
        return []
    titles = dict(_TITLES())
    ledger = field.ledger(workspace_id, on=on)
    refreshed = refreshed_claims([person_id]).get(person_id, frozenset())
    return [
        CertificateRow(
            code=row.code,
            course_title=_title(row, titles),
            issued_at=row.issued_at,
            level=row.level,
            is_capstone=row.is_capstone,
            currency=currency(row.claims, states=ledger.states, on=on, refreshed=refreshed),
        )
        for row in rows
    ]


_STANDING = Prepared(
    lambda person, workspace: (
        Certificate.standing()
        .filter(person_id=person, person__workspace=workspace)
        .order_by("-issued_at")
    )
)
_TITLES = Prepared(lambda: Course.objects.values_list("slug", "title"))


def claims_certified(person_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """The claims under each person's certificates; who holds none is left out. One query."""
    found: dict[int, frozenset[str]] = {}
    rows = Certificate.standing().filter(person_id__in=person_ids).order_by("pk")
    for person, claims in rows.values_list("person_id", "claims"):
        found[person] = found.get(person, frozenset()) | frozenset(claims)
    return found


def revoked_on(code: str) -> dt.datetime | None:
    """When the record behind a code was taken back; None: it was not, or there is none."""
    rows = RevokedRecord.objects.filter(code=code.upper())
    return rows.values_list("revoked_at", flat=True).first()


def revoked_why(code: str) -> str:
    """The word for why it was taken back; empty where none is kept."""
    rows = RevokedRecord.objects.filter(code=code.upper())
    return rows.values_list("reason", flat=True).first() or ""


def certificate(code: str) -> CertificateView | None:
    """The certificate behind a code, by the clock of its workspace; None: no such code."""
    row = Certificate.standing().filter(code=code.upper()).first()
    if row is None:
        return None
    holder = people.actor_for(row.person_id)
    member = people.member(row.person_id, workspace_id=holder.workspace_id)
    course = Course.objects.filter(slug=row.course_slug).first()
    ledger = field.ledger(holder.workspace_id, on=holder.today)
    refreshed = refreshed_claims([row.person_id]).get(row.person_id, frozenset())
    rule = (course.payload.get("certificate") or {}) if course else {}
    first = months_after(row.issued_at.date(), int(rule.get("valid_months") or 24))
    moved = _moved(row, ledger, refreshed, workspace_id=holder.workspace_id)
    until = extended(first, _relearned_on(row, holder.workspace_id))
    minutes, ids = _to_make_whole(row.person_id, moved)
    return CertificateView(
        code=row.code,
        person_id=row.person_id,
        holder=(member.title if member else "") or field.framework().role(holder.role_id).name,
        workspace=holder.workspace_name,
        course_slug=row.course_slug,
        course_title=_title(row, {course.slug: course.title} if course else {}),
        course_version=row.course_version,
        lessons=len(course.payload["lessons"]) if course else 0,
        edition=row.edition,
        pool=row.pool,
        issued_at=row.issued_at,
        valid_until=until,
        is_valid=holder.today <= until,
        currency=currency(row.claims, states=ledger.states, on=holder.today, refreshed=refreshed),
        states=_marks(row, ledger, refreshed),
        moved=moved,
        doubtful_then=sum(
            state != "current" and slug not in ledger.live for slug, state in row.claims.items()
        ),
        minutes=minutes,
        refresher_ids=ids,
        whole_since=_whole_since(row.person_id, moved),
        extended_to=until if until > first else None,
        now=holder.now,
        time_zone=holder.time_zone,
        number=row.pk,
        is_demo=holder.is_demo,
        area_id=row.area_id,
        area=field.framework().area(row.area_id).name if row.area_id else "",
        capstone=capstone_name(row.proof["task"]) if row.is_capstone else "",
        level_name="" if row.level is None else field.framework().levels[row.level],
        proof=row.proof,
    )


def _title(row: Certificate, titles: Mapping[str, str]) -> str:
    """The course, or the area and the level in it."""
    if row.level is None:
        return titles.get(row.course_slug, row.course_slug)
    framework = field.framework()
    what = {"area": framework.area(row.area_id).name, "level": framework.levels[row.level]}
    if row.is_capstone:
        what["task"] = capstone_name(row.proof["task"])
        return _("%(area)s, level “%(level)s”, with the capstone “%(task)s”") % what
    return _("%(area)s, level “%(level)s”") % what


def made_whole(
    person_id: int, *, workspace_id: int, on: dt.date, claims: Collection[str]
) -> list[MadeWhole]:
    """What relearning these claims does to a person's certificates; only those it moves."""
    rows = _STANDING(person_id, workspace_id)
    if not rows:
        return []
    found = []
    titles = dict(_TITLES())
    ledger = field.ledger(workspace_id, on=on)
    refreshed = refreshed_claims([person_id]).get(person_id, frozenset())
    for row in rows:
        now, then = (
            currency(row.claims, states=ledger.states, on=on, refreshed=known).share
            for known in (refreshed, refreshed | frozenset(claims))
        )
        if now is not None and then is not None and then > now:
            found.append(MadeWhole(row.code, _title(row, titles), now, then))
    return found


def _whole_since(person_id: int, moved: tuple[MovedSince, ...]) -> dt.datetime | None:
    """When the last of what moved was relearned; None where something waits or nothing moved."""
    if not moved or not all(one.is_relearned for one in moved):
        return None
    changes = {one.moved.change_slug for one in moved}
    return max((at for slug, at in done_at(person_id).items() if slug in changes), default=None)


def _relearned_on(row: Certificate, workspace_id: int) -> list[dt.date]:
    """The days on which the holder relearned a change that touched it; one for each change.

    It follows from what was done, not from how things stand: a later change takes nothing back.
    """
    known = {slug: at for slug, at in done_at(row.person_id).items() if at >= row.issued_at}
    if not known:
        return []
    cites = field.cited_by(workspace_id, "certificate", [str(row.pk)]).get(str(row.pk), ())
    under = {slug for slug, _role in cites} | set(row.claims)
    return [
        known[one.slug].date()
        for one in field.changes(workspace_id)
        if one.slug in known and field.hits(one) & under
    ]


_ORDER = {"current": 0, "doubtful": 1, "superseded": 2, "retired": 3}


def _marks(row: Certificate, ledger: field.Ledger, refreshed: frozenset[str]) -> tuple[str, ...]:
    """One mark a claim; what is gone and relearned by the holder counts as current."""
    marks = []
    for slug in row.claims:
        state = str(ledger.status(slug) or "doubtful")
        relearned = slug in refreshed and state in {"superseded", "retired"}
        marks.append("current" if relearned else state if state in _ORDER else "doubtful")
    return tuple(sorted(marks, key=_ORDER.__getitem__))


def _moved(
    row: Certificate, ledger: field.Ledger, refreshed: frozenset[str], *, workspace_id: int
) -> tuple[MovedSince, ...]:
    """The facts that were current on the day of issue and are not now."""
    gone = [slug for slug in ledger.dead(row.claims) if row.claims[slug] == "current"]
    if not gone:
        return ()
    notes = notes_of(sorted(gone), workspace_id=workspace_id, ledger=ledger)
    found = moved_notes(notes, workspace_id=workspace_id)
    return tuple(MovedSince(one, slug in refreshed) for slug, one in found.items())


def _to_make_whole(
    person_id: int, moved: tuple[MovedSince, ...]
) -> tuple[int | None, tuple[int, ...]]:
    """Minutes and ids of the open refreshers for what moved."""
    wanted = {one.moved.change_slug for one in moved if not one.is_relearned}
    if not wanted:
        return 0, ()
    known = done_at(person_id)
    every = open_refreshers(person_id)
    late = wanted & known.keys()  # relearned, and what took its place has moved in its turn
    waiting = [one for one in every if late or one.change_slug in wanted]
    if not waiting or wanted - known.keys() - {one.change_slug for one in waiting}:
        return None, tuple(one.id for one in waiting)
    return sum(one.minutes for one in waiting), tuple(one.id for one in waiting)


def missing_lessons(person_id: int, course: Course) -> list[str]:
    """Slugs of a course's lessons that this person has not finished in any version; one query."""
    finished = finished_lessons([person_id]).get(person_id, {})
    return [slug for slug in course.payload["lessons"] if slug not in finished]
