"""Checks questions that stand in no file of the curriculum, by the same rules as a whole bank."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml

from whetstone.curriculum.check_questions import check_questions
from whetstone.curriculum.draft import Draft
from whetstone.curriculum.faults import FaultLog
from whetstone.curriculum.fields import Fields
from whetstone.curriculum.read_items import read_bank
from whetstone.curriculum.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from whetstone.curriculum.faults import Fault
    from whetstone.curriculum.model import Claim, Item

_DEFAULTS = {"version": 1, "status": "draft", "language": "en"}


class _Said(str):
    """Words of a person, written in quotes: no reader takes them for a number or a date."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Writes words of people in quotes, everything else as it is."""


_Dumper.add_representer(
    _Said, lambda dumper, said: dumper.represent_scalar("tag:yaml.org,2002:str", said, style='"')
)


def as_bank(item: Mapping[str, Any], *, bank: str) -> str:
    """The question as a file of the curriculum: a bank of one."""
    whole = {
        "schema": "whetstone/item@1",
        "bank": bank,
        "defaults": _DEFAULTS,
        "items": [_said(dict(item))],
    }
    return yaml.dump(whole, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)


def _said(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _said(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_said(value) for value in data]
    return _Said(data) if isinstance(data, str) else data


def check_question(
    text: str, *, claims: Collection[str], skills: Collection[str]
) -> tuple[tuple[Fault, ...], tuple[Fault, ...]]:
    """Faults and warnings of a bank of one; `claims` and `skills` are the names that exist."""
    draft = _read(text, claims=claims, skills=skills)
    return tuple(sorted(set(draft.log.faults))), tuple(sorted(set(draft.log.warnings)))


def read_questions(
    text: str, *, claims: Collection[str], skills: Collection[str]
) -> tuple[tuple[Item, ...], tuple[Fault, ...]]:
    """The questions of a bank that stands in no curriculum, and all its faults."""
    draft = _read(text, claims=claims, skills=skills)
    return tuple(draft.items.values()), tuple(sorted(set(draft.log.faults)))


def _read(text: str, *, claims: Collection[str], skills: Collection[str]) -> Draft:
    draft = Draft(root=Path(), log=FaultLog())
    draft.claims = cast("dict[str, Claim]", dict.fromkeys(claims))
    value = read_yaml(text, "draft.yaml", draft.log)
    if value is not None:
        read_bank(Fields(value, "draft.yaml", draft.log), draft)
        check_questions(draft)
    for item in draft.items.values():
        if item.skill not in skills:
            what = f"There is no skill {item.skill!r}."
            draft.log.fault(draft.origins[item.id].at("skill"), "unknown-skill", what)
    return draft
