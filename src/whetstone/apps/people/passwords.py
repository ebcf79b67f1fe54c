"""A new password is weighed as somebody who guesses would try it: offline, nobody is asked.

Two lists of passwords that leaked (Django's 20,000, the 30,000 of zxcvbn), and zxcvbn's count of
guesses over words, names, dates, keyboard rows and repeats (Wheeler 2016, *zxcvbn: Low-Budget
Password Strength Estimation*, USENIX Security).
"""

from __future__ import annotations

import re
from math import prod
from typing import TYPE_CHECKING, Any, Final

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn
from zxcvbn.matching import L33T_TABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FEWEST_GUESSES: Final = 10**8
"""Above it a password holds where tries are limited and hashing is slow (Wheeler 2016, sec. 2)."""
LONGEST_WEIGHED: Final = 24
"""Signs weighed at a time: the time grows with their square."""
MOST_READINGS: Final = 16
"""Ways of reading figures and signs as letters (1 as i or l): the time grows with them too."""
_OWN_WORDS: Final = ("whetstone",)
_SHORTEST_WORD: Final = 3
_LEAKED: Final = "leaked"
_PATTERNS: Final = {
    "spatial": "keyboard", "repeat": "repeat", "sequence": "sequence", "date": "date",
    "regex": "date", "dictionary": "words",
}  # fmt: skip
_WHY: Final[dict[str, Callable[[], str]]] = {
    _LEAKED: lambda: _(
        "This password stands on lists of passwords that leaked, and those are tried first."
    ),
    "keyboard": lambda: _("Keys that lie beside each other are guessed early."),
    "repeat": lambda: _("A piece that is repeated is guessed like the piece alone."),
    "sequence": lambda: _("Letters or figures in their order are guessed early."),
    "date": lambda: _("Dates and years are guessed early."),
    "short": lambda: _("Few signs are tried through quickly."),
    "words": lambda: _(
        "Common words, names, your own and words with figures for letters are guessed early."
    ),
}


class GuessedPasswordValidator:
    """Refuses what leaked, and what takes fewer than a hundred million guesses."""

    def __init__(self) -> None:
        self._leaked = CommonPasswordValidator()

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError: what is wrong, why, and how to mend it."""
        why = self._why(password, _own_words(user))
        if why:
            mend = _(
                "Take four or more words that have nothing to do with each other or with you."
            )
            raise ValidationError(f"{_WHY[why]()} {mend}", code=f"password_{why}")

    def get_help_text(self) -> str:
        """What is asked, before it is refused."""
        return _("None that leaked, and none that is guessed early: four or more words do well.")

    def _why(self, password: str, own: list[str]) -> str:
        if password.lower().strip() in self._leaked.passwords:
            return _LEAKED
        pieces = dict.fromkeys((_begin(password), _begin(password[::-1])[::-1]))
        weighed = [zxcvbn(piece, user_inputs=own) for piece in pieces if piece]
        if not weighed or any(one["guesses"] >= FEWEST_GUESSES for one in weighed):
            return ""
        return _reason(weighed[0]["sequence"], password)


def _begin(password: str) -> str:
    """As much of a password's begin as can be weighed quickly; what is longer is not weaker."""
    for end in range(1, min(len(password), LONGEST_WEIGHED) + 1):
        signs = set(password[:end])
        readings = prod(max(1, len(signs.intersection(some))) for some in L33T_TABLE.values())
        if readings > MOST_READINGS:
            return password[: end - 1]
    return password[:LONGEST_WEIGHED]


def _reason(sequence: Iterable[dict[str, Any]], password: str) -> str:
    """The kind of the piece that covers most of a password."""
    known = [one for one in sequence if one["pattern"] in _PATTERNS]
    if not known:
        return "short"
    widest = max(known, key=lambda one: len(one["token"]))
    if widest.get("dictionary_name") == "passwords" and len(widest["token"]) == len(password):
        return _LEAKED
    return _PATTERNS[widest["pattern"]]


def _own_words(user: Any) -> list[str]:
    """Name and address of the person, whole and in pieces."""
    told = [str(getattr(user, one, "") or "") for one in ("name", "email")]
    pieces = [piece for text in told for piece in (text, *re.split(r"\W+", text))]
    return [*_OWN_WORDS, *(one.lower() for one in pieces if len(one) >= _SHORTEST_WORD)]
