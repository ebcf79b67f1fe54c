"""The team's week: when people learn is the team's, what they learn only where they share it."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.apps.lead.conftest import NOW, booked

from whetstone.apps.diagnose.models import ShareChoice
from whetstone.apps.lead import growing
from whetstone.apps.lead.models import ReleasedSum
from whetstone.apps.learn import selectors as learn
from whetstone.apps.learn import services
from whetstone.apps.learn.models import Booking, Lesson, Reading
from whetstone.apps.learn.selectors.hours import after_hours_minutes
from whetstone.apps.people import selectors as people
from whetstone.apps.people.models import AuditRow, WorkingHours

TODAY = NOW.date()


def lesson_block(person, *, days=1, slug=None):
    """A block of a lesson in strategy alone, ahead."""
    lesson = next(
        one for one in Lesson.objects.filter(is_latest=True) if list(one.areas) == ["STR"]
    )
    start = NOW.replace(hour=10, minute=0) + dt.timedelta(days=days)
    row = Booking.objects.create(
        uid=uuid.uuid4(), person=person, thing_kind="lesson", thing_id=lesson.slug,
        things=[["lesson", lesson.slug]], title=lesson.title, starts_at=start,
        ends_at=start + dt.timedelta(minutes=30), recorded_at=NOW,
    )  # fmt: skip
    return row, lesson


def week_of(workspace):
    start = NOW.replace(hour=0, minute=0)
    return learn.team_week(workspace.pk, start=start, end=start + dt.timedelta(days=7), now=NOW)


def test_a_lesson_is_named_only_where_its_area_is_shared(team):
    found = team(6)
    row, lesson = lesson_block(found.people[0])
    assert [one.title for one in week_of(found.workspace)[found.people[0].pk]] == [""]
    ShareChoice.objects.create(
        person=found.people[0], area_id="STR", is_shared=True, recorded_at=NOW
    )
    (block,) = week_of(found.workspace)[found.people[0].pk]
    assert (block.title, block.may_move, str(block.uid)) == (lesson.title, True, str(row.uid))


def test_a_check_is_never_named(team):
    found = team(6, shares=True)
    row, _lesson = lesson_block(found.people[0])
    start = row.starts_at + dt.timedelta(days=1)
    Booking.objects.create(
        uid=uuid.uuid4(), person=found.people[1], thing_kind="check", thing_id="STR",
        title="Strategy", starts_at=start, ends_at=start + dt.timedelta(minutes=25),
        recorded_at=NOW,
    )  # fmt: skip
    assert [one.title for one in week_of(found.workspace)[found.people[1].pk]] == [""]


def test_the_page_says_nothing_of_what_became_of_one_persons_block(team, client_as):
    found = team(6)
    booked(found.people[0], days_ago=0, state="stolen")
    (block,) = week_of(found.workspace)[found.people[0].pk]
    assert not block.may_move
    assert not hasattr(block, "fate")
    assert not hasattr(block, "state")


def test_a_lead_asks_a_block_back_it_gets_another_time_and_is_counted(team):
    found = team(6)
    row, _lesson = lesson_block(found.people[0])
    done = services.ask_back(
        uid=row.uid, workspace_id=found.workspace.pk, actor_id=found.lead.pk, now=NOW
    )
    assert done is not None
    held, is_placed = done
    assert is_placed
    assert (
        held.starts_at >= row.ends_at + dt.timedelta(minutes=15) or held.ends_at <= row.starts_at
    )
    newest = Booking.objects.filter(uid=row.uid).order_by("-sequence").first()
    assert (newest.sequence, newest.reasons[0]["code"]) == (1, "by_lead")
    since = NOW - dt.timedelta(days=1)
    assert learn.asked_back(found.workspace.pk, since=since) == learn.AskedBack(1, 30, 1)
    assert AuditRow.objects.filter(act="asked learning time back").count() == 1


def test_a_block_without_another_time_is_taken_out_and_counted(team):
    found = team(6)
    row, _lesson = lesson_block(found.people[0])
    WorkingHours.objects.filter(person=found.people[0]).delete()
    done = services.ask_back(
        uid=row.uid, workspace_id=found.workspace.pk, actor_id=found.lead.pk, now=NOW
    )
    assert done is not None
    assert not done[1]
    assert learn.asked_back(found.workspace.pk, since=NOW).placed == 0
    assert learn.asked_back(found.workspace.pk, since=NOW).blocks == 1


def test_a_seat_in_a_session_keeps_the_time_of_the_session(team, client_as):
    found, uid = team(6), uuid.uuid4()
    start = NOW.replace(hour=10, minute=0) + dt.timedelta(days=1)
    for one in found.people[:2]:
        Booking.objects.create(
            uid=uid, person=one, thing_kind="session", thing_id="", things=[["session", ""]],
            title="An hour with somebody", starts_at=start,
            ends_at=start + dt.timedelta(minutes=60), recorded_at=NOW,
        )  # fmt: skip
    asked = {"uid": uid, "workspace_id": found.workspace.pk, "actor_id": found.lead.pk}
    assert services.ask_back(**asked, now=NOW) is None
    client = client_as(found.lead)
    assert client.post(f"/lead/week/{uid}/another-time").status_code == 404
    assert Booking.objects.filter(uid=uid).count() == 2
    (block,) = week_of(found.workspace)[found.people[0].pk]
    assert not block.may_move
    assert f"/lead/week/{uid}/another-time" not in client.get("/lead/week").content.decode()


def test_who_asked_from_another_week_is_shown_that_week_again(team, client_as):
    found = team(6)
    row, _lesson = lesson_block(found.people[0])
    client = client_as(found.lead)
    sent = client.post(f"/lead/week/{row.uid}/another-time", {"from": "2026-11-30"})
    assert (sent.status_code, sent["Location"]) == (302, "/lead/week?from=2026-11-30")
    row, _lesson = lesson_block(found.people[1])
    sent = client.post(f"/lead/week/{row.uid}/another-time", {"from": "https://else.example"})
    assert (sent.status_code, sent["Location"]) == (302, "/lead/week")


def test_nobody_asks_back_what_has_begun_or_is_somebody_elses(team):
    found, other = team(6), team(5)
    row, _lesson = lesson_block(found.people[0])
    asked = {"uid": row.uid, "actor_id": other.lead.pk}
    assert services.ask_back(**asked, workspace_id=other.workspace.pk, now=NOW) is None
    later = row.starts_at + dt.timedelta(minutes=1)
    assert services.ask_back(**asked, workspace_id=found.workspace.pk, now=later) is None


def test_only_shared_verdicts_make_a_gap_and_a_proposal(team):
    hidden, open_team = team(6, chances=(0.95, 0.9)), team(6, chances=(0.95, 0.9), shares=True)
    (nothing,) = growing.gaps(hidden.workspace.pk, people.members(hidden.workspace.pk))
    assert (nothing.have, nothing.could) == (0, ())
    (seen,) = growing.gaps(open_team.workspace.pk, people.members(open_team.workspace.pk))
    assert (seen.wanted, seen.have, len(seen.could), seen.missing) == (2, 2, 4, 0)


def test_two_people_fit_before_a_day_or_not_and_it_says_why(team):
    found = team(6, shares=True)
    ids = [one.pk for one in found.people[:2]]
    asked = {"person_ids": ids, "area_id": "STR", "today": TODAY, "now": NOW}
    soon = learn.fits(found.workspace.pk, **asked, before=TODAY + dt.timedelta(days=3))
    late = learn.fits(found.workspace.pk, **asked, before=TODAY + dt.timedelta(days=120))
    assert not soon.as_now.fits
    assert soon.as_now.reasons == ("day_taken",), "two days are free, and each holds one block"
    two_weeks = learn.fits(found.workspace.pk, **asked, before=TODAY + dt.timedelta(days=14))
    assert two_weeks.as_now.reasons == ("minutes_full",)
    assert soon.as_now.placed + soon.as_now.unplaced == 2 * soon.each
    assert late.as_now.fits
    assert late.as_now.ready_on < TODAY + dt.timedelta(days=120)
    assert Booking.objects.count() == 0


def test_less_time_a_week_is_never_ready_sooner(team):
    found = team(6, shares=True)
    tried = learn.fits(
        found.workspace.pk, person_ids=[found.people[0].pk], area_id="STR", today=TODAY, now=NOW,
        before=TODAY + dt.timedelta(days=150),
    ).tried  # fmt: skip
    ready = [one.ready_on or dt.date.max for one in tried]
    assert ready == sorted(ready, reverse=True)
    assert ready[0] > ready[-1]


def test_lessons_finished_at_night_are_after_hours_and_others_are_not(team):
    found = team(6)
    one, two = list(Lesson.objects.filter(is_latest=True)[:2])
    person = found.people[0]
    zones = {person.pk: "Europe/Dublin"}
    night, noon = NOW.replace(hour=23), NOW.replace(hour=11)
    Reading.objects.create(person=person, lesson=one, started_at=night, finished_at=night)
    Reading.objects.create(person=person, lesson=two, started_at=noon, finished_at=noon)
    span = {"since": NOW.replace(hour=0), "until": NOW + dt.timedelta(days=1)}
    assert after_hours_minutes(zones, **span) == {person.pk: one.minutes}


def test_the_lead_reads_the_page_and_nobody_else_does(team, client_as):
    found = team(6, shares=True)
    assert client_as(found.lead).get("/lead/week").status_code == 200
    for other in (found.people[0], found.leader, found.admin):
        assert client_as(other).get("/lead/week").status_code == 403


def test_sums_are_withheld_below_five_people_and_kept_once_from_five(team, client_as):
    few, many = team(4), team(6)
    assert "Cannot tell" in client_as(few.lead).get("/lead/week").content.decode()
    assert not ReleasedSum.objects.filter(workspace=few.workspace).exists()
    client = client_as(many.lead)
    assert "Taken by other work" in client.get("/lead/week").content.decode()
    rows = ReleasedSum.objects.filter(workspace=many.workspace).count()
    client.get("/lead/week")
    assert ReleasedSum.objects.filter(workspace=many.workspace).count() == rows > 0


@pytest.mark.parametrize("query", ["from=x", "area=ZZZ", "people=99999", "by=2999-01-01"])
def test_nonsense_in_the_address_is_no_fault(team, client_as, query):
    found = team(6, shares=True)
    assert client_as(found.lead).get(f"/lead/week?{query}").status_code == 200


def test_the_page_asks_as_often_for_many_as_for_few(team, client_as):
    def queries(found):
        client = client_as(found.lead)
        client.get("/lead/week")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/lead/week?area=STR&people=2").status_code == 200
        return len(asked)

    few, many = team(6, shares=True), team(12, shares=True)
    for person in many.people:
        lesson_block(person)
    for person in few.people[:1]:
        lesson_block(person)
    assert queries(few) == queries(many) <= 45
