"""What a cell of a list says, or why it says nothing that can be taken."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from whetstone.formats.rosters import addresses, limits
from whetstone.formats.rosters.rows import Flaw

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.formats.rosters.rows import Known

FORMULA: Final = ("=", "+", "-", "@", "\t")
"""What spreadsheets run (OWASP, "CSV injection")."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SHOWN: Final = 60
_NOTHING: Final = frozenset({"-", "–", "—"})
_SPLIT: Final = re.compile(r"[;,/|]")
ADMIN: Final = "admin"


class Cells:
    """The cells of one row by what they hold; flaws are gathered, not raised."""

    def __init__(self, cells: list[str], places: Mapping[str, int], odd: frozenset[int]) -> None:
        self._cells, self._places, self._odd = cells, places, odd
        self.flaws: list[Flaw] = []
        self.warnings: list[Flaw] = []

    def has(self, what: str) -> bool:
        """Whether there is such a column."""
        return what in self._places

    def text(self, what: str, *, most: int = limits.LONGEST_NAME) -> str:
        """A text of at most so many characters; "" where it cannot be taken."""
        place = self._places.get(what, -1)
        found = self._cells[place] if 0 <= place < len(self._cells) else ""
        if place in self._odd or (found.startswith(FORMULA) and found not in _NOTHING):
            return self._flawed(what, "formula", found)
        if found in _NOTHING:
            return ""
        if _CONTROL.search(found):
            return self._flawed(what, "control", _CONTROL.sub("·", found))
        found = " ".join(unicodedata.normalize("NFC", found).split())
        if len(found) > most:
            return self._flawed(what, "long", found)
        return found

    def address(self) -> str:
        """The e-mail address, lower case."""
        found = addresses.plain(self.text("email", most=limits.LONGEST_CELL))
        if not found:
            return ""
        twins = addresses.twin_letters(found)
        if twins:
            return self._flawed("email", "twins", f"{found} ({', '.join(twins)})")
        if not addresses.is_address(found):
            return self._flawed("email", "no_address", found)
        return found

    def full_name(self) -> str:
        """The name, or given and family name together."""
        name = self.text("name")
        if not name and (self.has("given") or self.has("family")):
            name = f"{self.text('given')} {self.text('family')}".strip()
            if len(name) > limits.LONGEST_NAME:
                return self._flawed("name", "long", name)
        return name

    def role(self, known: Known) -> str:
        """The role's id by its id or name."""
        said = self.text("role")
        found = known.roles.get(said.lower(), "")
        if said and not found:
            return self._flawed("role", "no_role", said)
        return found

    def rights(self, known: Known) -> tuple[str, ...]:
        """What the person may be here; nobody becomes admin by a list."""
        said = [one.strip() for one in _SPLIT.split(self.text("rights")) if one.strip()]
        found = [known.rights.get(one.lower(), "") for one in said]
        for word, right in zip(said, found, strict=True):
            if not right:
                self._flawed("rights", "no_right", word)
            elif right == ADMIN:
                self._flawed("rights", "admin", word)
        return tuple(sorted({one for one in found if one and one != ADMIN}))

    def leaves(self) -> bool:
        """Whether the status says that they have left."""
        said = self.text("status").lower()
        if said in {"", "active"}:
            return False
        if said in {"left", "inactive", "tobedeleted"}:
            return True
        self._flawed("status", "no_status", said)
        return False

    def miss(self, what: str) -> None:
        """Something that must stand there does not."""
        if not any(flaw.column == what for flaw in self.flaws):
            self.flaws.append(Flaw(what, "missing"))

    def _flawed(self, what: str, code: str, said: str) -> str:
        self.flaws.append(Flaw(what, code, said[:_SHOWN]))
        return ""
