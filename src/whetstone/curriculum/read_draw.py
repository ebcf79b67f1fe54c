"""Reads what is drawn in a question (`draw`), and checks every drawing that it allows.

docs/reference/curriculum-format.md has the format; `core.measurement.drawing` does the drawing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from whetstone.core.kernel.errors import Faults
from whetstone.core.measurement.drawing import (
    FEWEST_DRAWINGS,
    MOST_DRAWINGS,
    PARTS,
    TEMPLATE,
    Draw,
    filled_with,
)
from whetstone.core.measurement.scoring import score
from whetstone.curriculum.check_drawn import check_template
from whetstone.curriculum.fields import Fields
from whetstone.curriculum.yaml_reader import Value, as_json

if TYPE_CHECKING:
    from whetstone.curriculum.draft import Draft
    from whetstone.curriculum.model import Item

RULE: Final = "bad-draw"
DRAWN_FORMATS: Final = frozenset({"data_single", "multi_select"})
_MOST_VALUES: Final = 100
_MOST_DECIMALS: Final = 3
_LARGEST: Final = 10**6
_NAMED: Final = re.compile(r"\{\w+\}")


def read_draw(fields: Fields) -> Draw | None:
    """What is drawn in an item; None where nothing is, or where it cannot be."""
    inner = fields.mapping("draw", required=False)
    if inner is None:
        return None
    known = len(fields.log.faults)
    ranges = _ranges(inner.mapping("ranges"))
    draw = Draw(
        ranges, _work(inner.mapping("work", required=False)), inner.texts("must", required=False)
    )
    inner.close()
    if not ranges or len(fields.log.faults) > known:
        return None
    if draw.size > MOST_DRAWINGS:
        what = f"The ranges allow {draw.size} drawings."
        fields.fault(RULE, what, f"At most {MOST_DRAWINGS}: each is checked.", at=("draw",))
        return None
    return draw if _can_be_drawn(draw, fields) else None


def _can_be_drawn(draw: Draw, fields: Fields) -> bool:
    try:
        many = sum(1 for _one in draw.every())
    except Faults as wrong:
        what = f"{wrong.faults[0].where!r}: {wrong.faults[0].what}"
        fields.fault(RULE, what, at=("draw",))
        return False
    if many < FEWEST_DRAWINGS:
        what = f"Only {many} drawings fulfil what must hold."
        fields.fault(RULE, what, f"At least {FEWEST_DRAWINGS}.", at=("draw",))
    return many > 0


def _ranges(inner: Fields | None) -> dict[str, tuple[Any, ...]]:
    """Each name with the values it is drawn from: from, to, step; or a list."""
    found: dict[str, tuple[Any, ...]] = {}
    for name in inner.keys_left() if inner else ():
        one = inner.mapping(name) if inner else None
        if one is None:
            continue
        if one.has("of"):
            found[str(name)] = _listed(one)
        else:
            low, high = (
                one.integer("from", -_LARGEST, _LARGEST),
                one.integer("to", -_LARGEST, _LARGEST),
            )
            step = one.integer("step", 1, _LARGEST, required=False, default=1)
            found[str(name)] = tuple(range(low, high + 1, max(step, 1))[: _MOST_VALUES + 1])
        if not 2 <= len(found[str(name)]) <= _MOST_VALUES:  # noqa: PLR2004  # a draw has two sides
            what = f"{name} is drawn from {len(found[str(name)])} values."
            one.fault(RULE, what, f"It takes 2 to {_MOST_VALUES}.")
        one.close()
    return found


def _listed(one: Fields) -> tuple[Any, ...]:
    """A list of words, or of whole numbers at any distance from each other."""
    value = one.origin.value.data["of"]
    plain = value.plain()
    if not isinstance(plain, list) or not any(_is_whole(each) for each in plain):
        return _unfilled(one, "of", one.texts("of"))
    one.value("of", required=True)
    if not all(_is_whole(each) and abs(each) <= _LARGEST for each in plain):
        what = "A list holds words only, or whole numbers from -1,000,000 to 1,000,000 only."
        one.fault(RULE, what, at=("of",))
        return ()
    if len(set(plain)) < len(plain):
        one.fault(RULE, "A number stands in the list twice.", at=("of",))
    return tuple(plain)


def _unfilled(one: Fields, key: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts; a name in braces in one of them would be printed as it stands."""
    for text in texts:
        if found := _NAMED.search(text):
            what = f"{found[0]} stands in words that are drawn, where nothing is put in."
            one.fault(RULE, what, "Name it in the question's own texts.", at=(key,))
    return texts


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _work(inner: Fields | None) -> tuple[tuple[str, str, int | None], ...]:
    found = []
    for name in inner.keys_left() if inner else ():
        one = inner.mapping(name) if inner else None
        if one is not None:
            decimals = one.integer("decimals", 0, _MOST_DECIMALS) if one.has("decimals") else None
            (text,) = _unfilled(one, "is", (one.text("is"),))
            found.append((str(name), text, decimals))
            one.close()
    return tuple(found)


