"""A table whose columns a person has named: a format of its own, by their mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from whetstone.core.kernel.errors import Fault, raise_all
from whetstone.formats.networks.shape import FRACTION, Figure, Format, plain

if TYPE_CHECKING:
    from whetstone.formats.networks.answers import Options

HOLDS: Final = (
    "post_id", "published", "on", "kind", "text", "link", "part", "dimension",
)  # fmt: skip
"""What a column may be mapped to, beside "metric:<name>" and "metric:<name>:<unit>"."""
KEY: Final = "mapping"
_METRIC: Final = "metric:"
_ADDS: Final = frozenset({"", "h"})


def by_mapping(options: Options) -> Format:
    """The format that a mapping describes.

    Raises:
        Faults: it says nothing, or not enough to tell one row from another; all at once.
    """
    said = {plain(head): what for head, what in (options.mapping or {}).items() if what}
    figures = {head: _figure(what) for head, what in said.items() if what.startswith(_METRIC)}
    holds = {head: what for head, what in said.items() if head not in figures}
    faults = [
        Fault(f"mapping.{head}", f"“{what}” is nothing a column can hold",
              f"Use one of {', '.join(HOLDS)}, or metric:views.")
        for head, what in holds.items() if what not in HOLDS
    ]  # fmt: skip
    names = [one.name for one in figures.values()]
    faults += [
        Fault("mapping", f"two columns hold {name}" if name else "a metric has no name",
              "Give each metric its name, once: metric:views.")
        for name in sorted({one for one in names if names.count(one) > 1 or not one})
    ]  # fmt: skip
    if not figures:
        faults.append(Fault("mapping", "no column holds a figure",
                            "Name at least one column metric:views or the like."))  # fmt: skip
    here = set(holds.values())
    makes = _makes(here)
    if not makes:
        faults.append(Fault(
            "mapping", "nothing tells one row from another",
            "Name the column with the post's id or link, with the day, or with the group.",
        ))  # fmt: skip
    raise_all(faults)
    order = {True: "d", False: "m"}.get(options.day_first, "")  # type: ignore[arg-type]  # None: nobody knows
    return Format(
        key=KEY, network=options.network or "other", makes=makes, needs=(frozenset(said),),
        holds=holds, figures=figures, order=order,
    )  # fmt: skip


def _makes(here: set[str]) -> str:
    if "post_id" in here or "link" in here:
        return "posts"
    if "dimension" in here:
        return "groups"
    return "days" if "on" in here else ""


def _figure(what: str) -> Figure:
    _metric, name, *unit = what.split(":")
    said = unit[0] if unit else ""
    if said == FRACTION:
        return Figure(name, "%", FRACTION, adds=False)
    return Figure(name, said, adds=said in _ADDS)
