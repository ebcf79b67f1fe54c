"""Reads tables of reference, each row resting on a dated claim.

Two kinds: who uses which network (`tables`), and one figure over time (`series`).

A table is data beside the ledger, and may say nothing that its claim does not say: the figures
stand in the claim's statement, word for word, or the table is a fault. So a change in the field
that takes the claim out of force flags every answer that rests on the table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from whetstone.curriculum.fields import schema_is
from whetstone.curriculum.model_library import (
    ReferenceSeries,
    ReferenceTable,
    UseRow,
    WaveRow,
)
from whetstone.curriculum.read_ledger import DEAD
from whetstone.curriculum.yaml_reader import hash_of

if TYPE_CHECKING:
    from whetstone.curriculum.draft import Draft
    from whetstone.curriculum.fields import Fields

ASKED_IS: Final = frozenset({"published", "assumed"})
EVERYONE: Final = "all"
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_MOST_ASKED = 10_000_000
_HUNDRED = 100
_FIGURE = re.compile(r"\d+(?:\.\d+)?%")
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


def read_reference(fields: Fields, draft: Draft) -> None:
    """Read reference/<name>.yaml."""
    schema_is(fields, "reference")
    if fields.has("series"):
        _read_series(fields, draft)
        return
    table = ReferenceTable(
        id=fields.slug(),
        title=fields.text("title"),
        country=fields.text("country"),
        publisher=fields.text("publisher"),
        rows=tuple(_row(inner) for inner in fields.entries("tables")),
        content_hash=hash_of(fields.origin.value.plain()),
    )
    fields.close()
    if draft.admit(table.id, fields.origin):
        draft.references[table.id] = table


def _read_series(fields: Fields, draft: Draft) -> None:
    series = ReferenceSeries(
        id=fields.slug(),
        title=fields.text("title"),
        country=fields.text("country"),
        publisher=fields.text("publisher"),
        rows=tuple(_wave(inner) for inner in fields.entries("series")),
        content_hash=hash_of(fields.origin.value.plain()),
    )
    fields.close()
    if draft.admit(series.id, fields.origin):
        draft.series[series.id] = series


def check_references(draft: Draft) -> None:
    """Every row says what its claim says, of a group or a month that stands once."""
    _check_series(draft)
    for table in draft.references.values():
        place = draft.origins[table.id].at("tables")
        groups = [row.group for row in table.rows]
        if len(set(groups)) < len(groups) or EVERYONE not in groups:
            what = f"A group stands once, and {EVERYONE!r} is one of them."
            draft.log.fault(place, "reference-groups", what)
        for row in table.rows:
            claim = draft.claims.get(row.claim)
            if claim is None or claim.status in DEAD:
                what = f"{row.label} rests on {row.claim!r}, which is not a claim in force."
                draft.log.fault(place, "reference-claim", what, "Rest it on a living claim.")
            elif row.said not in claim.statement:
                what = f"{row.claim} does not say: {row.said}."
                mend = "Write the figures in the claim as they stand here, in the same order."
                draft.log.fault(place, "reference-figures", what, mend)


def _check_series(draft: Draft) -> None:
    for series in draft.series.values():
        place = draft.origins[series.id].at("series")
        months = [row.at for row in series.rows]
        if months != sorted(set(months)):
            draft.log.fault(place, "reference-months", "Months stand once each, in their order.")
        for row in series.rows:
            claim = draft.claims.get(row.claim)
            if claim is None or claim.status in DEAD:
                what = f"{row.at} rests on {row.claim!r}, which is not a claim in force."
                draft.log.fault(place, "reference-claim", what, "Rest it on a living claim.")
            else:
                said = set(_FIGURE.findall(claim.statement))
                lacking = [one for one in row.figures if one not in said]
                if lacking:
                    what = f"{row.claim} does not say: {', '.join(lacking)}."
                    mend = "Write the figures in the claim as they stand here."
                    draft.log.fault(place, "reference-figures", what, mend)


def _wave(fields: Fields) -> WaveRow:
    row = WaveRow(
        at=fields.text("at"),
        claim=fields.text("claim"),
        now=_share(fields, "now"),
        in_a_year=_share(fields, "in_a_year"),
        in_five_years=_share(fields, "in_five_years"),
    )
    if not _MONTH.fullmatch(row.at):
        fields.fault("date", f"{row.at!r} is no month.", 'Write "2024-08".', at=("at",))
    fields.close()
    return row


def _share(fields: Fields, key: str) -> float | None:
    return fields.number(key, 0, _HUNDRED) if fields.has(key) else None


def _row(fields: Fields) -> UseRow:
    row = UseRow(
        group=fields.slug("group"),
        label=fields.text("label"),
        claim=fields.text("claim"),
        year=fields.integer("year", _FIRST_YEAR, _LAST_YEAR),
        asked=fields.integer("asked", 1, _MOST_ASKED),
        asked_is=fields.choice("asked_is", ASKED_IS),
        use=_use(fields),
    )
    fields.close()
    return row


def _use(fields: Fields) -> tuple[tuple[str, int], ...]:
    inner = fields.mapping("use")
    if inner is None:
        return ()
    found = tuple((str(key), inner.integer(key, 0, _HUNDRED)) for key in inner.keys_left())
    inner.close()
    return found
