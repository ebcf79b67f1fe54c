"""The one thing to do next, and why."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from whetstone.apps.learn import selectors, services
from whetstone.apps.learn.models import Booking, Lesson, Reading
from whetstone.apps.people import services as people

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


@pytest.fixture
def marram(make_workspace):
    return make_workspace()


@pytest.fixture
def ana(marram, make_person):
    return make_person(marram, name="Ana")


def today(person, now=NOW):
    return selectors.today(person.pk, workspace_id=person.workspace_id, now=now)


def page(client_as, person):
    return client_as(person).get("/today").content.decode()


def test_somebody_without_a_measure_is_asked_ten_questions_first(
    curriculum_loaded, ana, client_as
):
    found = today(ana)
    body = page(client_as, ana)

    assert (found.thing, found.is_measured) == (None, False)
    assert "Ten questions first" in body
    assert 'href="/check"' in body


def test_a_change_comes_before_everything_even_without_a_measure(ana, refresher_for, client_as):
    refresher_for(ana, minutes=11, title="Reach leaves the feed")

    found = today(ana)
    body = page(client_as, ana)

    assert found.thing.kind == "refresher"
    assert found.url == "/refreshers"
    assert "no longer true" in body
    assert "Your next 25 minutes" in body
    assert "Your level is another thing" in body


def test_then_the_next_lesson_in_the_area_furthest_from_the_role(ana, measured, client_as):
    measured(ana, CMP=1.5, STR=1.1)

    found = today(ana)
    body = page(client_as, ana)

    assert found.thing.kind == "lesson"
    assert found.gap.area_id == "STR"
    assert found.minutes == 25
    assert "will not move you a level" in body
    assert "between 0.6 and 1.6 nine times in ten" in body
    assert "The role needs 3" in body


def test_a_level_that_cannot_be_named_is_not_claimed_to_be_missed(ana, measured, client_as):
    measured(ana, CMP=2.9)

    found = today(ana)

    assert not found.gap.is_below
    assert "too close to call" in page(client_as, ana)


def test_a_begun_lesson_goes_first(ana, measured):
    measured(ana, CMP=1.5, STR=1.1)
    begun = Lesson.objects.get(slug="str-101-how-long", is_latest=True)
    Reading.objects.create(person=ana, lesson=begun, started_at=NOW)

    assert today(ana).thing.id == "str-101-how-long"


def test_then_an_area_check_where_there_is_nothing_left_to_read(ana, measured, client_as):
    measured(ana, SOC=1.1)
    for lesson in Lesson.objects.filter(is_latest=True):
        if "SOC" in lesson.areas:
            Reading.objects.create(person=ana, lesson=lesson, started_at=NOW, finished_at=NOW)

    found = today(ana)

    assert (found.thing.kind, found.thing.id) == ("check", "SOC")
    assert "?area=SOC" in page(client_as, ana)


def test_somebody_who_is_short_of_nothing_hears_that_this_is_good(ana, measured, client_as):
    measured(ana)

    assert today(ana).thing is None
    assert "That is good" in page(client_as, ana)


def test_a_booking_of_today_is_on_the_rule_and_may_be_kept(ana, measured, booked, client_as):
    measured(ana, CMP=1.2)
    first = today(ana).thing
    at = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)
    people.replace_busy(
        person_id=ana.pk,
        spans=[
            (at - dt.timedelta(minutes=30), at),
            (at + dt.timedelta(hours=1), at + dt.timedelta(hours=2)),
        ],
    )
    free = [{"code": "free_until", "values": {"start": "10:00", "until": "11:00"}}]
    booked(ana, at, thing=("lesson", first.id), title=first.title, reasons=free)

    found = today(ana)
    body = page(client_as, ana)

    assert found.is_today
    assert "or keep 10:00, as booked" in body
    assert "Free from 10:00 until 11:00, inside your hours." in body
    assert "Busy 9:30–10:00, 11:00–12:00. Learning booked 10:00–10:25." in body


def test_what_comes_after_is_booked_or_when_you_like(ana, measured, refresher_for, client_as):
    measured(ana, CMP=1.2, STR=1.3)
    refresher_for(ana)
    services.get_current(person_ids=[ana.pk], workspace_id=ana.workspace_id, now=NOW)

    found = today(ana)

    assert found.booking.uid
    assert not found.is_today
    assert all(one.starts_at for one in found.later[:2])
    assert "When you like" in page(client_as, ana)


def test_the_month_counts_what_was_kept(ana, measured, booked, client_as):
    measured(ana, CMP=1.2)
    for day, state in ((9, "kept"), (11, "kept"), (12, "stolen"), (16, "booked")):
        booked(
            ana,
            dt.datetime(2026, 11, day, 10, 0, tzinfo=dt.UTC),
            state=state,
            thing=("refresher", f"c{day}"),
        )
    booked(ana, dt.datetime(2026, 10, 30, 10, 0, tzinfo=dt.UTC), state="kept")

    body = page(client_as, ana)

    assert "Kept so far this month: 50 min of the 1 h 40 that came up." in body
    assert "One block: did it happen?" in body


def test_a_holiday_is_named(make_workspace, make_person, curriculum_loaded):
    nepal = make_workspace(name="Kathmandu", country="NP", time_zone="Asia/Kathmandu")
    person = make_person(nepal)

    closed = today(person, dt.datetime(2026, 12, 25, 4, 0, tzinfo=dt.UTC)).day.closed

    assert "Christmas Day" in closed


def test_somebody_without_working_hours_is_asked_for_them(
    make_workspace, make_person, measured, client_as
):
    person = make_person(make_workspace(), hours=())
    measured(person, CMP=1.2)

    body = page(client_as, person)

    assert "You have no working hours here, so nothing can be booked." in body
    assert "Say when you work" in body
    assert "not a working day" not in body
    assert "Find it a time in my hours" not in body


def test_somebody_who_is_away_is_told_so_in_words(marram, ana):
    day = dt.date(2026, 11, 23)
    people.black_out(
        workspace_id=marram.pk, person_id=ana.pk, starts_on=day, ends_on=day, reason="leave"
    )

    assert today(ana).day.closed == "You are away. Nothing is booked today."


def test_students_too(make_workspace, make_person, measured, client_as):
    school = make_workspace(name="School", kind="school")
    student = make_person(school, role_id="stud")
    measured(student, STR=1.0)

    assert "Student" in today(student).role
    assert client_as(student).get("/today").status_code == 200


def test_a_campaign_that_needs_a_lesson_is_the_reason_where_no_gap_is(
    *, ana, measured, booked, client_as
):
    measured(ana)
    why = [{"code": "for_campaign", "values": {"what": "Lanterns", "day": "2026-12-02"}}]
    lesson = Lesson.objects.get(slug="str-101-how-long", is_latest=True)
    booked(
        ana, NOW + dt.timedelta(days=2), thing=("lesson", lesson.slug), title=lesson.title,
        reasons=why,
    )  # fmt: skip

    found = today(ana)
    body = page(client_as, ana)

    assert (found.thing.id, found.gap) == (lesson.slug, None)
    assert "“Lanterns” needs it before" in body.split("Why now")[0]
    assert "or move it" in body


def test_a_block_that_lost_its_reason_is_not_the_next_thing(ana, measured, booked):
    measured(ana)
    booked(ana, NOW + dt.timedelta(days=2), thing=("lesson", "str-101-how-long"))

    assert today(ana).thing is None


def test_certificates_stand_on_the_page_with_how_current_they_are(ana, measured, client_as):
    measured(ana)
    assert 'id="certificates"' not in page(client_as, ana)
    for lesson in Lesson.objects.filter(is_latest=True, course__slug="str-101"):
        services.finish_lesson(
            person_id=ana.pk, workspace_id=ana.workspace_id, slug=lesson.slug, now=NOW
        )

    body = page(client_as, ana).split('id="certificates"')[1]

    assert "Strategy that fits on one page" in body
    assert "facts current" in body


def test_minutes_after_hours_are_told_and_never_denied(ana, measured, booked, client_as):
    measured(ana, CMP=1.2)
    booked(ana, NOW - dt.timedelta(days=3), state="kept", thing=("refresher", "c1"))
    before = page(client_as, ana)
    lesson = Lesson.objects.filter(is_latest=True).first()
    night = NOW - dt.timedelta(days=1, hours=7)
    Reading.objects.create(person=ana, lesson=lesson, started_at=night, finished_at=night)

    assert "None after hours" not in before
    assert "that is work time too" in page(client_as, ana)


def test_looking_changes_nothing_and_asks_a_fixed_number_of_times(
    *, ana, measured, refresher_for, client_as, booked
):
    measured(ana, CMP=1.2)
    client = client_as(ana)
    counts = []
    for history in (1, 20):
        for day in range(history):
            at = NOW - dt.timedelta(days=day % 20, hours=history)
            booked(ana, at, thing=("refresher", f"chg-{history}-{day}"))
        refresher_for(ana)
        before = Booking.objects.count()
        client.get("/today")
        with CaptureQueriesContext(connection) as caught:
            client.get("/today")
        counts.append(len(caught))
        assert Booking.objects.count() == before
    assert counts[0] == counts[1]
    assert counts[1] <= 34


def test_what_is_booked_today_is_not_asked_for_twice(ana, measured, booked):
    measured(ana, CMP=1.2, STR=1.0)
    assert today(ana).thing.id == "str-101-goals-tree"
    booked(ana, NOW + dt.timedelta(hours=2), thing=("lesson", "str-101-how-long"))

    found = today(ana)

    assert found.thing.id == "str-101-how-long"
    assert found.is_today
    assert not found.is_widest
