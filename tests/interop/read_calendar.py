"""Read a calendar with a parser that did not write it: `read_calendar.py ics|vobject < file`.

Prints the events as JSON, with instants in UTC. Runs in an environment of its own
(requirements/calendars.lock) and knows nothing of us.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Any


def _instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%MZ")


def _by_vobject(text: str) -> list[dict[str, Any]]:
    import vobject  # only one of the two need be there

    return [
        {
            "uid": one.uid.value,
            "sequence": int(one.sequence.value),
            "start": _instant(one.dtstart.value),
            "end": _instant(one.dtend.value),
            "clock": one.dtstart.value.strftime("%H:%M"),
            "title": one.summary.value,
            "status": one.status.value,
        }
        for one in vobject.readOne(text).vevent_list
    ]


def _by_ics(text: str) -> list[dict[str, Any]]:
    import ics

    return [
        {
            "uid": one.uid,
            "sequence": next(int(e.value) for e in one.extra if e.name == "SEQUENCE"),
            "start": _instant(one.begin.datetime),
            "end": _instant(one.end.datetime),
            "clock": one.begin.datetime.strftime("%H:%M"),
            "title": one.name,
            "status": one.status,
        }
        for one in ics.Calendar(text).events
    ]


READERS = {"ics": _by_ics, "vobject": _by_vobject}

if __name__ == "__main__":
    print(json.dumps(READERS[sys.argv[1]](sys.stdin.buffer.read().decode())))
