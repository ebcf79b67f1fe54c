"""Looking at sources: take one, ask it outside any transaction, write down what came.

Crash-safe: taking a watch moves its clock on by a lease. Whoever dies while asking leaves it to
be taken again when the lease is over; what had been written down is not written down twice.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from whetstone.apps.keepup.models import Look, Sighting, Watch
from whetstone.apps.keepup.services.watching import demand_may, notice_of
from whetstone.apps.keepup.sources import (
    Looker,
    Sight,
    Source,
    Trouble,
    fingerprint_of_entry,
    fingerprint_of_page,
)
from whetstone.apps.people.services import audit
from whetstone.core.freshness.pacing import next_look
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.formats.plain import shortened
from whetstone.formats.readable import difference
from whetstone.web import fetching

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from whetstone.formats.feeds import Entry

LEASE = dt.timedelta(minutes=10)
GAP = dt.timedelta(minutes=2)
"""Between two looks at one host, whoever asked for them."""
MOST_LOOKS = 10
"""Of one run; the next run takes the next."""
MOST_NOTICES = 20
"""Of one look: a feed that names all its entries anew would flood the inbox."""
LONGEST_SAW = 1_500
LONGEST_TITLE = 200


def look_at_due(
    *, now: dt.datetime, fetch: fetching.Fetches, most: int = MOST_LOOKS, everything: bool = False
) -> list[Look]:
    """Look at what is due, one source a host; `everything`: also at what is on and not due yet.

    Nobody is asked where fetching is off.
    """
    looker, made = Looker(fetch, now), []
    for watch in _due(now, everything=everything)[:most]:
        try:
            made.append(_look(watch, looker, now))
        except fetching.NotFetchedError:
            break
        except Refused:  # another worker was quicker, or its host was just asked
            continue
    return made


def _due(now: dt.datetime, *, everything: bool) -> list[Watch]:
    """What may be looked at now: one watch a host, the one that waits longest."""
    rows = Watch.objects.filter(_no_demo(), is_on=True, removed_at=None)
    if not everything:
        rows = rows.filter(next_at__lte=now)
    just_asked = Watch.objects.filter(looked_at__gt=now - GAP).values("host")
    waiting = rows.exclude(host__in=just_asked).order_by("next_at", "pk")
    by_host: dict[str, Watch] = {}
    for watch in waiting:
        by_host.setdefault(watch.host, watch)
    return list(by_host.values())


def _no_demo() -> Q:
    return Q(workspace=None) | Q(workspace__is_demo=False)


@transaction.atomic
def ask_to_look(
    *, watch_id: int, workspace_id: int | None, actor_id: int | None, now: dt.datetime
) -> Watch:
    """See whether a person may have a source looked at now, and write down that they asked.

    Raises:
        Missing: no such watch here.
        Refused: fetching is off, this is a demo, the host was asked a moment ago, or it is
            watched for everybody and this person does not edit for everybody.
    """
    demand_may(workspace_id, actor_id)
    watch = Watch.objects.filter(pk=watch_id, workspace=workspace_id, removed_at=None).first()
    if watch is None:
        raise Missing("watch", str(watch_id))
    _refuse_demos(watch)
    if not fetching.is_on():
        raise _off()
    _refuse_haste(watch, now)
    audit(
        workspace_id=workspace_id,
        actor_id=actor_id,
        act="look_now",
        object_kind="watch",
        object_id=watch_id,
        now=now,
    )
    return watch


def look(*, watch_id: int, fetch: fetching.Fetches, now: dt.datetime) -> Look:
    """Look at one source now, also where it is off or not due.

    Raises:
        Missing: no such watch.
        Refused: fetching is off, its workspace is a demo, or its host was asked a moment ago.
    """
    watch = Watch.objects.filter(pk=watch_id, removed_at=None).first()
    if watch is None:
        raise Missing("watch", str(watch_id))
    try:
        return _look(watch, Looker(fetch, now), now)
    except fetching.NotFetchedError as fault:
        raise _off() from fault


def _look(watch: Watch, looker: Looker, now: dt.datetime) -> Look:
    _refuse_demos(watch)
    _refuse_haste(watch, now)
    before = {"looked_at": watch.looked_at, "next_at": watch.next_at}
    taken = Watch.objects.filter(pk=watch.pk, removed_at=None, **before).update(
        looked_at=now, next_at=now + LEASE
    )
    if not taken:
        raise _too_soon()
    source = Source(watch.url, watch.kind == Watch.Kind.FEED, watch.etag, watch.last_modified)
    try:
        sight = looker.look(source)
    except fetching.NotFetchedError:
        Watch.objects.filter(pk=watch.pk).update(**before)
        raise
    return record(watch_id=watch.pk, sight=sight, now=now)


def _refuse_demos(watch: Watch) -> None:
    if watch.workspace is not None and watch.workspace.is_demo:
        raise Refused(
            _("Nobody was asked"),
            _("a copy of the demo never looks outside."),
            _("In a workspace of your own it does."),
        )


def _refuse_haste(watch: Watch, now: dt.datetime) -> None:
    if Watch.objects.filter(host=watch.host, looked_at__gt=now - GAP).exists():
        raise _too_soon()


def _too_soon() -> Refused:
    return Refused(
        _("Not looked at again yet"),
        _("this host was asked less than two minutes ago."),
        _("It is asked again when its turn comes."),
    )


def _off() -> Refused:
    return Refused(
        _("Nobody was asked"),
        _("fetching is off on this installation."),
        _("Whoever runs it sets WHETSTONE_FETCH=on and starts it again."),
    )


@transaction.atomic
def record(*, watch_id: int, sight: Sight, now: dt.datetime) -> Look:
    """Write down what a look brought: the look, what was seen, notices of what is news."""
    watch = Watch.objects.select_for_update().get(pk=watch_id)
    language = watch.workspace.language if watch.workspace is not None else "en"
    with translation.override(language):
        seen = _seen(watch, sight, now)
    outcome = _outcome(watch, sight, seen)
    _move_on(watch, sight, outcome, now)
    return Look.objects.create(
        watch=watch,
        at=now,
        outcome=outcome,
        reason=sight.reason,
        status=sight.status,
        bytes=sight.bytes,
        seen=len(seen),
    )


def _outcome(watch: Watch, sight: Sight, seen: Sequence[Sighting]) -> Look.Outcome:
    if sight.reason:
        return Look.Outcome.GONE if sight.reason == Trouble.GONE else Look.Outcome.FAILED
    if not watch.has_base_line:
        return Look.Outcome.FIRST
    return Look.Outcome.CHANGED if seen else Look.Outcome.SAME


def _move_on(watch: Watch, sight: Sight, outcome: Look.Outcome, now: dt.datetime) -> None:
    """What is known of the source now, and when it is its turn again."""
    watch.failures = watch.failures + 1 if sight.reason else 0
    watch.last_state, watch.last_reason = outcome.value, sight.reason
    watch.looked_at = now
    if outcome is Look.Outcome.GONE:
        watch.is_on = False
    if not sight.reason:
        watch.etag, watch.last_modified = sight.etag, sight.last_modified
        watch.has_base_line = True
    if sight.reading is not None:
        watch.text = "\n".join(sight.reading.sentences)
        watch.text_hash = sight.reading.hash
    watch.next_at = None
    if watch.is_on:
        watch.next_at = next_look(
            now,
            every=dt.timedelta(hours=watch.every_hours),
            failures=watch.failures,
            seed=f"{watch.pk}:{watch.url}",
            asked_wait=sight.wait,
        )
    watch.save(
        update_fields=[
            "failures", "last_state", "last_reason", "looked_at", "is_on", "etag",
            "last_modified", "has_base_line", "text", "text_hash", "next_at",
        ]
    )  # fmt: skip


def _seen(watch: Watch, sight: Sight, now: dt.datetime) -> list[Sighting]:
    """What was not seen before, stored; what is news is noticed too."""
    if sight.reason or sight.is_same:
        return []
    made = (
        _page_seen(watch, sight, now)
        if sight.reading is not None
        else _entries_seen(watch, sight.entries, now)
    )
    known = set(
        Sighting.objects.filter(
            watch=watch, fingerprint__in=[one.fingerprint for one in made]
        ).values_list("fingerprint", flat=True)
    )
    fresh = [one for one in made if one.fingerprint not in known]
    for one in fresh[MOST_NOTICES:]:
        one.is_news = False
    Sighting.objects.bulk_create(fresh, ignore_conflicts=True)
    for one in fresh:
        if one.is_news:
            notice_of(one, watch, now=now)
    return fresh


def _entries_seen(watch: Watch, entries: Iterable[Entry], now: dt.datetime) -> list[Sighting]:
    """Entries, the newest first. The first look only sets the base line."""
    by_name = {fingerprint_of_entry(one, host=watch.host): one for one in entries}
    return [
        Sighting(
            watch=watch,
            fingerprint=name,
            title=one.title or one.url,
            url=one.url,
            excerpt=one.excerpt,
            published_at=one.published,
            is_news=watch.has_base_line,
            seen_at=now,
        )
        for name, one in by_name.items()
    ]


def _page_seen(watch: Watch, sight: Sight, now: dt.datetime) -> list[Sighting]:
    """The page, where it reads differently from last time."""
    assert sight.reading is not None
    if not watch.has_base_line or sight.reading.hash == watch.text_hash:
        return []
    moved = difference(watch.text.split("\n"), sight.reading.sentences)
    title = _("“%(title)s” reads differently.") % {"title": watch.title}
    return [
        Sighting(
            watch=watch,
            fingerprint=fingerprint_of_page(watch.url, sight.reading.hash),
            title=shortened(title, LONGEST_TITLE),
            url=watch.url,
            excerpt=_said(moved.added, moved.removed),
            seen_at=now,
        )
    ]


def _said(added: Sequence[str], removed: Sequence[str]) -> str:
    parts = []
    if added:
        parts.append(_("Now there: %(words)s") % {"words": " ".join(added)})
    if removed:
        parts.append(_("No longer there: %(words)s") % {"words": " ".join(removed)})
    each = LONGEST_SAW // max(len(parts), 1)
    return "\n".join(shortened(part, each) for part in parts)
