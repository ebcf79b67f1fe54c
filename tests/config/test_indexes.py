"""Ready for many: on PostgreSQL no page of a person, a class or a team reads a large table whole.

Every table that grows with people is filled by the store itself for 800 workspaces of 40 people;
then pages are opened as the people who use them, and the plan of each question they ask is read.
The planner is told that a page read out of order costs little more than one in order, as on the
machines a large installation runs on (PostgreSQL's manual, 19.7.2: `random_page_cost`): its
default is of turning disks, which read a table of 32,000 rows whole for two hundred of them.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from whetstone.apps.field import selectors as field
from whetstone.apps.people.models import Person, Roster, SchoolClass, User, Workspace
from whetstone.web.request import Right

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.usefixtures("curriculum_loaded"),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'",
        reason="plans are PostgreSQL's: run with tools/with-postgres",
    ),
]
NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
WORKSPACES, EACH = 800, 40
TASK, CHECK = "task-one-page-strategy", "STR"
LATER = f"timestamptz '{NOW - dt.timedelta(days=2):%Y-%m-%d %H:%M}+00'"
PLAIN = (
    (models.DateTimeField, f"timestamptz '{NOW - dt.timedelta(days=3):%Y-%m-%d %H:%M}+00'"),
    (models.DateField, f"date '{NOW:%Y-%m-%d}'"),
    (models.TimeField, "time '09:00'"),
    (models.BooleanField, "false"),
    (models.UUIDField, "gen_random_uuid()"),
    (models.JSONField, "'{}'::jsonb"),
    (models.IntegerField, "1"),
    (models.FloatField, "1.0"),
)
EVERYBODY = "people_person p CROSS JOIN generate_series(1, {n}) n"
IN_CLASS = (
    "people_person p JOIN people_schoolclass c ON c.workspace_id = p.workspace_id"
    " JOIN connect_assignment a ON a.school_class_id = c.id AND a.kind = '{kind}'"
)
FILLED: dict[str, tuple[str, dict[str, str]]] = {
    "people.PersonRight": (EVERYBODY.format(n=1), {"right": "'learner'"}),
    "people.WorkingHours": (EVERYBODY.format(n=5), {"weekday": "n - 1", "ends": "time '17:00'"}),
    "people.BusyTime": (EVERYBODY.format(n=3), {"ends_at": LATER}),
    "people.ClassPlace": (
        "people_person p JOIN people_schoolclass c ON c.workspace_id = p.workspace_id",
        {"school_class": "c.id"},
    ),
    "people.AuditRow": (EVERYBODY.format(n=3), {
        "workspace": "p.workspace_id", "actor": "p.id", "by": "p.id", "act": "'hours'",
        "place": "p.id * 10 + n",
    }),
    "diagnose.Attempt": (EVERYBODY.format(n=1), {
        "mode": "'scan'", "areas": "'[]'::jsonb", "form": "'[]'::jsonb",
        "finished_at": LATER,
    }),
    "diagnose.Response": (
        "diagnose_attempt s CROSS JOIN (SELECT id FROM diagnose_item ORDER BY id LIMIT 8) i",
        {"person": "s.person_id", "attempt": "s.id", "item": "i.id", "area_id": "'STR'"},
    ),
    "diagnose.ShareChoice": (EVERYBODY.format(n=2), {"area_id": "'S' || n"}),
    "diagnose.LevelEstimate": (EVERYBODY.format(n=1), {}),
    "learn.Booking": (EVERYBODY.format(n=4), {
        "ends_at": LATER, "thing_kind": "'lesson'", "things": "'[]'::jsonb",
        "reasons": "'[]'::jsonb", "state": "'kept'",
    }),
    "learn.Reading": (
        "people_person p CROSS JOIN (SELECT id FROM learn_lesson ORDER BY id LIMIT 3) l",
        {"lesson": "l.id"},
    ),
    "learn.CardReview": (EVERYBODY.format(n=3), {"card_slug": "'c' || n"}),
    "learn.Practice": (EVERYBODY.format(n=2), {}),
    "learn.OwnWork": (EVERYBODY.format(n=2), {"lesson_slug": f"'{TASK}'", "field": "'f' || n"}),
    "connect.CheckSitting": (
        IN_CLASS.format(kind="check") + " JOIN diagnose_attempt s ON s.person_id = p.id",
        {"assignment": "a.id", "attempt": "s.id"},
    ),
    "connect.Submission": (
        IN_CLASS.format(kind="task")
        + " JOIN learn_ownwork w ON w.person_id = p.id AND w.field = 'f1'",
        {"assignment": "a.id", "work": "w.id"},
    ),
    "connect.WorkMark": ("connect_submission s", {
        "submission": "s.id", "person": "s.person_id", "rows": "'{}'::jsonb",
    }),
    "connect.Reader": ("connect_submission s", {"submission": "s.id", "person": "s.person_id"}),
    "connect.PeerReview": ("connect_reader r", {"reader": "r.id", "person": "r.person_id"}),
    "connect.Allowance": (
        "people_person p JOIN people_schoolclass c ON c.workspace_id = p.workspace_id",
        {"school_class": "c.id"},
    ),
    "people.RosterRow": (
        "people_person p JOIN people_roster r ON r.workspace_id = p.workspace_id",
        {"roster": "r.id", "person": "p.id", "place": "p.id", "fate": "'new'"},
    ),
    "lead.ReleasedFigure": (EVERYBODY.format(n=1), {
        "workspace": "p.workspace_id", "topic": "'cover X' || p.id", "parts": "'[]'::jsonb",
        "figures": """'{"members": []}'::jsonb""",
    }),
    "field.Notice": (EVERYBODY.format(n=1), {
        "workspace": "p.workspace_id", "origin": "'person'", "fingerprint": "'f' || p.id",
    }),
}  # fmt: skip
"""What grows with people: where its rows come from, and what of them is not plain."""
LARGE = sorted({"people_person", *(one.replace(".", "_").lower() for one in FILLED)})


def plain(one: models.Field) -> str | None:
    """An expression for a column that nobody asked for; None: it is left empty."""
    if isinstance(one, models.ForeignKey):
        is_person = one.related_model is Person and not one.null
        return "p.id" if is_person else None
    if one.null:
        return None
    return next((said for kind, said in PLAIN if isinstance(one, kind)), "''")


def fill(label: str) -> None:
    model = apps.get_model(label)
    source, given = FILLED[label]
    columns = {}
    for one in model._meta.concrete_fields:
        said = given.get(one.name, None if one.primary_key else plain(one))
        if said is not None:
            columns[connection.ops.quote_name(one.column)] = said
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(columns)})"  # our own words
            f" SELECT {', '.join(columns.values())} FROM {source}"
        )


@pytest.fixture
def crowd(make_workspace) -> tuple[Workspace, Workspace]:
    """A firm and a school among 800 workspaces of 40 people each."""
    firm, school = make_workspace("Firm"), make_workspace("School", kind="school")
    more = Workspace.objects.bulk_create(
        Workspace(organisation=firm.organisation, name=f"W{n}", slug=f"w-{n}", created_at=NOW)
        for n in range(WORKSPACES - 2)
    )
    every = [firm, school, *more]
    Person.objects.bulk_create(
        Person(workspace=one, name=f"P{n}", email=f"p{n}@w{one.pk}.org", joined_at=NOW)
        for one in every
        for n in range(EACH)
    )
    edition = field.edition_name()
    made = SchoolClass.objects.bulk_create(
        SchoolClass(workspace=one, name="C", join_code=f"C{one.pk}", edition=edition,
                    pinned_at=NOW, ends_on=dt.date(2099, 1, 1))
        for one in every
    )  # fmt: skip
    Roster.objects.bulk_create(
        Roster(workspace=one, name="a.csv", made_at=NOW, touched_at=NOW, state=Roster.State.READY)
        for one in every
    )
    given = apps.get_model("connect.Assignment")
    given.objects.bulk_create(
        given(school_class=one, kind=kind, thing_id=thing, title=kind, opens_at=NOW, due_at=NOW,
              made_at=NOW)
        for one in made
        for kind, thing in (("task", TASK), ("check", CHECK))
    )  # fmt: skip
    for label in FILLED:
        fill(label)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SET LOCAL random_page_cost = 1.1")
    return firm, school


def read_whole(sql: str) -> Iterator[str]:
    """The large tables that a question reads whole, by its plan."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + sql)
        told = [row[0] for row in cursor.fetchall()]
    for line in told:
        for table in LARGE:
            if f"Seq Scan on {table} " in f"{line} ":
                yield f"{table}\n{sql}\n" + "\n".join(told)


