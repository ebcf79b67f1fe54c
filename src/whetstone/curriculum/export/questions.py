"""A question in Markdown, with its key and the reason for every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from whetstone.core.measurement.drawing import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from whetstone.curriculum.model import Item

DRAWN = "Its numbers and names are drawn anew for each sitting; this is the first drawing."


def question(item: Item) -> str:
    """The question as a section of a page."""
    said = item.payload
    lines = [f'<a id="{item.id}"></a>', "", f"## {item.short}", ""]
    stand = f"{item.id}, version {item.version}; {item.skill}, level {item.level}; {item.format}"
    lines += [f"*{stand}; at most {item.max_score} points; {item.status}.*", ""]
    if TEMPLATE in said:
        lines += [DRAWN, ""]
    stimulus = said.get("stimulus") or {}
    lines += [stimulus["context"], ""] if stimulus.get("context") else []
    lines += _table(stimulus["table"]) if stimulus.get("table") else []
    lines += [stimulus["note"], ""] if stimulus.get("note") else []
    lines += [f"**{said['stem']}**", "", *_answers(said), ""]
    lines += [f"Why: {said['rationale']}", ""]
    claims = ", ".join(f"[{id_}](../claims.md#{id_})" for id_ in item.rests_on)
    lines += [f"Rests on: {claims}.", ""] if claims else []
    return "\n".join(lines)


def _table(table: Mapping[str, Any]) -> list[str]:
    head = "| " + " | ".join(map(_cell, table["columns"])) + " |"
    rule = "|" + "---|" * len(table["columns"])
    rows = ["| " + " | ".join(map(_cell, row)) + " |" for row in table["rows"]]
    return [f"*{table['caption']}*", "", head, rule, *rows, ""]


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|")


def _answers(said: Mapping[str, Any]) -> list[str]:
    return _SAID[said["format"]](said)


def _points(said: Mapping[str, Any]) -> list[str]:
    return [_line(one, f"{one['score']} points") for one in said["options"]]


def _right(said: Mapping[str, Any]) -> list[str]:
    return [_line(one, "right" if one["correct"] else "wrong") for one in said["options"]]


def _keys(said: Mapping[str, Any]) -> list[str]:
    return [_line(one, f"key {one['key']}") for one in said["actions"]]


def _line(one: Mapping[str, Any], key: str) -> str:
    return f"- **{one['id']}** ({key}) {one['text']} *{one['why']}*"


def _best_worst(said: Mapping[str, Any]) -> list[str]:
    best, worst = said["scoring"]["best"], said["scoring"]["worst"]
    return [
        _line(one, f"as best {best.get(one['id'], 0)}, as worst {worst.get(one['id'], 0)}")
        for one in said["options"]
    ]


def _order(said: Mapping[str, Any]) -> list[str]:
    pairs = ", ".join(f"{first} before {second}" for first, second in said["scoring"]["pairs"])
    lines = [f"- **{one['id']}** {one['text']} *{one['why']}*" for one in said["options"]]
    return [*lines, "", f"Scored: {pairs}."]


def _matching(said: Mapping[str, Any]) -> list[str]:
    right: Sequence[Mapping[str, Any]] = said["right"]
    known = {one["id"]: one for one in right}
    key: Mapping[str, str] = said["key"]
    lines = [
        f"- **{one['text']}**: {known[key[one['id']]]['text']} *{known[key[one['id']]]['why']}*"
        for one in said["left"]
    ]
    spare = [one for one in right if one["id"] not in key.values()]
    return lines + [f"- Not used: {one['text']} *{one['why']}*" for one in spare]


def _spots(said: Mapping[str, Any]) -> list[str]:
    """The text or table as it is read, then each passage that can be marked."""
    segments: Sequence[Mapping[str, Any]] = said["segments"]
    texts = [str(one["text"]) for one in segments]
    grid: Mapping[str, Any] | None = said.get("grid")
    if grid:
        wide = len(grid["columns"])
        rows = [texts[start : start + wide] for start in range(0, len(texts), wide)]
        shown = _table({**grid, "rows": rows})
    else:
        shown = ["> " + " ".join(texts), ""]
    marks = [
        _line(one, "a fault" if one["correct"] else "sound") for one in segments if "id" in one
    ]
    return [*shown, *marks]


_SAID: Final[Mapping[str, Callable[[Mapping[str, Any]], list[str]]]] = {
    "data_single": _points,
    "multi_select": _right,
    "best_worst": _best_worst,
    "order": _order,
    "matching": _matching,
    "rate": _keys,
    "hot_spot": _spots,
}
