"""Reads and checks a hot-spot: a text, or a table, in which passages are marked as faults.

The segments stand in reading order. A segment with an `id` can be marked and says whether it is
a fault (`correct`) and `why`; one without is only read. With a `grid` the segments are the cells
of its table, row by row.
"""

from __future__ import annotations

from statistics import mean
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from whetstone.curriculum.draft import Draft
    from whetstone.curriculum.fields import Fields
    from whetstone.curriculum.model import Item

SPOT_KEYS: Final = ("segments", "grid")
SPOTS: Final = range(4, 10)
"""How many passages can be marked: below four a guess pays, above nine nobody weighs each."""
FEWEST_SOUND: Final = 2
_COLUMNS: Final = range(2, 6)
_LONGER: Final = 1.1
_LONG_ENOUGH: Final = 24
"""Characters; below, a difference in length gives nothing away."""
_MARKS_ONLY: Final = ("correct", "why")


def read_spots(fields: Fields) -> dict[str, Any]:
    """Read `segments` and `grid`; every fault is noted at its own line."""
    grid = _grid(fields)
    segments = [
        _segment(inner, index, grid=grid) for index, inner in enumerate(fields.entries("segments"))
    ]
    spots = [(place, one) for place, one in enumerate(segments) if "id" in one]
    _check_count(fields, [one for _, one in spots])
    ids = [one["id"] for _, one in spots]
    for nth, (place, one) in enumerate(spots):
        if one["id"] in ids[:nth]:
            what = f"{one['id']!r} stands here twice."
            fields.fault("id-reused", what, at=("segments", place, "id"))
    if grid is None:
        return {"segments": segments}
    if grid["columns"] and len(segments) % len(grid["columns"]):
        what = f"{len(segments)} cells do not fill rows of {len(grid['columns'])}."
        fields.fault("bad-spots", what, "Give every row all its cells.", at=("segments",))
    return {"segments": segments, "grid": grid}


def _grid(fields: Fields) -> dict[str, Any] | None:
    inner = fields.mapping("grid", required=False)
    if inner is None:
        return None
    grid = {"caption": inner.text("caption"), "columns": list(inner.texts("columns"))}
    if len(grid["columns"]) not in _COLUMNS:
        what = f"The table has {len(grid['columns'])} columns."
        mend = f"Use {_COLUMNS[0]} to {_COLUMNS[-1]}: more do not fit a phone."
        inner.fault("bad-spots", what, mend, at=("columns",))
    inner.close()
    return grid


def _segment(inner: Fields, place: int, *, grid: dict[str, Any] | None) -> dict[str, Any]:
    segment: dict[str, Any] = {"text": inner.text("text")}
    if grid is None and inner.has("new_paragraph"):
        segment["new_paragraph"] = inner.boolean("new_paragraph")
    if inner.has("id"):
        segment["id"] = inner.text("id")
        segment["correct"] = inner.boolean("correct")
        if not inner.has("why"):
            what = f"{segment['id'] or 'This'} has no `why`."
            inner.fault("no-why", what, "Say what is wrong with it, or why it is sound.")
        segment["why"] = inner.text("why", required=False)
        if grid and grid["columns"] and place % len(grid["columns"]) == 0:
            what = "The first cell of a row names the row and cannot be marked."
            inner.fault("bad-spots", what, "Move `id` to another cell.", at=("id",))
    elif any(inner.has(key) for key in _MARKS_ONLY):
        for key in _MARKS_ONLY:
            inner.value(key)
        what = "It says whether it is a fault, but it cannot be marked."
        inner.fault("bad-spots", what, "Give it an `id`, or leave `correct` and `why` out.")
    inner.close()
    return segment


def _check_count(fields: Fields, spots: list[dict[str, Any]]) -> None:
    at = ("segments",)
    if not spots:
        mend = f"Give {SPOTS[0]} to {SPOTS[-1]} segments an `id`."
        fields.fault("bad-spots", "Nothing in it can be marked.", mend, at=at)
    elif len(spots) not in SPOTS:
        what = f"{len(spots)} passages can be marked."
        fields.fault("bad-spots", what, f"Use {SPOTS[0]} to {SPOTS[-1]}.", at=at)
    elif sum(not one["correct"] for one in spots) < FEWEST_SOUND:
        mend = f"Let at least {FEWEST_SOUND} sound ones be markable."
        fields.fault("bad-spots", "Who marks everything loses almost nothing.", mend, at=at)


def check_spots(item: Item, draft: Draft) -> None:
    """Refuse a length that gives the key away: faults longer than what is sound around them."""
    spots = [one for one in item.payload["segments"] if "id" in one]
    faults = [len(one["text"]) for one in spots if one["correct"]]
    sound = [len(one["text"]) for one in spots if not one["correct"]]
    if not faults or not sound or max(faults) <= _LONG_ENOUGH:
        return
    if mean(faults) > mean(sound) * _LONGER or min(faults) > max(sound):
        what = (
            f"The faults are longer than the sound passages: {mean(faults):.0f} characters"
            f" to {mean(sound):.0f} on average."
        )
        mend = "Even them out: length must not give the key away."
        draft.log.fault(draft.origins[item.id].at("segments"), "length-cue", what, mend)
