"""Reminders of sessions: the working day before, once, in working hours, one click to end them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.test import Client

from whetstone.apps.keepup import session_mail
from whetstone.apps.keepup.models import DigestChoice
from whetstone.apps.keepup.services import digests
from whetstone.apps.learn import services
from whetstone.apps.learn.models import Booking, ExpertSession, SessionReminder, SessionTime
from whetstone.config import chores
from whetstone.web.request import Right

FRIDAY = dt.datetime(2026, 11, 27, 9, 12, tzinfo=dt.UTC)
MONDAY = dt.datetime(2026, 11, 30, 10, 0, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def team(make_workspace, make_person):
    """Two people who work Monday to Friday from nine in Dublin."""
    workspace = make_workspace()
    return [
        make_person(workspace, name=name, email=f"{name.split()[0].lower()}@example.org")
        for name in ("Ana Alvarez", "Ben Bakker")
    ]


@pytest.fixture
def on_monday(team, make_person):
    """A session on Monday at ten in which Ana sits."""
    host = make_person(team[0].workspace, rights=(Right.LEAD,), name="Lea Lead")
    what = services.Proposed("A real crisis", "Led a desk", ["CRI-1"], 45, 5)
    where = team[0].workspace_id
    made = services.propose_session(what, workspace_id=where, person_id=host.pk, now=FRIDAY)
    SessionTime.objects.create(
        session=made, sequence=0, starts_at=MONDAY, ends_at=MONDAY + HOUR, recorded_at=FRIDAY
    )
    seat(made, team[0])
    return made


def seat(session: ExpertSession, person, *, state="booked", sequence=0):
    Booking.objects.create(
        uid=session.uid, sequence=sequence, person=person, thing_kind="session", thing_id="",
        things=[["session", ""]], title=session.title, starts_at=MONDAY, ends_at=MONDAY + HOUR,
        state=state, recorded_at=FRIDAY,
    )  # fmt: skip


@pytest.fixture
def mails(settings, monkeypatch):
    clock = {"now": FRIDAY}
    monkeypatch.setattr(session_mail, "real_now", lambda: clock["now"])
    settings.MAILS, settings.ADDRESS = True, "https://learn.example.org"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    return clock


def test_who_sits_in_it_is_told_once_on_their_last_working_day_before(on_monday, mails, team):
    assert session_mail.remind_and_mail(FRIDAY) == 1
    assert session_mail.remind_and_mail(FRIDAY + HOUR) == 0
    (message,) = mail.outbox
    ana = team[0]
    assert message.to == [ana.user.email if ana.user else ana.email]
    assert "A real crisis" in message.subject
    assert "10:00" in message.subject
    assert f"https://learn.example.org/sessions/{on_monday.uid}" in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_one_click_in_it_ends_this_mail_too(on_monday, mails):
    session_mail.remind_and_mail(FRIDAY)
    out = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    Client().post(out.removeprefix("https://learn.example.org"))
    assert DigestChoice.objects.get().how == DigestChoice.How.IN_APP
    SessionReminder.objects.update(mailed_at=None)
    session_mail.remind_and_mail(FRIDAY)
    assert len(mail.outbox) == 1


def test_a_session_that_is_put_off_is_told_of_again(on_monday, mails):
    session_mail.remind_and_mail(FRIDAY)
    later = MONDAY + 7 * DAY
    SessionTime.objects.create(
        session=on_monday, sequence=1, starts_at=later, ends_at=later + HOUR, recorded_at=FRIDAY
    )
    mails["now"] = FRIDAY + 7 * DAY
    session_mail.remind_and_mail(mails["now"])
    assert len(mail.outbox) == 2


def test_the_chore_stands_in_the_list():
    assert {"remind_of_sessions", "book_quizzes"} <= {one.name for one in chores.chores()}


# --- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "why"),
    [
        (FRIDAY - DAY, "a working day lies in between"),
        (FRIDAY.replace(hour=22), "they have gone home"),
        (FRIDAY + DAY, "it is Saturday"),
        (MONDAY - HOUR / 2, "it is the day itself: the first page says so"),
        (MONDAY + HOUR, "it is over"),
    ],
)
def test_nobody_is_told_at_another_time(on_monday, mails, when, why):
    mails["now"] = when
    session_mail.remind_and_mail(when)
    assert not mail.outbox, why


@pytest.mark.parametrize("how", ["off", "in_app"])
def test_who_wants_no_mail_gets_none(on_monday, mails, team, how):
    digests.choose_digest(
        person_id=team[0].pk, workspace_id=team[0].workspace_id, how=how, now=FRIDAY
    )
    session_mail.remind_and_mail(FRIDAY)
    assert not mail.outbox


def test_who_gave_the_seat_back_before_the_mail_went_gets_none(on_monday, mails, team):
    services.note_reminders(now=FRIDAY)
    seat(on_monday, team[0], state="cancelled", sequence=1)
    session_mail.remind_and_mail(FRIDAY)
    assert not mail.outbox


def test_a_session_called_off_is_told_to_nobody(on_monday, mails):
    services.note_reminders(now=FRIDAY)
    SessionTime.objects.create(
        session=on_monday, sequence=1, starts_at=MONDAY, ends_at=MONDAY + HOUR, is_off=True,
        recorded_at=FRIDAY,
    )  # fmt: skip
    session_mail.remind_and_mail(FRIDAY)
    assert not mail.outbox


def test_without_a_mail_server_nothing_is_noted(on_monday, mails, settings):
    settings.MAILS = False
    assert session_mail.remind_and_mail(FRIDAY) == 0
    assert not SessionReminder.objects.exists()
