"""Reads items/<area>.yaml: banks of questions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from whetstone.curriculum.fields import Fields, schema_is
from whetstone.curriculum.item_formats import FORMATS, read_body
from whetstone.curriculum.model import Item, Prior
from whetstone.curriculum.read_draw import first_filled, read_draw, template_of
from whetstone.curriculum.read_library import read_review
from whetstone.curriculum.yaml_reader import Value, as_json, hash_of

if TYPE_CHECKING:
    from whetstone.curriculum.draft import Draft

STATES: Final = frozenset(
    {"draft", "expert-set", "provisional", "operational", "flagged", "retired"}
)
LIVE: Final = frozenset({"expert-set", "provisional", "operational"})
_MISSHAPEN: Final = frozenset(
    {
        "missing-key",
        "wrong-type",
        "unknown-word",
        "out-of-range",
        "id-reused",
        "bad-key",
        "bad-pair",
        "bad-draw",
        "bad-spots",
    }
)
_DEFAULTS: Final = ("version", "status", "language", "prior", "reviewed")


def read_bank(fields: Fields, draft: Draft) -> None:
    """Read one bank: each item takes what it does not say itself from `defaults`."""
    schema_is(fields, "item")
    fields.text("bank")
    defaults = fields.mapping("defaults", required=False)
    common: dict[Any, Value] = {}
    if defaults:
        common = {key: defaults.origin.value.data[key] for key in defaults.keys_left()}
        for key in defaults.keys_left():
            if key in _DEFAULTS:
                defaults.value(key)
        defaults.close()
    for inner in fields.entries("items"):
        known = len(draft.log.faults)
        item = _item(_with_defaults(inner, common, draft))
        is_sound = not any(fault.rule in _MISSHAPEN for fault in draft.log.faults[known:])
        if draft.admit(item.id, inner.origin):
            draft.sound |= {item.id} if is_sound else set()
            draft.items[item.id] = item
            draft.stamp("item", item.id, item.version, inner.origin.value.plain())
    fields.close()


def _with_defaults(fields: Fields, common: dict[Any, Value], draft: Draft) -> Fields:
    own = fields.origin.value
    if not isinstance(own.data, dict):
        return fields
    merged = {**common, **own.data}
    if "prior" in common and "prior" in own.data and isinstance(own.data["prior"].data, dict):
        prior = own.data["prior"]
        shared = common["prior"].data
        data = {**shared, **prior.data} if isinstance(shared, dict) else prior.data
        merged["prior"] = replace(prior, data=data)
    return Fields(Value(merged, own.line), fields.origin.file, draft.log)


def _item(written: Fields) -> Item:
    """One item; where something is drawn, as its first drawing has it, with the template kept."""
    draw = read_draw(written)
    fields = first_filled(written, draw) if draw else written
    format_ = fields.choice("format", FORMATS)
    body, scoring = read_body(fields, format_)
    payload: dict[str, Any] = {
        "format": format_,
        "stimulus": _stimulus(fields),
        "stem": fields.text("stem"),
        **body,
        "rationale": fields.text("rationale"),
        "check": fields.text_or_none("check") or "",
        **(template_of(written, draw) if draw else {}),
    }
    fields.value("panel")
    item = Item(
        id=fields.slug(),
        version=fields.integer("version", 1, 9999),
        area=fields.text("area"),
        skill=fields.text("skill"),
        level=fields.integer("level", 1, 4),
        format=format_,
        status=fields.choice("status", STATES),
        language=fields.text("language"),
        prior=_prior(fields, points=scoring.maximum),
        time_s=fields.integer("time_s", 20, 300),
        short=fields.text("short"),
        rests_on=fields.texts("rests_on"),
        mentions=fields.texts("mentions", required=False),
        enemies=fields.texts("enemies", required=False),
        lesson=fields.text_or_none("lesson"),
        payload=as_json(payload),
        scoring=scoring,
        max_score=scoring.maximum,
        review=read_review(fields),
        source_version=fields.text_or_none("source_version"),
        content_hash=hash_of(written.origin.value.plain()),
    )
    fields.close()
    return item


def _prior(fields: Fields, *, points: int) -> Prior:
    inner = fields.mapping("prior")
    if inner is None:
        return Prior(a=1.0, b=0.0, a_sd=0.0, b_sd=0.0)
    prior = Prior(
        a=inner.number("a", 0.3, 2.5),
        b=inner.number("b", -3, 3),
        a_sd=inner.number("a_sd", 0, 2),
        b_sd=inner.number("b_sd", 0, 2),
        c=inner.number("c", 0, 0.5, default=0.0),
    )
    if prior.c and points > 1:
        what = f"`c` is {prior.c:g}, but the question has {points} points; only one point has it."
        inner.fault("out-of-range", what, at=("c",))
    inner.close()
    return prior


def _stimulus(fields: Fields) -> dict[str, Any] | None:
    inner = fields.mapping("stimulus", required=False)
    if inner is None:
        return None
    table = inner.mapping("table", required=False)
    found = {
        "context": inner.text_or_none("context") or "",
        "table": _table(table) if table else None,
        "note": inner.text_or_none("note") or "",
    }
    inner.close()
    return found


def _table(table: Fields) -> dict[str, Any]:
    if not table.has("caption"):
        table.fault("no-caption", "The table has no caption.", "Say in a sentence what it shows.")
    if not table.has("alt"):
        mend = "Say the table in words that yield the same answer."
        table.fault("no-alt", "The table has no text alternative.", mend)
    columns = _cells(table.value("columns", required=True))
    listed = table.value("rows", required=True)
    rows = [_cells(row) for row in listed.data] if listed and isinstance(listed.data, list) else []
    for index, cells in enumerate(rows):
        if len(cells) != len(columns):
            what = f"The row has {len(cells)} cells; there are {len(columns)} columns."
            table.fault("table-shape", what, at=("rows", index))
        elif not all(isinstance(cell, str | int | float) for cell in cells):
            what, mend = "A cell is no text and no number.", "Put a cell with a colon in quotes."
            table.fault("table-shape", what, mend, at=("rows", index))
    found = {
        "caption": table.text("caption", required=False),
        "columns": columns,
        "rows": rows,
        "alt": table.text("alt", required=False),
    }
    table.close()
    return found


def _cells(value: Value | None) -> list[Any]:
    if value is None or not isinstance(value.data, list):
        return []
    return [as_json(cell.plain()) for cell in value.data]
