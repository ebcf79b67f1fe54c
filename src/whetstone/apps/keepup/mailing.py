"""Digests by mail: plain text with a simple page beside it, and one click to end it (RFC 8058)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import get_connection
from django.urls import reverse
from django.utils import translation
from django_tasks import task

from whetstone.apps.keepup import digest_words
from whetstone.apps.keepup.letters import full, hand_over, letter
from whetstone.apps.keepup.models import Digest, DigestChoice
from whetstone.apps.keepup.services import digests as services
from whetstone.apps.people.clock import real_now
from whetstone.core.freshness import digest as core

if TYPE_CHECKING:
    import datetime as dt

    from django.core.mail import EmailMultiAlternatives


def make_and_mail(now: dt.datetime) -> int:
    """The chore: make the digests that are due, and put their mail on the queue."""
    made = services.make_digests(now=now)
    put_on_the_queue(now)
    return made.made


def put_on_the_queue(now: dt.datetime) -> None:
    """Have the worker mail what waits, if anything does."""
    if services.may_mail() and services.waiting_for_mail(now=now):
        mail_digests.enqueue()


@task()
def mail_digests() -> int:
    """Mail digests that wait; how many were handed over. Each is claimed before it goes.

    Some hundreds at a time: the next job looks at the clock again.
    """
    if not services.may_mail():
        return 0
    now, sent, claimed = real_now(), 0, 0
    with get_connection() as connection:
        for digest_id in services.waiting_for_mail(now=now):
            if services.claim_mail(digest_id, now=now):
                claimed += 1
                sent += _send(digest_id, connection, now=now)
    if claimed:
        put_on_the_queue(now)
    return sent


def _send(digest_id: int, connection: Any, *, now: dt.datetime) -> int:
    """Hand one mail over. One that is refused stays claimed: it is never sent again."""
    row = Digest.objects.select_related("person__user", "person__workspace").get(pk=digest_id)
    return hand_over(message_of(row, now=now), connection, what=f"digest {digest_id}")


def message_of(row: Digest, *, now: dt.datetime) -> EmailMultiAlternatives:
    """A digest as a mail in its reader's language."""
    person = row.person
    address = person.user.email if person.user else person.email
    language = (person.user.language if person.user else "") or person.workspace.language
    token = DigestChoice.objects.get(person=person).token
    digest = core.Digest.of_facts(row.facts)
    zone = person.time_zone or person.workspace.time_zone
    out = full(reverse("keepup:unsubscribe", args=[token]))
    with translation.override(language):
        subject = digest_words.subject(digest, now=row.made_at, zone=zone)
        context = {
            "subject": subject,
            "why": digest_words.why(digest),
            "digest": digest,
            "name": person.name,
            "language": language,
            "workspace": person.workspace.name,
            "current": full(reverse("learn:refreshers")),
            "page": full(reverse("keepup:digest")),
            "root": settings.ADDRESS,
            "out": out,
            "now": now,
        }
        return letter("keepup/digest_mail", context, to=address, out=out)
