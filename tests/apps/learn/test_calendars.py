"""Busy times come in without their titles; learning goes out under a secret address."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from whetstone.apps.learn import services
from whetstone.apps.learn.models import CalendarFeed
from whetstone.apps.people import services as people
from whetstone.apps.people.models import BusyTime

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)


@pytest.fixture
def marram(make_workspace):
    return make_workspace()


@pytest.fixture
def ana(marram, make_person):
    return make_person(marram, name="Ana")


@pytest.fixture
def client(ana, client_as):
    return client_as(ana)


def event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def ics(*events: str) -> SimpleUploadedFile:
    text = "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", *events, "END:VCALENDAR", ""]
    )
    return SimpleUploadedFile("mine.ics", text.encode(), content_type="text/calendar")


MEETING = event(
    "UID:m1", "DTSTART:20261124T100000Z", "DTEND:20261124T110000Z", "SUMMARY:Salary of Ana"
)


def test_only_when_is_kept_never_what(client, ana):
    assert client.post("/calendar", {"calendar": ics(MEETING)}).status_code == 302

    row = BusyTime.objects.get(person=ana)
    body = client.get("/calendar").content.decode()
    assert row.starts_at == dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)
    assert "Salary" not in " ".join(str(value) for value in vars(row).values())
    assert "Salary" not in body
    assert "1 busy time ahead is known" in body


def test_a_second_file_takes_the_place_of_the_first(client, ana):
    client.post("/calendar", {"calendar": ics(MEETING)})
    client.post("/calendar", {"calendar": ics(MEETING)})
    assert BusyTime.objects.filter(person=ana).count() == 1

    client.post("/calendar/removal")
    assert not BusyTime.objects.exists()


def test_every_event_that_cannot_be_read_is_named_at_once(client, ana):
    bad = [
        event(f"UID:b{n}", "DTSTART:20261125T100000Z", "DTEND:20261124T090000Z", "SUMMARY:Secret")
        for n in (1, 2)
    ]

    answer = client.post("/calendar", {"calendar": ics(MEETING, *bad)})

    body = answer.content.decode()
    assert answer.status_code == 200
    assert body.count("its times cannot be read") == 2
    assert "Secret" not in body
    assert BusyTime.objects.filter(person=ana).count() == 1, "the rest counts"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("a.ics", b"no calendar"), "this is no calendar file"),
        (SimpleUploadedFile("a.ics", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"), "breaks off"),
        (SimpleUploadedFile("a.ics", b"x" * 1_000_001), "larger than 1 MB"),
        (SimpleUploadedFile("a.ics", b""), "Choose a calendar file"),
        (None, "Choose a calendar file"),
    ],
)
def test_a_file_that_is_refused_changes_nothing(client, ana, file, words):
    people.replace_busy(person_id=ana.pk, spans=[(NOW, NOW + dt.timedelta(hours=1))])

    answer = client.post("/calendar", {"calendar": file} if file else {})

    assert words in answer.content.decode()
    assert BusyTime.objects.filter(person=ana).count() == 1


def feed_of(person):
    return f"/calendar/{CalendarFeed.objects.get(person=person).token}.ics"


def events_of(response):
    found = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    return {str(one["UID"]): one for one in found}


def test_the_feed_needs_its_secret_and_nothing_else(client, ana, booked, django_app_client):
    row = booked(ana, NOW + dt.timedelta(days=1), title="Read a difference")
    assert not CalendarFeed.objects.exists(), "there is none until it is asked for"
    client.post("/calendar/renewal")

    answer = django_app_client.get(feed_of(ana))

    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert "private" in answer.headers["Cache-Control"]
    one = events_of(answer)[f"{row.uid}@whetstone"]
    assert (str(one["SUMMARY"]), int(one["SEQUENCE"]), str(one["STATUS"])) == (
        "Read a difference",
        0,
        "CONFIRMED",
    )
    assert django_app_client.get("/calendar/guess.ics").status_code == 404


@pytest.fixture
def django_app_client():
    """Somebody who is not signed in."""
    from django.test import Client

    return Client()


def test_a_move_keeps_the_uid_and_a_cancellation_stays_in(client, ana, booked, django_app_client):
    row = booked(ana, NOW + dt.timedelta(days=1))
    client.post("/calendar/renewal")
    services.cancel(uid=row.uid, person_id=ana.pk, now=NOW)

    one = events_of(django_app_client.get(feed_of(ana)))[f"{row.uid}@whetstone"]

    assert (int(one["SEQUENCE"]), str(one["STATUS"])) == (1, "CANCELLED")


def test_whoever_asks_often_is_told_that_nothing_changed(client, ana, booked, django_app_client):
    row = booked(ana, NOW + dt.timedelta(days=1))
    client.post("/calendar/renewal")
    first = django_app_client.get(feed_of(ana))
    tag = first.headers["ETag"]

    same = django_app_client.get(feed_of(ana), headers={"if-none-match": tag})
    services.cancel(uid=row.uid, person_id=ana.pk, now=NOW)
    other = django_app_client.get(feed_of(ana), headers={"if-none-match": tag})

    assert (same.status_code, same.content) == (304, b"")
    assert other.status_code == 200
    assert other.headers["ETag"] != tag


def test_a_new_address_ends_the_old_one_and_it_can_be_closed(client, ana, django_app_client):
    client.post("/calendar/renewal")
    old = feed_of(ana)
    client.post("/calendar/renewal")
    assert django_app_client.get(old).status_code == 404
    assert django_app_client.get(feed_of(ana)).status_code == 200

    new = feed_of(ana)
    client.post("/calendar/renewal", {"act": "end"})
    assert django_app_client.get(new).status_code == 404


def test_titles_may_stay_at_home(client, ana, booked, django_app_client):
    booked(ana, NOW + dt.timedelta(days=1), title="Read a difference")
    client.post("/calendar/renewal", {"neutral": "yes"})

    body = django_app_client.get(feed_of(ana)).content.decode()

    assert "Read a difference" not in body
    assert "SUMMARY:Busy" in body


def test_who_has_left_is_not_read_any_more(client, ana, django_app_client):
    client.post("/calendar/renewal")
    address = feed_of(ana)
    ana.left_at = NOW
    ana.save(update_fields=["left_at"])

    assert django_app_client.get(address).status_code == 404


def test_the_file_holds_only_ones_own(*, client, ana, marram, make_person, booked):
    mine = booked(ana, NOW + dt.timedelta(days=1))
    booked(make_person(marram), NOW + dt.timedelta(days=1))

    answer = client.get("/calendar.ics")

    assert list(events_of(answer)) == [f"{mine.uid}@whetstone"]
    assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("path", ["/calendar", "/calendar.ics"])
def test_strangers_go_to_the_door(django_app_client, ana, path):
    assert django_app_client.get(path).status_code == 302
