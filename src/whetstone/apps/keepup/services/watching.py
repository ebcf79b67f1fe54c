"""Choosing what is watched: added switched off, switched on by a person, removed with history.

`workspace_id` None: watched once for everybody, which only those may choose who edit for everybody
(or a command, which has no actor).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from whetstone.apps.field import services as field
from whetstone.apps.keepup.models import LEAST_HOURS, Sighting, Watch
from whetstone.apps.people import selectors as people
from whetstone.apps.people.services import audit
from whetstone.core.kernel.errors import Fault, Missing, Refused, raise_all
from whetstone.web import fetching
from whetstone.web.wording import number

if TYPE_CHECKING:
    import datetime as dt

MOST_WATCHES = 60
"""Of one workspace. More belong into the installation's own, where they are asked once for all."""
MOST_HOURS = 24 * 28


@transaction.atomic
def add_watch(
    *,
    workspace_id: int | None,
    actor_id: int | None,
    url: str,
    title: str,
    network: str,
    kind: str,
    every_hours: int,
    now: dt.datetime,
) -> Watch:
    """Write down a source, switched off.

    Raises:
        Faults: everything that is wrong with it, each with the name of its field.
        Refused: it is to be watched for everybody, and this person does not edit for everybody.
    """
    demand_may(workspace_id, actor_id)
    url = url.strip()
    own = Watch.objects.filter(workspace=workspace_id, removed_at=None)
    raise_all(
        [
            *(Fault("url", fetching.words_of(one)) for one in _faults_of(url)),
            *_faults_of_words(title, kind, every_hours),
            *_faults_of_company(own, url),
        ]
    )
    try:
        with transaction.atomic():
            made = Watch.objects.create(
                workspace_id=workspace_id,
                url=url,
                host=urlsplit(url).hostname or "",
                title=title.strip(),
                network=network,
                kind=kind,
                every_hours=every_hours,
                created_at=now,
            )
    except IntegrityError:  # the same form, sent twice at once
        raise_all([_watched_already()])
        raise
    _audit("add_watch", made, actor_id, now)
    return made


def _faults_of(url: str) -> tuple[fetching.Reason, ...]:
    return fetching.faults_of(url, fetching.ports())


def _faults_of_words(title: str, kind: str, every_hours: int) -> list[Fault]:
    found = []
    if not title.strip():
        found.append(Fault("title", _("It has no name.")))
    if kind not in Watch.Kind.values:
        found.append(Fault("kind", _("It is a feed or a page.")))
    return found + _faults_of_hours(every_hours)


def _faults_of_hours(every_hours: int) -> list[Fault]:
    if LEAST_HOURS <= every_hours <= MOST_HOURS:
        return []
    words = _("Between %(least)s hours and four weeks.") % {"least": number(LEAST_HOURS)}
    return [Fault("every_hours", words)]


def _faults_of_company(own: Any, url: str) -> list[Fault]:
    if own.filter(url=url).exists():
        return [_watched_already()]
    if own.count() >= MOST_WATCHES:
        words = ngettext(
            "%(n)s source is watched here. Remove it first.",
            "%(n)s sources are watched here. Remove one first.",
            MOST_WATCHES,
        ) % {"n": number(MOST_WATCHES)}
        return [Fault("url", words)]
    return []


def _watched_already() -> Fault:
    return Fault("url", _("This address is watched already."))


@transaction.atomic
def switch_on(
    *, watch_id: int, workspace_id: int | None, actor_id: int | None, now: dt.datetime
) -> Watch:
    """Have a source looked at, the first time at the next turn. Twice changes nothing.

    Raises:
        Missing: no such watch here.
    """
    watch = _own(watch_id, workspace_id, actor_id)
    if not watch.is_on:
        watch.is_on, watch.next_at, watch.failures = True, now, 0
        watch.save(update_fields=["is_on", "next_at", "failures"])
        _audit("switch_on_watch", watch, actor_id, now)
    return watch


