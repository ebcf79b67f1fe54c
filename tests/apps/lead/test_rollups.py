"""Kept figures: what is kept is what a rebuild gives, whatever happened, on every day."""

from __future__ import annotations

import datetime as dt
import uuid
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.apps.lead.conftest import NOW
from tests.apps.lead.test_figures_over_time import answered

from whetstone.apps.diagnose.models import LevelEstimate, ShareChoice
from whetstone.apps.field.models import Change, Publication
from whetstone.apps.lead import (
    releasing,
    rollup_jobs,
    rollup_marks,
    rollup_selectors,
    selectors,
    services,
)
from whetstone.apps.lead import rollup_services as rollups
from whetstone.apps.lead.models import ReleasedFigure, RollUp, RollUpMark
from whetstone.apps.lead.rollup_told import told_of_day, told_on_page
from whetstone.apps.learn.models import Booking, Refresher
from whetstone.apps.people import erasing
from whetstone.apps.people import services as people
from whetstone.apps.people.clock import real_now
from whetstone.apps.people.models import Person, PersonRight
from whetstone.apps.people.selectors import Need
from whetstone.apps.plan import services as plan
from whetstone.core.rollup import kept as core
from whetstone.web import once

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


def look(own, now=NOW):
    """Somebody opens the page."""
    then = selectors.latest(own.workspace.pk)
    return rollups.page_of(own.workspace.pk, then=then, now=now)


def work(own, now=NOW):
    """A worker counts."""
    return rollups.roll_up(own.workspace.pk, now=now)


def faults(own, now=NOW):
    report = rollup_jobs.Report()
    rollup_jobs.check_days(report, own.workspace.pk, now)
    return report.faults


def released(own):
    return ReleasedFigure.objects.filter(workspace_id=own.workspace.pk).count()


@pytest.fixture
def large(monkeypatch):
    """Teams of any size are treated as large ones."""
    monkeypatch.setattr(core, "SMALL", 0)


class History:
    """A team to which things happen, by every kind of write that the page follows from."""

    def __init__(self, own):
        self.own, self.workspace_id, self.now = own, own.workspace.pk, NOW
        self.here, self.seen, self.n = list(own.people), {}, 0
        self.goal = plan.create_goal(
            workspace_id=self.workspace_id, kind="metric", title="Replies", target=9, baseline=0,
            due_on=dt.date(2027, 3, 1), now=NOW,
        )  # fmt: skip

    def do(self, act: str, who: int) -> None:
        self.n += 1
        self.now += MINUTE
        getattr(self, act)(self.here[who % len(self.here)])

    def answers(self, person):
        answered(person, p=(self.n * 37 % 100) / 100, live=1 + self.n % 4, now=self.now)

    def everybody_answers(self, _person):
        for person in self.here:
            self.answers(person)

    def shares(self, person):
        ShareChoice.objects.create(
            person=person, area_id="STR", is_shared=self.n % 3 > 0, recorded_at=self.now
        )

    def wants(self, _person):
        needs = [Need("STR", 2, 1 + self.n % 4)]
        people.set_requirements(
            workspace_id=self.workspace_id, needs=needs, actor_id=None, now=self.now
        )

    def books(self, person):
        start = self.now + dt.timedelta(hours=self.n % 50)
        Booking.objects.create(
            uid=uuid.uuid4(), person=person, thing_kind="lesson", thing_id="x", title="x",
            starts_at=start, ends_at=start + 30 * MINUTE, state="booked", recorded_at=self.now,
        )  # fmt: skip

    def keeps_or_loses(self, person):
        last = Booking.objects.filter(person=person).order_by("-pk").first()
        if last is None:
            self.books(person)
            return
        Booking.objects.create(
            uid=last.uid, sequence=last.sequence + 1, person=person, thing_kind="lesson",
            thing_id="x", title="x", starts_at=last.starts_at, ends_at=last.ends_at,
            state=("kept", "stolen")[self.n % 2], recorded_at=self.now,
        )  # fmt: skip

    def publishes(self, _person):
        before = Publication.objects.filter(workspace=self.own.workspace).count()
        change = Change.objects.order_by("pk")[before]
        there = Publication.objects.create(
            change=change, workspace=self.own.workspace, published_at=self.now
        )
        Refresher.objects.bulk_create(
            Refresher(person=one, publication=there, minutes=4, made_at=self.now)
            for one in self.here
        )

    def relearns(self, person):
        Refresher.objects.filter(person=person, done_at=None).update(done_at=self.now)

    def reads_a_goal(self, _person):
        plan.add_reading(
            workspace_id=self.workspace_id, goal_id=self.goal.pk, on=self.now.date(), source="x",
            value=float(self.n), now=self.now,
        )  # fmt: skip

    def joins(self, _person):
        self.here.append(
            people.add_person(
                workspace_id=self.workspace_id, name=f"New {self.n}", rights=("learner",),
                role_id="smm", now=self.now,
            )
        )  # fmt: skip

    def leaves(self, person):
        if len(self.here) > 5:
            self.here.remove(person)
            Person.objects.filter(pk=person.pk).update(left_at=self.now)

    def gives_up_learning(self, person):
        if len(self.here) > 5:
            self.here.remove(person)
            PersonRight.objects.filter(person=person).delete()

    def is_erased(self, person):
        if len(self.here) > 5:
            self.here.remove(person)
            erasing.erase_person(
                person_id=person.pk, workspace_id=self.workspace_id, actor_id=None, now=self.now
            )

    def is_frozen(self, _person):
        services.freeze(
            workspace_id=self.workspace_id, actor_id=None, cause=f"{self.n}", now=self.now
        )

    def looks(self, _person):
        told = look(self.own, self.now)
        if not told.is_behind:
            self.seen[self.now.date()] = told_on_page(told.sheet)

    def works(self, _person):
        work(self.own, self.now)

    def passes_midnight(self, _person):
        self.now = self.now.replace(hour=0, minute=1) + DAY

    def passes_a_week(self, _person):
        self.now += 7 * DAY


