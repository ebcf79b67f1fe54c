"""The body of a lesson or a task: parts, blocks, and what stands in them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from whetstone.curriculum.draft import Mark, Reading
from whetstone.curriculum.fields import SLUG
from whetstone.curriculum.markdown import MARK, Context, Notes, render
from whetstone.curriculum.model import (
    Block,
    CheckRef,
    FieldRef,
    Html,
    ItemRef,
    Part,
    PartHeading,
    Segment,
)
from whetstone.curriculum.yaml_reader import hash_of

__all__ = ["Context", "LessonBody", "read_guide_body", "read_lesson_body", "read_task_body"]

PARTS: Final[dict[str, dict[str, Part]]] = {
    "en": {
        "Try first": "try-first",
        "Idea": "idea",
        "Worked example": "worked-example",
        "Do it on your own brand": "own-brand",
        "Check": "check",
        "If-then plan": "if-then",
        "What we are less sure of": "limits",
    },
    "ne": {
        "पहिले प्रयास गर्नुहोस्": "try-first",
        "मुख्य कुरा": "idea",
        "समाधान गरिएको उदाहरण": "worked-example",
        "आफ्नै ब्रान्डमा गर्नुहोस्": "own-brand",
        "जाँच": "check",
        "यदि-भने योजना": "if-then",
        "हामी कम निश्चित भएको कुरा": "limits",
    },
}
_WORDS_A_MINUTE: Final = 180
"""Assumed reading speed, for a part that names no minutes."""
_ORDER: Final = ("try-first", "idea", "worked-example", "own-brand", "check", "if-then")
_RATER: Final = re.compile(r"## (For the rater|मूल्याङ्कनकर्ताका लागि)\s*")
_HEADING = re.compile(r"## +(?P<title>.*?)(?: *\((?P<minutes>\d+) (?:min|मिनेट)\))?\s*")
_STANDS_ALONE = re.compile(r"\s*(?P<mark>\{\{.*?\}\})\s*")
_QUOTED = re.compile(r'"(.*)"')
_FIELD = re.compile(r'(?P<name>[a-z0-9-]+)(?:\s+"(?P<label>.+)")?')
_MARKUP = re.compile(r"\{\{.*?\}\}|[*_`]|^\s*(?:\d+[.)]|[-+]|>|#+)\s+")
_FENCE = re.compile(r"\s*(```|~~~)")

Line = tuple[int, str]


@dataclass(frozen=True, slots=True)
class LessonBody:
    """A lesson's body, read."""

    parts: tuple[PartHeading, ...]
    blocks: tuple[Block, ...]
    citations: tuple[str, ...]
    figures: dict[str, str]
    reading: Reading


@dataclass(slots=True)
class _Raw:
    """A block before rendering."""

    id: str
    part: Part
    line: int
    lines: list[Line] = field(default_factory=list)

    @property
    def words(self) -> int:
        return sum(len(_MARKUP.sub("", text).split()) for _, text in self.lines)


def read_lesson_body(text: str, first_line: int, context: Context) -> LessonBody:
    """Split a lesson into parts and blocks and render it."""
    headings, raws = _split(text, first_line, context)
    _check_parts(headings, first_line, context)
    minutes = {heading.part: heading.minutes for heading, _ in headings}
    words: Counter[str] = Counter()
    for raw in raws:
        words[raw.part] += max(1, raw.words)
    blocks = []
    for position, raw in enumerate(raws, start=1):
        stated = minutes.get(raw.part) or words[raw.part] / _WORDS_A_MINUTE
        share = max(0.1, round(stated * raw.words / words[raw.part], 1))
        blocks.append(_block(raw, position, share, context))
    return LessonBody(
        parts=tuple(heading for heading, _ in headings),
        blocks=tuple(blocks),
        citations=tuple(context.citations),
        figures=context.figures,
        reading=_reading(context),
    )


def read_task_body(text: str, first_line: int, context: Context) -> tuple[str, str, Reading]:
    """Render a task: (HTML for the person, HTML for the rater, what the checks need)."""
    person: list[Line] = []
    rater: list[Line] = []
    found = 0
    for line, words in enumerate(text.splitlines(), start=first_line):
        if _RATER.fullmatch(words):
            found = line
            continue
        deeper = f"#{words}" if words.startswith("## ") else words
        (rater if found else person).append((line, deeper))
    if not found:
        mend = "Add `## For the rater`."
        context.fault(first_line, "no-rater-part", "The task says nothing to the rater.", mend)
    notes = Notes()
    person_html = render(person, "task", context, notes)
    rater_html = render(rater, "rater", context, notes)
    return person_html, rater_html, _reading(context)


