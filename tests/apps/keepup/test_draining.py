"""Levels after a publication: who is marked, who is done at once, and what is left for later."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.apps.keepup import answering
from tests.apps.keepup.conftest import NOW

from whetstone.apps.diagnose import services as diagnose
from whetstone.apps.diagnose.models import LevelEstimate
from whetstone.apps.keepup import services
from whetstone.apps.keepup.models import Drain, Mark
from whetstone.apps.keepup.selectors.draining import draining, is_draining
from whetstone.apps.keepup.services import draining as drains

REAL = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def measured(world, marram):
    """Four of seven answered what rests on the claim, one answered something else."""
    world.claim_of, marram.touched, marram.other = answering.questions(marram)
    answering.ending(world, world.claim_of)
    for person in marram.team[:4]:
        answering.answer(person, marram.touched)
        answering.answer(person, marram.other)
    answering.answer(marram.team[4], marram.other)
    diagnose.reestimate_workspace(marram.pk, NOW)
    return marram


def publish(workspace, slug=answering.ENDS):
    return services.publish(
        change_slug=slug, workspace_id=workspace.pk, person_id=workspace.lead.pk, now=NOW
    )


def answers(person, area):
    return LevelEstimate.objects.get(person=person).areas[area]["answers"]


def queued():
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult.objects.filter(task_path__endswith="drain_levels").count()


def test_a_small_team_sees_its_levels_at_once(measured):
    publish(measured)
    assert answers(measured.team[0], measured.touched.area_id) < 2
    assert draining(measured.pk) is None
    assert not Mark.objects.exists()
    assert queued() == 0
    (row,) = Drain.objects.all()
    assert (row.total, row.done) == (4, 4)


def test_nobody_is_worked_out_again_whose_answers_rest_on_something_else(measured):
    before = LevelEstimate.objects.get(person=measured.team[4])
    publish(measured)
    after = LevelEstimate.objects.get(person=measured.team[4])
    assert (after.stamp, after.as_of) == (before.stamp, before.as_of)


def test_many_are_left_for_the_worker(measured, monkeypatch):
    monkeypatch.setattr(drains, "AT_ONCE", 3)
    publish(measured)
    assert answers(measured.team[0], measured.touched.area_id) == 1 + (
        measured.other.area_id == measured.touched.area_id
    )
    progress = draining(measured.pk)
    assert (progress.done, progress.total) == (0, 4)
    assert queued() == 1
    assert drains.drain() == 1
    assert draining(measured.pk) is None
    assert not is_draining()


def test_at_once_and_later_give_the_same_levels(measured, monkeypatch):
    with transaction.atomic():
        publish(measured)
        at_once = dict(LevelEstimate.objects.values_list("person_id", "areas"))
        transaction.set_rollback(True)
    monkeypatch.setattr(drains, "AT_ONCE", 0)
    monkeypatch.setattr(drains, "BATCH", 3)
    publish(measured)
    drains.drain()
    assert dict(LevelEstimate.objects.values_list("person_id", "areas")) == at_once


def test_the_workers_job_rests_after_each_batch(measured, monkeypatch):
    monkeypatch.setattr(drains, "AT_ONCE", 0)
    monkeypatch.setattr(drains, "BATCH", 2)
    publish(measured)
    rested = []
    monkeypatch.setattr(
        drains.time, "sleep", lambda s: rested.append((s, Drain.objects.get().done))
    )
    drains.drain(rests=True)
    assert [done for _s, done in rested] == [2, 4]
    assert all(s > 0 for s, _done in rested)


def test_whoever_drains_by_hand_does_not_rest(measured, monkeypatch):
    monkeypatch.setattr(drains, "AT_ONCE", 0)
    publish(measured)
    monkeypatch.setattr(drains.time, "sleep", lambda _s: pytest.fail("it rested"))
    assert drains.drain() == 1


def test_each_batch_moves_the_count_and_no_mark_is_done_twice(measured, monkeypatch):
    monkeypatch.setattr(drains, "AT_ONCE", 0)
    publish(measured)
    (row,) = Drain.objects.all()
    after, seen = 0, []
    while after := drains.batch(row.pk, now=NOW, real=REAL, after=after, most=1):
        seen.append(Drain.objects.get().done)
    assert seen == [1, 2, 3, 4]
    assert drains.batch(row.pk, now=NOW, real=REAL) == 0
    assert Drain.objects.get().done == 4


def test_a_batch_that_fails_leaves_its_marks_and_its_count(measured, monkeypatch):
    monkeypatch.setattr(drains, "AT_ONCE", 0)
    publish(measured)

    def fail(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr(diagnose, "reestimate", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        drains.drain()
    assert Mark.objects.count() == 4
    assert Drain.objects.get().done == 0


def test_somebody_who_has_left_the_store_does_not_hold_it_open(measured, monkeypatch):
    monkeypatch.setattr(drains, "AT_ONCE", 0)
    publish(measured)
    measured.team[3].delete()
    drains.drain()
    assert not is_draining()


def test_undoing_brings_the_levels_back(measured):
    before = answers(measured.team[0], measured.touched.area_id)
    publish(measured)
    services.reverse(change_slug=answering.ENDS, workspace_id=measured.pk, person_id=None, now=NOW)
    assert answers(measured.team[0], measured.touched.area_id) == before


def test_a_drain_without_a_worker_is_taken_up_once(measured, monkeypatch):
    monkeypatch.setattr(drains, "AT_ONCE", 0)
    publish(measured)
    assert drains.take_up_lost(NOW + dt.timedelta(minutes=1)) == 0
    later = NOW + dt.timedelta(minutes=3)
    assert drains.take_up_lost(later) == 1
    assert drains.take_up_lost(later) == 0
    assert queued() == 2


def test_nothing_is_taken_up_where_nothing_waits(db):
    assert drains.take_up_lost(NOW) == 0


def test_another_workspace_is_neither_marked_nor_told(measured, make_workspace, make_person):
    other = make_workspace(name="Other")
    stranger = make_person(other)
    answering.answer(stranger, measured.touched)
    publish(measured)
    assert not Drain.objects.filter(workspace=other).exists()
    assert draining(other.pk) is None


def test_publishing_for_all_marks_each_workspace_by_itself(
    measured, make_workspace, make_person, monkeypatch
):
    monkeypatch.setattr(drains, "AT_ONCE", 0)
    other = make_workspace(name="Other")
    answering.answer(make_person(other), measured.touched)
    services.publish_for_all(answering.ENDS, now=NOW)
    assert dict(Drain.objects.values_list("workspace_id", "total")) == {
        measured.pk: 4,
        other.pk: 1,
    }
    drains.drain()
    assert not is_draining()


def test_undoing_for_all_marks_those_whose_levels_moved_and_brings_them_back(
    measured, make_workspace, make_person
):
    own = make_workspace(name="Own way")
    keeper = make_person(own)
    answering.answer(keeper, measured.touched)
    diagnose.reestimate_workspace(own.pk, NOW)
    before = LevelEstimate.objects.get(person=measured.team[0]).areas
    services.publish(change_slug=answering.ENDS, workspace_id=own.pk, person_id=None, now=NOW)
    services.publish_for_all(answering.ENDS, now=NOW)
    moved = answers(keeper, measured.touched.area_id)
    assert LevelEstimate.objects.get(person=measured.team[0]).areas != before
    Drain.objects.all().delete()
    services.reverse_for_all(answering.ENDS, now=NOW + dt.timedelta(minutes=1))
    assert dict(Drain.objects.values_list("workspace_id", "done")) == {measured.pk: 4}
    assert LevelEstimate.objects.get(person=measured.team[0]).areas == before
    assert answers(keeper, measured.touched.area_id) == moved


def test_marking_asks_the_same_of_the_store_for_few_and_for_many(measured, make_person):
    def count(publish_it):
        with CaptureQueriesContext(connection) as seen, transaction.atomic():
            publish_it()
            transaction.set_rollback(True)
        return len(seen)

    count(lambda: publish(measured))
    few = count(lambda: publish(measured))
    for _n in range(30):
        answering.answer(make_person(measured), measured.touched)
    assert count(lambda: publish(measured)) == few
