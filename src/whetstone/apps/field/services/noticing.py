"""Taking down that something is no longer so. Only an editor doubts a claim."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from whetstone.apps.field import selectors
from whetstone.apps.field.models import (
    Notice,
)

SAME_NOTICE = dt.timedelta(hours=1)


def report(
    *,
    workspace_id: int,
    person_id: int,
    claim_slug: str,
    page: str,
    sentence: str,
    now: dt.datetime,
    saw: str = "",
    thing: tuple[str, str] = ("", ""),
) -> Notice:
    """Take down "this is no longer so". Only an editor doubts the claim.

    `thing` is the (kind, id) that it was said of, such as ("item", "it-str-001").

    The same words by the same person about the same page within the hour are one notice: a form
    that was sent twice.
    """
    claim = selectors.claim(workspace_id, claim_slug) if claim_slug else None
    words: dict[str, Any] = {
        "workspace_id": workspace_id,
        "person_id": person_id,
        "claim": claim,
        "page": page[:200],
        "sentence": sentence,
        "saw": saw,
        "thing_kind": thing[0],
        "thing_id": thing[1],
        "network": claim.network if claim else "",
    }
    recent = Notice.objects.filter(noticed_at__gt=now - SAME_NOTICE, **words).first()
    return recent or Notice.objects.create(noticed_at=now, **words)


@dataclass(frozen=True, slots=True)
class Noticed:
    """What a watcher, an alarm or a near miss noticed.

    `thing` is the (kind, id) that it is about, such as ("item", "it-str-001"); `fingerprint`
    names the sighting: the same one again is no second notice.
    """

    origin: str
    sentence: str
    fingerprint: str
    saw: str = ""
    claim_slug: str = ""
    network: str = ""
    url: str = ""
    thing: tuple[str, str] = ("", "")


@transaction.atomic
def notice(noticed: Noticed, *, workspace_id: int | None, now: dt.datetime) -> Notice | None:
    """Take down what was noticed, here or for the installation; None where it was seen before."""
    known = Notice.objects.filter(workspace=workspace_id, fingerprint=noticed.fingerprint)
    if known.exists():
        return None
    try:
        with transaction.atomic():
            return Notice.objects.create(
                workspace_id=workspace_id,
                claim=selectors.claim(workspace_id, noticed.claim_slug)
                if noticed.claim_slug
                else None,
                origin=noticed.origin,
                sentence=noticed.sentence,
                saw=noticed.saw,
                network=noticed.network,
                url=noticed.url,
                thing_kind=noticed.thing[0],
                thing_id=noticed.thing[1],
                fingerprint=noticed.fingerprint,
                noticed_at=now,
            )
    except IntegrityError:  # somebody else was quicker
        return None
