"""Changes, what they do to claims, and where they were published."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q

from whetstone.apps.field import kept
from whetstone.apps.field.kept import EFFECTS, readable
from whetstone.apps.field.models import (
    Change,
    ChangeEffect,
    Publication,
)
from whetstone.apps.field.selectors.ledger import OWN_FIRST
from whetstone.core.freshness import changes as core_changes
from whetstone.core.freshness.refreshing import Strike, strikes_by_claim
from whetstone.web import once
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping

    from django.db.models import QuerySet

TAKEN = frozenset({"supersedes", "retires", "doubts"})
"""Effects that take a claim out of force."""


def effects_on(workspace_id: int | None, slug: str) -> list[ChangeEffect]:
    """What readable changes do to a claim, as what they hit or as its successor; one query."""
    rows = ChangeEffect.objects.filter(
        Q(change__workspace=None) | Q(change__workspace=workspace_id),
        Q(claim__slug=slug) | Q(successor__slug=slug),
    ).exclude(effect=ChangeEffect.Effect.RESTORES)
    return list(
        rows.select_related("change", "claim", "successor").order_by("change__happened_on", "pk")
    )


def changes(workspace_id: int | None) -> list[Change]:
    """Every change the workspace may read, newest event first, with effects; two queries."""
    rows: Iterable[Change]
    if workspace_id is not None and once.is_reading():
        rows = kept.changes(workspace_id)
    else:
        rows = Change.objects.filter(readable(workspace_id)).prefetch_related(EFFECTS)
    return sorted(rows, key=lambda row: (row.happened_on, row.slug), reverse=True)


def change(workspace_id: int | None, slug: str) -> Change | None:
    """One change the workspace may read, its own first; two queries."""
    if workspace_id is not None and once.is_reading():
        found = [row for row in kept.changes(workspace_id) if row.slug == slug]
        return max(found, key=lambda row: row.workspace_id or 0, default=None)
    rows = Change.objects.filter(readable(workspace_id), slug=slug).prefetch_related(EFFECTS)
    return rows.order_by(OWN_FIRST).first()


def hits(change_row: Change) -> frozenset[str]:
    """The claims a change takes out of force; effects must be prefetched."""
    return frozenset(e.claim.slug for e in change_row.effects.all() if e.effect in TAKEN)


def creates(change_row: Change) -> frozenset[str]:
    """The claims a change brings into force; effects must be prefetched."""
    return frozenset(e.claim.slug for e in change_row.effects.all() if e.effect == "creates")


@dataclass(frozen=True, slots=True)
class Acts:
    """What was published and undone, as it counts in one place, by change.

    `undoing` names what undid a change, and in its turn what put it back; see `end_of`.
    """

    publications: dict[int, Publication]
    undoing: dict[int, Change]


def acts(workspace_id: int | None, *, of: int | None = None) -> Acts:
    """What was published and undone, as a workspace reads it (None: the installation).

    A workspace that published a change itself keeps it, whatever is undone for everybody. One
    that undid its own follows everybody: a publication for everybody counts there. `of` leaves
    out all publications but those of one change and of what undoes. Two queries.
    """
    rows = list(_publications(workspace_id, of))
    undoings = list(_undoings(workspace_id))
    own = _by_undone(row for row in undoings if row.workspace_id is not None)
    every = _by_undone(row for row in undoings if row.workspace_id is None)
    mine = {row.change_id: row for row in rows if row.workspace_id is not None}
    for_all = {row.change_id: row for row in rows if row.workspace_id is None}
    published, undone_by = for_all | mine, every | own
    for change_id in for_all.keys() & mine.keys():
        follows = end_of(change_id, own).is_undone and not end_of(change_id, every).is_undone
        counts = every if follows else own
        if follows:
            published[change_id] = for_all[change_id]
        undone_by.pop(change_id, None)
        if change_id in counts:
            undone_by[change_id] = counts[change_id]
    return Acts(published, undone_by)


def _by_undone(rows: Iterable[Change]) -> dict[int, Change]:
    return {row.undoes_id: row for row in rows if row.undoes_id is not None}


def _publications(workspace_id: int | None, of: int | None) -> Iterable[Publication]:
    if workspace_id is not None and once.is_reading():
        return kept.publications(workspace_id)
    return kept.rows_of_publications(workspace_id, of)


def _undoings(workspace_id: int | None) -> Iterable[Change]:
    """Readable changes that undo another one."""
    if workspace_id is not None and once.is_reading():
        return [row for row in kept.changes(workspace_id) if row.undoes_id is not None]
    return Change.objects.filter(readable(workspace_id)).exclude(undoes=None)


@dataclass(frozen=True, slots=True)
class End:
    """Where a chain of undoing and putting back ends; `newest` is None where nothing undid it."""

    newest: Change | None
    turns: int

    @property
    def is_undone(self) -> bool:
        """Whether the change that the chain began with is out of force."""
        return self.turns % 2 == 1


def end_of(change_id: int, undone_by: Mapping[int, Change]) -> End:
    """Follow what undid a change, and what undid that."""
    newest, turns, at = None, 0, change_id
    while at in undone_by:
        newest, turns = undone_by[at], turns + 1
        at = newest.pk
    return End(newest, turns)


def publications(workspace_id: int | None, *, of: int | None = None) -> dict[int, Publication]:
    """The publications of `acts`. Whose act it was is known of the workspace's own only."""
    return acts(workspace_id, of=of).publications


