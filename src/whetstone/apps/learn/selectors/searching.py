"""What a question finds: lessons by passage, claims with their state, words, tasks and guides."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from whetstone.apps.field import lexemes
from whetstone.apps.field import selectors as field
from whetstone.apps.learn.models import Lesson
from whetstone.apps.learn.saying import part_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

SECTIONS: Final = ("lessons", "claims", "glossary", "work")
_SECTION_OF: Final = {
    "block": "lessons", "claim": "claims", "term": "glossary", "task": "work", "guide": "work",
}  # fmt: skip
FEW: Final = 5
"""Results of a section where all sections are shown."""
MANY: Final = 40
"""Results of a section that is shown alone."""
PLACES: Final = 3
"""Passages of one lesson that are shown."""
RESTS: Final = "rests_on"
AROUND: Final = 110
"""Letters before and after the first word that was found."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a passage: words that were asked for, or what stands between them."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A passage of a result: the block it stands in ("" where there is none), and its part."""

    block: str
    part: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """A thing that was found. `status`: of a claim, or of the facts under a block.

    `more`: further passages of the same lesson.
    """

    kind: str
    slug: str
    title: str
    places: tuple[Place, ...]
    status: str
    network: str = ""
    as_of: dt.date | None = None
    is_own: bool = False
    more: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """Results of one kind, best first. `total` counts all of them."""

    id: str
    total: int
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question found. `asked` False: there was no word in it."""

    question: str
    section: str
    sections: tuple[Section, ...]
    is_asked: bool
    is_loose: bool
    is_cut: bool

    @property
    def total(self) -> int:
        """All results of the sections shown."""
        return sum(section.total for section in self.sections)

    @property
    def is_empty(self) -> bool:
        """Whether something was asked and nothing found."""
        return self.is_asked and not self.total


def search(question: str, *, section: str, workspace_id: int, on: dt.date) -> Answer:
    """Everything that a question finds here; `section` outside SECTIONS: all of them.

    A constant number of queries.
    """
    found = field.find(question, workspace_id=workspace_id)
    shown = (section,) if section in SECTIONS else SECTIONS
    board = _Board(found, workspace_id, on)
    most = MANY if len(shown) == 1 else FEW
    sections = tuple(board.section(one, most) for one in shown)
    return Answer(
        question=question[: lexemes.MOST_LETTERS].strip(),
        section=section if section in SECTIONS else "",
        sections=tuple(one for one in sections if one.total),
        is_asked=bool(found.words),
        is_loose=found.is_loose,
        is_cut=found.is_cut,
    )


