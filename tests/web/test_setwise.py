"""Many rows at once: written over by what they belong to, moments as they were stored."""

from __future__ import annotations

import datetime as dt

import pytest

from whetstone.apps.diagnose.models import LevelEstimate
from whetstone.apps.people.models import Person
from whetstone.web import setwise
from whetstone.web.setwise import Sent, as_moment, plain_rows, write_over

NOW = dt.datetime(2026, 11, 23, 9, 12, 0, 123457, tzinfo=dt.UTC)


@pytest.fixture
def three(make_workspace, make_person):
    workspace = make_workspace()
    return [make_person(workspace) for _n in range(3)]


def estimates(people, stamp):
    return [
        LevelEstimate(person=one, areas={"said": f'"{n}" \\ it\'s'}, stamp=stamp, as_of=NOW)
        for n, one in enumerate(people)
    ]


def test_rows_are_new_or_written_over_and_others_stay(three):
    write_over(estimates(three[:2], "first"), by="person")
    write_over(estimates(three[1:], "second"), by="person")
    found = {row.person_id: row for row in LevelEstimate.objects.all()}
    assert [found[one.pk].stamp for one in three] == ["first", "second", "second"]
    assert found[three[1].pk].areas == {"said": '"0" \\ it\'s'}
    assert found[three[2].pk].as_of == NOW


def test_more_rows_than_one_statement_takes_are_all_written(three, monkeypatch):
    monkeypatch.setattr(setwise.connection.features, "max_query_params", 8)
    write_over(estimates(three, "many"), by="person")
    assert LevelEstimate.objects.filter(stamp="many").count() == 3


def test_nothing_is_written_of_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        write_over([], by="person")


def test_a_moment_is_sent_and_read_to_the_microsecond(three):
    moments = [NOW, dt.datetime(1970, 1, 1, tzinfo=dt.UTC), NOW.replace(microsecond=999_999)]
    for one, moment in zip(three, moments, strict=True):
        Person.objects.filter(pk=one.pk).update(joined_at=moment)
    rows = plain_rows(Person.objects.order_by("pk").values_list("pk", Sent("joined_at")))
    assert [as_moment(at) for _pk, at in rows] == moments


def test_a_moment_without_a_zone_is_utc_wherever_the_machine_stands(monkeypatch):
    assert as_moment(dt.datetime(2026, 11, 23, 9, 12)) == dt.datetime(  # noqa: DTZ001  # as SQLite sends it
        2026, 11, 23, 9, 12, tzinfo=dt.UTC
    )
    assert as_moment("2026-11-23 09:12:00") == dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
