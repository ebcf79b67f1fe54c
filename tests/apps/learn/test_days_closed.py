"""Days away and days closed: entered by whom they concern, and what lay there moves."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from whetstone.apps.learn import services
from whetstone.apps.learn.models import Booking, CalendarSource
from whetstone.apps.learn.selectors.team import team
from whetstone.apps.people.models import AuditRow, Blackout, BusyTime
from whetstone.core.kernel.errors import Faults
from whetstone.web import fetching
from whetstone.web.fetching import Fetched, NotFetchedError, Reason
from whetstone.web.request import Right

NOW = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
DAY = dt.timedelta(days=1)
ICS = b"""BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Secret\r
DTSTART:20261126T100000Z\r\nDTEND:20261126T110000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"""


@pytest.fixture
def marram(make_workspace, curriculum_loaded):
    return make_workspace()


@pytest.fixture
def ana(marram, make_person):
    return make_person(marram, name="Ana Alvarez")


@pytest.fixture
def lead(marram, make_person):
    return make_person(marram, rights=(Right.LEAD, Right.LEARNER), name="Lea Lead")


def booked(person, at):
    return Booking.objects.create(
        uid=uuid.uuid4(),
        person=person, thing_kind="check", thing_id="CRI", things=[["check", "CRI"]],
        title="Crisis", starts_at=at, ends_at=at + dt.timedelta(minutes=30), recorded_at=NOW,
    )  # fmt: skip


def newest(row):
    return Booking.objects.filter(uid=row.uid).order_by("-sequence").first()


def close(person, first, last=None, *, reason="leave", is_own=True):
    return services.close_days(
        workspace_id=person.workspace_id, actor_id=person.pk, days=(first, last or first),
        reason=reason, now=NOW, is_own=is_own,
    )  # fmt: skip


def test_who_is_away_is_not_booked_and_their_block_moves(ana, lead):
    thursday = NOW.replace(hour=10, minute=0) + 3 * DAY
    mine, hers = booked(ana, thursday), booked(lead, thursday + dt.timedelta(hours=4))
    done = close(ana, thursday.date())
    assert done.moved == 1
    assert newest(mine).starts_at.date() != thursday.date()
    assert newest(hers).sequence == 0, "nobody else moves"
    assert close(ana, thursday.date()) is None, "twice is once"
    assert Blackout.objects.count() == 1
    assert AuditRow.objects.filter(act="close days").count() == 1


def test_closed_days_of_the_team_count_for_everybody(ana, lead):
    month_end = dt.date(2026, 11, 30)
    close(lead, month_end, month_end + DAY, reason="month_end", is_own=False)
    read = team(ana.workspace_id, now=NOW)
    for one in read.learners:
        assert {(b.code, b.span.start.date()) for b in one.calendar.blackouts} == {
            ("month_end", month_end)
        }


def test_pages_take_them_in_and_give_them_back(ana, lead, client_as):
    hers, mine = client_as(lead), client_as(ana)
    day = (TODAY + 7 * DAY).isoformat()
    assert mine.post("/calendar/away", {"first": day}).status_code == 302
    page = mine.get("/calendar").content.decode()
    assert "Not away" in page
    assert hers.post("/calendar/closed", {"first": day, "reason": "crisis"}).status_code == 302
    assert "a crisis" in hers.get("/calendar/closed").content.decode()
    own, everybody = (Blackout.objects.get(person=one) for one in (ana, None))
    mine.post(f"/calendar/closed/{everybody.pk}/removal")
    mine.post(f"/calendar/away/{everybody.pk}/removal")
    hers.post(f"/calendar/closed/{own.pk}/removal")
    assert Blackout.objects.count() == 2, "each opens only what is theirs to open"
    mine.post(f"/calendar/away/{own.pk}/removal")
    hers.post(f"/calendar/closed/{everybody.pk}/removal")
    assert not Blackout.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        (TODAY + 3 * DAY, TODAY, "leave"),
        (TODAY, TODAY + 400 * DAY, "leave"),
        (TODAY - 9 * DAY, TODAY - 8 * DAY, "leave"),
        (TODAY, TODAY, "holiday"),
    ],
)
def test_days_that_make_no_sense_are_refused(ana, first, last, reason):
    with pytest.raises(Faults):
        close(ana, first, last, reason=reason)
    assert not Blackout.objects.exists()


def test_what_is_typed_stays_when_it_is_refused(lead, client_as):
    answer = client_as(lead).post("/calendar/closed", {"first": "soon", "reason": "crisis"})
    assert answer.status_code == 422
    assert 'value="soon"' in answer.content.decode()


# --- subscribed calendars ---


def subscribe(person, url="webcal://cal.example.org/secret.ics"):
    return services.subscribe(
        person_id=person.pk, workspace_id=person.workspace_id, url=url, now=NOW
    )


def answers(body=ICS, status=200):
    asked = []

    def fetch(wanted):
        asked.append(wanted)
        return Fetched(status, wanted.url, wanted.url, etag='"a"', body=body)

    return fetch, asked


def test_a_subscribed_calendar_is_read_once_an_hour_and_only_when_it_is_busy(ana):
    subscribe(ana)
    fetch, asked = answers()
    assert services.look_at_calendars(NOW, fetch=fetch) == 1
    assert services.look_at_calendars(NOW + dt.timedelta(minutes=30), fetch=fetch) == 0
    assert [one.url for one in asked] == ["https://cal.example.org/secret.ics"]
    (row,) = BusyTime.objects.filter(person=ana)
    assert (row.starts_at.hour, row.ends_at.hour) == (10, 11)
    assert services.look_at_calendars(NOW + dt.timedelta(hours=2), fetch=fetch) == 1
    assert asked[-1].etag == '"a"'


def test_what_was_known_stays_when_nothing_comes_and_the_page_says_why(ana, client_as, settings):
    subscribe(ana)
    services.look_at_calendars(NOW, fetch=answers()[0])

    def shut(wanted):
        raise NotFetchedError(Reason.TOO_SLOW, wanted.url)

    later = NOW + dt.timedelta(hours=2)
    for fetch in (shut, answers(b"no calendar")[0], answers(status=500)[0]):
        assert services.look_at_calendars(later, fetch=fetch) == 0
        assert BusyTime.objects.filter(person=ana).count() == 1
        assert CalendarSource.objects.get().fault
        later += dt.timedelta(hours=2)
    assert "brought nothing" in client_as(ana).get("/calendar").content.decode()
    services.unsubscribe_calendar(person_id=ana.pk)
    assert not BusyTime.objects.filter(person=ana).exists()


@pytest.mark.parametrize(
    "url", ["http://cal.example.org/a.ics", "https://localhost/a.ics", "https://a:b@c.org/", "x"]
)
def test_an_address_that_may_not_be_asked_is_refused(ana, url):
    with pytest.raises(Faults):
        subscribe(ana, url)


def test_where_nothing_is_fetched_nobody_is_asked(ana, monkeypatch):
    subscribe(ana)
    monkeypatch.setattr(fetching, "is_on", lambda: False)
    assert services.look_at_calendars(NOW) == 0


def test_days_away_that_cannot_be_are_given_back_as_they_were_typed(ana, client_as):
    client = client_as(ana)
    typed = {"first": "2026-12-24", "last": "2026-12-20"}
    page = client.post("/calendar/away", typed, follow=True).content.decode()
    assert "The last day is before the first." in page
    for day in typed.values():
        assert f'value="{day}"' in page
