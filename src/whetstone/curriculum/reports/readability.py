"""How hard each lesson reads: the grade of Kincaid and others (1975), sentence by sentence.

Kincaid, J. P., Fishburne, R. P., Rogers, R. L. and Chissom, B. S. (1975): Derivation of new
readability formulas for Navy enlisted personnel, Research Branch Report 8-75. The grade is
0.39 x words a sentence + 11.8 x syllables a word - 15.59 (`reading.grade`, with its own count of
syllables). It knows nothing of meaning: a low grade is no proof that a text is clear.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Final

from whetstone.curriculum.reading import MAX_GRADE, MAX_WORDS, grade, sentences, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from whetstone.curriculum.draft import Draft
    from whetstone.curriculum.model import Item

FORMULA: Final = "Flesch-Kincaid grade level (Kincaid, Fishburne, Rogers and Chissom 1975)"


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A text: its grade (None where it is too short to tell), its words, its long sentences."""

    id: str
    kind: str
    grade: float | None
    words: int
    words_a_sentence: float
    longest: int
    long_sentences: int


@dataclass(frozen=True, slots=True)
class Readability:
    """The report: lessons and tasks one by one, questions together by area.

    `mean`: of the lessons' grades. `above`: ids whose grade is above `limit`.
    """

    formula: str
    limit: float
    mean: float | None
    rows: tuple[ReadRow, ...]
    above: tuple[str, ...]


def readability(draft: Draft) -> Readability:
    """The grade of everything that is read."""
    rows = [
        _row(id_, "lesson", [passage.text for passage in draft.readings[id_].passages])
        for id_ in draft.lessons
    ]
    rows += [
        _row(id_, kind, [passage.text for passage in draft.readings[id_].passages])
        for kind, things in (("task", draft.tasks), ("guide", draft.guides))
        for id_ in things
    ]
    for area in dict.fromkeys(item.area for item in draft.items.values()):
        texts = [
            text for item in draft.items.values() if item.area == area for text in said_in(item)
        ]
        rows.append(_row(f"questions of {area}", "items", texts))
    grades = [row.grade for row in rows if row.kind == "lesson" and row.grade is not None]
    return Readability(
        formula=FORMULA,
        limit=MAX_GRADE,
        mean=fmean(grades) if grades else None,
        rows=tuple(rows),
        above=tuple(row.id for row in rows if row.grade is not None and row.grade > MAX_GRADE),
    )


def said_in(item: Item) -> list[str]:
    """Every text of a question that somebody reads before answering."""
    stimulus = item.payload.get("stimulus") or {}
    texts = [str(stimulus.get(key) or "") for key in ("context", "note")]
    texts.append(str(item.payload["stem"]))
    for key in ("options", "left", "right", "actions"):
        texts += [str(entry["text"]) for entry in item.payload.get(key, [])]
    return [text for text in texts if text]


def _row(id_: str, kind: str, texts: Sequence[str]) -> ReadRow:
    lengths = _lengths(texts)
    level = grade(texts)
    return ReadRow(
        id=id_,
        kind=kind,
        grade=None if level is None else round(level, 1),
        words=sum(lengths),
        words_a_sentence=round(fmean(lengths), 1) if lengths else 0.0,
        longest=max(lengths, default=0),
        long_sentences=sum(length > MAX_WORDS for length in lengths),
    )


def _lengths(texts: Iterable[str]) -> list[int]:
    return [len(words(part)) for text in texts for part in sentences(text)]
