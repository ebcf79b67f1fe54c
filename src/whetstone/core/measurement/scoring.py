"""From an answer to points, for the seven item formats of the curriculum (format version 1).

`score(item, answer)` takes the item as the curriculum holds it and the answer as the form sends
it. Answers:

| format | answer |
|---|---|
| data_single | `{"choice": id}` |
| multi_select | `{"chosen": [ids]}` (may be empty) |
| hot_spot | `{"chosen": [ids]}`, the marked passages or cells |
| best_worst | `{"best": id, "worst": id}` |
| order | `{"order": [ids]}`, every step once |
| matching | `{"pairs": {left: right}}`, no right side twice; left sides may be missing |
| rate | `{"ratings": {id: 1-4}}`, every action |
| any | `{"unknown": true}`: "I do not know yet", 0 points |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from whetstone.core.kernel.errors import Fault, Faults, raise_all

Item = Mapping[str, Any]
Answer = Mapping[str, Any]

RATINGS: Final = range(1, 5)
_MIDDLE_RATING: Final = 2.5


@dataclass(frozen=True, slots=True)
class Part:
    """One option, pair, step or action, as the feedback shows it.

    `chosen` is what the person did with it (an id, a rank, a rating, or None), `key` what the
    key says, `right` whether they agree (None where the key has no single answer), `points` its
    own share of the raw points, `why` the item's explanation.
    """

    id: str
    text: str
    chosen: str | int | bool | None
    key: str | int | bool | None
    right: bool | None
    points: int
    why: str


@dataclass(frozen=True, slots=True)
class Score:
    """`points` of `maximum`, with the explanation of each part. `unknown`: no attempt made."""

    points: int
    maximum: int
    parts: tuple[Part, ...]
    unknown: bool = False

    @property
    def is_full(self) -> bool:
        """Whether all points were earned."""
        return self.points == self.maximum


def score(item: Item, answer: object) -> Score:
    """Score an answer. Raises `Faults` naming every way in which the answer is malformed."""
    kind = str(item.get("format", ""))
    if kind not in _FORMATS:
        known = ", ".join(_FORMATS)
        raise Faults([Fault("item.format", f"'{kind}' is not a format.", f"Use {known}.")])
    if not isinstance(answer, Mapping):
        raise Faults([Fault("answer", "it is not a set of named values.")])
    check, mark = _FORMATS[kind]
    maximum = int(item["scoring"]["max"])
    if answer.get("unknown") is True:
        return Score(0, maximum, _mark_nothing(item), unknown=True)
    raise_all(check(item, answer))
    raw, parts = mark(item, answer)
    return Score(max(0, min(maximum, raw)), maximum, tuple(parts))


def formats() -> tuple[str, ...]:
    """The formats that can be scored."""
    return tuple(_FORMATS)


# --- data_single -------------------------------------------------------------------------------


def _check_single(item: Item, answer: Answer) -> list[Fault]:
    return _one_of(answer, "choice", _ids(item["options"]))


def _mark_single(item: Item, answer: Answer) -> tuple[int, list[Part]]:
    best = max(int(option["score"]) for option in item["options"])
    parts = [
        _part(
            option,
            chosen=option["id"] == answer["choice"],
            key=int(option["score"]) == best,
            points=int(option["score"]),
        )
        for option in item["options"]
    ]
    return sum(part.points for part in parts if part.chosen), parts


# --- multi_select ------------------------------------------------------------------------------


def _check_multi(item: Item, answer: Answer) -> list[Fault]:
    return _some_of(answer, "chosen", _ids(item["options"]))


def _mark_multi(item: Item, answer: Answer) -> tuple[int, list[Part]]:
    rule = item["scoring"]
    chosen = set(answer["chosen"])
    parts = []
    for option in item["options"]:
        gain = int(rule["right"] if option["correct"] else rule["wrong"])
        taken = option["id"] in chosen
        parts.append(
            _part(option, chosen=taken, key=bool(option["correct"]), points=gain if taken else 0)
        )
    return max(int(rule.get("floor", 0)), sum(part.points for part in parts)), parts


# --- hot_spot ----------------------------------------------------------------------------------


def spots(item: Item) -> list[dict[str, Any]]:
    """The segments that can be marked, in reading order.

    A cell of a table is named with its row and column, so that it can be read by itself.
    """
    segments, grid = item["segments"], item.get("grid")
    found = []
    for place, segment in enumerate(segments):
        if "id" in segment:
            place_words = cell_name(item, place) if grid else ""
            text = f"{place_words}: {segment['text']}" if grid else str(segment["text"]).strip()
            found.append({**segment, "text": text})
    return found


def cell_name(item: Item, place: int) -> str:
    """Row and column of the segment at `place` in a table: "Tue 3, Channel"."""
    columns = item["grid"]["columns"]
    row, column = divmod(place, len(columns))
    return f"{item['segments'][row * len(columns)]['text']}, {columns[column]}"


def _check_hot(item: Item, answer: Answer) -> list[Fault]:
    return _some_of(answer, "chosen", _ids(spots(item)))


def _mark_hot(item: Item, answer: Answer) -> tuple[int, list[Part]]:
    return _mark_multi({**item, "options": spots(item)}, answer)


# --- best_worst --------------------------------------------------------------------------------


def _check_best_worst(item: Item, answer: Answer) -> list[Fault]:
    known = _ids(item["options"])
    found = _one_of(answer, "best", known) + _one_of(answer, "worst", known)
    if not found and answer["best"] == answer["worst"]:
        found.append(Fault("answer.worst", "the same action is best and worst.", "Choose two."))
    return found


def _mark_best_worst(item: Item, answer: Answer) -> tuple[int, list[Part]]:
    best, worst = item["scoring"]["best"], item["scoring"]["worst"]
    key_best, key_worst = _top(best), _top(worst)
    parts = []
    for option in item["options"]:
        name = option["id"]
        chosen = _role(name, answer["best"], answer["worst"])
        points = {"best": best, "worst": worst}.get(chosen or "", {}).get(name, 0)
        key = _role(name, key_best, key_worst)
        parts.append(_part(option, chosen=chosen, key=key, points=int(points)))
    return sum(part.points for part in parts), parts


def _role(name: str, best: str, worst: str) -> str | None:
    return "best" if name == best else "worst" if name == worst else None


def _top(points: Mapping[str, int]) -> str:
    return max(points, key=lambda name: points[name])


# --- order -------------------------------------------------------------------------------------


def _check_order(item: Item, answer: Answer) -> list[Fault]:
    known = _ids(item["options"])
    found = _some_of(answer, "order", known)
    left_out = [] if found else [name for name in known if name not in answer["order"]]
    if left_out:
        found.append(Fault("answer.order", f"not placed: {', '.join(left_out)}.", "Place all."))
    return found


def _mark_order(item: Item, answer: Answer) -> tuple[int, list[Part]]:
    place = {name: rank for rank, name in enumerate(answer["order"], start=1)}
    pairs = item["scoring"]["pairs"]
    kept = [(first, then) for first, then in pairs if place[first] < place[then]]
    parts = []
    for option in item["options"]:
        name = option["id"]
        mine = [pair for pair in pairs if name in pair]
        good = sum(name in pair for pair in kept)
        parts.append(
            Part(
                id=name,
                text=str(option["text"]),
                chosen=place[name],
                key=None,
                right=good == len(mine) if mine else None,
                points=good,
                why=str(option.get("why", "")),
            )
        )
    return _mapped(item["scoring"]["map"], len(kept)), parts


# --- matching ----------------------------------------------------------------------------------


def _check_matching(item: Item, answer: Answer) -> list[Fault]:
    pairs = answer.get("pairs")
    if not isinstance(pairs, Mapping):
        return [Fault("answer.pairs", "no pairs were sent.")]
    left, right = _ids(item["left"]), _ids(item["right"])
    found = [
        Fault("answer.pairs", f"'{name}' is not on the left.")
        for name in pairs
        if name not in left
    ]
    used = list(pairs.values())
    found += [
        Fault(f"answer.pairs.{a}", f"'{b}' is not on the right.")
        for a, b in pairs.items()
        if b not in right
    ]
    found += [
        Fault("answer.pairs", f"'{name}' is used twice.", "Each one fits once.")
        for name in right
        if used.count(name) > 1
    ]
    return found


def _mark_matching(item: Item, answer: Answer) -> tuple[int, list[Part]]:
    key, pairs = item["key"], answer["pairs"]
    why = {entry["id"]: str(entry.get("why", "")) for entry in item["right"]}
    parts = [
        _part(
            {**entry, "why": entry.get("why") or why.get(key[entry["id"]], "")},
            chosen=pairs.get(entry["id"]),
            key=key[entry["id"]],
            points=int(pairs.get(entry["id"]) == key[entry["id"]]),
        )
        for entry in item["left"]
    ]
    raw = sum(part.points for part in parts)
    taken = {right: left for left, right in pairs.items()}
    spares = [
        _part(entry, chosen=taken.get(entry["id"]), key=None, points=0)
        for entry in item["right"]
        if entry["id"] not in key.values()
    ]
    return _mapped(item["scoring"]["collapse"], raw), parts + spares


# --- rate --------------------------------------------------------------------------------------


def _check_rate(item: Item, answer: Answer) -> list[Fault]:
    ratings = answer.get("ratings")
    if not isinstance(ratings, Mapping):
        return [Fault("answer.ratings", "no ratings were sent.")]
    known = _ids(item["actions"])
    found = [
        Fault("answer.ratings", f"'{name}' is not an action.")
        for name in ratings
        if name not in known
    ]
    for name in known:
        if name not in ratings:
            found.append(Fault(f"answer.ratings.{name}", "not rated.", "Rate every action."))
        elif not _is_rating(ratings[name]):
            found.append(Fault(f"answer.ratings.{name}", "a rating is a whole number 1 to 4."))
    return found


def _is_rating(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in RATINGS


def _mark_rate(item: Item, answer: Answer) -> tuple[int, list[Part]]:
    rule = item["scoring"]
    parts = []
    for action in item["actions"]:
        key, given = int(action["key"]), int(answer["ratings"][action["id"]])
        near = abs(given - key) == 1 and (given > _MIDDLE_RATING) == (key > _MIDDLE_RATING)
        points = rule["exact"] if given == key else rule["near_same_side"] if near else 0
        parts.append(_part(action, chosen=given, key=key, points=int(points)))
    return _mapped(rule["map"], sum(part.points for part in parts)), parts


# --- shared ------------------------------------------------------------------------------------


def _part(
    option: Mapping[str, Any],
    *,
    chosen: str | int | bool | None,
    key: str | int | bool | None,
    points: int,
) -> Part:
    return Part(
        id=str(option["id"]),
        text=str(option["text"]),
        chosen=chosen,
        key=key,
        right=chosen == key,
        points=points,
        why=str(option.get("why", "")),
    )


def _mark_nothing(item: Item) -> tuple[Part, ...]:
    """The parts of an item nobody tried: explanations without a judgement."""
    listed = (
        item.get("options")
        or item.get("actions")
        or (spots(item) if item.get("segments") else [])
        or [*item.get("left", []), *item.get("right", [])]
    )
    return tuple(
        Part(str(one["id"]), str(one["text"]), None, None, None, 0, str(one.get("why", "")))
        for one in listed
    )


def _mapped(table: Mapping[Any, int], raw: int) -> int:
    """Raw points through a score map (keys may be text after a trip through JSON); else 0."""
    return int(table.get(raw, table.get(str(raw), 0)))


def _ids(entries: Sequence[Mapping[str, Any]]) -> list[str]:
    return [str(entry["id"]) for entry in entries]


def _one_of(answer: Answer, name: str, known: Sequence[str]) -> list[Fault]:
    if name not in answer:
        return [Fault(f"answer.{name}", "nothing was chosen.", "Choose one.")]
    if answer[name] not in known:
        return [Fault(f"answer.{name}", f"'{answer[name]}' is not one of the options.")]
    return []


def _some_of(answer: Answer, name: str, known: Sequence[str]) -> list[Fault]:
    given = answer.get(name)
    if not isinstance(given, Sequence) or isinstance(given, str):
        return [Fault(f"answer.{name}", "a list of options is needed.")]
    found = [
        Fault(f"answer.{name}", f"'{one}' is not one of the options.")
        for one in given
        if one not in known
    ]
    found += [
        Fault(f"answer.{name}", f"'{one}' stands twice.") for one in known if given.count(one) > 1
    ]
    return found


_Check = Callable[[Item, Answer], list[Fault]]
_Mark = Callable[[Item, Answer], tuple[int, list[Part]]]
_FORMATS: Final[Mapping[str, tuple[_Check, _Mark]]] = {
    "data_single": (_check_single, _mark_single),
    "multi_select": (_check_multi, _mark_multi),
    "hot_spot": (_check_hot, _mark_hot),
    "best_worst": (_check_best_worst, _mark_best_worst),
    "order": (_check_order, _mark_order),
    "matching": (_check_matching, _mark_matching),
    "rate": (_check_rate, _mark_rate),
}