class _Board:
    """The hits of one question, by section, with what the ledger says of them."""

    def __init__(self, found: field.Found, workspace_id: int, on: dt.date) -> None:
        self.words = found.words
        self.workspace_id = workspace_id
        self.ledger = field.ledger(workspace_id, on=on)
        self.hits: dict[str, list[field.Hit]] = {one: [] for one in SECTIONS}
        for hit in found.hits:
            self.hits[_SECTION_OF[hit.kind]].append(hit)

    def section(self, name: str, most: int) -> Section:
        hits = self.hits[name]
        if name == "lessons":
            lessons = Counter(hit.thing.partition("/")[0] for hit in hits)
            return Section(name, len(lessons), self._lessons(hits, list(lessons)[:most]))
        if name == "claims":
            return Section(name, len(hits), self._claims(hits[:most]))
        return Section(name, len(hits), tuple(self._other(hit) for hit in hits[:most]))

    def _lessons(self, hits: Sequence[field.Hit], slugs: Sequence[str]) -> tuple[Result, ...]:
        by_lesson: dict[str, list[field.Hit]] = {slug: [] for slug in slugs}
        for hit in hits:
            slug = hit.thing.partition("/")[0]
            if slug in by_lesson:
                by_lesson[slug].append(hit)
        for slug, some in by_lesson.items():
            by_lesson[slug] = sorted(some, key=lambda hit: -self._told(hit.text))
        shown = [hit.thing for some in by_lesson.values() for hit in some[:PLACES]]
        if not shown:
            return ()
        cited = field.cited_by(self.workspace_id, "block", shown)
        leads, parts = _leads_and_parts(slugs)
        return tuple(
            self._lesson(some, cited, parts, lead=leads.get(slug, ""))
            for slug, some in by_lesson.items()
            if some
        )

    def _told(self, text: str) -> int:
        """How many of the words stand in a text itself; a heading above it does not count."""
        held = {one.word for one in lexemes.lexemes(text)}
        return sum(any(lexemes.meets(word, (one,)) for word in held) for one in self.words)

    def _lesson(
        self,
        hits: Sequence[field.Hit],
        cited: Mapping[str, Sequence[tuple[str, str]]],
        parts: Mapping[str, str],
        *,
        lead: str,
    ) -> Result:
        """A lesson with the passages that hold the words; its decision where only titles do."""
        telling = [hit for hit in hits if self._told(hit.text)]
        first = telling[:PLACES]
        grounds = [
            claim for hit in first for claim, role in cited.get(hit.thing, ()) if role == RESTS
        ]
        places = [
            Place(hit.thing.partition("/")[2], parts.get(hit.thing, ""), self._pieces(hit.text))
            for hit in first
        ]
        return Result(
            kind="block",
            slug=hits[0].thing.partition("/")[0],
            title=hits[0].heading,
            places=tuple(places) or (Place("", "", self._pieces(lead, whole=True)),),
            status=self._worst(grounds),
            more=len(telling) - len(first),
        )

    def _worst(self, claims: Iterable[str]) -> str:
        """The state of the first claim that is gone, else of one in doubt, else current."""
        states = [str(self.ledger.status(slug) or "doubtful") for slug in claims]
        gone = [one for one in states if one in {"superseded", "retired"}]
        doubtful = [one for one in states if one != "current"]
        return (gone or doubtful or ["current"])[0]

    def _claims(self, hits: Sequence[field.Hit]) -> tuple[Result, ...]:
        rows = field.claims(self.workspace_id, [hit.thing for hit in hits]) if hits else {}
        return tuple(
            Result(
                kind="claim",
                slug=hit.thing,
                title="",
                places=(Place("", "", self._pieces(hit.text, whole=True)),),
                status=str(self.ledger.status(hit.thing) or "doubtful"),
                network=rows[hit.thing].claim.network,
                as_of=rows[hit.thing].as_of,
                is_own=hit.is_own,
            )
            for hit in hits
            if hit.thing in rows
        )

    def _other(self, hit: field.Hit) -> Result:
        place = Place("", "", self._pieces(hit.text, whole=hit.kind == "term"))
        return Result(hit.kind, hit.thing, hit.heading, (place,), "current")

    def _pieces(self, text: str, *, whole: bool = False) -> tuple[Piece, ...]:
        return pieces(text, self.words, whole=whole)


def _leads_and_parts(slugs: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The decision of each lesson, and the name of each block's part; one query."""
    rows = Lesson.objects.filter(slug__in=slugs, is_latest=True)
    leads, parts = {}, {}
    for slug, decision, payload in rows.values_list("slug", "decision", "payload"):
        leads[slug] = decision
        titles = {part: title for part, title, _minutes in payload["parts"]}
        for block in payload["blocks"]:
            name = part_name(block["part"], titles.get(block["part"], ""))
            parts[f"{slug}/{block['id']}"] = name
    return leads, parts


def pieces(text: str, words: Sequence[str], *, whole: bool = False) -> tuple[Piece, ...]:
    """The stretch of a text where the words stand closest, cut at words, with them marked."""
    hits = [one for one in lexemes.lexemes(text) if lexemes.meets(one.word, words)]
    start, end = (0, len(text)) if whole else _window(text, hits)
    found = [Piece("… ", is_hit=False)] if start else []
    at = start
    for one in hits:
        if one.start < start or one.end > end:
            continue
        found += [
            Piece(text[at : one.start], is_hit=False),
            Piece(text[one.start : one.end], is_hit=True),
        ]
        at = one.end
    found.append(Piece(text[at:end] + (" …" if end < len(text) else ""), is_hit=False))
    return tuple(piece for piece in found if piece.text)


def _window(text: str, hits: Sequence[lexemes.Lexeme]) -> tuple[int, int]:
    """The stretch of so many letters that holds the most different words."""
    if not hits:
        return 0, _cut(text, 2 * AROUND)
    best = max(hits, key=lambda one: (len({
        other.word for other in hits if one.start <= other.start < one.start + 2 * AROUND
    }), -one.start))  # fmt: skip
    start = max(0, best.start - AROUND // 2)
    start = text.find(" ", start) + 1 if start else 0
    return min(start, best.start), _cut(text, best.start + 2 * AROUND)


def _cut(text: str, at: int) -> int:
    """The end of a word at or before a place."""
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", 0, at)
    return space if space > 0 else at