@transaction.atomic
def switch_off(
    *, watch_id: int, workspace_id: int | None, actor_id: int | None, now: dt.datetime
) -> Watch:
    """Have a source looked at no more. What is known of it stays; twice changes nothing.

    Raises:
        Missing: no such watch here.
    """
    watch = _own(watch_id, workspace_id, actor_id)
    if watch.is_on:
        watch.is_on, watch.next_at = False, None
        watch.save(update_fields=["is_on", "next_at"])
        _audit("switch_off_watch", watch, actor_id, now)
    return watch


@transaction.atomic
def reschedule(
    *,
    watch_id: int,
    workspace_id: int | None,
    every_hours: int,
    actor_id: int | None,
    now: dt.datetime,
) -> Watch:
    """Look more or less often. A shorter time counts from now.

    Raises:
        Missing: no such watch here.
        Faults: more often than is polite, or hardly ever.
    """
    watch = _own(watch_id, workspace_id, actor_id)
    raise_all(_faults_of_hours(every_hours))
    if watch.every_hours != every_hours:
        watch.every_hours = every_hours
        watch.save(update_fields=["every_hours"])
        _audit("reschedule_watch", watch, actor_id, now)
    return watch


@transaction.atomic
def remove_watch(
    *, watch_id: int, workspace_id: int | None, actor_id: int | None, now: dt.datetime
) -> None:
    """Take a source off the list. Its looks and what was seen stay.

    Raises:
        Missing: no such watch here, or it was removed before.
    """
    watch = _own(watch_id, workspace_id, actor_id)
    watch.is_on, watch.next_at, watch.removed_at = False, None, now
    watch.save(update_fields=["is_on", "next_at", "removed_at"])
    _audit("remove_watch", watch, actor_id, now)


@transaction.atomic
def offer_sighting(
    *,
    watch_id: int,
    sighting_id: int,
    workspace_id: int | None,
    actor_id: int | None,
    now: dt.datetime,
) -> bool:
    """Put something that was there before the first look into the inbox. False: it is there.

    Raises:
        Missing: no such sighting of a watch of this workspace.
    """
    watch = _own(watch_id, workspace_id, actor_id)
    sighting = Sighting.objects.filter(watch=watch, pk=sighting_id).first()
    if sighting is None:
        raise Missing("sighting", str(sighting_id))
    made = notice_of(sighting, watch, now=now)
    if made:
        _audit("offer_sighting", watch, actor_id, now)
    return made


def notice_of(sighting: Sighting, watch: Watch, *, now: dt.datetime) -> bool:
    """Have the field take down what was seen. False: the same was taken down before."""
    made = field.notice(
        field.Noticed(
            origin="watcher",
            sentence=sighting.title,
            saw=sighting.excerpt,
            network=watch.network,
            url=sighting.url or watch.url,
            thing=("watch", str(watch.pk)),
            fingerprint=sighting.fingerprint,
        ),
        workspace_id=watch.workspace_id,
        now=now,
    )
    return made is not None


def demand_may(workspace_id: int | None, actor_id: int | None) -> None:
    """Only an editor for everybody, or a command, chooses what is watched for everybody."""
    if workspace_id is None and actor_id is not None and not people.edits_for_all(actor_id):
        raise Refused(_("Not done"), _("only an editor of the whole installation may."))


def _own(watch_id: int, workspace_id: int | None, actor_id: int | None) -> Watch:
    demand_may(workspace_id, actor_id)
    rows = Watch.objects.select_for_update().filter(
        pk=watch_id, workspace=workspace_id, removed_at=None
    )
    found = rows.first()
    if found is None:
        raise Missing("watch", str(watch_id))
    return found


def _audit(act: str, watch: Watch, actor_id: int | None, now: dt.datetime) -> None:
    audit(
        workspace_id=watch.workspace_id,
        actor_id=actor_id,
        act=act,
        object_kind="watch",
        object_id=watch.pk,
        now=now,
    )
