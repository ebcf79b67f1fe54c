"""Calendars: only busy time comes in; hostile files are refused quickly; bookings go out right."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whetstone.core.kernel.errors import Faults
from whetstone.core.timeplan.pattern import Span
from whetstone.formats.icalendar import Booking, read_busy, write_calendar

WEEKS = {"first": date(2026, 11, 23), "last": date(2026, 12, 6)}
KATHMANDU = "Asia/Kathmandu"
PLAIN = (
    "UID:a\nDTSTART;TZID=Asia/Kathmandu:20261124T100000\nDTEND;TZID=Asia/Kathmandu:20261124T110000"
)
NEVER = "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"


def file(*events):
    body = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{body}END:VCALENDAR\n".encode()


def read(*events, zone=KATHMANDU):
    return read_busy(file(*events), **WEEKS, zone=zone)


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_a_meeting_in_kathmandu_is_read_at_five_forty_five():
    assert read(PLAIN).spans == (Span(at(24, 4, 15), at(24, 5, 15)),)


def test_no_title_place_or_person_comes_through():
    secret = "\nSUMMARY:Lay-offs\nLOCATION:Room 9\nATTENDEE:mailto:a@example.org\nDESCRIPTION:hush"
    got = read(PLAIN + secret, "UID:b\nSUMMARY:Lay-offs\nDTSTART:nonsense")
    assert len(got.faults) == 1
    for word in ("Lay-offs", "Room", "example.org", "hush"):
        assert word not in repr(got)


def test_a_time_without_a_zone_is_read_on_the_persons_clock():
    floating = "UID:a\nDTSTART:20261124T100000\nDTEND:20261124T110000"
    assert read(floating).spans == read(PLAIN).spans


def test_a_whole_day_lasts_from_local_midnight_to_midnight():
    got = read("UID:a\nDTSTART;VALUE=DATE:20261125\nDTEND;VALUE=DATE:20261126")
    assert got.spans == (Span(at(24, 18, 15), at(25, 18, 15)),)


@pytest.mark.parametrize("word", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED"])
def test_what_is_free_or_cancelled_takes_no_time(word):
    assert read(f"{PLAIN}\n{word}").spans == ()


def test_a_series_keeps_its_exceptions_and_moved_days():
    zone = "TZID=Europe/Dublin"
    series = (
        f"UID:a\nDTSTART;{zone}:20261123T100000\nDURATION:PT1H\n"
        f"RRULE:FREQ=DAILY;UNTIL=20261127T235959Z\nEXDATE;{zone}:20261125T100000"
    )
    moved = (
        f"UID:a\nRECURRENCE-ID;{zone}:20261126T100000\n"
        f"DTSTART;{zone}:20261126T150000\nDTEND;{zone}:20261126T160000"
    )
    got = read(series, moved, zone="Europe/Dublin")
    assert [(s.start.day, s.start.hour) for s in got.spans] == [
        (23, 10),
        (24, 10),
        (26, 15),
        (27, 10),
    ]


def test_a_weekly_meeting_keeps_its_local_hour_across_a_clock_change():
    weekly = "UID:a\nDTSTART;TZID=Europe/Dublin:20270315T100000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY"
    got = read_busy(
        file(weekly), first=date(2027, 3, 22), last=date(2027, 4, 4), zone="Europe/Dublin"
    )
    assert [s.start.hour for s in got.spans] == [10, 9]


def test_counted_repeats_and_old_birthdays_are_read():
    counted = "UID:a\nDTSTART:20261123T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3"
    birthday = "UID:b\nDTSTART;VALUE=DATE:19751201\nRRULE:FREQ=YEARLY;INTERVAL=1"
    got = read(counted, birthday)
    assert len(got.spans) == 4
    assert not got.faults


def test_an_unknown_zone_is_a_fault_with_its_line():
    bad = "UID:b\nDTSTART;TZID=Nowhere/Atlantis:20261124T100000\nDURATION:PT1H"
    got = read(PLAIN, bad)
    assert len(got.spans) == 1
    assert (got.faults[0].where, got.faults[0].what) == ("line 10", "its time zone is unknown")


def test_an_event_that_ends_before_it_starts_is_a_fault():
    backwards = "UID:a\nDTSTART:20261124T100000Z\nDTEND:20261123T100000Z"
    assert (read(backwards).spans, len(read(backwards).faults)) == ((), 1)


@pytest.mark.parametrize(
    "events",
    [
        ["UID:a\nDTSTART:20200101T100000Z\nDURATION:PT1H\nRRULE:FREQ=SECONDLY"],
        ["UID:a\nDTSTART:00010101T000000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY"],
        [f"UID:{n}\nDTSTART:20200101T100000Z\nDURATION:PT1H\nRRULE:{NEVER}" for n in range(200)],
        ["UID:a\nDTSTART:20261123T100000Z\nRDATE:" + ",".join(["20261125T100000Z"] * 9000)],
        [
            "UID:a\nDTSTART:20261101T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;BYSECOND="
            + ",".join(map(str, range(60)))
            + ";BYMINUTE="
            + ",".join(map(str, range(60)))
        ],
        [f"UID:{n}\nDTSTART:20261123T100000Z" for n in range(5001)],
    ],
    ids=[
        "every second",
        "since year one",
        "never, often",
        "many dates",
        "by second",
        "many events",
    ],
)
def test_a_bomb_is_refused_before_it_goes_off(events):
    began = time.monotonic()
    with pytest.raises(Faults):
        read(*events)
    assert time.monotonic() - began < 10


def test_a_rule_that_never_matches_is_dropped_quickly():
    began = time.monotonic()
    got = read(f"UID:a\nDTSTART:20261124T100000Z\nDURATION:PT1H\nRRULE:{NEVER};COUNT=5")
    assert len(got.spans) == 1
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x\n", b"x" * 2_000_001, b"\xff\xfe\x00"],
)
def test_what_is_no_calendar_is_refused(data):
    with pytest.raises(Faults):
        read_busy(data, **WEEKS, zone=KATHMANDU)


def test_a_bad_zone_or_window_is_refused():
    with pytest.raises(Faults):
        read_busy(file(PLAIN), **WEEKS, zone="../../etc/passwd")
    with pytest.raises(Faults):
        read_busy(file(PLAIN), first=date(2026, 1, 1), last=date(2030, 1, 1), zone=KATHMANDU)


noise = st.text(alphabet="ABDEGINRTUVZ:;=,0123456789-+/\n P", max_size=200)


@settings(max_examples=150, deadline=None)
@given(noise)
def test_no_rubbish_breaks_the_reader(text):
    try:
        got = read(PLAIN, "UID:b\n" + text)
    except Faults:
        return
    assert all(a.end < b.start for a, b in zip(got.spans, got.spans[1:], strict=False))


def booking(**more):
    span = Span(at(25, 4, 15), at(25, 4, 45))
    return Booking("b1@whetstone", 0, span, "Learning block", at(23, 9), **more)


def test_a_booking_goes_out_on_the_local_clock_with_its_zone():
    text = write_calendar([booking()], zone=KATHMANDU, name="Blocks", method="PUBLISH").decode()
    for line in (
        "DTSTART;TZID=Asia/Kathmandu:20261125T100000",
        "DTEND;TZID=Asia/Kathmandu:20261125T103000",
        "TZOFFSETTO:+0545",
        "UID:b1@whetstone",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "METHOD:PUBLISH",
    ):
        assert line in text.split("\r\n")


def test_a_cancellation_keeps_its_uid():
    made = write_calendar([booking(is_cancelled=True)], zone=KATHMANDU, name="Blocks")
    event = icalendar.Calendar.from_ical(made).walk("VEVENT")[0]
    assert (str(event["STATUS"]), str(event["UID"])) == ("CANCELLED", "b1@whetstone")


@pytest.mark.parametrize("zone", [KATHMANDU, "Europe/Dublin", "America/St_Johns", "UTC"])
def test_what_is_written_is_read_back(zone):
    spans = tuple(Span(at(day, 6), at(day, 6, 30)) for day in (24, 25, 30))
    made = [Booking(f"u{n}", n, span, "Block", at(23, 9)) for n, span in enumerate(spans)]
    data = write_calendar(made, zone=zone, name="Blocks")
    assert read_busy(data, **WEEKS, zone=zone).spans == spans


def test_a_title_cannot_smuggle_a_line_in():
    evil = Booking("u", 0, booking().span, "x\r\nATTENDEE:mailto:a@example.org", at(23, 9))
    lines = write_calendar([evil], zone="UTC", name="n").decode().split("\r\n")
    assert not any(line.startswith("ATTENDEE") for line in lines)