ACTS = sorted(name for name in vars(History) if not name.startswith("_") and name != "do")


@contextmanager
def taken_back():
    """What happens inside did not happen."""
    with transaction.atomic():
        once.forget()
        yield
        transaction.set_rollback(True)


@settings(
    max_examples=20, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(
    acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 6)), min_size=3, max_size=18),
    size=st.sampled_from([7, 11]),
)
def test_what_is_kept_for_a_date_is_what_a_rebuild_for_it_gives(large, team, acts, size):
    """After every event, for every day: and what was seen of a day is what is told of it later."""
    with taken_back():
        history = History(team(size))
        for act, who in acts:
            history.do(act, who)
            assert faults(history.own, history.now) == []
        history.passes_midnight(None)
        work(history.own, history.now)
        assert faults(history.own, history.now) == []
        days = {row.day: row for row in rollup_selectors.kept_days(history.workspace_id)}
        for day, seen in history.seen.items():
            told = days[day].figures
            assert told == told_of_day(history.workspace_id, day)
            assert {area: told["cover"][area] for area in seen["cover"]} == seen["cover"]
            assert told["hours"] == seen["hours"]


@settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 6)), max_size=12))
def test_a_small_team_never_sees_an_old_figure(team, acts):
    """Whoever looks sees what a page worked out on the spot would say."""
    with taken_back():
        history = History(team(7))
        for act, who in acts:
            history.do(act, who)
            told = look(history.own, history.now)
            assert not told.is_behind
            then = selectors.latest(history.workspace_id)
            anew = rollups.as_kept(history.workspace_id, then=then, now=history.now)
            kept = {key: value for key, value in told.sheet.items() if key != "as_of"}
            assert kept == anew


def test_figures_that_a_worker_counted_are_released_when_somebody_looks(team, large):
    own = team(7)
    work(own)
    assert released(own) == 0
    RollUpMark.objects.all().delete()
    look(own)
    told = released(own)
    look(own)
    assert (told, released(own)) == (2, 2)


def test_what_was_counted_before_another_page_showed_figures_is_not_told_after_it(team, large):
    own = team(7)
    work(own)
    for one in own.people[:2]:
        LevelEstimate.objects.filter(person=one).delete()
    releasing.release_cover(own.workspace.pk, now=NOW)
    RollUpMark.objects.all().delete()
    found = look(own).sheet["cover"][0]
    assert found["n"] == 5