def read_guide_body(text: str, first_line: int, context: Context) -> tuple[str, Reading]:
    """Render what a guide says beside its lists: HTML, and what the checks need."""
    lines = [
        (line, f"#{words}" if words.startswith("## ") else words)
        for line, words in enumerate(text.splitlines(), start=first_line)
    ]
    html = render(lines, "guide", context, Notes())
    return html, _reading(context)


def _reading(context: Context) -> Reading:
    return Reading(
        marks=tuple(context.marks),
        passages=tuple(context.passages),
        links=tuple(context.links),
    )


def _split(
    text: str, first_line: int, context: Context
) -> tuple[list[tuple[PartHeading, int]], list[_Raw]]:
    headings: list[tuple[PartHeading, int]] = []
    raws: list[_Raw] = []
    is_open = False
    for line, words in enumerate(text.splitlines(), start=first_line):
        mark = MARK.fullmatch(words.strip())
        if words.startswith("## "):
            heading = _heading(words, line, context)
            headings += [(heading, line)] if heading else []
            is_open = False
        elif mark and mark["kind"] == "block":
            part: Part = headings[-1][0].part if headings else "try-first"
            fresh = _Raw(_block_id(mark["target"] or "", raws, line, context), part, line)
            if is_open and raws:
                fresh.lines += _trailing_heading(raws[-1])
            raws.append(fresh)
            is_open = True
        elif is_open:
            raws[-1].lines.append((line, words))
        elif words.strip():
            mend = "Open one with {{block:id}} on its own line."
            context.fault(line, "outside-block", "This text stands in no block.", mend)
            is_open = bool(raws)
    return headings, raws


def _trailing_heading(raw: _Raw) -> list[Line]:
    """A ### heading right before a new block belongs to the new block."""
    kept = [index for index, (_, words) in enumerate(raw.lines) if words.strip()]
    if not kept or not raw.lines[kept[-1]][1].startswith("### "):
        return []
    moved = raw.lines[kept[-1] :]
    del raw.lines[kept[-1] :]
    return moved


def _block_id(id_: str, raws: list[_Raw], line: int, context: Context) -> str:
    if not SLUG.fullmatch(id_):
        mend = "Use lower case, digits and hyphens."
        context.fault(line, "bad-id", f"{id_!r} is not a block id.", mend)
    elif any(raw.id == id_ for raw in raws):
        mend = "Each block of a lesson has its own, permanent id."
        context.fault(line, "id-reused", f"The block id {id_!r} stands here twice.", mend)
    return id_


def _heading(words: str, line: int, context: Context) -> PartHeading | None:
    found = _HEADING.fullmatch(words)
    names = PARTS.get(context.language, PARTS["en"])
    title = found["title"] if found else words
    part = names.get(title)
    if found is None or part is None:
        mend = f"The parts are: {', '.join(names)}."
        context.fault(line, "parts", f"{title!r} is not a part of a lesson.", mend)
        return None
    return PartHeading(part=part, title=title, minutes=int(found["minutes"] or 0))


def _check_parts(
    headings: list[tuple[PartHeading, int]], first_line: int, context: Context
) -> None:
    found = [heading.part for heading, _ in headings]
    missing = [part for part in _ORDER if part not in found]
    names: dict[str, str] = {
        part: name for name, part in PARTS.get(context.language, PARTS["en"]).items()
    }
    for part in missing:
        what = f"The part {names[part]!r} is missing."
        before = [line for heading, line in headings if _comes_before(heading.part, part)]
        line = before[-1] if before else first_line
        context.fault(line, "parts", what, "A lesson has six parts.")
    wanted = [part for part in (*_ORDER, "limits") if part in found]
    if found != wanted:
        line = next(
            (
                line
                for (heading, line), part in zip(headings, wanted, strict=False)
                if heading.part != part
            ),
            headings[-1][1] if headings else first_line,
        )
        mend = f"The order is: {', '.join(names[part] for part in _ORDER)}."
        context.fault(line, "parts", "The parts stand twice or out of order.", mend)
    for heading, line in headings:
        if not heading.minutes and heading.part in _ORDER[:5]:
            mend = f"Write `## {heading.title} (3 min)`."
            context.fault(line, "parts", "The part names no minutes.", mend)


def _comes_before(part: str, other: str) -> bool:
    return part in _ORDER and _ORDER.index(part) < _ORDER.index(other)


