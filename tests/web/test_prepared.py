"""A query that is built once answers as the query itself does."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction
from django.db.models import Count, Max, Q
from django.db.transaction import TransactionManagementError

from whetstone.apps.diagnose.models import Attempt
from whetstone.apps.people.models import Person, PersonRight
from whetstone.web.prepared import MOST_VALUES, Prepared


@pytest.fixture
def three(make_workspace, make_person):
    workspace = make_workspace()
    return [make_person(workspace, rights=("learner", "lead")[: n % 2 + 1]) for n in range(3)]


def _named(*ids):
    rows = Person.objects.filter(pk__in=ids).order_by("pk")
    return rows.values_list("pk", "name", "joined_at", "left_at", "workspace__is_demo")


def test_rows_are_what_django_gives(three):
    ids = [one.pk for one in three]
    ask = Prepared(_named)
    for some in (ids, ids[:1], ids[1:], ids[::-1]):
        assert ask(*some) == list(_named(*some))
    joined = ask.first(ids[0])[2]
    assert joined == three[0].joined_at
    assert joined.tzinfo is not None


def test_it_is_built_once_for_each_number_of_values(three):
    built = []

    def build(*ids):
        built.append(len(ids))
        return _named(*ids)

    ask = Prepared(build)
    for one in three:
        ask(one.pk)
    ask(three[0].pk, three[1].pk)
    assert built == [1, 2]


def test_whole_rows_come_with_what_was_selected_and_worked_out_beside_them(three):
    ask = Prepared(
        lambda *ids: (
            Person.objects.filter(pk__in=ids)
            .select_related("workspace")
            .annotate(of_rights=Count("rights"), newest=Max("rights__right"))
            .order_by("-pk")
        )
    )
    for _again in range(2):
        rows = ask(*(one.pk for one in three))
        assert rows == three[::-1]
        assert [row.of_rights for row in rows] == [1, 2, 1]
        assert {row.newest for row in rows} <= {"lead", "learner"}
        assert {row.workspace for row in rows} == {three[0].workspace}


def test_texts_moments_and_repeated_values(three):
    ask = Prepared(
        lambda since, right, person: (
            PersonRight.objects.filter(
                Q(person=person) | Q(right=right), person__joined_at__gte=since
            )
            .values_list("right")
            .annotate(n=Count("pk"), own=Max("pk", filter=Q(person=person)))
            .order_by("right")
        )
    )
    since = three[0].joined_at
    found = ask(since, "lead", three[0].pk)
    assert [(right, n) for right, n, _own in found] == [("lead", 1), ("learner", 1)]
    assert ask(since + dt.timedelta(days=1), "lead", three[0].pk) == []


def test_of_nothing_there_is_nothing_and_a_crowd_is_asked_plainly(three):
    ask = Prepared(_named)
    assert ask() == []
    assert ask.first() is None
    ids = [one.pk for one in three]
    many = [*ids, *range(10_000, 10_000 + MOST_VALUES)]
    assert [row[0] for row in ask(*many)] == ids


def test_a_value_is_never_sql(three):
    ask = Prepared(lambda name: Person.objects.filter(name=name).values_list("pk"))
    assert ask("' OR 1=1 --") == []
    assert ask(three[0].name) == [(three[0].pk,)]


def test_stored_data_and_moments_come_as_django_gives_them(three):
    started = dt.datetime(2026, 3, 2, 9, 0, 0, 5, tzinfo=dt.UTC)
    Attempt.objects.create(
        person=three[0], mode="quick", areas=["STR", "CRI"], length=10, seed=1, started_at=started
    )

    def build(*ids):
        rows = Attempt.objects.filter(person__in=ids)
        return rows.values_list("areas", "started_at", "finished_at")

    assert Prepared(build)(three[0].pk) == list(build(three[0].pk))
    assert Prepared(build)(three[0].pk) == [(["STR", "CRI"], started, None)]


def test_a_query_in_a_transaction_that_is_broken_is_refused(three):
    ask = Prepared(_named)
    ask(three[0].pk)
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            ask(three[0].pk)


def test_whoever_listens_in_hears_it(three, django_assert_num_queries):
    ask = Prepared(_named)
    with django_assert_num_queries(1):
        ask(three[0].pk)
    heard = []

    def listen(execute, sql, *more):
        heard.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(listen):
        ask(three[0].pk)
    assert len(heard) == 1


def test_a_number_that_no_column_holds_finds_nothing(db):
    assert Prepared(lambda pk: Person.objects.filter(pk=pk).values_list("pk"))(10**20) == []
