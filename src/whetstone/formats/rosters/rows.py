"""One row of a roster as it was read, with everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong in one cell: `code` says what, `said` is what stands there (shortened)."""

    column: str
    code: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A person (or, in `users.csv`, a user), or a `place` of one in a class.

    `line` is the row as a spreadsheet counts it, in the file `sheet` of an archive. An empty text
    says nothing: it never empties what is known. `leaves`: the file says that they have left;
    `teaches`: the place is the instructor's.
    """

    line: int
    sheet: str = ""
    is_place: bool = False
    teaches: bool = False
    source_id: str = ""
    name: str = ""
    email: str = ""
    role_id: str = ""
    title: str = ""
    team: str = ""
    class_key: str = ""
    class_name: str = ""
    class_ends: dt.date | None = None
    rights: tuple[str, ...] = ()
    leaves: bool = False
    flaws: tuple[Flaw, ...] = ()
    warnings: tuple[Flaw, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """The words a roster may use: roles by id and name, rights by id and name (lower case)."""

    roles: Mapping[str, str] = field(default_factory=dict)
    rights: Mapping[str, str] = field(default_factory=dict)
