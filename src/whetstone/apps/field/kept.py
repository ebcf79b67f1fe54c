"""What reading requests keep of the field between them, by the state that it belongs to.

The shared ledger changes a few times a month and every page reads it. One small query names its
state; rows that belong to that state are read once per process. Whatever writes reads the store.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.db.models import Count, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce, Greatest

from whetstone.apps.field.models import (
    Change,
    ChangeEffect,
    ChangeReading,
    Citation,
    ClaimVersion,
    Edition,
    Publication,
)
from whetstone.web import once
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from django.db.models import QuerySet

EFFECTS = Prefetch("effects", ChangeEffect.objects.select_related("claim", "successor"))
NO_WORKSPACE = 0
"""Asked for where only what the installation has counts."""
Part = Literal["changes", "effects", "citations", "publications", "versions", "readings"]
_PARTS: tuple[Part, ...] = (
    "changes", "effects", "citations", "publications", "versions", "readings",
)  # fmt: skip


def readable(workspace_id: int | None) -> Q:
    """Rows of the installation, and of the workspace where one is named."""
    shared = Q(workspace=None)
    return shared if workspace_id is None else shared | Q(workspace=workspace_id)


def _marks(workspace_id: int | None) -> list[Subquery]:
    """Each part's highest row number, and how many rows a workspace has: equal marks, equal rows.

    Rows of everybody are taken away and changed in place only by a load, which is a new edition:
    they need not be counted (there are thousands). A workspace's are few, and are taken away.
    """
    tables: dict[Part, QuerySet[Any]] = {
        "changes": Change.objects.filter(workspace=workspace_id),
        "effects": ChangeEffect.objects.filter(change__workspace=workspace_id),
        "citations": Citation.objects.filter(workspace=workspace_id),
        "publications": Publication.objects.filter(workspace=workspace_id),
        "versions": ClaimVersion.objects.filter(workspace=workspace_id),
        "readings": ChangeReading.objects.filter(workspace=workspace_id),
    }
    marks = []
    for part in _PARTS:
        marks.append(Subquery(tables[part].order_by("-pk").values("pk")[:1]))
        if workspace_id is not None:
            group = "change__workspace" if part == "effects" else "workspace"
            counted = tables[part].order_by().values(group).annotate(n=Count("pk")).values("n")
            marks.append(Subquery(counted))
    return marks


_STATE = Prepared(
    lambda workspace_id: Edition.objects.order_by("-pk").values_list(
        "pk", *_marks(None), *_marks(workspace_id)
    )[:1]
)


@once.a_request
def _state(workspace_id: int) -> tuple[Any, ...] | None:
    return _STATE.first(workspace_id)


def state(workspace_id: int, *parts: Part, own: bool) -> Hashable:
    """The state of parts of the field: of the installation, or of what a workspace adds to it.

    None where a workspace adds nothing. Without an edition no two states are equal.
    """
    found = _state(workspace_id)
    if found is None:
        return object()
    places = [_PARTS.index(part) for part in parts]
    if not own:
        return (found[0], *(found[1 + place] for place in places))
    marks = found[1 + len(_PARTS) :]
    named = tuple(marks[2 * place : 2 * place + 2] for place in places)
    return (found[0], *named) if any(count for _newest, count in named) else None


def rows_of_changes(workspace_id: int | None) -> tuple[Change, ...]:
    """All changes of the installation, or of one workspace, with effects; two queries."""
    return tuple(Change.objects.filter(workspace=workspace_id).prefetch_related(EFFECTS))


_changes = once.a_state(64)(lambda _state, workspace_id: rows_of_changes(workspace_id))


def changes(workspace_id: int | None) -> tuple[Change, ...]:
    """Every change that the workspace may read, as kept; nobody writes to these rows."""
    shared = _changes(state(workspace_id or NO_WORKSPACE, "changes", "effects", own=False), None)
    if workspace_id is None:
        return shared
    own = state(workspace_id, "changes", "effects", own=True)
    return shared if own is None else (*shared, *_changes(own, workspace_id))


def state_of_changes(workspace_id: int | None) -> Hashable:
    """Names the state that `changes` belongs to."""
    shared = state(workspace_id or NO_WORKSPACE, "changes", "effects", own=False)
    if workspace_id is None:
        return (shared, None)
    return (shared, state(workspace_id, "changes", "effects", own=True))


def rows_of_publications(workspace_id: int | None, of: int | None) -> QuerySet[Publication]:
    """Publications that may be read here; `of` leaves only one change's, and what undoes."""
    rows = Publication.objects.filter(readable(workspace_id)).select_related("published_by")
    if of is None:
        return rows
    return rows.filter(Q(change=of) | Q(change__undoes__isnull=False))


@once.a_state(4)
def _publications(_state: Hashable) -> tuple[Publication, ...]:
    return tuple(Publication.objects.filter(workspace=None))


def publications(workspace_id: int) -> tuple[Publication, ...]:
    """Every publication that counts here. Who published is read anew: names may change or go."""
    shared = _publications(state(workspace_id, "publications", own=False))
    if state(workspace_id, "publications", own=True) is None:
        return shared
    return (*shared, *_OWN_PUBLICATIONS(workspace_id))


