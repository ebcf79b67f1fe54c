"""What cites what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, Count
from django.db.models.functions import Cast

from whetstone.apps.field import kept
from whetstone.apps.field.kept import readable
from whetstone.apps.field.models import (
    Citation,
)
from whetstone.web import once

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from django.db.models import QuerySet


def citations(workspace_id: int | None, slugs: Collection[str]) -> list[tuple[str, str, str, str]]:
    """(claim, citer kind, citer id, role) of all that cites one of the claims here; one query."""
    if workspace_id is not None and once.is_reading():
        shelves = kept.cites(workspace_id)
        return [row for shelf in shelves for slug in slugs for row in shelf.by_claim.get(slug, ())]
    rows = Citation.objects.filter(readable(workspace_id), claim__slug__in=slugs)
    return list(rows.values_list("claim__slug", "citer_kind", "citer_id", "role"))


def cited_by(
    workspace_id: int | None, kind: str, ids: Sequence[str] | None = None
) -> dict[str, list[tuple[str, str]]]:
    """(claim, role) by citer of a kind; all of the kind where no ids are given; one query."""
    found: dict[str, list[tuple[str, str]]] = {}
    if workspace_id is not None and once.is_reading():
        for shelf in kept.cites(workspace_id):
            things = shelf.by_kind.get(kind, {})
            for citer in things if ids is None else ids:
                if citer in things:
                    found.setdefault(citer, []).extend(things[citer])
        return found
    rows = Citation.objects.filter(readable(workspace_id), citer_kind=kind)
    if ids is not None:
        rows = rows.filter(citer_id__in=ids)
    for citer, slug, role in rows.values_list("citer_id", "claim__slug", "role"):
        found.setdefault(citer, []).append((slug, role))
    return found


def rests_of(
    workspace_id: int | None, things: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], set[str]]:
    """The claims that each thing (kind, id) rests on; one query."""
    wanted = set(things)
    kinds, ids = {kind for kind, _id in wanted}, {thing for _kind, thing in wanted}
    found: dict[tuple[str, str], set[str]] = {}
    if once.is_reading():
        rows: Iterable[tuple[str, str, str]] = (
            (kind, thing, slug)
            for kind in kinds
            for thing, cited in cited_by(workspace_id, kind, sorted(ids)).items()
            for slug, role in cited
            if role == Citation.Role.RESTS_ON
        )
    else:
        rows = Citation.objects.filter(
            readable(workspace_id),
            role=Citation.Role.RESTS_ON,
            citer_kind__in=kinds,
            citer_id__in=ids,
        ).values_list("citer_kind", "citer_id", "claim__slug")
    for kind, thing, slug in rows:
        if (kind, thing) in wanted:
            found.setdefault((kind, thing), set()).add(slug)
    return found


def citing(kind: str, slugs: Iterable[str]) -> QuerySet[Citation, Any]:
    """A sub-query: ids of citers of a kind that rest on one of the claims."""
    return Citation.objects.filter(
        citer_kind=kind, role=Citation.Role.RESTS_ON, claim__slug__in=list(slugs)
    ).values("citer_id")


def own_citing(
    workspaces: Any, slugs: Iterable[str]
) -> tuple[dict[str, int], dict[str, QuerySet[Citation, Any]]]:
    """What workspaces themselves say rests on one of the claims, of several workspaces at once.

    How many things of each kind, and by kind a sub-query of their keys (whole numbers). One query.
    """
    rows = Citation.objects.filter(
        workspace_id__in=workspaces, role=Citation.Role.RESTS_ON, claim__slug__in=list(slugs)
    ).order_by()
    counted = rows.values_list("citer_kind").annotate(n=Count("citer_id", distinct=True))
    key = Cast("citer_id", BigIntegerField())
    return dict(counted), {
        kind: rows.filter(citer_kind=kind).annotate(key=key).values("key") for kind, _n in counted
    }


def own_things(kind: str, workspaces: Any, slugs: Iterable[str]) -> dict[int, list[str]]:
    """Ids of a kind's things that rest on one of the claims, by the workspace that says so."""
    rows = Citation.objects.filter(
        citer_kind=kind,
        workspace_id__in=workspaces,
        role=Citation.Role.RESTS_ON,
        claim__slug__in=list(slugs),
    )
    found: dict[int, list[str]] = {}
    for workspace, thing in rows.values_list("workspace_id", "citer_id"):
        found.setdefault(workspace, []).append(thing)
    return found
