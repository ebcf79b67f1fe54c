"""Reads framework/framework.yaml and framework/roles.yaml."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from whetstone.curriculum.fields import Fields, schema_is
from whetstone.curriculum.model import (
    Area,
    Concept,
    CurrencyClass,
    Cut,
    Framework,
    Level,
    Role,
    Skill,
)
from whetstone.curriculum.yaml_reader import Value, hash_of

if TYPE_CHECKING:
    from whetstone.curriculum.draft import Draft

_AREA = re.compile(r"[A-Z]{3}")
_SKILL = re.compile(r"([A-Z]{3})-[1-9]")
_TARGETS = range(5)
_TAUGHT = range(1, 5)


def read_framework(skills: Fields, roles: Fields, draft: Draft) -> None:
    """Read both files into `draft.framework`."""
    schema_is(skills, "framework")
    schema_is(roles, "roles")
    areas = tuple(_area(fields, draft) for fields in skills.entries("areas"))
    classes = tuple(_currency_class(fields) for fields in skills.entries("currency_classes"))
    codes = {area.id for area in areas}
    draft.framework = Framework(
        edition=skills.text("edition"),
        as_of=skills.take("as_of", date) or date.min,
        status=skills.text("status"),
        levels=_levels(skills),
        currency_classes=classes,
        areas=areas,
        roles=tuple(_role(fields, codes, draft) for fields in roles.entries("roles")),
        cuts=tuple(_cut(fields) for fields in roles.entries("standard_setting")),
        content_hash=hash_of([skills.origin.value.plain(), roles.origin.value.plain()]),
    )
    _check_classes(skills, areas, {each.id for each in classes})
    skills.close()
    roles.close()


def _levels(fields: Fields) -> tuple[Level, ...]:
    by_number = fields.mapping("levels")
    if by_number is None:
        return ()
    levels = []
    for number in _TARGETS:
        inner = by_number.mapping(number)
        if inner is None:
            continue
        named = {key: inner.text(key) for key in ("id", "name", "meaning")}
        levels.append(Level(number=number, **named))
        inner.close()
    by_number.close()
    return tuple(levels)


def _currency_class(fields: Fields) -> CurrencyClass:
    found = CurrencyClass(
        id=fields.slug(), half_life_months=fields.number("half_life_months", 1, 240)
    )
    fields.close()
    return found


def _area(fields: Fields, draft: Draft) -> Area:
    code = fields.text("id")
    if code and not _AREA.fullmatch(code):
        fields.fault("bad-id", f"{code!r} is not an area code.", "Three capitals.", at=("id",))
    draft.admit(code, fields.origin)
    area = Area(
        id=code,
        name=fields.text("name"),
        description=fields.text("description"),
        onet_soc=fields.texts("onet_soc"),
        skills=tuple(_skill(inner, code, draft) for inner in fields.entries("skills")),
    )
    fields.close()
    return area


def _skill(fields: Fields, area: str, draft: Draft) -> Skill:
    code = fields.text("id")
    found = _SKILL.fullmatch(code)
    if code and (not found or found[1] != area):
        what = f"{code!r} is not a skill of {area}."
        fields.fault("bad-id", what, f"Write {area}-1, {area}-2 and so on.", at=("id",))
    draft.admit(code, fields.origin)
    can_do = fields.mapping("can_do")
    skill = Skill(
        id=code,
        area=area,
        name=fields.text("name"),
        currency_class=fields.text("currency_class"),
        esco=tuple(_concept(inner) for inner in fields.entries("esco")),
        can_do={level: can_do.text(level) for level in _TAUGHT} if can_do else {},
        importance=fields.number("importance", 0.01, 100) if fields.has("importance") else None,
    )
    if can_do:
        can_do.close()
    fields.close()
    return skill


def _concept(fields: Fields) -> Concept:
    found = Concept(uri=fields.text("uri"), label=fields.text("label"))
    fields.close()
    return found


def _role(fields: Fields, areas: set[str], draft: Draft) -> Role:
    targets = fields.mapping("targets")
    named: dict[str, int] = {}
    if targets:
        named = {area: targets.integer(area, 0, 4) for area in sorted(areas)}
        for key in targets.keys_left():
            what = f"There is no area {key!r}."
            targets.fault("unknown-area", what, at=(key,))
    role = Role(
        id=fields.slug(),
        name=fields.text("name"),
        esco=fields.text_or_none("esco") or "",
        onet_soc=fields.text_or_none("onet_soc") or "",
        targets=named,
        note=fields.text_or_none("note") or "",
    )
    draft.admit(role.id, fields.origin)
    fields.close()
    return role


def _cut(fields: Fields) -> Cut:
    theta: Value | None = fields.value("theta", required=True)
    named = theta is not None and theta.data is not None
    cut = Cut(
        level=fields.integer("level", 1, 4),
        theta=fields.number("theta", -4, 4) if named else None,
        judges=fields.text("judges"),
        method=fields.text("method"),
        date=fields.day_or_none("date"),
        status=fields.text("status"),
    )
    if named and cut.date is None:
        fields.fault("missing-key", "A level that may be named needs the date of its cut.")
    fields.close()
    return cut


def _check_classes(fields: Fields, areas: tuple[Area, ...], known: set[str]) -> None:
    for row, area in enumerate(areas):
        for column, skill in enumerate(area.skills):
            if skill.currency_class and skill.currency_class not in known:
                what = f"There is no currency class {skill.currency_class!r}."
                path = ("areas", row, "skills", column, "currency_class")
                fields.fault("unknown-word", what, at=path)
