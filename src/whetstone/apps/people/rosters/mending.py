"""A list with faults is mended where it stands: its text, and each faulty line with its fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models.functions import Length

from whetstone.apps.people.firm_models import Roster, RosterRow
from whetstone.apps.people.rosters import jobs, staging, taking, words
from whetstone.formats.rosters.texts import whole

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

State = Roster.State
MOST_TEXT: Final = staging.SMALL
"""Bytes of a list that is mended on its page; a larger one is mended where it was made."""
MOST_LINES: Final = 50
"""Faulty lines beside the text; all of them are in the table of faults."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is refused: which, how it reads, and (column, what, how to mend it)."""

    number: int
    text: str
    flaws: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Mendable:
    """The text of a list, its first faulty lines, and how many more there are."""

    text: str
    lines: Sequence[Line]
    more: int


def mendable(roster: Roster) -> Mendable | None:
    """What there is to mend; None where nothing is, or where the list is no (short) text."""
    refused = roster.counts.get(RosterRow.Fate.REFUSED, 0)
    is_refused = roster.state == State.READY and refused
    if not is_refused and roster.state != State.UNREADABLE:
        return None
    rows = Roster.objects.annotate(size=Length("data")).filter(pk=roster.pk, size__lte=MOST_TEXT)
    data = rows.values_list("data", flat=True).first()
    text = whole(bytes(data)) if data else None
    if text is None:
        return None
    faulty = RosterRow.objects.filter(roster=roster, fate=RosterRow.Fate.REFUSED)
    found = list(faulty.order_by("place")[:MOST_LINES])
    lines = _by_number(text)
    return Mendable(
        text,
        [Line(row.line, _said(row, lines), words.flaws(row)) for row in found],
        max(0, refused - len(found)),
    )


def mend(
    roster: Roster, text: str, *, workspace_id: int, actor_id: int, now: dt.datetime
) -> Roster:
    """Look at a list again as it was mended; it takes the place of the one before."""
    made = staging.upload(
        workspace_id=workspace_id,
        name=roster.name,
        data=text.encode(),
        actor_id=actor_id,
        now=now,
    )
    jobs.read_or_enqueue(made)
    if made.pk != roster.pk:
        taking.drop(
            roster_id=roster.pk,
            workspace_id=workspace_id,
            actor_id=actor_id,
            now=now,
            act="mend roster",
        )
    return made


def _by_number(text: str) -> dict[int, str]:
    """Lines as rows are counted; none where a cell in quotes runs over several lines."""
    lines = text.splitlines()
    if any(line.count('"') % 2 for line in lines):
        return {}
    return dict(enumerate(lines, start=1))


def _said(row: RosterRow, lines: dict[int, str]) -> str:
    return lines.get(row.line) or ", ".join(one for one in (row.name, row.email) if one)
