"""Telling people what changed: at most once in seven days, in their working hours, mailed once.

A digest is a row before it is a mail. Whoever mails it first sets `mailed_at`, then hands the
mail over: a crash in between may leave a digest unmailed (it stands in the app all the same), and
never mails one twice.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Max, OuterRef, Subquery

from whetstone.apps.keepup.models import Digest, DigestChoice
from whetstone.apps.keepup.selectors.digests import digests_for, newest_here
from whetstone.apps.learn.selectors import holidays_between
from whetstone.apps.people.at_work import learners_at_work, standing_learners
from whetstone.apps.people.services import audit
from whetstone.core.freshness.digest import is_due, since_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.db.models import QuerySet

    from whetstone.core.freshness import digest as core

BATCH: Final = 500
"""People whose digests are made in one transaction."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a round did: how many were at work and due, and how many digests that made."""

    asked: int
    made: int
    to_mail: int


_COLUMNS = (
    "pk", "workspace_id", "zone", "workspace__country", "workspace__region", "email",
    "user__email", "how", "last",
)  # fmt: skip


class _Reader(NamedTuple):
    """A person a digest may be made for, column by column."""

    id: int
    workspace_id: int
    zone: str
    country: str
    region: str
    email: str
    account_email: str
    how: str | None
    last: dt.datetime | None

    @property
    def calendar(self) -> str:
        """Whose public holidays count."""
        return f"{self.country}-{self.region}" if self.region else self.country

    @property
    def has_address(self) -> bool:
        return bool(self.account_email or self.email)

    def today(self, now: dt.datetime) -> dt.date:
        return now.astimezone(ZoneInfo(self.zone)).date()


def make_digests(*, now: dt.datetime, dry_run: bool = False) -> Made:
    """Make the digests that are due: for people at work now, where something is new.

    People are read by sets, in batches of 500; what is due is decided by values, and a week has
    one digest whatever runs at the same time. `dry_run` writes nothing.
    """
    found = Made(0, 0, 0)
    for batch in _batches(_readers(learners_at_work(now))):
        due = _due(batch, now)
        if due:
            made = _make(due, now=now, by_mail=may_mail(), dry_run=dry_run)
            found = Made(
                found.asked + len(due), found.made + made.made, found.to_mail + made.to_mail
            )
    return found


@transaction.atomic
def make_digests_of(person_ids: Iterable[int], *, workspace_id: int, now: dt.datetime) -> int:
    """Make digests in one workspace at a moment, never mailed: for a demo's past weeks."""
    rows = _readers(standing_learners(with_demos=True))
    wanted = rows.filter(workspace=workspace_id, pk__in=list(person_ids))
    due = _due([_Reader(*row) for row in wanted], now)
    return _make(due, now=now, by_mail=False, dry_run=False).made if due else 0


def may_mail() -> bool:
    """Whether this installation mails: it names a mail server and its own address."""
    return bool(settings.MAILS and settings.ADDRESS)


