"""Item parameters in a JSON file, as `whetstone measure fit --json` prints them.

    {"model": "2pl", "groups": [{"name": "", "mean": 0, "sd": 1}],
     "items": [{"item": "q1", "a": 1.2, "a_se": 0.1, "b": [0.3], "b_se": [0.1], "area": "plan"}]}

Errors, groups and areas may be missing: errors are then 0, the people N(0, 1), the area one for
all. So may "c", the chance to be right without knowing (0), of items of right and wrong. Every
fault is told, all at once.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from whetstone.core.kernel.errors import Fault, Faults, raise_all
from whetstone.core.measurement.calibration import Model
from whetstone.core.measurement.fitted import FittedItem

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_BYTES: Final = 100_000_000
NO_AREA: Final = ""


@dataclass(frozen=True, slots=True)
class ParameterFile:
    """What a file holds; `groups` are (mean, sd) by name, the first one first."""

    model: Model
    items: tuple[FittedItem, ...]
    areas: tuple[str, ...]
    groups: Mapping[str, tuple[float, float]]


def read(data: bytes, *, name: str = "file") -> ParameterFile:
    """Read a file of parameters. Raises `Faults` naming everything that is wrong with it."""
    told = _document(data, name)
    faults: list[Fault] = []
    known = [model.value for model in Model]
    if told.get("model", "2pl") not in known:
        faults.append(Fault(name, f"no model “{told['model']}”.", f"Use {', '.join(known)}."))
    rows = told.get("items")
    if not isinstance(rows, list) or not rows:
        faults.append(Fault(name, "holds no items.", "A list under “items” is wanted."))
        rows = []
    areas: dict[str, int] = {}
    items = [_item(row, f"{name}, items[{n}]", areas, faults) for n, row in enumerate(rows)]
    names = [item.name for item in items]
    faults += [
        Fault(name, f"item “{one}” stands {names.count(one)} times.")
        for one in dict.fromkeys(names)
        if names.count(one) > 1
    ]
    faults += [fault for item in items for fault in item.faults()]
    groups = _groups(told.get("groups") or [], name, faults)
    raise_all(faults)
    return ParameterFile(Model(told.get("model", "2pl")), tuple(items), tuple(areas), groups)


def _document(data: bytes, name: str) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        raise Faults([Fault(name, "is larger than 100 MB.")])
    try:
        told = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        what = f"is no JSON: {fault}."
        raise Faults([Fault(name, what, "`whetstone measure fit --json` makes one.")]) from None
    if not isinstance(told, dict):
        raise Faults([Fault(name, "is no set of named values.")])
    return told


def _item(row: Any, where: str, areas: dict[str, int], faults: list[Fault]) -> FittedItem:
    row = row if isinstance(row, dict) else {}
    if not isinstance(row.get("item"), str):
        faults.append(Fault(where, "has no name under “item”."))
    b = row.get("b")
    b = b if isinstance(b, list) else [b]
    errors = row.get("b_se")
    errors = errors if isinstance(errors, list) else [errors]
    area = str(row.get("area") or NO_AREA)
    return FittedItem(
        str(row.get("item", where)),
        _number(row.get("a"), math.nan),
        tuple(_number(one, math.nan) for one in b),
        _number(row.get("a_se"), 0.0),
        tuple(_number(one, 0.0) for one in errors),
        areas.setdefault(area, len(areas)),
        _number(row.get("c"), 0.0),
    )


def _groups(
    rows: list[Any], name: str, faults: list[Fault]
) -> dict[str, tuple[float, float]]:  # fmt: skip
    found = {}
    for n, row in enumerate(rows):
        row = row if isinstance(row, dict) else {}  # noqa: PLW2901  # anything may stand there
        mean, sd = _number(row.get("mean"), math.nan), _number(row.get("sd"), math.nan)
        if not (math.isfinite(mean) and math.isfinite(sd) and sd > 0):
            what = "a mean and an sd above 0 are wanted."
            faults.append(Fault(f"{name}, groups[{n}]", what))
        found[str(row.get("name", ""))] = (mean, sd)
    return found or {"": (0.0, 1.0)}


def _number(given: Any, missing: float) -> float:
    """A number, `missing` for nothing at all, NaN for anything else."""
    if given is None:
        return missing
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    return float(given) if is_number else math.nan
