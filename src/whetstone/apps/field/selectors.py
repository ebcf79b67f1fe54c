"""Reading the framework and the ledger."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import get_language, gettext

from whetstone.apps.field import kept
from whetstone.apps.field.kept import EFFECTS, readable
from whetstone.apps.field.models import (
    Change,
    ChangeEffect,
    Citation,
    Claim,
    ClaimVersion,
    Edition,
    Notice,
    Publication,
)
from whetstone.apps.people.clock import real_now
from whetstone.core.freshness import changes as core_changes
from whetstone.core.freshness import ledger as core_ledger
from whetstone.core.freshness.claims import ClaimState, ClaimStatus
from whetstone.web import once
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class AreaView:
    """An area of the framework: `index` is its place in every measurement array."""

    index: int
    id: str
    name: str
    description: str
    skills: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RoleView:
    """A role and what it needs: level by area."""

    id: str
    name: str
    targets: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FrameworkView:
    """The framework of the newest edition."""

    edition: str
    as_of: dt.date
    areas: tuple[AreaView, ...]
    roles: Mapping[str, RoleView]
    levels: tuple[str, ...]
    cuts: Mapping[int, float]
    can_do: Mapping[str, Mapping[str, str]]
    id: int = 0  # the edition's row: equal ids, equal curriculum

    def area(self, area_id: str) -> AreaView:
        """The area of a code; KeyError where there is none."""
        return next(area for area in self.areas if area.id == area_id)

    @property
    def area_ids(self) -> tuple[str, ...]:
        """Codes in the order of every measurement array."""
        return tuple(area.id for area in self.areas)

    def role(self, role_id: str) -> RoleView:
        """The role, or the first one where the id is not known any more."""
        return self.roles.get(role_id) or next(iter(self.roles.values()))


class NoEditionError(LookupError):
    """No curriculum has been loaded: `whetstone curriculum load` mends it."""


def framework() -> FrameworkView:
    """The newest edition's framework in the reader's language.

    One small query; the rest is kept per process.
    """
    return _framework(_newest_edition(), get_language() or "")


_NEWEST_EDITION = Prepared(lambda: Edition.objects.order_by("-pk").values_list("pk")[:1])


@once.any_request
def _newest_edition() -> int:
    newest = _NEWEST_EDITION.first()
    if newest is None:
        raise NoEditionError
    return int(newest[0])


@lru_cache(maxsize=8)
def _framework(edition_id: int, _language: str) -> FrameworkView:
    row = Edition.objects.get(pk=edition_id)
    data = row.framework
    areas = tuple(
        AreaView(
            index,
            area["id"],
            _said(area, "name"),
            area["description"],
            tuple((skill["id"], skill["name"]) for skill in area["skills"]),
        )
        for index, area in enumerate(data["areas"])
    )
    can_do = {
        skill["id"]: MappingProxyType(skill["can_do"])
        for area in data["areas"]
        for skill in area["skills"]
    }
    roles = {
        role["id"]: RoleView(role["id"], _said(role, "name"), MappingProxyType(role["targets"]))
        for role in data["roles"]
    }
    cuts = {int(level): theta for level, theta in data["cuts"].items()}
    return FrameworkView(
        edition=row.name,
        as_of=row.as_of,
        areas=areas,
        roles=MappingProxyType(roles),
        levels=tuple(data["levels"]),
        cuts=MappingProxyType(cuts),
        can_do=MappingProxyType(can_do),
        id=edition_id,
    )


def _said(of: Mapping[str, Any], key: str) -> str:
    """A name of the framework in the active language, where the catalogue has it."""
    name = str(of[key])
    return gettext(name)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a workspace holds of every claim, on a day.

    `version` names the state: equal versions, equal ledgers.
    """

    version: tuple[int | None, str, dt.date]
    states: Mapping[str, ClaimState]
    live: frozenset[str]

    def status(self, slug: str) -> ClaimStatus | None:
        """The claim's status here; None for a claim that is not in the ledger."""
        state = self.states.get(slug)
        return state.status if state else None

    def dead(self, slugs: Iterable[str]) -> list[str]:
        """Those of the claims that are not current."""
        return [slug for slug in slugs if slug not in self.live]


_OWN_FIRST = F("workspace").desc(nulls_last=True)


@once.a_request
def ledger(workspace_id: int | None, *, on: dt.date) -> Ledger:
    """The ledger of a workspace (None: the installation's) on a day.

    One query when nothing has changed.
    """
    return _ledger(workspace_id, kept.newest_version(workspace_id), on)


@lru_cache(maxsize=256)
def _ledger(workspace_id: int | None, newest: str, on: dt.date) -> Ledger:
    states = core_ledger.ledger_at(
        versions(workspace_id),
        workspace=None if workspace_id is None else str(workspace_id),
        known_at=dt.datetime.max.replace(tzinfo=dt.UTC),
        on=on,
    )
    live = frozenset(slug for slug, state in states.items() if state.is_live)
    return Ledger((workspace_id, newest, on), MappingProxyType(states), live)


def ledger_as_known(
    workspace_id: int | None, *, known_at: dt.datetime, on: dt.date
) -> Mapping[str, ClaimState]:
    """What the workspace held at a moment in the past about a day in the field."""
    return core_ledger.ledger_at(
        versions(workspace_id),
        workspace=None if workspace_id is None else str(workspace_id),
        known_at=known_at,
        on=on,
    )


def versions(workspace_id: int | None) -> list[core_ledger.ClaimVersion]:
    """Every version the workspace may read, as core values; one query."""
    rows = ClaimVersion.objects.filter(readable(workspace_id)).values_list(
        "pk", "claim__slug", "claim__half_life_months", "workspace_id", "status", "as_of",
        "held_from", "held_until", "recorded_at", "change__slug",
    )  # fmt: skip
    return [_as_version(row) for row in rows]