def undoing(workspace_id: int | None) -> dict[int, Change]:
    """Changes that undo another one here, by the id of what they undo."""
    return acts(workspace_id).undoing


def publishers_of(change_id: int) -> QuerySet[Publication, Any]:
    """A sub-query: the workspaces where a change stands because they published it themselves.

    One query, and one more for each time that somebody undid it or put it back.
    """
    acts_here: Counter[int | None] = Counter()
    level = Change.objects.filter(pk=change_id).values("pk")
    while True:
        rows = Publication.objects.filter(change__in=level, workspace__isnull=False)
        found = list(rows.values_list("workspace_id", flat=True))
        if not found:
            break
        acts_here.update(found)
        level = Change.objects.filter(undoes__in=level, workspace__isnull=False).values("pk")
    undid = [workspace for workspace, n in acts_here.items() if n % 2 == 0]
    rows = Publication.objects.filter(change=change_id, workspace__isnull=False)
    return rows.exclude(workspace__in=undid).values("workspace_id")


def publication(workspace_id: int | None, change_id: int) -> Publication | None:
    """The publication of a change that counts in a workspace."""
    rows = Publication.objects.filter(readable(workspace_id), change=change_id)
    return rows.select_related("published_by", "change").order_by(OWN_FIRST).first()


def newest_publications(*, before: dt.datetime) -> dict[int | None, dt.datetime]:
    """When something was last published, by workspace (None: for all); one query."""
    rows = Publication.objects.filter(published_at__lte=before, change__undoes=None)
    return dict(
        rows.order_by()
        .values_list("workspace_id")
        .annotate(newest=Max("published_at"))
        .values_list("workspace_id", "newest")
    )


def root_of(change_row: Change) -> tuple[Change, int]:
    """The change that a chain of undoing began with, and how many steps ago that was."""
    root, turns = change_row, 0
    while root.undoes is not None:
        root, turns = root.undoes, turns + 1
    return root, turns


@dataclass(frozen=True, slots=True)
class Move:
    """What moved a claim here: the published change, what it did, and what took its place."""

    change: Change
    effect: str
    successor: str | None


def moves(workspace_id: int | None, slugs: Collection[str]) -> dict[str, Move]:
    """The newest published change that struck each claim and stands here; two queries."""
    if not slugs:
        return {}
    undone = undoing(workspace_id)
    return {
        row.claim.slug: Move(change_row, row.effect, row.successor.slug if row.successor else None)
        for change_row, row in _published_effects(workspace_id, slugs)
        if row.effect in TAKEN and row.claim.slug in slugs and change_row.pk not in undone
    }


def _published_effects(
    workspace_id: int | None, slugs: Collection[str]
) -> Iterator[tuple[Change, ChangeEffect]]:
    """Effects of published changes on claims, or from them, oldest publication first."""
    if workspace_id is not None and once.is_reading():
        yield from _kept_effects(workspace_id)
        return
    rows = (
        ChangeEffect.objects.filter(
            Q(claim__slug__in=slugs) | Q(successor__slug__in=slugs),
            change__in=Change.objects.filter(readable(workspace_id)),
            change__publications__in=Publication.objects.filter(readable(workspace_id)),
        )
        .select_related("change", "claim", "successor")
        .order_by("change__publications__published_at", "pk")
    )
    yield from ((row.change, row) for row in rows)


def _kept_effects(workspace_id: int) -> list[tuple[Change, ChangeEffect]]:
    by_id = {row.pk: row for row in kept.changes(workspace_id)}
    found = [
        (published.published_at, effect.pk, change_row, effect)
        for published in kept.publications(workspace_id)
        if (change_row := by_id.get(published.change_id)) is not None
        for effect in change_row.effects.all()
    ]
    return [row[2:] for row in sorted(found, key=lambda row: row[:2])]


