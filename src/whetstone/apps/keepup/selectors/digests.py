"""Reading digests: this month for one person, and for many at once by set operations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whetstone.apps.field import selectors as ledger
from whetstone.apps.keepup.models import Digest, DigestChoice
from whetstone.apps.learn import selectors as learn
from whetstone.core.freshness import digest as core
from whetstone.core.freshness.changes import PartialDate
from whetstone.core.freshness.digest import MONTH, Mine, Told, is_news, since_of
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from whetstone.apps.field.models import Change

FRESH_FOR = core.APART
PAST = 8
"""Earlier digests on the page."""


@dataclass(frozen=True, slots=True)
class DigestPage:
    """This month for one person, how they are told, and what was told before."""

    digest: core.Digest
    how: str
    past: tuple[tuple[dt.datetime, core.Digest], ...]


def told(workspace_id: int, *, now: dt.datetime) -> list[Told]:
    """What was published here within a month and is news; a constant number of queries."""
    done = ledger.acts(workspace_id)
    found = []
    for row in ledger.changes(workspace_id):
        end = ledger.end_of(row.pk, done.undoing)
        newest = done.publications.get((end.newest or row).pk)
        if row.undoes_id is not None or end.is_undone or newest is None:
            continue
        at, happened = newest.published_at, PartialDate(row.happened_on).latest
        if now - MONTH < at <= now and is_news(happened, published_at=at):
            found.append(_told(row, (end.newest or row).slug, at))
    return found


def _told(change: Change, slug: str, at: dt.datetime) -> Told:
    """A change as it is told; what was undone and put back goes by the name of that."""
    return Told(
        slug=slug,
        title=change.title,
        network=change.network,
        severity=change.severity,
        happened_on=change.happened_on,
        published_at=at,
    )


def digests_for(
    workspace_id: int, last: Mapping[int, dt.datetime | None], *, now: dt.datetime
) -> dict[int, core.Digest]:
    """The digests of people of a workspace, by person; queries do not depend on how many.

    `last` says when each was told last. Minutes are those of the refreshers one by one: where a
    later change folds an earlier one away, it takes less.
    """
    month = told(workspace_id, now=now)
    rows = learn.affected(list(last), since=now - MONTH)
    places = learn.refreshers_booked(list(last), now=now)
    return {
        person: core.compose(
            month,
            _mine(rows.get(person, ())),
            since=since_of(at, now=now),
            minutes=sum(row.minutes for row in rows.get(person, ()) if row.is_open),
            booked_at=places.get(person),
        )
        for person, at in last.items()
    }


def _mine(rows: Iterable[learn.RefresherRow]) -> list[Mine]:
    return [
        Mine(
            Told(
                row.change_slug,
                row.title,
                row.network,
                row.severity,
                row.happened_on,
                row.published_at,
            ),
            row.minutes,
            row.done_at is not None,
        )
        for row in rows
    ]


def digest_page(person_id: int, *, workspace_id: int, now: dt.datetime) -> DigestPage:
    """This month in somebody's field, as it stands now; a constant number of queries."""
    last = last_told([person_id]).get(person_id)
    found = digests_for(workspace_id, {person_id: last}, now=now)[person_id]
    if found.open:
        exact = learn.minutes_waiting(person_id, workspace_id=workspace_id, now=now)
        found = core.Digest(found.rows, exact, found.booked_at)
    rows = Digest.objects.filter(person_id=person_id).order_by("-made_at")[:PAST]
    return DigestPage(
        digest=found,
        how=how_of(person_id),
        past=tuple((row.made_at, core.Digest.of_facts(row.facts)) for row in rows),
    )


def how_of(person_id: int) -> str:
    """How somebody is told; by mail where they never said."""
    found = DigestChoice.objects.filter(person_id=person_id).values_list("how", flat=True)
    return found.first() or DigestChoice.How.MAIL


def last_told(person_ids: Sequence[int]) -> dict[int, dt.datetime]:
    """When each person was told last; one query."""
    rows = Digest.objects.filter(person_id__in=person_ids).order_by("made_at")
    return dict(rows.values_list("person_id", "made_at"))


def fresh(person_id: int, *, now: dt.datetime) -> core.Digest | None:
    """A digest of the last seven days; None where there is none, or none is wanted."""
    row = _FRESH.first(person_id, now - FRESH_FOR, now)
    return core.Digest.of_facts(row[0]) if row else None


_FRESH = Prepared(
    lambda person_id, since, until: (
        Digest.objects.filter(person_id=person_id, made_at__gt=since, made_at__lte=until)
        .exclude(person__in=DigestChoice.objects.filter(how="off").values("person"))
        .order_by("-made_at")
        .values_list("facts")[:1]
    )
)


def newest_here(workspace_ids: Iterable[int], *, now: dt.datetime) -> dict[int, dt.datetime]:
    """When something was published last in each workspace, or for all; one query."""
    by_owner: dict[int | None, dt.datetime] = ledger.newest_publications(before=now)
    found: dict[int, dt.datetime] = {}
    for workspace_id in workspace_ids:
        known = [by_owner[owner] for owner in (None, workspace_id) if owner in by_owner]
        if known:
            found[workspace_id] = max(known)
    return found


def choice_of(token: str) -> DigestChoice | None:
    """The choice that a token opens; None: it opens nothing."""
    return DigestChoice.objects.filter(token=token, person__left_at=None).first()
