"""OneRoster 1.2 as CSV files in a zip: users with their roles, classes, and who sits in them.

1EdTech, OneRoster 1.2 CSV Binding, 4.2-4.13. `users.csv` is needed; the others tell more.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from whetstone.core.kernel.errors import Fault, Faults
from whetstone.formats.rosters import limits, texts
from whetstone.formats.rosters.cells import Cells
from whetstone.formats.rosters.rows import Flaw, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from whetstone.formats.tables.packed import Archive

NEEDED: Final = {
    "users.csv": ("sourcedId", "givenName", "familyName"),
    "roles.csv": ("userSourcedId", "role"),
    "classes.csv": ("sourcedId", "title"),
    "enrollments.csv": ("classSourcedId", "userSourcedId", "role"),
    "orgs.csv": ("sourcedId", "name"),
    "academicSessions.csv": ("sourcedId", "endDate"),
}
"""The files that are read, and the columns without which they cannot be."""
RIGHT_OF_ROLE: Final = {"student": "learner", "teacher": "instructor"}
"""Roles of the standard that have a place here. Nobody becomes admin by a roster."""
_LEFT_OUT: Final = "tobedeleted"
_TEACHES: Final = "instructor"
STUDENT: Final = "stud"
TEACHER: Final = "head"


@dataclass(frozen=True, slots=True)
class _Class:
    name: str
    ends: dt.date | None


def rows(archive: Archive, say: Callable[[tuple[str, str]], None]) -> Iterator[Row]:
    """Every user, then every place in a class.

    Raises:
        Faults: files or columns are missing; all of them at once.
        Fault: a file cannot be read on.
    """
    files = _files(archive)
    _check(archive, files)
    for name in sorted(set(files) - set(NEEDED) - {"manifest.csv"}):
        say(("file_left_out", name))
    roles = _roles(archive, files)
    classes = _classes(archive, files)
    others: dict[str, str] = {}
    teachers: set[str] = set()
    users = _lines(archive, files, "users.csv")
    for count, (number, cells) in enumerate(users, start=1):
        if count > limits.MOST_ROWS:
            raise Fault("users.csv", f"more than {limits.MOST_ROWS} users", "Split the roster.")
        one = _user(number, cells, roles, others)
        if _TEACHES in one.rights:
            teachers.add(one.source_id)
        yield one
    for place in _places(archive, files, classes, others):
        yield _by_a_teacher(place, teachers) if place.teaches else place


def _by_a_teacher(place: Row, teachers: set[str]) -> Row:
    """A place as the class's teacher is for users that are teachers: no right comes by it."""
    if place.leaves or not place.source_id or place.source_id in teachers:
        return place
    return replace(place, flaws=(*place.flaws, Flaw("role", "no_teacher", place.source_id)))


def _user(number: int, cells: Cells, roles: dict[str, str], others: dict[str, str]) -> Row:
    source_id = cells.text("sourcedId", most=limits.LONGEST_ID)
    if not source_id:
        cells.miss("sourcedId")
    given = cells.text("preferredGivenName") or cells.text("givenName")
    family = cells.text("preferredFamilyName") or cells.text("familyName")
    name = f"{given} {family}".strip()[: limits.LONGEST_NAME]
    if not name:
        cells.miss("givenName")
    role = roles.get(source_id) or cells.text("role").lower()
    right = RIGHT_OF_ROLE.get(role, "")
    status = cells.text("status").lower()
    if not right and not cells.flaws and status != _LEFT_OUT:
        others[source_id] = role
        cells.flaws.append(Flaw("role", "no_place_for_role", role or "–"))
    enabled = cells.text("enabledUser").lower()
    return Row(
        line=number,
        sheet="users.csv",
        source_id=source_id,
        name=name,
        email=cells.address(),
        role_id={"learner": STUDENT, "instructor": TEACHER}.get(right, ""),
        rights=(right,) if right else (),
        leaves=status == _LEFT_OUT or enabled == "false",
        flaws=tuple(cells.flaws),
    )