def _readers(people: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    chosen = DigestChoice.objects.filter(person=OuterRef("pk")).values("how")[:1]
    told = Digest.objects.filter(person=OuterRef("pk")).order_by().values("person")
    rows = people.annotate(
        how=Subquery(chosen), last=Subquery(told.annotate(at=Max("made_at")).values("at"))
    )
    off = DigestChoice.objects.filter(how=DigestChoice.How.OFF).values("person")
    found: QuerySet[Any, Any] = rows.exclude(pk__in=off).order_by("pk").values_list(*_COLUMNS)
    return found


def _batches(rows: QuerySet[Any, Any]) -> Iterator[list[_Reader]]:
    """The people in batches, by key: what is made in between moves nobody."""
    after = 0
    while batch := [_Reader(*row) for row in rows.filter(pk__gt=after)[:BATCH]]:
        yield batch
        after = batch[-1].id


def _due(readers: Sequence[_Reader], now: dt.datetime) -> list[_Reader]:
    newest = newest_here({one.workspace_id for one in readers}, now=now)
    return [
        one
        for one in readers
        if is_due(one.last, newest=newest.get(one.workspace_id), now=now)
        and not holidays_between(one.calendar, one.today(now), one.today(now))
    ]


@transaction.atomic
def _make(readers: Sequence[_Reader], *, now: dt.datetime, by_mail: bool, dry_run: bool) -> Made:
    """Digests of these people; people of one workspace are composed together."""
    by_workspace: defaultdict[int, dict[int, dt.datetime | None]] = defaultdict(dict)
    for one in readers:
        by_workspace[one.workspace_id][one.id] = one.last
    told: dict[int, core.Digest] = {}
    for workspace_id, last in by_workspace.items():
        told |= digests_for(workspace_id, last, now=now)
    rows = [
        _row(one, told[one.id], now=now, by_mail=by_mail) for one in readers if told[one.id].new
    ]
    to_mail = sum(row.by_mail for row in rows)
    if not dry_run:
        before = Digest.objects.count()
        _open_choices([one.id for one in readers], now)
        Digest.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
        return Made(len(readers), Digest.objects.count() - before, to_mail)
    return Made(len(readers), len(rows), to_mail)


def _row(one: _Reader, digest: core.Digest, *, now: dt.datetime, by_mail: bool) -> Digest:
    year, week, _weekday = one.today(now).isocalendar()
    wants = one.how in {None, DigestChoice.How.MAIL}
    return Digest(
        person_id=one.id,
        week=f"{year}-W{week:02}",
        period_from=since_of(one.last, now=now),
        period_to=now,
        facts=digest.as_facts(),
        by_mail=by_mail and wants and one.has_address,
        made_at=now,
    )


def _open_choices(person_ids: Sequence[int], now: dt.datetime) -> None:
    """A way out for everybody who is told something; choices that stand are left alone."""
    DigestChoice.objects.bulk_create(
        (
            DigestChoice(person_id=person, token=secrets.token_urlsafe(32), changed_at=now)
            for person in person_ids
        ),
        ignore_conflicts=True,
        batch_size=BATCH,
    )


@transaction.atomic
def way_out(person_id: int, *, now: dt.datetime) -> str:
    """The token that ends somebody's mail with one click."""
    _open_choices([person_id], now)
    return DigestChoice.objects.get(person=person_id).token


def mail_ended(person_ids: Sequence[int]) -> set[int]:
    """Who of these wants no mail. One query."""
    rows = DigestChoice.objects.filter(person__in=person_ids)
    return set(rows.exclude(how=DigestChoice.How.MAIL).values_list("person", flat=True))


@transaction.atomic
def choose_digest(
    *, person_id: int, workspace_id: int, how: str, now: dt.datetime
) -> DigestChoice:
    """Say how somebody is told. The same again changes nothing.

    Raises:
        ValueError: another word than mail, in_app or off.
    """
    if how not in DigestChoice.How.values:
        raise ValueError(how)
    _open_choices([person_id], now)
    row = DigestChoice.objects.select_for_update().get(person_id=person_id)
    if row.how != how:
        _set(row, how, workspace_id=workspace_id, now=now)
    return row


@transaction.atomic
def unsubscribe(*, token: str, now: dt.datetime) -> bool:
    """No more mail, by the link in one. It stays in the app. False: the token opens nothing.

    A second time changes nothing. Whoever turned all of it off keeps that.
    """
    row = (
        DigestChoice.objects.select_for_update()
        .select_related("person")
        .filter(token=token, person__left_at=None)
        .first()
    )
    if row is None:
        return False
    if row.how == DigestChoice.How.MAIL:
        _set(row, DigestChoice.How.IN_APP, workspace_id=row.person.workspace_id, now=now)
    return True


def _set(row: DigestChoice, how: str, *, workspace_id: int, now: dt.datetime) -> None:
    row.how, row.changed_at = how, now
    row.save(update_fields=["how", "changed_at"])
    audit(
        workspace_id=workspace_id,
        actor_id=row.person_id,
        act="choose_digest",
        object_kind="person",
        object_id=row.person_id,
        now=now,
    )


WAITS: Final = dt.timedelta(days=1)
"""A digest that could not be mailed within a day is old: it stands in the app."""


def waiting_for_mail(*, now: dt.datetime) -> list[int]:
    """Digests that may be mailed at this moment, some hundreds at most; two queries.

    A queue may be slow: whoever has gone home since their digest was made is not written to now.
    It waits for their hours, or, after a day, stands in the app alone.
    """
    rows = Digest.objects.filter(
        by_mail=True,
        mailed_at=None,
        made_at__gt=now - WAITS,
        person__in=learners_at_work(now).values("pk"),
    )
    wanted = DigestChoice.objects.filter(how=DigestChoice.How.MAIL).values("person")
    rows = rows.filter(person__in=wanted)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])


def claim_mail(digest_id: int, *, now: dt.datetime) -> bool:
    """Take a digest to mail it: True once, for one worker. None for who left or opted out."""
    rows = Digest.objects.filter(
        pk=digest_id,
        by_mail=True,
        mailed_at=None,
        person__left_at=None,
        person__in=DigestChoice.objects.filter(how=DigestChoice.How.MAIL).values("person"),
    )
    return bool(rows.update(mailed_at=now))


__all__ = [
    "Made", "choose_digest", "claim_mail", "mail_ended", "make_digests", "make_digests_of",
    "may_mail", "unsubscribe", "waiting_for_mail", "way_out",
]  # fmt: skip