def _block(raw: _Raw, position: int, minutes: float, context: Context) -> Block:
    before = len(context.marks)
    segments = tuple(_segments(raw, context))
    marks = context.marks[before:]
    rests = tuple(dict.fromkeys(m.target for m in marks if m.kind in {"cite", "claim"}))
    mentions = tuple(dict.fromkeys(m.target for m in marks if m.kind == "mention"))
    if not segments:
        context.fault(raw.line, "empty-block", f"The block {raw.id!r} is empty.")
    return Block(
        id=raw.id,
        part=raw.part,
        position=position,
        segments=segments,
        rests_on=rests,
        mentions=tuple(claim for claim in mentions if claim not in rests),
        minutes=minutes,
        words=raw.words,
        content_hash=hash_of([raw.id, raw.part, rests, mentions, *map(str, segments)]),
    )


def _segments(raw: _Raw, context: Context) -> list[Segment]:
    """Cut a block at its questions and boxes, and render what lies between."""
    notes = Notes()
    segments: list[Segment] = []
    waiting: list[Line] = []
    label = ""
    fenced = False

    def flush() -> None:
        text = render(waiting, raw.part, context, notes)
        waiting.clear()
        if text.strip():
            segments.append(Html(text))

    for line, words in raw.lines:
        fenced ^= bool(_FENCE.match(words))
        before, reference = (words, None) if fenced else _cut(line, words, raw, context)
        if reference is not None:
            waiting.append((line, before))
            label = _plain(before) or label
            flush()
            segments.append(_named(reference, label, line, context))
            label = ""
            continue
        if not _is_note(line, words, notes, context):
            waiting.append((line, words))
            label = _plain(words) or label
        else:
            waiting.append((line, ""))
    flush()
    for name in ("caption", "alt"):
        note = getattr(notes, name)
        if note:
            context.fault(note[1], "stray-note", f"No table follows this {name}.")
    return segments


def _cut(line: int, words: str, raw: _Raw, context: Context) -> tuple[str, Segment | None]:
    """(text before, the question or box) where a line ends in one; else (the line, None)."""
    for found in MARK.finditer(words):
        kind, target = found["kind"], found["target"] or ""
        if kind not in {"item", "check", "field"}:
            continue
        if words[found.end() :].strip():
            mend = "Put it at the end of the line, or on a line of its own."
            context.fault(line, "mark-place", f"Text follows {found[0]} on its line.", mend)
        context.marks.append(Mark(kind, target, line, raw.part))
        if kind == "item":
            return words[: found.start()], ItemRef(target)
        if kind == "check":
            return words[: found.start()], CheckRef()
        return words[: found.start()], _box(target, line, raw, context)
    return words, None


def _box(target: str, line: int, raw: _Raw, context: Context) -> FieldRef:
    found = _FIELD.fullmatch(target)
    if found is None or not SLUG.fullmatch(found["name"]):
        context.fault(line, "bad-id", f"{target!r} is not the name of a field.")
        return FieldRef(target, "", shown=False)
    if raw.part != "own-brand":
        mend = "It belongs into `Do it on your own brand`."
        context.fault(line, "mark-place", "A box to write in stands here.", mend)
    taken = [m for m in context.marks[:-1] if m.kind == "field"]
    if any((m.target.split() or [""])[0] == found["name"] for m in taken):
        context.fault(line, "id-reused", f"The field {found['name']!r} stands here twice.")
    return FieldRef(found["name"], found["label"] or "", shown=bool(found["label"]))


def _named(segment: Segment, label: str, line: int, context: Context) -> Segment:
    if not isinstance(segment, FieldRef) or segment.shown:
        return segment
    if not label:
        mend = 'Write a line of text before it, or {{field:name "Label"}}.'
        context.fault(line, "no-label", f"The field {segment.name!r} has no label.", mend)
    return FieldRef(segment.name, label, shown=False)


def _is_note(line: int, words: str, notes: Notes, context: Context) -> bool:
    alone = _STANDS_ALONE.fullmatch(words)
    mark = MARK.fullmatch(alone["mark"]) if alone else None
    if mark is None or mark["kind"] not in {"caption", "alt"}:
        return False
    quoted = _QUOTED.fullmatch(mark["target"] or "")
    if quoted is None:
        context.fault(line, "mark", f"The {mark['kind']} is not in quotes.", 'Write "...".')
    setattr(notes, mark["kind"], (quoted[1] if quoted else "", line))
    return True


def _plain(words: str) -> str:
    return " ".join(_MARKUP.sub("", words).split())
