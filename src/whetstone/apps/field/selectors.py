"""Reading the framework and the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q, QuerySet

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

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence


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
    """The newest edition's framework; one small query, the rest kept per process."""
    newest = Edition.objects.aggregate(newest=Max("pk"))["newest"]
    if newest is None:
        raise NoEditionError
    return _framework(newest)


@lru_cache(maxsize=4)
def _framework(edition_id: int) -> FrameworkView:
    row = Edition.objects.get(pk=edition_id)
    data = row.framework
    areas = tuple(
        AreaView(
            index,
            area["id"],
            area["name"],
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
        role["id"]: RoleView(role["id"], role["name"], MappingProxyType(role["targets"]))
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


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a workspace holds of every claim, on a day. `version` names the state: equal versions, equal ledgers."""

    version: tuple[int | None, int, dt.date]
    states: Mapping[str, ClaimState]
    live: frozenset[str]

    def status(self, slug: str) -> ClaimStatus | None:
        """The claim's status here; None for a claim that is not in the ledger."""
        state = self.states.get(slug)
        return state.status if state else None

    def dead(self, slugs: Iterable[str]) -> list[str]:
        """Those of the claims that are not current."""
        return [slug for slug in slugs if slug not in self.live]


def _readable(workspace_id: int | None) -> Q:
    return (
        Q(workspace=None)
        if workspace_id is None
        else Q(workspace=None) | Q(workspace=workspace_id)
    )


def ledger(workspace_id: int | None, *, on: dt.date) -> Ledger:
    """The ledger of a workspace (None: the installation's) on a day. One query when nothing has changed."""
    newest = ClaimVersion.objects.filter(_readable(workspace_id)).aggregate(n=Max("pk"))["n"] or 0
    return _ledger(workspace_id, newest, on)


@lru_cache(maxsize=256)
def _ledger(workspace_id: int | None, newest: int, on: dt.date) -> Ledger:
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
    rows = ClaimVersion.objects.filter(_readable(workspace_id)).values_list(
        "pk", "claim__slug", "claim__half_life_months", "workspace_id", "status", "as_of",
        "held_from", "held_until", "recorded_at", "change__slug",
    )  # fmt: skip
    return [
        core_ledger.ClaimVersion(
            slug,
            recorded_at,
            None if workspace is None else str(workspace),
            ClaimState(slug, ClaimStatus(status), as_of, half_life, held_from, held_until),
            change,
            pk,
        )
        for pk, slug, half_life, workspace, status, as_of, held_from, held_until, recorded_at, change in rows
    ]


def claims(workspace_id: int | None, slugs: Collection[str]) -> dict[str, ClaimVersion]:
    """The newest readable version of each claim (overlay first), with its claim; one query."""
    rows = (
        ClaimVersion.objects.filter(_readable(workspace_id), claim__slug__in=slugs)
        .select_related("claim", "change")
        .order_by("pk")
    )
    found: dict[str, ClaimVersion] = {}
    for row in rows:
        seen = found.get(row.claim.slug)
        if seen is None or row.workspace_id is not None or seen.workspace_id is None:
            found[row.claim.slug] = row
    return found


def claim_history(workspace_id: int | None, slug: str) -> list[ClaimVersion]:
    """Every readable version of a claim, newest first."""
    rows = ClaimVersion.objects.filter(_readable(workspace_id), claim__slug=slug)
    return list(rows.select_related("claim", "change").order_by("-pk"))


def changes(workspace_id: int | None) -> list[Change]:
    """Every change the workspace may read, newest event first, with effects; two queries."""
    rows = Change.objects.filter(_readable(workspace_id)).prefetch_related("effects__claim")
    return sorted(rows, key=lambda row: (row.happened_on, row.slug), reverse=True)


def change(workspace_id: int | None, slug: str) -> Change | None:
    """One change the workspace may read, its own first."""
    rows = Change.objects.filter(_readable(workspace_id), slug=slug)
    return (
        rows.prefetch_related("effects__claim", "effects__successor")
        .order_by("-workspace")
        .first()
    )


def publications(workspace_id: int | None) -> dict[int, Publication]:
    """Publications that count in a workspace by change id (its own first); one query."""
    rows = Publication.objects.filter(_readable(workspace_id)).select_related("published_by")
    found: dict[int, Publication] = {}
    for row in rows:
        if row.workspace_id is not None or row.change_id not in found:
            found[row.change_id] = row
    return found


def publication(workspace_id: int | None, change_id: int) -> Publication | None:
    """The publication of a change that counts in a workspace."""
    rows = Publication.objects.filter(_readable(workspace_id), change=change_id)
    return rows.select_related("published_by", "change").order_by("-workspace").first()


def undoing(workspace_id: int | None) -> dict[int, Change]:
    """Changes that undo another one here, by the id of what they undo."""
    rows = Change.objects.filter(_readable(workspace_id)).exclude(undoes=None)
    return {row.undoes_id: row for row in rows if row.undoes_id is not None}


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
        relearn_minutes=change_row.relearn_minutes,
    )


def citations(workspace_id: int | None, slugs: Collection[str]) -> list[tuple[str, str, str, str]]:
    """(claim, citer kind, citer id, role) of everything here that cites one of the claims; one query."""
    rows = Citation.objects.filter(_readable(workspace_id), claim__slug__in=slugs)
    return list(rows.values_list("claim__slug", "citer_kind", "citer_id", "role"))


def cited_by(
    workspace_id: int | None, kind: str, ids: Sequence[str] | None = None
) -> dict[str, list[tuple[str, str]]]:
    """(claim, role) by citer of a kind; all of the kind where no ids are given; one query."""
    rows = Citation.objects.filter(_readable(workspace_id), citer_kind=kind)
    if ids is not None:
        rows = rows.filter(citer_id__in=ids)
    found: dict[str, list[tuple[str, str]]] = {}
    for citer, slug, role in rows.values_list("citer_id", "claim__slug", "role"):
        found.setdefault(citer, []).append((slug, role))
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


__all__ = ["Claim", "Ledger", "ledger"]
