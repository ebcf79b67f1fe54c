"""Digests through a mail server that is really asked: a small one on this machine."""

from __future__ import annotations

import asyncio
import datetime as dt
import email
import email.policy
import threading
from typing import Self

import pytest

from whetstone.apps.keepup import mailing, services
from whetstone.apps.keepup.models import Digest, DigestChoice

MONDAY = dt.datetime(2026, 11, 23, 9, 12, tzinfo=dt.UTC)
NIGHT = dt.datetime(2026, 11, 23, 22, 30, tzinfo=dt.UTC)
SECONDS = 10


class Sink:
    """An SMTP server (RFC 5321) that takes every message and keeps it; `refuses` one address."""

    def __init__(self) -> None:
        self.messages: list[tuple[list[str], email.message.EmailMessage]] = []
        self.sessions = 0
        self.refuses = ""
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(SECONDS)
        return self

    def __exit__(self, *_fault: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(SECONDS)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._session, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        self._loop.close()

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sessions += 1
        to: list[str] = []
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            verb, answer = line.split()[0].upper() if line.split() else b"", b"250 so be it"
            if verb == b"RCPT":
                address = line.split(b"<")[1].split(b">")[0].decode()
                answer = b"550 nobody of that name" if address == self.refuses else answer
                to += [address] if address != self.refuses else []
            elif verb == b"DATA":
                writer.write(b"354 go on\r\n")
                raw = (await reader.readuntil(b"\r\n.\r\n"))[:-5].replace(b"\r\n..", b"\r\n.")
                told = email.message_from_bytes(raw, policy=email.policy.default)
                self.messages.append((to, told))
                to = []
            elif verb == b"RSET":
                to = []
            writer.write((b"221 bye" if verb == b"QUIT" else answer) + b"\r\n")
            await writer.drain()
            if verb == b"QUIT":
                break
        writer.close()


@pytest.fixture
def sink(settings):
    """The mail server of an installation that mails."""
    with Sink() as made:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.MAILS, settings.ADDRESS = True, "https://learn.example.org"
        settings.TASKS = {
            "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
        }
        yield made


@pytest.fixture
def team(marram, world):
    """Marram after its change was published on Monday morning."""
    at = MONDAY - dt.timedelta(minutes=5)
    services.publish(
        change_slug=world.CHANGE, workspace_id=marram.pk, person_id=marram.lead.pk, now=at
    )
    return marram


@pytest.fixture
def clock(monkeypatch):
    """`clock(moment)`: what the worker's clock says."""

    def at(moment: dt.datetime) -> None:
        monkeypatch.setattr(mailing, "real_now", lambda: moment)

    return at


def test_each_gets_one_message_with_a_way_out_of_their_own(team, sink, clock):
    clock(MONDAY)
    assert mailing.make_and_mail(MONDAY) == 7
    assert mailing.make_and_mail(MONDAY) == 0
    addresses = [to for to, _message in sink.messages]
    assert sorted(addresses) == sorted([[one.user.email] for one in team.team])
    ways = set()
    for (address,), message in sink.messages:
        token = DigestChoice.objects.get(person__user__email=address).token
        link = f"https://learn.example.org/digest/unsubscribe/{token}"
        assert message["List-Unsubscribe"].strip() == f"<{link}>"  # a long line may be folded
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["To"] == address
        assert not message["Cc"]
        assert not message["Bcc"]
        assert link in message.get_body(("plain",)).get_content()
        assert message.get_body(("html",)) is not None
        ways.add(link)
    assert len(ways) == 7


def test_the_way_out_in_the_header_works_with_one_post(team, sink, clock, client):
    clock(MONDAY)
    mailing.make_and_mail(MONDAY)
    (address,), message = sink.messages[0]
    path = message["List-Unsubscribe"].strip(" <>").removeprefix("https://learn.example.org")
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert DigestChoice.objects.get(person__user__email=address).how == "in_app"


def test_outside_hours_nobody_is_even_asked_for(team, sink, clock):
    for moment in (NIGHT, MONDAY - dt.timedelta(days=1)):
        clock(moment)
        assert mailing.make_and_mail(moment) == 0
    assert (sink.sessions, sink.messages) == (0, [])


def test_what_a_slow_queue_left_over_waits_for_the_morning(team, sink, clock):
    late = MONDAY.replace(hour=16, minute=30)
    services.make_digests(now=late)
    clock(NIGHT)
    mailing.put_on_the_queue(NIGHT)
    assert mailing.mail_digests.func() == 0
    assert sink.messages == []
    assert Digest.objects.filter(mailed_at=None).count() == 7
    morning = MONDAY + dt.timedelta(days=1)
    clock(morning)
    mailing.put_on_the_queue(morning)
    assert len(sink.messages) == 7


def test_an_address_that_is_refused_stops_nobody_else_and_is_not_tried_again(team, sink, clock):
    sink.refuses = team.team[0].user.email
    clock(MONDAY)
    mailing.make_and_mail(MONDAY)
    assert len(sink.messages) == 6
    mailing.put_on_the_queue(MONDAY)
    assert len(sink.messages) == 6


def test_without_a_mail_server_nothing_is_sent(team, sink, clock, settings):
    settings.MAILS = False
    clock(MONDAY)
    assert mailing.make_and_mail(MONDAY) == 7
    assert sink.sessions == 0
