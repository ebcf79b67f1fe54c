"""Ready for 240,000 people: the same number of questions, answered from indexes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from whetstone.apps.people import directory, organisations
from whetstone.apps.people.clock import real_now
from whetstone.apps.people.models import Person, PersonRight, Workspace
from whetstone.web.request import Right

if TYPE_CHECKING:
    from django.db.models import QuerySet

pytestmark = pytest.mark.usefixtures("curriculum_loaded")
WORKSPACES, PEOPLE_EACH = 240, 1_000
on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'",
    reason="plans are PostgreSQL's: run with tools/with-postgres",
)


@pytest.fixture
def crowd(make_workspace):
    """240,000 people in 240 workspaces, as the store itself makes them; one of the workspaces."""
    first = make_workspace()
    others = Workspace.objects.bulk_create(
        Workspace(organisation=first.organisation, name=f"W{n}", slug=f"w-{n}",
                  created_at=real_now())
        for n in range(WORKSPACES - 1)
    )  # fmt: skip
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # It knows of nobody: the worst time for people to come by the thousand.
            cursor.execute("SET LOCAL statement_timeout = '60s'")
            cursor.execute(
                "UPDATE pg_class SET reltuples = 0 WHERE oid = 'people_person'::regclass"
            )
        for one in (first, *others):
            fill(cursor, one.pk, PEOPLE_EACH)
        cursor.execute(
            'INSERT INTO people_personright (person_id, "right")'
            " SELECT id, 'learner' FROM people_person"
        )
        cursor.execute("ANALYZE people_person")
        cursor.execute("ANALYZE people_personright")
    return first


def fill(cursor, workspace_id: int, people: int) -> None:
    """People with addresses and ids of their own, as a firm's people have."""
    cursor.execute(
        "INSERT INTO people_person (workspace_id, name, email, title, role_id, time_zone,"
        " joined_at, source_id) SELECT %s, 'Person ' || n, 'p' || n || %s,"
        " '', 'smm', '', now(), 'u' || n || %s FROM generate_series(1, %s) n",
        [workspace_id, f"@w{workspace_id}.example.org", f"-{workspace_id}", people],
    )


def plan(query: QuerySet) -> str:
    return query.explain()


@on_postgresql
def test_the_list_and_a_persons_page_are_answered_from_indexes(crowd, make_person, client_as):
    head = make_person(crowd, rights=(Right.ADMIN, Right.LEAD), name="Head")
    someone = Person.objects.filter(workspace=crowd).last()
    client = client_as(head)
    for path in ("/people", "/people?page=12", "/people?find=p77", f"/people/{someone.pk}"):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        for one in asked:
            if one["sql"].startswith("SELECT") and '"people_person' in one["sql"]:
                with connection.cursor() as cursor:
                    cursor.execute("EXPLAIN " + one["sql"])
                    told = "\n".join(row[0] for row in cursor.fetchall())
                assert "Seq Scan on people_person" not in told, f"{path}\n{one['sql']}\n{told}"


@on_postgresql
def test_the_list_can_be_read_in_its_order_without_sorting(crowd):
    """Which of the two is cheaper for a thousand people is the planner's choice, by its sample."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
    told = plan(directory.rows(crowd.pk, directory.Asked())[: directory.PAGE_SIZE])
    assert "people_by_name" in told
    assert "Sort" not in told


@on_postgresql
def test_a_roster_finds_who_is_here_by_indexes(crowd, make_workspace):
    """Beside 240,000 others, in a programme of 40,000, a thousand rows at a time."""
    programme = make_workspace("Programme")
    with connection.cursor() as cursor:
        fill(cursor, programme.pk, 40_000)
        cursor.execute("ANALYZE people_person")
    here = Person.objects.filter(workspace=programme)
    emails = [f"p{n}@w{programme.pk}.example.org" for n in range(1_000)]
    ids = [f"u{n}-{programme.pk}" for n in range(1_000)]
    by_email, by_id = (
        here.filter(email__in=emails),
        here.exclude(source_id="").filter(source_id__in=ids),
    )
    for many in (by_email, by_id):  # which index is the planner's choice: never the whole table
        assert "Seq Scan" not in plan(many)
    assert "people_by_email" in plan(here.filter(email=emails[7]))
    assert "people_by_source" in plan(here.exclude(source_id="").filter(source_id=ids[7]))


def test_pages_of_people_ask_no_more_for_more_people(make_workspace, make_person, client_as):
    workspace = make_workspace()
    head = make_person(workspace, rights=(Right.ADMIN, Right.LEAD), name="A head")
    client = client_as(head)
    counts = []
    for more in (3, 120):
        people = Person.objects.bulk_create(
            Person(workspace=workspace, name=f"P{more}-{n}", joined_at=real_now())
            for n in range(more)
        )
        PersonRight.objects.bulk_create(PersonRight(person=one, right="learner") for one in people)
        for path in ("/people", f"/people/{people[0].pk}"):
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
    firm = organisations.firm(workspace.organisation, user_id=None, now=real_now())
    assert firm.people == 124