def look(client, paths: list[str]) -> list[str]:
    """Open pages; every large table that one of their questions reads whole."""
    wrong = []
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200, path
        for sql in {one["sql"] for one in asked if one["sql"].startswith("SELECT")}:
            wrong += [f"{path}: {one}" for one in read_whole(sql)]
    return wrong


def test_no_page_reads_a_table_that_grows_with_people_whole(crowd, make_person, client_as):
    firm, school = crowd
    are_filled()
    wrong = [
        *of_a_firm(firm, make_person, client_as),
        *of_a_school(school, make_person, client_as),
    ]
    assert not wrong, "\n\n".join(wrong)


def are_filled() -> None:
    """What is asserted can fail: the tables are large, and a question without index is found."""
    with connection.cursor() as cursor:
        for table in LARGE:
            cursor.execute(f"SELECT count(*) FROM {table}")  # our own words
            assert cursor.fetchone()[0] >= WORKSPACES * EACH, table
    assert list(read_whole("SELECT id FROM people_auditrow WHERE object_id = 'x'"))


def of_a_firm(firm, make_person, client_as) -> list[str]:
    head = make_person(firm, rights=(Right.ADMIN, Right.LEAD, Right.EDITOR), name="Head")
    learner = make_person(firm, name="Learner")
    someone = Person.objects.filter(workspace=firm).order_by("pk")[7]
    roster = Roster.objects.get(workspace=firm)
    wrong = look(client_as(head), [
        "/people", "/people?page=2", "/people?find=p7", f"/people/{someone.pk}",
        f"/people/rosters/{roster.pk}", f"/people/rosters/{roster.pk}/faults",
        "/log", "/log?act=hours", f"/log?by={someone.pk}", "/log?since=2026-11-01", "/log/file",
        "/lead", "/lead/words", "/notices", "/data-protection/rules",
    ])  # fmt: skip
    return wrong + look(client_as(learner), [
        "/today", "/week", "/profile", "/profile/sharing", "/my-data", "/digest", "/lessons",
        "/notices/mine", "/sent",
    ])  # fmt: skip


def of_a_school(school, make_person, client_as) -> list[str]:
    tutor = make_person(school, rights=(Right.INSTRUCTOR,), name="Tutor")
    room = SchoolClass.objects.get(workspace=school)
    student = Person.objects.filter(workspace=school).order_by("pk")[7]
    student.user = User.objects.create_user("student@example.org")
    student.save()
    given = apps.get_model("connect.Assignment").objects.filter(school_class=room)
    task, check = given.order_by("pk")
    here = f"/classes/{room.pk}"
    wrong = look(client_as(tutor), [
        "/classes", here, f"{here}/gradebook", f"{here}/gradebook.csv", f"{here}/assignments",
        f"{here}/assignments/{task.pk}", f"{here}/assignments/{check.pk}",
        f"{here}/students/{student.pk}", "/people", "/people?find=p7",
    ])  # fmt: skip
    return wrong + look(client_as(student), [
        "/today", "/class", "/class/marks", f"/class/work/{task.pk}", "/kept", "/certificates",
    ])  # fmt: skip
