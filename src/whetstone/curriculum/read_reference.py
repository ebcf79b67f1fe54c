"""Reads tables of reference: who uses which network, each row resting on a dated claim.

A table is data beside the ledger, and may say nothing that its claim does not say: the figures
stand in the claim's statement, word for word, or the table is a fault. So a change in the field
that takes the claim out of force flags every answer that rests on the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from whetstone.curriculum.fields import schema_is
from whetstone.curriculum.model_library import ReferenceTable, UseRow
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


def read_reference(fields: Fields, draft: Draft) -> None:
    """Read reference/<name>.yaml."""
    schema_is(fields, "reference")
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


def check_references(draft: Draft) -> None:
    """Every row says what its claim says, of a group that stands once."""
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