def test_a_large_team_says_as_of_for_a_while_and_then_counts(team, large):
    own = team(7)
    look(own)
    answered(own.people[0], p=0.9, now=NOW)
    told = look(own, NOW + MINUTE)
    assert told.is_behind
    assert dt.datetime.fromisoformat(told.sheet["as_of"]) == NOW
    RollUpMark.objects.update(at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert not look(own, NOW + MINUTE).is_behind


@pytest.mark.parametrize("act", ["wants", "shares", "leaves", "gives_up_learning", "is_erased",
                                 "reads_a_goal", "publishes", "is_frozen"])  # fmt: skip
def test_what_somebody_decided_is_there_at_the_next_look_also_in_a_large_team(team, large, act):
    history = History(team(7))
    look(history.own)
    history.do(act, 0)
    assert not look(history.own, history.now).is_behind


def test_a_closed_day_without_an_erased_person_is_told_anew(team, large):
    own = team(7)
    look(own)
    work(own, NOW + DAY)
    RollUp.objects.filter(is_open=False).update(figures={"cover": "old"})
    erasing.erase_person(
        person_id=own.people[0].pk, workspace_id=own.workspace.pk, actor_id=None, now=NOW + DAY
    )
    look(own, NOW + DAY)
    assert RollUp.objects.get(is_open=False).figures == told_of_day(own.workspace.pk, NOW.date())


def test_what_happens_while_it_is_counted_leaves_a_mark(team, large, monkeypatch):
    own = team(7)
    weighed = rollups.weighed

    def meanwhile(*args, **named):
        answered(own.people[0], p=0.9, now=NOW)
        return weighed(*args, **named)

    monkeypatch.setattr(rollups, "weighed", meanwhile)
    work(own)
    assert rollup_selectors.marks(own.workspace.pk)


def test_many_marks_become_one_that_nobody_takes_for_an_old_one(team):
    own = team(7)
    RollUpMark.objects.all().delete()
    RollUpMark.objects.bulk_create(
        RollUpMark(workspace=own.workspace, reach=RollUpMark.Reach.SOON) for _ in range(3)
    )
    heard = rollup_selectors.marks(own.workspace.pk)
    rollup_jobs.gather_marks()
    ((pk, number, _reach),) = rollup_selectors.marks(own.workspace.pk)
    assert (pk, number) == (heard[0][0], 3)


def test_every_table_that_the_page_reads_is_watched(team):
    """Each table of the page's queries has a trigger, or is one of those that need none."""
    own = team(7)
    with CaptureQueriesContext(connection) as seen:
        rollups.as_kept(own.workspace.pk, then=None, now=NOW)
    asked = " ".join(one["sql"] for one in seen)
    tables = {name for name in connection.introspection.table_names() if f'"{name}"' in asked}
    watched = {one.table for one in rollup_marks.WATCHED}
    by_state = {name for name in tables if name.startswith("field_")}
    own_rows = {"lead_releasedfigure", "lead_releasedsum", "lead_releasedgroup"}  # the basis
    told = {"keepup_showncount"}  # follows from refreshers, by rows that are only added
    loaded = {"learn_lesson"}  # its minutes change with an edition, which the field's state names
    begun = {"diagnose_attempt"}  # of what kind a sitting is stands when its answers come
    assert tables - watched - by_state - own_rows - told - loaded - begun == set()


def test_the_page_of_a_large_team_asks_twelve_times_at_most(team, large, client_as):
    own = team(9, chances=(0.99,), shares=True)
    client = client_as(own.lead)
    services.freeze(workspace_id=own.workspace.pk, actor_id=None, cause="x", now=NOW)
    client.get("/lead")
    with CaptureQueriesContext(connection) as seen:
        client.get("/lead")
    asked = [one["sql"] for one in seen if "SAVEPOINT" not in one["sql"]]
    assert len(asked) <= 12, "\n".join(asked)


def test_a_brief_of_a_large_team_counts_nobody(team, large, client_as):
    own = team(9, chances=(0.99,), shares=True)
    client = client_as(own.lead)
    client.get("/lead")
    answered(own.people[0], p=0.9, now=NOW)  # is in the figures a quarter of an hour later
    with CaptureQueriesContext(connection) as seen:
        page = client.get("/lead/brief").content.decode()
    of_people = (
        "diagnose_levelestimate",
        "learn_refresher",
        "learn_booking",
        "people_requirement",
    )
    asked = [one["sql"] for one in seen]
    assert not [sql for sql in asked for name in of_people if f'FROM "{name}"' in sql]
    assert "required area" in page
    kept = services.freeze(workspace_id=own.workspace.pk, actor_id=None, cause="x", now=NOW)
    assert kept.figures["cover"] == look(own).sheet["cover"]


def test_a_worker_counts_what_is_due_and_rests_in_between(team):
    own = team(7)
    real = real_now()
    rollup_jobs.refresh_due(real)
    assert not rollup_selectors.marks(own.workspace.pk)
    answered(own.people[0], p=0.9)
    RollUp.objects.update(took_ms=3_600_000, at=real, until=real + DAY, soon=None)
    assert rollup_jobs.refresh_due(real + MINUTE) == 0
    RollUp.objects.update(took_ms=10)
    assert rollup_jobs.refresh_due(real + MINUTE) == 1


def test_a_missing_trigger_and_a_wrong_figure_are_found(team):
    own = team(7)
    look(own)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER rollup_plan_goal_insert ON plan_goal")
        else:
            cursor.execute("DROP TRIGGER rollup_plan_goal_insert")
    row = RollUp.objects.get(workspace=own.workspace)
    row.figures["team"] = 99
    row.save()
    found = rollup_jobs.check(real=real_now(), only=own.workspace.pk).faults
    assert len(found) == 2
    rollup_jobs.rebuild(real=real_now(), only=own.workspace.pk)
    rollup_marks.install()
    assert rollup_jobs.check(real=real_now(), only=own.workspace.pk).faults == []
