"""Keeping what a search reads in step with what is said: blocks, terms, claims."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from whetstone.apps.field import kept, lexemes
from whetstone.apps.field.models import ClaimVersion, Passage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

HEADING = 200
"""Letters of a heading that are kept: as many as the column takes."""
BATCH = 500


@dataclass(frozen=True, slots=True)
class Says:
    """What a thing says, under which heading. `also`: words that find it and are not shown."""

    kind: str
    thing: str
    heading: str
    text: str
    also: tuple[str, ...] = ()


@transaction.atomic
def replace_passages(kinds: Collection[str], rows: Iterable[Says]) -> None:
    """State anew what everything of these kinds says, for everybody."""
    Passage.objects.filter(kind__in=list(kinds), workspace=None).delete()
    Passage.objects.bulk_create((_passage(row, None) for row in rows), batch_size=BATCH)


def _passage(row: Says, workspace_id: int | None) -> Passage:
    return Passage(
        kind=row.kind,
        thing=row.thing,
        heading=row.heading[:HEADING],
        text=row.text,
        head_words=lexemes.words_of(row.heading, *row.also),
        words=lexemes.words_of(row.text),
        workspace_id=workspace_id,
    )


@transaction.atomic
def index_claims(workspace_id: int | None, slugs: Collection[str]) -> None:
    """What these claims say here from now on (None: to everybody).

    A workspace that follows everybody has no words of its own, and none are kept.
    """
    rows = ClaimVersion.objects.filter(workspace=workspace_id, claim__slug__in=list(slugs))
    _restate(workspace_id, list(slugs), rows.select_related("claim").order_by("recorded_at", "pk"))


@transaction.atomic
def index_all_claims() -> None:
    """What every claim says, to everybody and in each workspace that has words of its own."""
    by_place: defaultdict[int | None, list[ClaimVersion]] = defaultdict(list)
    rows = ClaimVersion.objects.select_related("claim").order_by("recorded_at", "pk")
    for row in rows.defer("source", "figure", "basis", "reason"):
        by_place[row.workspace_id].append(row)
    for workspace_id, versions in by_place.items():
        _restate(workspace_id, None, versions)


def _restate(
    workspace_id: int | None, slugs: list[str] | None, versions: Iterable[ClaimVersion]
) -> None:
    old = Passage.objects.filter(kind=Passage.Kind.CLAIM, workspace=workspace_id)
    (old if slugs is None else old.filter(thing__in=slugs)).delete()
    Passage.objects.bulk_create(
        (_passage(_said(row), workspace_id) for row in kept.that_count(versions).values()),
        batch_size=BATCH,
    )


def _said(row: ClaimVersion) -> Says:
    return Says(
        Passage.Kind.CLAIM, row.claim.slug, "", row.statement, (row.claim.network, row.text)
    )