_OF_A_PUBLICATION = [one.name for one in Publication._meta.concrete_fields]  # noqa: SLF001  # the way in that Django documents
_OWN_PUBLICATIONS = Prepared(
    lambda workspace_id: (
        Publication.objects.filter(workspace=workspace_id)
        .select_related("published_by")
        .only(*_OF_A_PUBLICATION, "published_by__name")
    )
)


def rows_of_readings(workspace_id: int | None) -> tuple[ChangeReading, ...]:
    """What editors read at the sources of changes: of the installation, or of one workspace."""
    return tuple(ChangeReading.objects.filter(workspace=workspace_id).order_by("pk"))


_readings = once.a_state(64)(lambda _state, workspace_id: rows_of_readings(workspace_id))


def readings(workspace_id: int) -> tuple[ChangeReading, ...]:
    """Every reading that counts here, as kept, everybody's first; nobody writes to these rows."""
    shared = _readings(state(workspace_id, "readings", own=False), None)
    own = state(workspace_id, "readings", own=True)
    return shared if own is None else (*shared, *_readings(own, workspace_id))


@dataclass(frozen=True, slots=True)
class Cites:
    """Citations, found by claim or by what cites."""

    by_claim: Mapping[str, tuple[tuple[str, str, str, str], ...]]
    by_kind: Mapping[str, Mapping[str, tuple[tuple[str, str], ...]]]


_NOTHING = Cites({}, {})


@once.a_state(64)
def _cites(_state: Hashable, workspace_id: int | None) -> Cites:
    by_claim: defaultdict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
    by_kind: defaultdict[str, defaultdict[str, list[tuple[str, str]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    rows = Citation.objects.filter(workspace=workspace_id).order_by("pk")
    for row in rows.values_list("claim__slug", "citer_kind", "citer_id", "role"):
        slug, kind, thing, role = row
        by_claim[slug].append(row)
        by_kind[kind][thing].append((slug, role))
    return Cites(
        {slug: tuple(found) for slug, found in by_claim.items()},
        {
            kind: {thing: tuple(found) for thing, found in things.items()}
            for kind, things in by_kind.items()
        },
    )


def cites(workspace_id: int) -> tuple[Cites, Cites]:
    """What cites what: in the installation, and what the workspace adds."""
    shared = _cites(state(workspace_id, "citations", own=False), None)
    own = state(workspace_id, "citations", own=True)
    return shared, _NOTHING if own is None else _cites(own, workspace_id)


def newest_versions(workspace_id: int | None, slugs: frozenset[str]) -> dict[str, ClaimVersion]:
    """The version of each claim that counts here (overlay first), with its claim; one query."""
    rows = (
        ClaimVersion.objects.filter(readable(workspace_id), claim__slug__in=slugs)
        .select_related("claim", "change")
        .order_by("recorded_at", "pk")
    )
    return that_count(rows)


def that_count(rows: Iterable[ClaimVersion]) -> dict[str, ClaimVersion]:
    """Of rows in the order they were recorded: the last of each claim, the overlay's first.

    An overlay that follows everybody again has no word of its own.
    """
    shared: dict[str, ClaimVersion] = {}
    own: dict[str, ClaimVersion] = {}
    for row in rows:
        (shared if row.workspace_id is None else own)[row.claim.slug] = row
    return shared | {slug: row for slug, row in own.items() if row.act != ClaimVersion.Act.FOLLOWS}


_versions = once.a_state(128)(
    lambda _state, workspace_id, slugs: newest_versions(workspace_id, slugs)
)


def versions(workspace_id: int, slugs: frozenset[str]) -> dict[str, ClaimVersion]:
    """As `newest_versions`, kept; nobody writes to these rows."""
    shared = state(workspace_id, "versions", own=False)
    own = state(workspace_id, "versions", own=True)
    if own is None:
        return dict(_versions(shared, None, slugs))
    return dict(_versions((shared, own), workspace_id, slugs))


def newest_version(workspace_id: int | None) -> str:
    """A name of the newest row of a ledger: equal names, equal ledgers; one query."""
    newest = _NEWEST_OF_ALL.first() if workspace_id is None else _NEWEST_HERE.first(workspace_id)
    return _name_of_state(newest)


def _newest_version(*scopes: int | None) -> QuerySet[ClaimVersion, Any]:
    """The newest row of these scopes: each looks at the end of its own index."""
    newest = [
        Coalesce(Subquery(rows.order_by("-pk").values("pk")[:1]), 0)
        for rows in (ClaimVersion.objects.filter(workspace=scope) for scope in scopes)
    ]
    found = ClaimVersion.objects.filter(pk=Greatest(*newest) if newest[1:] else newest[0])
    return found.values_list("pk", "recorded_at", "claim_id", "status")


_NEWEST_OF_ALL = Prepared(lambda: _newest_version(None))
_NEWEST_HERE = Prepared(lambda workspace_id: _newest_version(None, workspace_id))


def _name_of_state(newest: tuple[object, ...] | None) -> str:
    """Row number and a digest of the row: a number that was rolled back may be given out again."""
    if newest is None:
        return "0"
    digest = hashlib.blake2s(repr(newest).encode(), digest_size=6).hexdigest()
    return f"{newest[0]}.{digest}"
