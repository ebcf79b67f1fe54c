"""How hard a text is to read.

Grade level by Kincaid, Fishburne, Rogers and Chissom (1975): 0.39 words per sentence + 11.8
syllables per word - 15.59. Syllables are counted by groups of vowels less silent endings
(-e, -ed, -es), an approximation for English; names count as they are spoken, as in the
publication. As in Flesch's instructions, a number in figures is one word of one syllable, and the
number of a paragraph or list entry is skipped: "1." is no sentence. Colons and semicolons end none
here, though they do with Flesch, so sentences come out longer, not shorter. Headings, tables and
captions are not read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from whetstone.curriculum.draft import Passage

MAX_GRADE: Final = 10.0
MAX_WORDS: Final = 25
ENOUGH_WORDS: Final = 60
"""Below this many words a grade level says little."""

_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9])")
_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s+(?=\S)")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*|\d[\d.,:%]*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(
    r"(?:[^aeiouyl]e|[aeiouy]le|[aeiouy]re|ue|[^aeiouytd]ed|[^aeiouyscxzgh]es|[aeiouy]les)$"
)


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with at least one word; without the text's own number."""
    return [part for part in _END.split(_NUMBER.sub("", text)) if _WORD.search(part)]


def words(text: str) -> list[str]:
    """The words and numbers of a text."""
    return _WORD.findall(text)


def grade(texts: Iterable[str]) -> float | None:
    """Grade level of several texts together; None for fewer than `ENOUGH_WORDS` words."""
    all_sentences = [part for text in texts for part in sentences(text)]
    counts = [words(part) for part in all_sentences]
    total = sum(len(each) for each in counts)
    if total < ENOUGH_WORDS:
        return None
    syllables = sum(_syllables(word) for each in counts for word in each)
    return 0.39 * total / len(counts) + 11.8 * syllables / total - 15.59


def long_sentences(passages: Iterable[Passage]) -> list[tuple[int, int]]:
    """(line, words) of each sentence of more than `MAX_WORDS` words."""
    return [
        (passage.line, len(words(part)))
        for passage in passages
        for part in sentences(passage.text)
        if len(words(part)) > MAX_WORDS
    ]


def _syllables(word: str) -> int:
    if word[0].isdigit():
        return 1
    lower = word.lower()
    count = len(_VOWELS.findall(lower))
    if count > 1 and _SILENT.search(lower):
        count -= 1
    return max(1, count)
