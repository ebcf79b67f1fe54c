"""What the page of a roster shows: counts, one page of rows, all faults as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator

from whetstone.apps.people.firm_models import Roster, RosterRow
from whetstone.apps.people.rosters import words
from whetstone.apps.people.rosters.staging import stored

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from django.core.paginator import Page

PAGE_SIZE: Final = 100
Fate = RosterRow.Fate
ORDER: Final = (
    Fate.REFUSED, Fate.NEW, Fate.CHANGED, Fate.BACK, Fate.LEAVES, Fate.UNCHANGED,
)  # fmt: skip
WARNED: Final = "warned"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A list that somebody uploaded and has not decided about."""

    id: int
    name: str
    made_at: dt.datetime
    made_by: str
    state: str


def roster(roster_id: int, *, workspace_id: int) -> Roster | None:
    """One list, only of this workspace; without its bytes."""
    found = Roster.objects.filter(pk=roster_id, workspace=workspace_id)
    return found.defer("data").first()


def waiting(workspace_id: int) -> list[Waiting]:
    """Lists that wait to be taken or dropped, the newest first; one query."""
    open_ones = (
        Roster.State.READING, Roster.State.READY, Roster.State.UNREADABLE, Roster.State.TAKING,
    )  # fmt: skip
    rows = Roster.objects.filter(workspace=workspace_id, state__in=open_ones).order_by("-made_at")
    return [
        Waiting(pk, name, at, by or "", state)
        for pk, name, at, by, state in rows.values_list(
            "pk", "name", "made_at", "made_by__name", "state"
        )
    ]


def rows(found: Roster, *, fate: str, page: str | None) -> Page[RosterRow]:
    """One page of rows: of a fate, or all in the order of the file; three queries."""
    asked = RosterRow.objects.filter(roster=found)
    if fate == WARNED:
        asked = asked.exclude(warnings=[])
    elif fate in Fate.values:
        asked = asked.filter(fate=fate)
    return Paginator(asked.order_by("place"), PAGE_SIZE).get_page(page)


def fault_lines(found: Roster) -> Iterator[list[str]]:
    """Every fault as a file for a spreadsheet, with a head; memory does not grow."""
    yield ["file", "row", "column", "what", "mend", "name", "e-mail"]
    for some in stored(found, fate=Fate.REFUSED):
        for row in some:
            for column, what, mend in words.flaws(row):
                yield [row.sheet, str(row.line), column, what, mend, row.name, row.email]


def faults(found: Roster) -> Iterator[dict[str, Any]]:
    """Every fault as plain values, for a command."""
    for some in stored(found, fate=Fate.REFUSED):
        for row in some:
            for (column, code, said), (_c, what, mend) in zip(
                row.flaws, words.flaws(row), strict=True
            ):
                yield {
                    "file": row.sheet, "row": row.line, "column": column, "code": code,
                    "said": said, "what": what, "mend": mend,
                }  # fmt: skip


def warnings(found: Roster) -> Iterator[dict[str, Any]]:
    """Every warning as plain values."""
    for some in stored(found):
        for row in some:
            for what in words.warnings(row):
                yield {"file": row.sheet, "row": row.line, "what": what}
