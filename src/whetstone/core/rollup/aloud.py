"""How long a text takes to be read aloud.

Brysbaert (2019), "How many words do we read per minute?", J. Memory and Language 109, 104047:
reading aloud in English, 183 words a minute. A listener who weighs figures is given more time:
150 is what speakers are commonly advised, and it is an assumption.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

WORDS_A_MINUTE: Final = 150
MOST_MINUTES: Final = 2.0
"""What a brief may ask of a leader."""

_WORD: Final = re.compile(r"\w[\w’'.,\-]*", re.UNICODE)


def words_of(text: str) -> int:
    """Words of a text; a figure is one, punctuation is none.

    >>> words_of("Repairs: 410 of 1,200, by 31 March – on course.")
    9
    """
    if not text.isascii():
        text = "".join(one for one in text if not _joins(one))
    return len(_WORD.findall(text))


def _joins(sign: str) -> bool:
    """Whether a sign only changes the letter before it: a vowel sign of Devanagari, an accent.

    To a pattern such a sign is no letter, and a word would end at it.
    """
    return unicodedata.category(sign).startswith("M") or sign in "\u200c\u200d"


def minutes_aloud(texts: Iterable[str]) -> float:
    """Minutes that the texts take one after the other."""
    return sum(map(words_of, texts)) / WORDS_A_MINUTE
