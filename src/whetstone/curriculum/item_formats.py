"""The seven formats of a question: how each body is read, and its key.

A format is one function from the item's fields to (body for the payload, parsed key), registered
in `FORMATS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from whetstone.curriculum.read_spots import SPOT_KEYS, read_spots
from whetstone.curriculum.scoring import Scoring

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from whetstone.curriculum.fields import Fields

Body = tuple[dict[str, Any], Scoring]
_NOTHING: Final = Scoring(type="", maximum=0)


def read_body(fields: Fields, format_: str) -> Body:
    """Read what is special to the format; the payload part keeps the keys of the file."""
    rule = fields.mapping("scoring")
    if format_ not in FORMATS or rule is None:
        for key in (
            "options",
            "left",
            "right",
            "key",
            "actions",
            "example_full_credit",
            *SPOT_KEYS,
        ):
            fields.value(key)
        return {}, _NOTHING
    type_, reader = FORMATS[format_]
    found = rule.text("type")
    if found and found != type_:
        what = f"The scoring type is {found!r}."
        rule.fault("unknown-word", what, f"{format_} is scored by {type_!r}.", at=("type",))
    maximum = rule.integer("max", 1, 3)
    body, scoring = reader(fields, rule, maximum)
    rule.close()
    return {**body, "scoring": rule.origin.value.plain()}, scoring


def _data_single(fields: Fields, _rule: Fields, maximum: int) -> Body:
    options, scores = [], {}
    for inner in _listed(fields, "options", 3, 5):
        option = _entry(inner)
        option["score"] = inner.integer("score", 0, max(maximum, 0))
        scores[option["id"]] = option["score"]
        options.append(_closed(inner, option))
    return {"options": options}, Scoring(type="graded_option", maximum=maximum, scores=scores)


def _multi_select(fields: Fields, rule: Fields, maximum: int) -> Body:
    options = []
    for inner in _listed(fields, "options", 4, 7):
        option = _entry(inner)
        option["correct"] = inner.boolean("correct")
        options.append(_closed(inner, option))
    return {"options": options}, _plus_minus(rule, maximum, options)


def _hot_spot(fields: Fields, rule: Fields, maximum: int) -> Body:
    body = read_spots(fields)
    marked = [segment for segment in body["segments"] if "id" in segment]
    return body, _plus_minus(rule, maximum, marked)


def _plus_minus(rule: Fields, maximum: int, options: list[dict[str, Any]]) -> Scoring:
    return Scoring(
        type="plus_minus",
        maximum=maximum,
        right_options=tuple(option["id"] for option in options if option["correct"]),
        right=rule.integer("right", 1, 3),
        wrong=rule.integer("wrong", -3, 0),
        floor=rule.integer("floor", 0, 0),
    )


def _best_worst(fields: Fields, rule: Fields, maximum: int) -> Body:
    options = [_closed(inner, _entry(inner)) for inner in _listed(fields, "options", 4, 4)]
    ids = [option["id"] for option in options]
    scoring = Scoring(
        type="best_worst",
        maximum=maximum,
        best=_points(rule.mapping("best"), ids),
        worst=_points(rule.mapping("worst"), ids),
    )
    return {"options": options}, scoring


def _points(inner: Fields | None, ids: list[str]) -> dict[str, int]:
    if inner is None:
        return {}
    found = {id_: inner.integer(id_, 0, 3) for id_ in ids}
    inner.close()
    return found


def _order(fields: Fields, rule: Fields, maximum: int) -> Body:
    options = [_closed(inner, _entry(inner)) for inner in _listed(fields, "options", 5, 7)]
    ids = {option["id"] for option in options}
    pairs = _pairs(rule, ids)
    examples = _id_lists(fields, "example_full_credit")
    if not examples:
        fields.value("example_full_credit")
        what = "There is no example of an order that earns full marks."
        fields.fault("missing-key", what, "Give `example_full_credit: [[A, B, ...]]`.")
    scoring = Scoring(
        type="precedence",
        maximum=maximum,
        pairs=pairs,
        curve=_curve(rule, "map", maximum),
        raw_max=len(pairs),
    )
    return {"options": options, "example_full_credit": examples}, scoring


def _pairs(rule: Fields, ids: set[str]) -> tuple[tuple[str, str], ...]:
    found = []
    for index, pair in enumerate(_id_lists(rule, "pairs")):
        if len(pair) != 2 or not ids.issuperset(pair) or pair[0] == pair[1]:  # noqa: PLR2004 - a pair
            what = f"{pair} is not a pair of two steps of this item."
            rule.fault("bad-pair", what, at=("pairs", index))
        else:
            found.append((pair[0], pair[1]))
    return tuple(found)


def _id_lists(fields: Fields, key: str) -> list[list[str]]:
    value = fields.value(key, required=True)
    if value is None:
        return []
    if not isinstance(value.data, list) or not all(isinstance(r.data, list) for r in value.data):
        fields.fault("wrong-type", f"`{key}` is a list of lists.", at=(key,))
        return []
    return [[str(id_.data) for id_ in row.data] for row in value.data]


def _matching(fields: Fields, rule: Fields, maximum: int) -> Body:
    left = [_closed(inner, _entry(inner, why=False)) for inner in _listed(fields, "left", 3, 5)]
    right = [_closed(inner, _entry(inner)) for inner in _listed(fields, "right", 3, 8)]
    key = _key(fields, [each["id"] for each in left], {each["id"] for each in right})
    if left and len(right) <= len(left):
        what = "There is no spare on the right side, so the last pair gives itself away."
        fields.fault("no-spare", what, "Add at least one spare.", at=("right",))
    if rule.has("per_pair"):
        rule.integer("per_pair", 1, 1)
    scoring = Scoring(
        type="matching",
        maximum=maximum,
        key=key,
        curve=_curve(rule, "collapse", maximum),
        raw_max=rule.integer("raw_max", len(left), len(left), required=False, default=len(left)),
    )
    return {"left": left, "right": right, "key": key}, scoring


def _key(fields: Fields, left: list[str], right: set[str]) -> dict[str, str]:
    inner = fields.mapping("key")
    if inner is None:
        return {}
    key: dict[str, str] = {}
    for id_ in left:
        chosen = inner.text(id_)
        if chosen and chosen not in right:
            inner.fault("bad-key", f"{chosen!r} is not on the right side.", at=(id_,))
        if chosen and chosen in key.values():
            inner.fault("bad-key", f"{chosen!r} is the key of two.", at=(id_,))
        key[id_] = chosen
    inner.close()
    return key


def _rate(fields: Fields, rule: Fields, maximum: int) -> Body:
    actions, key = [], {}
    for inner in _listed(fields, "actions", 3, 7):
        action = _entry(inner)
        action["key"] = key[action["id"]] = inner.integer("key", 1, 4)
        actions.append(_closed(inner, action))
    exact = rule.integer("exact", 1, 3)
    scoring = Scoring(
        type="rate_proximity",
        maximum=maximum,
        key=key,
        curve=_curve(rule, "map", maximum),
        exact=exact,
        near_same_side=rule.integer("near_same_side", 0, 3),
        raw_max=rule.integer("raw_max", exact * len(actions), exact * len(actions)),
    )
    return {"actions": actions}, scoring


def _curve(rule: Fields, key: str, maximum: int) -> Mapping[int, int]:
    inner = rule.mapping(key)
    if inner is None:
        return {}
    found: dict[int, int] = {}
    for raw in inner.keys_left():
        points = inner.integer(raw, 0, maximum)
        if isinstance(raw, int):
            found[raw] = points
        else:
            what = f"{raw!r} is not a raw score."
            inner.fault("wrong-type", what, "Write a whole number.", at=(raw,))
    in_order = [found[raw] for raw in sorted(found)]
    if in_order != sorted(in_order):
        inner.fault("bad-key", "A higher raw score earns less than a lower one.")
    return found


def _listed(fields: Fields, key: str, low: int, high: int) -> list[Fields]:
    is_there = fields.has(key)
    found = fields.entries(key)
    if is_there and not low <= len(found) <= high:
        count = f"{low}" if low == high else f"{low} to {high}"
        what = f"`{key}` has {len(found)} entries."
        fields.fault("out-of-range", what, f"This format takes {count}.", at=(key,))
    ids = [inner.origin.value.plain().get("id") for inner in found if inner.keys_left()]
    for index, id_ in enumerate(ids):
        if id_ in ids[:index]:
            fields.fault("id-reused", f"{id_!r} stands here twice.", at=(key, index))
    return found


def _entry(inner: Fields, *, why: bool = True) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": inner.text("id"), "text": inner.text("text")}
    if why:
        if not inner.has("why"):
            what = f"{entry['id'] or 'This'} has no `why`."
            inner.fault("no-why", what, "Say what it gets right or wrong.")
        entry["why"] = inner.text("why", required=False)
    return entry


def _closed(inner: Fields, entry: dict[str, Any]) -> dict[str, Any]:
    inner.close()
    return entry


FORMATS: Final[dict[str, tuple[str, Callable[[Fields, Fields, int], Body]]]] = {
    "data_single": ("graded_option", _data_single),
    "multi_select": ("plus_minus", _multi_select),
    "hot_spot": ("plus_minus", _hot_spot),
    "best_worst": ("best_worst", _best_worst),
    "order": ("precedence", _order),
    "matching": ("matching", _matching),
    "rate": ("rate_proximity", _rate),
}
