"""Parsers that did not write our calendars read in them what we meant.

Two in Python (requirements/calendars.lock, in an environment of its own that
WHETSTONE_CALENDAR_PYTHON names) and one in Node (package.json). Absent ones are skipped and named.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from whetstone.core.timeplan.pattern import Span
from whetstone.formats.icalendar import Booking, write_calendar

HERE = Path(__file__).parent
PYTHON = os.environ.get("WHETSTONE_CALENDAR_PYTHON", sys.executable)
STAMP = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
ZONES = ["Europe/Dublin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]


def _is_there(name: str) -> bool:
    if name == "ical.js":
        return shutil.which("node") is not None and (HERE / "node_modules" / "ical.js").is_dir()
    asked = subprocess.run([PYTHON, "-c", f"import {name}"], check=False, capture_output=True)
    return asked.returncode == 0


@pytest.fixture(params=["ics", "vobject", "ical.js"])
def read(request):
    """`read(data)`: the events by UID, as this parser reads them."""
    if not _is_there(request.param):
        pytest.skip(f"NOT READ BY OTHERS: {request.param} absent (requirements/calendars.lock)")
    node = [shutil.which("node"), str(HERE / "read_calendar.mjs")]
    python = [PYTHON, str(HERE / "read_calendar.py"), request.param]

    def do(data: bytes):
        command = node if request.param == "ical.js" else python
        alone = {"PATH": os.environ["PATH"]}
        done = subprocess.run(command, input=data, capture_output=True, check=True, env=alone)
        return {one["uid"]: one for one in json.loads(done.stdout)}

    return do


def booking(uid: str, at: dt.datetime, **more) -> Booking:
    start = at.astimezone(dt.UTC)
    span = Span(start, start + dt.timedelta(minutes=25))
    return Booking(uid, more.pop("sequence", 0), span, more.pop("title", "Learn"), STAMP, **more)


def instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%MZ")


@pytest.mark.parametrize("zone", ZONES)
def test_every_hour_of_weeks_in_which_the_clock_jumps_is_the_same_instant(read, zone):
    clock = ZoneInfo(zone)
    days = [
        *(dt.datetime(2026, 3, day, 10, tzinfo=clock) for day in (6, 8, 9, 28, 29, 30)),
        *(dt.datetime(2026, 4, day, 10, tzinfo=clock) for day in (3, 5, 6)),
        *(dt.datetime(2026, 10, day, 10, tzinfo=clock) for day in (2, 4, 5, 24, 25, 26)),
        *(dt.datetime(2026, 11, day, 10, tzinfo=clock) for day in (1, 2)),
    ]
    written = [booking(f"b{n}@example", at) for n, at in enumerate(days)]
    found = read(write_calendar(written, zone=zone, name="Learning"))
    assert {uid: one["start"] for uid, one in found.items()} == {
        f"b{n}@example": instant(at) for n, at in enumerate(days)
    }
    assert {one["clock"] for one in found.values()} == {"10:00"}


def test_a_block_in_kathmandu_begins_at_a_quarter_of_the_hour_elsewhere(read):
    at = dt.datetime(2026, 11, 24, 14, 30, tzinfo=ZoneInfo("Asia/Kathmandu"))
    one = read(write_calendar([booking("k", at)], zone="Asia/Kathmandu", name="L"))["k"]
    assert (one["start"], one["end"]) == ("2026-11-24T08:45Z", "2026-11-24T09:10Z")
    assert one["clock"] == "14:30"


def test_a_move_keeps_its_name_and_rises_and_what_is_off_is_read_as_off(read):
    at = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)
    rows = [
        booking("moved", at, sequence=3),
        booking("off", at + dt.timedelta(days=1), sequence=1, is_cancelled=True),
    ]
    found = read(write_calendar(rows, zone="Europe/Dublin", name="L", method="PUBLISH"))
    assert (found["moved"]["sequence"], found["moved"]["status"]) == (3, "CONFIRMED")
    assert (found["off"]["sequence"], found["off"]["status"]) == (1, "CANCELLED")


def test_long_titles_commas_and_letters_of_nepal_arrive_whole(read):
    title = "पहुँच, दृश्य; “reach” \\ and views: " + "क" * 90
    at = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)
    found = read(write_calendar([booking("t", at, title=title)], zone="Asia/Kathmandu", name="L"))
    assert found["t"]["title"] == title