def _as_version(row: tuple[Any, ...]) -> core_ledger.ClaimVersion:
    pk, slug, half_life, workspace, status, as_of, held_from, held_until, recorded_at, change = row
    return core_ledger.ClaimVersion(
        slug,
        recorded_at,
        None if workspace is None else str(workspace),
        ClaimState(slug, ClaimStatus(status), as_of, half_life, held_from, held_until),
        change,
        pk,
    )


def claims(workspace_id: int | None, slugs: Collection[str]) -> dict[str, ClaimVersion]:
    """The newest readable version of each claim (overlay first), with its claim; one query."""
    if workspace_id is not None and once.is_reading():
        return kept.versions(workspace_id, frozenset(slugs))
    return kept.newest_versions(workspace_id, frozenset(slugs))


def claim(workspace_id: int | None, slug: str) -> Claim | None:
    """The claim of a name that the workspace may read, its own first."""
    rows = Claim.objects.filter(readable(workspace_id), slug=slug)
    return rows.order_by(_OWN_FIRST).first()


def claim_history(workspace_id: int | None, slug: str) -> list[ClaimVersion]:
    """Every readable version of a claim, newest first."""
    rows = ClaimVersion.objects.filter(readable(workspace_id), claim__slug=slug)
    return list(rows.select_related("claim", "change", "recorded_by").order_by("-pk"))


def state_of(row: ClaimVersion, *, on: dt.date) -> ClaimState:
    """A version as the core's value, with the status it had in the field on a day."""
    state = ClaimState(
        row.claim.slug,
        ClaimStatus(row.status),
        row.as_of,
        row.claim.half_life_months,
        row.held_from,
        row.held_until,
    )
    return core_ledger.as_in_the_field(state, on)


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
    return rows.order_by(_OWN_FIRST).first()


def hits(change_row: Change) -> frozenset[str]:
    """The claims a change takes out of force; effects must be prefetched."""
    taken = {"supersedes", "retires", "doubts"}
    return frozenset(e.claim.slug for e in change_row.effects.all() if e.effect in taken)


def creates(change_row: Change) -> frozenset[str]:
    """The claims a change brings into force; effects must be prefetched."""
    return frozenset(e.claim.slug for e in change_row.effects.all() if e.effect == "creates")


def publications(workspace_id: int | None, *, of: int | None = None) -> dict[int, Publication]:
    """Publications that count in a workspace by change id (its own first); one query.

    `of` leaves out all changes but that one and those that undo something. Whose act it was is
    known of the workspace's own only.
    """
    rows: Iterable[Publication]
    if workspace_id is not None and once.is_reading():
        rows = kept.publications(workspace_id)
    else:
        rows = kept.rows_of_publications(workspace_id, of)
    found: dict[int, Publication] = {}
    for row in rows:
        if row.workspace_id is not None or row.change_id not in found:
            found[row.change_id] = row
    return found


def publication(workspace_id: int | None, change_id: int) -> Publication | None:
    """The publication of a change that counts in a workspace."""
    rows = Publication.objects.filter(readable(workspace_id), change=change_id)
    return rows.select_related("published_by", "change").order_by(_OWN_FIRST).first()


def undoing(workspace_id: int | None) -> dict[int, Change]:
    """Changes that undo another one here, by the id of what they undo."""
    rows: Iterable[Change]
    if workspace_id is not None and once.is_reading():
        rows = kept.changes(workspace_id)
    else:
        rows = Change.objects.filter(readable(workspace_id)).exclude(undoes=None)
    return {row.undoes_id: row for row in rows if row.undoes_id is not None}


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
    kinds = ChangeEffect.Effect
    rows = (
        ChangeEffect.objects.filter(
            change__in=Change.objects.filter(readable(workspace_id)),
            change__publications__in=Publication.objects.filter(readable(workspace_id)),
            claim__slug__in=slugs,
            effect__in=[kinds.SUPERSEDES, kinds.RETIRES, kinds.DOUBTS],
        )
        .select_related("change", "claim", "successor")
        .order_by("change__publications__published_at", "pk")
    )
    undone = set(undoing(workspace_id))
    return {
        row.claim.slug: Move(row.change, row.effect, row.successor.slug if row.successor else None)
        for row in rows
        if row.change_id not in undone
    }


def publications_by_id(ids: Collection[int]) -> dict[int, Publication]:
    """Publications with their changes and effects, by id; three queries for any number."""
    rows = Publication.objects.filter(pk__in=ids).select_related("change")
    rows = rows.prefetch_related("change__effects__claim", "change__effects__successor")
    return {row.pk: row for row in rows}


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
    workspace_id: int, things: Iterable[tuple[str, str]]
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


def notices(workspace_id: int, *, limit: int = 30) -> list[Notice]:
    """What people here reported, newest first."""
    rows = Notice.objects.filter(workspace=workspace_id).select_related("claim", "person")
    return list(rows.order_by("-noticed_at")[:limit])


def edition_name() -> str:
    """The newest edition's name, or an empty text before the first load."""
    row = Edition.objects.order_by("-pk").values_list("name", flat=True).first()
    return row or ""


def is_loaded(content_hash: str) -> bool:
    """Whether exactly this curriculum is the newest one loaded."""
    return (
        Edition.objects.order_by("-pk").values_list("content_hash", flat=True).first()
        == content_hash
    )


def clock_reading() -> dt.datetime:
    """The real time, for rows that are about the installation."""
    return real_now()
