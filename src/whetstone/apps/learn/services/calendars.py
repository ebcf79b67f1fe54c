"""Reading a calendar file: only when somebody is busy is kept, never with what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from whetstone.apps.people import services as people
from whetstone.core.kernel.errors import Fault, Faults
from whetstone.formats.icalendar import read_busy

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_BYTES = 1_000_000
DAYS_BACK, DAYS_AHEAD = 7, 180
MOST_FAULTS = 20
SOURCE = "calendar"


@dataclass(frozen=True, slots=True)
class ReadCalendar:
    """What came of a file. `spans` is how many busy times were kept; None: nothing was changed."""

    spans: int | None
    faults: tuple[str, ...]


def read_calendar(
    file: UploadedFile[bytes] | None, *, person_id: int, zone: str, now: dt.datetime
) -> ReadCalendar:
    """Put the busy times of a calendar file in place of the earlier ones.

    A file that cannot be read as a whole, or of which no event can, changes nothing. Single events
    that cannot be read are named, and the rest counts.
    """
    if file is None or not file.size:
        return ReadCalendar(None, (_("Choose a calendar file first (it ends in .ics)."),))
    if file.size > MOST_BYTES:
        return ReadCalendar(None, (_("The file is larger than 1 MB. Export fewer weeks."),))
    return keep_busy(file.read(MOST_BYTES + 1), person_id=person_id, zone=zone, now=now)


def keep_busy(data: bytes, *, person_id: int, zone: str, now: dt.datetime) -> ReadCalendar:
    """As `read_calendar`, of what lies in a file or at an address."""
    if len(data) > MOST_BYTES:
        return ReadCalendar(None, (_("The file is larger than 1 MB. Export fewer weeks."),))
    today = now.astimezone(ZoneInfo(zone)).date()
    try:
        read = read_busy(
            data,
            first=today - dt.timedelta(days=DAYS_BACK),
            last=today + dt.timedelta(days=DAYS_AHEAD),
            zone=zone,
        )
    except Faults as refused:
        return ReadCalendar(None, _said(refused.faults))
    if read.faults and not read.spans:
        return ReadCalendar(None, _said(read.faults))
    spans = [(span.start, span.end) for span in read.spans]
    kept = people.replace_busy(person_id=person_id, spans=spans, source=SOURCE)
    return ReadCalendar(kept, _said(read.faults))


def forget_calendar(*, person_id: int) -> None:
    """Forget every busy time that came from a file."""
    people.replace_busy(person_id=person_id, spans=(), source=SOURCE)


def _said(faults: tuple[Fault, ...] | list[Fault]) -> tuple[str, ...]:
    said = [_one(fault) for fault in faults[:MOST_FAULTS]]
    if len(faults) > MOST_FAULTS:
        rest = len(faults) - MOST_FAULTS
        said.append(_("And %(n)s more like these.") % {"n": rest})
    return tuple(said)


def _one(fault: Fault) -> str:
    """A fault as two sentences: "Line 5: it repeats too often. Repeat it by day."."""
    what, mend = _(fault.what), _(fault.mend)
    line = fault.where.removeprefix("line ")
    if line.isdecimal():
        what = _("Line %(n)s: %(what)s") % {"n": line, "what": what}
    return f"{what[:1].upper()}{what[1:]}. {mend[:1].upper()}{mend[1:]}."