def causes(workspace_id: int | None, slugs: Collection[str]) -> dict[str, Change]:
    """The newest published change that moved each claim, or brought it in; two queries."""
    if not slugs:
        return {}
    undone = undoing(workspace_id)
    found: dict[str, Change] = {}
    for change_row, row in _published_effects(workspace_id, slugs):
        if change_row.pk not in undone and row.effect != ChangeEffect.Effect.RESTORES:
            named = {row.claim.slug} | ({row.successor.slug} if row.successor else set())
            found.update(dict.fromkeys(named.intersection(slugs), change_row))
    return found


def publications_by_id(ids: Collection[int]) -> dict[int, Publication]:
    """Publications with their changes and effects, by id; three queries for any number."""
    return _publications_by_id(frozenset(ids)) if ids else {}


@once.a_request
def _publications_by_id(ids: frozenset[int]) -> dict[int, Publication]:
    if not once.is_reading():
        rows = Publication.objects.filter(pk__in=ids).select_related("change")
        rows = rows.prefetch_related("change__effects__claim", "change__effects__successor")
        return {row.pk: row for row in rows}
    owners = {row[_OWNER] for row in _published(ids)}
    return _put_together(tuple((owner, kept.state_of_changes(owner)) for owner in owners), ids)


@once.a_state(maxsize=64)
def _put_together(
    owners: tuple[tuple[int | None, Hashable], ...], ids: frozenset[int]
) -> dict[int, Publication]:
    """Publications with the changes of those who published, as these stand in each one's state."""
    by_id = {row.pk: row for owner, _state in owners for row in kept.changes(owner)}
    found = {row[0]: Publication.from_db("default", _COLUMNS, row) for row in _published(ids)}
    for row in found.values():
        row.change = by_id[row.change_id]
    return found


@once.a_state(maxsize=512)
def _published(ids: frozenset[int]) -> tuple[tuple[Any, ...], ...]:
    """What was published stays as it is: rows of these ids are the same for ever."""
    return tuple(_BY_ID(*sorted(ids)))


_COLUMNS = tuple(one.attname for one in Publication._meta.concrete_fields)  # noqa: SLF001  # the way in that Django documents
_OWNER = _COLUMNS.index("workspace_id")
_BY_ID = Prepared(lambda *ids: Publication.objects.filter(pk__in=ids).values_list(*_COLUMNS))


def as_core(change_row: Change) -> core_changes.Change:
    """A change as the core's value; effects must be prefetched with claim and successor."""
    by_effect: dict[str, list[ChangeEffect]] = {}
    for effect in change_row.effects.all():
        by_effect.setdefault(effect.effect, []).append(effect)

    def named(kind: str) -> tuple[str, ...]:
        return tuple(effect.claim.slug for effect in by_effect.get(kind, []))

    return core_changes.Change(
        id=change_row.slug,
        network=change_row.network or None,
        kind=change_row.kind,
        severity=core_changes.Severity(change_row.severity),
        happened_on=core_changes.PartialDate(change_row.happened_on),
        noticed_on=change_row.noticed_on,
        state=change_row.state,
        supersedes={
            effect.claim.slug: effect.successor.slug
            for effect in by_effect.get("supersedes", [])
            if effect.successor
        },
        retires=named("retires"),
        doubts=named("doubts"),
        creates=named("creates"),
        check=change_row.source_check,
        relearn_minutes=change_row.relearn_minutes,
    )


def strikes(workspace_id: int) -> Mapping[str, Strike]:
    """What standing publications did to claims here, one strike a claim; five queries."""
    state = (
        kept.state_of_changes(workspace_id),
        kept.state(workspace_id, "publications", own=False),
        kept.state(workspace_id, "publications", own=True),
    )
    return _strikes(state, workspace_id)


@once.a_state(maxsize=256)
def _strikes(_state: Hashable, workspace_id: int) -> Mapping[str, Strike]:
    done = acts(workspace_id)
    found = strikes_by_claim(
        one
        for row in changes(workspace_id)
        if row.pk in done.publications and row.pk not in done.undoing
        for one in strikes_of(row, name=row.slug, at=done.publications[row.pk].published_at)
    )
    return MappingProxyType(found)


def strikes_of(change_row: Change, *, name: str, at: dt.datetime) -> list[Strike]:
    """What a change does to claims; effects must be prefetched. `name` is what published it."""
    return [
        Strike(
            claim=effect.claim.slug,
            effect=effect.effect,
            change=name,
            published_at=at,
            successor=effect.successor.slug if effect.successor else None,
        )
        for effect in change_row.effects.all()
        if effect.effect in TAKEN
    ]
