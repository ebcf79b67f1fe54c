"""The framework of the newest edition, and the editions."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext

from whetstone.apps.field.models import (
    Edition,
)
from whetstone.apps.people.clock import real_now
from whetstone.web import once
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class AreaView:
    """An area of the framework: `index` is its place in every measurement array."""

    index: int
    id: str
    name: str
    description: str
    skills: tuple[tuple[str, str], ...]
    esco: tuple[tuple[str, str], ...] = ()  # (uri, label) of terms that its skills align with
    onet: tuple[str, ...] = ()  # codes of occupations


@dataclass(frozen=True, slots=True)
class RoleView:
    """A role and what it needs: level by area."""

    id: str
    name: str
    targets: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CutNote:
    """What the framework's files say of a cut: who judged, how, when ("" where nobody yet)."""

    judges: str
    method: str
    date: str
    status: str


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
    cut_notes: Mapping[int, CutNote] = field(default_factory=dict)
    library: Mapping[str, Any] = field(default_factory=dict)  # what is held, and who has read it
    references: tuple[Mapping[str, Any], ...] = ()  # who uses which network, by country
    series: tuple[Mapping[str, Any], ...] = ()  # figures over time, wave by wave

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


def edition_number() -> int:
    """The row of the newest edition: equal numbers, equal curriculum."""
    return _newest_edition()


def framework() -> FrameworkView:
    """The newest edition's framework in the reader's language.

    One small query; the rest is kept per process.
    """
    return framework_of(_newest_edition())


def framework_of(edition_id: int) -> FrameworkView:
    """An edition's framework in the reader's language: who keeps things keeps its number only."""
    return _framework(edition_id, get_language() or "")


_NEWEST_EDITION = Prepared(lambda: Edition.objects.order_by("-pk").values_list("pk")[:1])


@once.any_request
def _newest_edition() -> int:
    newest = _NEWEST_EDITION.first()
    if newest is None:
        raise NoEditionError
    return int(newest[0])


@lru_cache(maxsize=8)
def _framework(edition_id: int, _language: str) -> FrameworkView:
    row = Edition.objects.defer("learned").get(pk=edition_id)
    data = row.framework
    areas = tuple(
        AreaView(
            index,
            area["id"],
            _said(area, "name"),
            area["description"],
            tuple((skill["id"], skill["name"]) for skill in area["skills"]),
            tuple(
                dict.fromkeys(
                    (uri, label)
                    for skill in area["skills"]
                    for uri, label in skill.get("esco", ())
                )
            ),
            tuple(area.get("onet_soc", ())),
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
        cut_notes=MappingProxyType(
            {int(level): CutNote(**note) for level, note in data.get("cut_notes", {}).items()}
        ),
        library=MappingProxyType(data.get("library", {})),
        references=tuple(data.get("references", ())),
        series=tuple(data.get("series", ())),
    )


def _said(of: Mapping[str, Any], key: str) -> str:
    """A name of the framework in the active language, where the catalogue has it."""
    name = str(of[key])
    return gettext(name)


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
