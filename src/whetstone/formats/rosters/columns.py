"""Which column of a list holds what: by its head, or by its place where there is no head."""

from __future__ import annotations

import unicodedata
from typing import Final

HEADS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("name", "full name", "fullname", "display name", "student", "नाम"),
    "given": ("given name", "first name", "firstname", "givenname", "forename"),
    "family": ("family name", "last name", "lastname", "surname", "familyname"),
    "email": ("e-mail", "email", "mail", "e-mail address", "email address", "इमेल"),
    "role": ("role", "framework role", "भूमिका"),
    "title": ("title", "job title", "position", "पद"),
    "team": ("team", "department", "group", "टोली"),
    "class": ("class", "course section", "section", "कक्षा"),
    "rights": ("rights", "may be", "permissions"),
    "source_id": ("id", "sourcedid", "employee id", "student id", "person id", "external id"),
    "status": ("status",),
}
"""Heads by what they hold, lower case."""
BY_PLACE: Final = ("name", "email", "role", "title", "team", "class")
"""What the columns of a list without heads hold."""

SURE: Final = 2
"""So many known words make a row a head, also where none of them names a person."""

_BY_HEAD: Final = {head: what for what, heads in HEADS.items() for head in heads}


def read_head(cells: list[str]) -> tuple[dict[str, int], tuple[str, ...], tuple[str, ...]]:
    """Column by what it holds; the heads that say nothing to us; those that stand twice.

    No column at all: this row is no head, the list has none.
    """
    found: dict[str, int] = {}
    unknown, twice = [], []
    for place, cell in enumerate(cells):
        what = _BY_HEAD.get(_plain(cell))
        if what is None:
            unknown += [cell[:40]] if cell else []
        elif what in found:
            twice.append(cell[:40])
        else:
            found[what] = place
    if not {"name", "given", "family", "email"} & set(found) and len(found) < SURE:
        return {}, (), ()
    return found, tuple(unknown), tuple(twice)


def _plain(text: str) -> str:
    words = unicodedata.normalize("NFC", text).replace("_", " ").strip(" *:").lower()
    return " ".join(words.split())