def _places(
    archive: Archive, files: dict[str, str], classes: dict[str, _Class], others: dict[str, str]
) -> Iterator[Row]:
    count = 0
    for number, cells in _lines(archive, files, "enrollments.csv"):
        user = cells.text("userSourcedId", most=limits.LONGEST_ID)
        key = cells.text("classSourcedId", most=limits.LONGEST_ID)
        role = cells.text("role").lower()
        if role not in RIGHT_OF_ROLE or user in others:
            continue
        count += 1
        if count > limits.MOST_PLACES:
            raise Fault("enrollments.csv", f"more than {limits.MOST_PLACES} places", "Split it.")
        group = classes.get(key)
        if group is None:
            cells.flaws.append(Flaw("classSourcedId", "no_class", key))
        if not user:
            cells.miss("userSourcedId")
        yield Row(
            line=number,
            sheet="enrollments.csv",
            is_place=True,
            teaches=RIGHT_OF_ROLE[role] == _TEACHES,
            source_id=user,
            class_key=key,
            class_name=group.name if group else "",
            class_ends=group.ends if group else None,
            leaves=cells.text("status").lower() == _LEFT_OUT,
            flaws=tuple(cells.flaws),
        )


def _roles(archive: Archive, files: dict[str, str]) -> dict[str, str]:
    """The role of each user that has a place here, else the first one named; primary wins."""
    found: dict[str, str] = {}
    for _number, cells in _lines(archive, files, "roles.csv"):
        if cells.text("status").lower() == _LEFT_OUT:
            continue
        user, role = cells.text("userSourcedId"), cells.text("role").lower()
        primary = cells.text("roleType").lower() == "primary"
        held = found.get(user)
        if held is None or (role in RIGHT_OF_ROLE and (primary or held not in RIGHT_OF_ROLE)):
            found[user] = _same(role)
    return found


def _same(role: str) -> str:
    """The one text of a known role, so that 40,000 users hold 40,000 pointers."""
    return next((one for one in RIGHT_OF_ROLE if one == role), role)


def _classes(archive: Archive, files: dict[str, str]) -> dict[str, _Class]:
    ends: dict[str, dt.date] = {}
    for _number, cells in _lines(archive, files, "academicSessions.csv"):
        day = _day(cells.text("endDate"))
        if day is not None:
            ends[cells.text("sourcedId", most=limits.LONGEST_ID)] = day
    found: dict[str, _Class] = {}
    for _number, cells in _lines(archive, files, "classes.csv"):
        if cells.text("status").lower() == _LEFT_OUT:
            continue
        terms = [one.strip() for one in cells.text("termSourcedIds").split(",")]
        last = max((ends[one] for one in terms if one in ends), default=None)
        key = cells.text("sourcedId", most=limits.LONGEST_ID)
        title, code = cells.text("title"), cells.text("classCode")
        name = f"{title} ({code})" if code and code not in title else title
        found[key] = _Class(name[: limits.LONGEST_NAME] or key, last)
    return found


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def _files(archive: Archive) -> dict[str, str]:
    """Parts by plain file name: some systems pack them into one folder."""
    found: dict[str, str] = {}
    plain = {name.lower(): name for name in (*NEEDED, "manifest.csv")}
    for path in archive.names():
        name = path.rpartition("/")[2]
        if name.lower().endswith(".csv") and not path.startswith("__MACOSX"):
            found.setdefault(plain.get(name.lower(), name), path)
    return found


def _check(archive: Archive, files: dict[str, str]) -> None:
    faults = []
    if "users.csv" not in files:
        faults.append(Fault("users.csv", "it is missing from the archive",
                            "Export the roster as OneRoster 1.2 CSV, with users."))  # fmt: skip
    for name, needed in NEEDED.items():
        if name not in files:
            continue
        try:
            head = _head(archive, files[name], name)
        except Fault as fault:
            faults.append(fault)
            continue
        missing = [one for one in needed if one not in head]
        if missing:
            faults.append(Fault(name, f"columns are missing: {', '.join(missing)}",
                                "Export it again with the columns of OneRoster 1.2."))  # fmt: skip
    if faults:
        raise Faults(faults)


def _head(archive: Archive, path: str, name: str) -> list[str]:
    with archive.open(path) as part:
        return next((cells for _n, cells, _odd in texts.rows(part, name=name)), [])


def _lines(archive: Archive, files: dict[str, str], name: str) -> Iterator[tuple[int, Cells]]:
    """The rows of one file of the archive, by the names of its columns."""
    if name not in files:
        return
    with archive.open(files[name]) as part:
        head: dict[str, int] = {}
        for number, cells, odd in texts.rows(part, name=name):
            if not head:
                head = {text: place for place, text in enumerate(cells)}
                continue
            found = Cells(cells, {**head, "email": head.get("email", -1)}, odd)
            yield number, found
