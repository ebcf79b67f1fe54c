"""A log that shows when somebody has changed it: each row is sealed with the row before.

Haber & Stornetta (1991), "How to time-stamp a digital document", J. Cryptology 3, 99-111: linking.
Whoever can write the store can also seal it anew from some row on. So a chain is worth what its
newest seal is worth outside the store: on paper, in an export, in somebody else's hands.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BEGIN: Final = "0" * 64
"""What the first row is sealed with."""


def seal(before: str, facts: Sequence[str]) -> str:
    """SHA-256, 64 hexadecimal digits, of the seal before and the facts of a row.

    Facts cannot run into each other: ["ab", "c"] is another row than ["a", "bc"].

    >>> seal(BEGIN, ["ab", "c"]) == seal(BEGIN, ["a", "bc"])
    False
    """
    text = json.dumps([before, *facts], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Link:
    """A row as it stands in the store: its place from 1 on, its facts and its seal."""

    place: int
    facts: tuple[str, ...]
    seal: str


class Flaw(StrEnum):
    """What is wrong with a log."""

    CHANGED = "changed"  # the row is not what was sealed
    MISSING = "missing"  # a row before this one is gone
    SHORT = "short"  # rows at the end are gone
    OTHER_END = "other_end"  # the end is not the one that was kept
    OTHER_PAST = "other_past"  # a seal that somebody kept does not stand in it


@dataclass(frozen=True, slots=True)
class Checked:
    """How far a log holds: `rows` were read; the first flaw and its place, if there is one."""

    rows: int
    end: str
    flaw: Flaw | None = None
    place: int = 0

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return self.flaw is None


def check(
    links: Iterable[Link], *, n: int, end: str, kept: tuple[int, str] | None = None
) -> Checked:
    """Read a whole log in order; the first thing that is wrong.

    Args:
        links: the rows by place.
        n: how many there should be.
        end: the seal of the newest row; BEGIN where there is none.
        kept: a place and its seal (or how it begins) that somebody wrote down before.
    """
    before, rows = BEGIN, 0
    wanted = None if kept is None or kept == (0, BEGIN) else kept
    for link in links:
        rows += 1
        flaw = _flaw(link, before, rows)
        if flaw is not None:
            return Checked(rows, before, flaw, rows)
        before = link.seal
        if wanted is not None and wanted[0] == rows:
            if not before.startswith(wanted[1]):
                break
            wanted = None
    if wanted is not None:
        return Checked(rows, before, Flaw.OTHER_PAST, wanted[0])
    if rows < n:
        return Checked(rows, before, Flaw.SHORT, rows + 1)
    if rows > n or before != end:
        return Checked(rows, before, Flaw.OTHER_END, rows)
    return Checked(rows, before)


def _flaw(link: Link, before: str, place: int) -> Flaw | None:
    """What is wrong with the row that should stand at a place."""
    if link.place != place:
        return Flaw.MISSING
    return None if link.seal == seal(before, link.facts) else Flaw.CHANGED
