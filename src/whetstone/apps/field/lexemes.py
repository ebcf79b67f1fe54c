"""The words of a text as both stores index them, and of a question as both are asked.

SQLite and PostgreSQL cut text into words by rules of their own, and both cut Devanagari at its
vowel signs. So the words are cut here, folded, and written in ASCII: each store then only compares
short runs of letters and digits, and finds the same.

Folding: NFKC and case folding; accents of Latin letters go, joiners go. English plurals go by the
S-stemmer (Harman 1991, "How effective is suffixing?", JASIS 42(1)); words in -is keep their s.
Whatever is not ASCII is written as the hexadecimal digits of its UTF-8, so that the beginning of a
word stays a beginning.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_WORDS: Final = 12
"""Of a question, so many words count; more say nothing new."""
MOST_LETTERS: Final = 200
"""Of a question, so many characters are read."""
LONGEST: Final = 60
"""Letters of a word that are kept: PostgreSQL takes no word of more than 2,046 bytes."""
SHORTEST_BEGINNING: Final = 3
"""From so many letters on a word of a question also finds longer words."""

_JOINERS: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_ACCENTS: Final = re.compile("[\u0300-\u036f]+")
_NOT_ASCII: Final = "x0"
_PLANE: Final = 0x10000
_GREEK: Final = {"crises": "crisis", "analyses": "analysis", "hypotheses": "hypothesis"}
STOP: Final = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "can",
        "do",
        "does",
        "for",
        "from",
        "has",
        "have",
        "how",
        "i",
        "if",
        "in",
        "is",
        "it",
        "its",
        "not",
        "of",
        "on",
        "or",
        "our",
        "so",
        "that",
        "the",
        "their",
        "them",
        "they",
        "this",
        "to",
        "was",
        "we",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "you",
        "your",
    ]
)


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A word as it is compared, and where it stands in the text."""

    word: str
    start: int
    end: int


def lexemes(text: str) -> Iterator[Lexeme]:
    """Every word of a text, in order. Places are those of the text as given."""
    for found in _words().finditer(text):
        folded = _folded(found[0])
        if folded:
            yield Lexeme(folded, found.start(), found.end())


def words_of(*texts: str) -> str:
    """What is stored for texts: their words, each once, with a space between."""
    return " ".join(dict.fromkeys(one.word for text in texts for one in lexemes(text)))


def asked(question: str) -> tuple[str, ...]:
    """The words of a question that say something; all of them where none does."""
    spoken = [one.word for one in lexemes(question[:MOST_LETTERS])]
    telling = [word for word in spoken if word not in STOP]
    return tuple(dict.fromkeys(telling or spoken))[:MOST_WORDS]


def is_beginning(word: str) -> bool:
    """Whether a word of a question also finds longer words."""
    return len(word) >= SHORTEST_BEGINNING


def meets(word: str, wanted: Iterable[str]) -> bool:
    """Whether a word of a text is one that was asked for."""
    return any(word == one or (is_beginning(one) and word.startswith(one)) for one in wanted)


@lru_cache(maxsize=65536)
def _folded(found: str) -> str:
    text = unicodedata.normalize("NFKC", found.translate(_JOINERS)).casefold()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", text))
    word = unicodedata.normalize("NFC", bare)[:LONGEST]
    if word.isascii():
        return _singular("".join(letter for letter in word if letter.isalnum()))
    return _NOT_ASCII + word.encode("utf-8", "replace").hex()


def _singular(word: str) -> str:
    """Harman's S-stemmer: the first rule whose ending fits decides."""
    if len(word) <= SHORTEST_BEGINNING or word[-1] != "s":
        return word
    if word in _GREEK:
        return _GREEK[word]
    if word.endswith("ies"):
        return word if word[-4] in "ae" else word[:-3] + "y"
    if word.endswith("es"):
        return word if word[-3] in "aeo" else word[:-1]
    return word if word[-2] in "ius" else word[:-1]


@lru_cache(maxsize=1)
def _words() -> re.Pattern[str]:
    """Letters and digits with the marks that belong to them, in any script."""
    marks = [
        chr(code)
        for code in range(0x300, _PLANE)
        if unicodedata.category(chr(code)).startswith("M")
    ]
    joined = re.escape("".join(marks))
    return re.compile(
        f"[^\\W_][^\\W_{joined}\u200c\u200d\u00ad]*(?:[{joined}\u200c\u200d\u00ad][^\\W_]*)*"
    )
