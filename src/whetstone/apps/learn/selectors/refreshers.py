"""Rows of refreshers: who has what to relearn after which publication, and who has done it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from whetstone.apps.field import selectors as field
from whetstone.apps.learn.models import Refresher
from whetstone.core.freshness.refreshing import GRAVITY
from whetstone.core.kernel.refresher import refresher_length
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping

    from django.db.models import QuerySet

    from whetstone.apps.field.models import Change, Publication


@dataclass(frozen=True, slots=True)
class RefresherRow:
    """A refresher as lists show it."""

    id: int
    person_id: int
    publication_id: int
    change_slug: str
    title: str
    network: str
    severity: str
    happened_on: str
    minutes: int
    blocks: tuple[str, ...]
    made_at: dt.datetime
    done_at: dt.datetime | None
    withdrawn_at: dt.datetime | None
    published_at: dt.datetime

    @property
    def is_open(self) -> bool:
        """Whether it waits to be relearned."""
        return self.done_at is None and self.withdrawn_at is None


def open_refreshers(person_id: int) -> list[RefresherRow]:
    """What a person has to relearn, the gravest and oldest first; a constant number of queries."""
    return open_refreshers_of([person_id]).get(person_id, [])


def open_refreshers_of(person_ids: Collection[int]) -> dict[int, list[RefresherRow]]:
    """Open refreshers by person; a constant number of queries."""
    rows = _OPEN(*sorted(person_ids)) if person_ids else []
    published = field.publications_by_id({row.publication_id for row in rows})
    found: dict[int, list[RefresherRow]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(_row(row, published[row.publication_id]))
    for mine in found.values():
        mine.sort(key=lambda one: (GRAVITY.get(one.severity, len(GRAVITY)), one.made_at, one.id))
    return found


_OPEN = Prepared(
    lambda *person_ids: Refresher.objects.filter(
        person_id__in=person_ids, done_at=None, withdrawn_at=None
    )
)


def affected(person_ids: Collection[int], *, since: dt.datetime) -> dict[int, list[RefresherRow]]:
    """By person: what is open, and what was relearned since then; a constant number of queries."""
    rows = list(
        Refresher.objects.filter(
            Q(done_at=None) | Q(done_at__gte=since), person_id__in=person_ids, withdrawn_at=None
        ).order_by("made_at", "pk")
    )
    published = field.publications_by_id({row.publication_id for row in rows})
    found: dict[int, list[RefresherRow]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(_row(row, published[row.publication_id]))
    return found


def _row(row: Refresher, publication: Publication) -> RefresherRow:
    change = publication.change
    return RefresherRow(
        id=row.pk,
        person_id=row.person_id,
        publication_id=row.publication_id,
        change_slug=change.slug,
        title=change.title,
        network=change.network,
        severity=change.severity,
        happened_on=change.happened_on,
        minutes=refresher_length(row.minutes),
        blocks=tuple(row.blocks),
        made_at=row.made_at,
        done_at=row.done_at,
        withdrawn_at=row.withdrawn_at,
        published_at=publication.published_at,
    )


def refreshed_claims(person_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """Claims whose change each person has relearned; a constant number of queries.

    Not those whose successor has moved in its turn and waits to be relearned.
    """
    asked = _ASKED(*sorted(person_ids)) if person_ids else []
    if not any(done for _person, _publication, done in asked):
        return {}
    published = field.publications_by_id({one for _person, one, _done in asked})
    steps = {pk: _steps(row.change) for pk, row in published.items()}
    done: dict[int, dict[str, str]] = defaultdict(dict)
    waiting: dict[int, set[str]] = defaultdict(set)
    for person, publication, done_at in asked:
        if done_at:
            done[person] |= steps[publication]
        else:
            waiting[person] |= steps[publication].keys()
    return {
        person: frozenset(one for one in mine if _end(one, mine) not in waiting[person])
        for person, mine in done.items()
    }


def times_relearned(person_ids: Collection[int]) -> dict[int, int]:
    """How many refreshers each person has ever done, also those taken back since; one query."""
    rows = Refresher.objects.filter(person_id__in=person_ids, done_at__isnull=False)
    return dict(rows.order_by().values_list("person_id").annotate(n=Count("pk")))


_ASKED = Prepared(
    lambda *person_ids: Refresher.objects.filter(
        person_id__in=person_ids, withdrawn_at=None
    ).values_list("person_id", "publication_id", "done_at")
)


def _steps(change: Change) -> dict[str, str]:
    """Each claim that a change took out of force, and its successor (empty where none is)."""
    hit = field.hits(_root(change))
    return {
        effect.claim.slug: effect.successor.slug if effect.successor else ""
        for effect in _root(change).effects.all()
        if effect.claim.slug in hit
    }


def _end(claim: str, steps: Mapping[str, str]) -> str:
    """Where the steps from a claim end; a circle ends where it began."""
    seen = set()
    while claim in steps and claim not in seen:
        seen.add(claim)
        claim = steps[claim]
    return claim


def _root(change: Change) -> Change:
    """The change that says what moved, also where it was undone and done again."""
    while change.undoes is not None:
        change = change.undoes
    return change


def done_at(person_id: int) -> dict[str, dt.datetime]:
    """When a person relearned each change, by its name; one query."""
    rows = Refresher.objects.filter(person_id=person_id, withdrawn_at=None)
    found = rows.exclude(done_at=None).values_list("publication__change__slug", "done_at")
    return {slug: at for slug, at in found if at}


def standing(refresher_ids: Iterable[int], *, person_id: int) -> list[Refresher]:
    """Refreshers of this person that were not withdrawn, in order; one query."""
    rows = Refresher.objects.filter(
        pk__in=list(refresher_ids), person_id=person_id, withdrawn_at=None
    )
    return list(rows.select_related("person").order_by("pk"))


def relearned(rows: Collection[Refresher]) -> dict[int, Change]:
    """The change behind each refresher, with its effects; a constant number of queries."""
    published = field.publications_by_id({row.publication_id for row in rows})
    return {row.pk: _root(published[row.publication_id].change) for row in rows}


def rows_of(person_id: int, *, workspace_id: int, only: int | None = None) -> list[RefresherRow]:
    """A person's refreshers, done and withdrawn ones too, the newest first."""
    if only is None:
        found = _OF_A_PERSON(person_id, workspace_id)
    else:
        found = _ONE_OF_A_PERSON(person_id, workspace_id, only)
    published = field.publications_by_id({row.publication_id for row in found})
    return [_row(row, published[row.publication_id]) for row in found]


def _of_a_person(person_id: int, workspace_id: int, **more: int) -> QuerySet[Refresher]:
    rows = Refresher.objects.filter(person_id=person_id, person__workspace=workspace_id, **more)
    return rows.order_by("-made_at", "-pk")


_OF_A_PERSON = Prepared(_of_a_person)
_ONE_OF_A_PERSON = Prepared(
    lambda person_id, workspace_id, only: _of_a_person(person_id, workspace_id, pk=only)
)
