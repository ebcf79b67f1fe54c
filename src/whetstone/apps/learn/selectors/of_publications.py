"""Refreshers as the publications that caused them see them: counts, and the reader's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q

from whetstone.apps.learn.models import Refresher
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Refreshing:
    """How far the people touched by a publication are. `own` is the reader's refresher, if any."""

    waiting: int = 0
    done: int = 0
    own: int | None = None
    own_done: bool = False

    @property
    def people(self) -> int:
        """Everybody who got the refresher."""
        return self.waiting + self.done


def refreshing(
    publication_ids: Iterable[int], *, workspace_id: int, person_id: int | None = None
) -> dict[int, Refreshing]:
    """Counts by publication, for the people of a workspace; one query."""
    asked = sorted(set(publication_ids))
    if not asked:
        return {}
    return {
        publication: Refreshing(waiting, done, own, own_done_at is not None)
        for publication, waiting, done, own, own_done_at in _COUNTS(
            workspace_id, person_id or _NOBODY, *asked
        )
    }


def refreshing_of_all(publication_id: int | None) -> Refreshing:
    """Counts for the people of all workspaces; one query."""
    rows = Refresher.objects.filter(publication=publication_id, withdrawn_at=None)
    return Refreshing(
        **rows.aggregate(
            waiting=Count("pk", filter=Q(done_at=None)),
            done=Count("pk", filter=Q(done_at__isnull=False)),
        )
    )


_NOBODY = 0
_COUNTS = Prepared(
    lambda workspace_id, person_id, *publication_ids: (
        Refresher.objects.filter(
            publication_id__in=publication_ids,
            person__workspace_id=workspace_id,
            withdrawn_at=None,
        )
        .values_list("publication_id")
        .annotate(
            waiting=Count("pk", filter=Q(done_at=None)),
            done=Count("pk", filter=Q(done_at__isnull=False)),
            own=Max("pk", filter=Q(person_id=person_id)),
            own_done_at=Max("done_at", filter=Q(person_id=person_id)),
        )
    )
)
