"""What would become of each row: read against who is here, a few questions for 1,000 rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, Min
from django.db.models.functions import Lower

from whetstone.apps.people.firm_models import RosterClass, RosterRow
from whetstone.apps.people.models import ClassPlace, ClassTeacher, Person, PersonRight, SchoolClass
from whetstone.formats.rosters.addresses import likeness
from whetstone.web.request import Right

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from whetstone.apps.people.firm_models import Roster

Fate = RosterRow.Fate
AT_ONCE: Final = 1_000
_ASKED_AT_ONCE: Final = 500
_SIMILAR_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody in the workspace, as far as a roster can change them."""

    pk: int
    name: str
    email: str
    role_id: str
    title: str
    team: str
    source_id: str
    has_left: bool


@dataclass(slots=True)
class Whole:
    """What only the whole list tells: keys that stand twice (first row), addresses alike."""

    emails: dict[str, int] = field(default_factory=dict)
    source_ids: dict[str, int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    alike: dict[str, list[str]] = field(default_factory=dict)


def whole(roster: Roster) -> Whole:
    """Read the list as a whole; memory grows with what stands twice, not with the list."""
    rows = RosterRow.objects.filter(roster=roster, is_place=False)
    return Whole(
        _twice(rows.exclude(email=""), "email"),
        _twice(rows.exclude(source_id=""), "source_id"),
        _twice(
            rows.filter(email="", source_id="").exclude(name="").annotate(low=Lower("name")), "low"
        ),
        _alike(roster),
    )


def _twice(rows: Any, column: str) -> dict[str, int]:
    found = rows.order_by().values(column).annotate(n=Count("pk"), first=Min("line"))
    return dict(found.filter(n__gt=1).values_list(column, "first"))


def _alike(roster: Roster) -> dict[str, list[str]]:
    """Addresses that look the same and are not: in the list, and beside who is here."""
    rows = RosterRow.objects.filter(roster=roster).exclude(likeness="")
    keys = rows.order_by().values("likeness").annotate(n=Count("email", distinct=True))
    found: dict[str, list[str]] = {}
    for key in keys.filter(n__gt=1).values_list("likeness", flat=True):
        emails = rows.filter(likeness=key).order_by("email").values_list("email", flat=True)
        found[key] = list(emails.distinct()[: _SIMILAR_SHOWN + 1])
    here = Person.objects.filter(workspace=roster.workspace_id, left_at=None).exclude(email="")
    waiting: dict[str, list[str]] = {}
    for email in here.values_list("email", flat=True).iterator(chunk_size=2_000):
        waiting.setdefault(likeness(email), []).append(email)
        if len(waiting) >= _ASKED_AT_ONCE:
            _look_for(waiting, rows, found)
    _look_for(waiting, rows, found)
    return found


def _look_for(waiting: dict[str, list[str]], rows: Any, found: dict[str, list[str]]) -> None:
    for key, email in rows.filter(likeness__in=list(waiting)).values_list("likeness", "email"):
        others = [one for one in waiting[key] if one != email]
        if others:
            known = found.setdefault(key, [])
            known += [one for one in (email, *others) if one not in known]
    waiting.clear()


class Judge:
    """Says what becomes of rows; one for a whole list, asked batch by batch."""

    def __init__(self, roster: Roster, known: Whole | None = None) -> None:
        self._roster = roster
        self._workspace = roster.workspace_id
        self._known = known or Whole()
        self._classes = _class_keys(self._workspace)
        admins = PersonRight.objects.filter(
            right=Right.ADMIN, person__workspace=self._workspace, person__left_at=None
        )
        self._admins = set(admins.values_list("person_id", flat=True))

    def judge(self, rows: Sequence[RosterRow]) -> None:
        """Set fate, person and flaws of some rows; some five questions to the store."""
        people = [row for row in rows if not row.is_place]
        here = _Found(self._workspace, people)
        places = [row for row in rows if row.is_place]
        seats = self._seats(here, places)
        for row in people:
            self._judge_person(row, here, seats)
        if places:
            self._judge_places(places, seats)

    def _judge_person(self, row: RosterRow, here: _Found, seats: _Seats) -> None:
        flaws = [*row.own_flaws, *self._stands_twice(row)]
        one, flaw = here.match(row)
        flaws += [flaw] if flaw else []
        if one is None and not row.leaves and not row.name and not flaws:
            flaws.append(["name", "missing", ""])
        if one is not None and row.leaves and self._admins == {one.pk}:
            flaws.append(["status", "last_admin", ""])
        row.flaws, row.person_id = flaws, one.pk if one else None
        row.warnings = self._warnings(row, one)
        if flaws:
            row.fate = Fate.REFUSED
        elif row.leaves:
            row.fate = Fate.LEAVES if one and not one.has_left else Fate.UNCHANGED
        elif one is None:
            row.fate = Fate.NEW
        elif one.has_left:
            row.fate = Fate.BACK
        else:
            same = not here.differs(row, one) and self._is_seated(row, one.pk, seats)
            row.fate = Fate.UNCHANGED if same else Fate.CHANGED

    def _stands_twice(self, row: RosterRow) -> list[list[str]]:
        known = self._known
        found = []
        if row.email in known.emails:
            found.append(["email", "twice", str(known.emails[row.email])])
        if row.source_id in known.source_ids:
            found.append(["source_id", "twice", str(known.source_ids[row.source_id])])
        if not row.email and not row.source_id and row.name.lower() in known.names:
            found.append(["name", "twice", str(known.names[row.name.lower()])])
        return found

    def _warnings(self, row: RosterRow, one: Here | None) -> list[list[str]]:
        others = [e for e in self._known.alike.get(row.likeness, []) if e != row.email]
        if one is not None:
            others = [e for e in others if e != one.email]
        return [["email", "alike", ", ".join(others[:_SIMILAR_SHOWN])]] if others else []

    def _is_seated(self, row: RosterRow, person_id: int, seats: _Seats) -> bool:
        if not row.class_key:
            return True
        group = self._classes.get(row.class_key)
        return group is not None and (group, person_id) in seats.taken

    def _judge_places(self, rows: Sequence[RosterRow], seats: _Seats) -> None:
        for row in rows:
            flaws = list(row.own_flaws)
            person = seats.persons.get(row.source_id)
            if not flaws and person is None and row.source_id not in seats.coming:
                flaws.append(["userSourcedId", "no_user", row.source_id])
            group = self._classes.get(row.class_key)
            held = seats.taught if row.teaches else seats.taken
            is_there = group is not None and (group, person) in held
            row.flaws, row.person_id, row.warnings = flaws, person, []
            if flaws:
                row.fate = Fate.REFUSED
            elif row.leaves:
                row.fate = Fate.LEAVES if is_there else Fate.UNCHANGED
            else:
                row.fate = Fate.UNCHANGED if is_there else Fate.NEW

    def _seats(self, here: _Found, places: Sequence[RosterRow]) -> _Seats:
        ids = {row.source_id for row in places if row.source_id}
        known = Person.objects.filter(workspace=self._workspace, source_id__in=ids)
        known = known.exclude(source_id="")  # as the index says it
        persons = dict(known.values_list("source_id", "pk")) if ids else {}
        coming: set[str] = set()
        if ids:
            staged = RosterRow.objects.filter(
                roster=self._roster, is_place=False, source_id__in=ids
            ).exclude(fate=Fate.REFUSED)
            for source_id, person in staged.values_list("source_id", "person_id"):
                coming.add(source_id)
                if person is not None:
                    persons.setdefault(source_id, person)
        asked = {*persons.values(), *here.keys()}
        taken, taught = (
            {*table.objects.filter(person__in=asked).values_list("school_class_id", "person_id")}
            if self._classes
            else set()
            for table in (ClassPlace, ClassTeacher)
        )
        return _Seats(persons, coming, taken, taught)


@dataclass(frozen=True, slots=True)
class _Seats:
    persons: dict[str, int]
    coming: set[str]
    taken: set[tuple[int, int]]
    taught: set[tuple[int, int]]


class _Found:
    """Who is here under the keys of some rows."""

    def __init__(self, workspace_id: int, rows: Sequence[RosterRow]) -> None:
        base = Person.objects.filter(workspace=workspace_id)
        bare = {row.name.lower() for row in rows if not row.email and not row.source_id}
        emails = {row.email for row in rows if row.email}
        ids = {row.source_id for row in rows if row.source_id}
        people = [
            *_read(base.exclude(source_id="").filter(source_id__in=ids), ids),
            *_read(base.filter(email__in=emails), emails),
            *_read(base.annotate(low=Lower("name")).filter(low__in=bare), bare),
        ]
        self._by_id = {one.source_id: one for one in reversed(people) if one.source_id}
        self._by_email: dict[str, Here] = {}
        self._by_name: dict[str, dict[int, Here]] = {}
        for one in people:
            held = self._by_email.get(one.email)
            if one.email and (held is None or held.has_left):
                self._by_email[one.email] = one
            self._by_name.setdefault(one.name.lower(), {})[one.pk] = one
        self._rights = _rights(one.pk for one in people)

    def keys(self) -> set[int]:
        """Everybody found."""
        return {pk for found in self._by_name.values() for pk in found}

    def match(self, row: RosterRow) -> tuple[Here | None, list[str] | None]:
        """Who a row is about, and what contradicts it."""
        by_id = self._by_id.get(row.source_id) if row.source_id else None
        by_email = self._by_email.get(row.email) if row.email else None
        if by_id and by_email and by_id.pk != by_email.pk and not by_email.has_left:
            return by_id, ["email", "of_somebody_else", by_email.name]
        if by_id or by_email:
            one = by_id or by_email
            if one and by_id is None and row.source_id and one.source_id:
                return one, ["source_id", "other_id", one.source_id]
            return one, None
        if row.email or row.source_id:
            return None, None
        named = [*self._by_name.get(row.name.lower(), {}).values()]
        active = [one for one in named if not one.has_left] or named
        if len(active) > 1:
            return None, ["name", "several", row.name]
        return (active[0] if active else None), None

    def differs(self, row: RosterRow, one: Here) -> bool:
        """Whether the row says something that is not so yet."""
        said = (row.name, row.email, row.role_id, row.title, row.team, row.source_id)
        held = (one.name, one.email, one.role_id, one.title, one.team, one.source_id)
        if any(new and new != old for new, old in zip(said, held, strict=True)):
            return True
        return not set(row.rights.split()) <= self._rights.get(one.pk, set())


def _read(people: Any, asked: set[str]) -> list[Here]:
    if not asked:
        return []
    rows = people.order_by("left_at", "pk").values_list(
        "pk", "name", "email", "role_id", "title", "team__name", "source_id", "left_at"
    )
    found = [
        Here(pk, name, email, role, title, team or "", source_id, left is not None)
        for pk, name, email, role, title, team, source_id, left in rows
    ]
    return sorted(found, key=lambda one: (one.has_left, one.pk))


def _rights(person_ids: Iterable[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    rows = PersonRight.objects.filter(person__in=set(person_ids)).values_list("person_id", "right")
    for person_id, right in rows:
        found.setdefault(person_id, set()).add(right)
    return found


def _class_keys(workspace_id: int) -> dict[str, int]:
    """Classes by their name in lower case and by the keys that rosters gave them."""
    rows = SchoolClass.objects.filter(workspace=workspace_id).order_by("-pk")
    found = {name.lower(): pk for pk, name in rows.values_list("pk", "name")}
    keys = RosterClass.objects.filter(workspace=workspace_id)
    return found | dict(keys.values_list("key", "school_class_id"))