def first_filled(fields: Fields, draw: Draw) -> Fields:
    """The item as its first drawing has it, with the lines of the file; `draw` is taken out."""
    _drawn, known = next(draw.every_with_values())
    value = fields.origin.value
    try:
        filled_with(value.plain(), draw, known)
    except Faults as wrong:
        fields.fault(RULE, wrong.faults[0].what, at=("draw",))
    data = {
        key: _filled_value(one, draw, known) if key in PARTS else one
        for key, one in value.data.items()
        if key != "draw"
    }
    return Fields(Value(data, value.line), fields.origin.file, fields.log)


def _filled_value(value: Value, draw: Draw, known: dict[str, Any], key: str = "") -> Value:
    if isinstance(value.data, dict):
        inner = {
            name: _filled_value(one, draw, known, str(name)) for name, one in value.data.items()
        }
        return Value(inner, value.line)
    if isinstance(value.data, list):
        return Value([_filled_value(one, draw, known) for one in value.data], value.line)
    try:
        return Value(filled_with({key: value.data}, draw, known)[key], value.line)
    except Faults:
        return value  # said already


def template_of(fields: Fields, draw: Draw) -> dict[str, Any]:
    """What the payload keeps of a template: the draw, and the texts before anything is drawn."""
    plain = fields.origin.value.plain()
    raw = {key: as_json(plain[key]) for key in PARTS if key in plain}
    return {TEMPLATE: {"draw": draw.stored(), "raw": raw}}


def check_drawings(item: Item, draft: Draft) -> None:
    """Every drawing has one right key, and no two answers that read alike."""
    if TEMPLATE not in item.payload:
        return
    place = draft.origins[item.id].at("draw")
    if item.format not in DRAWN_FORMATS:
        what = f"Nothing can be drawn for {item.format}."
        draft.log.fault(place, RULE, what, f"Use {' or '.join(sorted(DRAWN_FORMATS))}.")
        return
    kept = item.payload[TEMPLATE]
    draw = Draw.of(kept["draw"])
    # A text that names what is not drawn does so in every drawing: the first one shows it.
    raw, seen = kept["raw"], []
    for drawn, known in draw.every_with_values():
        try:
            found = filled_with(raw, draw, known)
            raw = {"options": [_decided_by(one) for one in kept["raw"]["options"]]}
            what = _wrong(item, {**item.payload, **found})
            seen.append((drawn, found["options"]))
        except Faults as wrong:
            what = wrong.faults[0].what
        if what:
            said = ", ".join(f"{name} {value}" for name, value in drawn.items())
            draft.log.fault(place, RULE, f"{what} Drawn: {said}.", "Mend the ranges or `must`.")
            return
    check_template(item, draw, seen, draft)


def _decided_by(option: dict[str, Any]) -> dict[str, Any]:
    """What of an option may be wrong in one drawing and right in another."""
    return {key: value for key, value in option.items() if key != "why"}


def _wrong(item: Item, payload: dict[str, Any]) -> str:
    """What is wrong with one drawing; "" where nothing is."""
    options, most = payload["options"], item.max_score
    texts = [" ".join(str(one["text"]).split()) for one in options]
    if len(set(texts)) < len(texts):
        return "Two answers read alike."
    if item.format == "multi_select":
        key = [str(one["id"]) for one in options if one["correct"]]
        if not key or item.scoring.right * len(key) != most:
            return f"{len(key)} answers are right, which earns other than {most} points."
        return "" if score(payload, {"chosen": key}).is_full else "The key does not earn all."
    points = [one["score"] for one in options]
    if any(isinstance(one, bool) or one not in range(most + 1) for one in points):
        return f"Points are whole numbers from 0 to {most}, not {points}."
    if points.count(most) != 1:
        return f"{points.count(most)} answers earn full marks."
    key_id = str(options[points.index(most)]["id"])
    return "" if score(payload, {"choice": key_id}).is_full else "The key does not earn all."
