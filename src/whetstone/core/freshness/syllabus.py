"""What a syllabus says that it teaches: outcomes and topics, each with its place in the text.

Rules, not a model: a line is an outcome when it stands under a heading (or after a lead-in) of
outcomes or says "able to", a topic when it is an item, a row or a sentence of a section that is
about content. Sections about running the course (attendance, grading, contacts) are passed over,
and so is what a sentence says is *not* taught. Each rule is one table below.

The depth of an outcome is read off its first verb: the levels of the revised taxonomy of Bloom
(Anderson and Krathwohl 2001) laid on our ladder - remember and understand 1, apply 2, analyse,
evaluate and create 3; 4 only where others are led. The laying-on is judgement.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from whetstone.core.freshness.document import LineKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from whetstone.core.freshness.document import Document, Line

VERBS: Final[dict[int, tuple[str, ...]]] = {
    1: (
        "define", "describe", "explain", "identify", "list", "name", "recognise", "recognize",
        "outline", "discuss", "understand", "know", "state", "summarise", "summarize", "recall",
        "classify", "distinguish", "appreciate", "review", "tell", "see",
    ),
    2: (
        "apply", "use", "write", "calculate", "draft", "schedule", "prepare", "complete", "set",
        "produce", "demonstrate", "conduct", "run", "make", "read", "track", "edit", "collect",
        "measure", "monitor", "publish", "respond", "answer", "map", "tag", "carry", "perform",
        "implement", "present", "record", "check", "fill", "follow", "practise", "practice",
    ),
    3: (
        "analyse", "analyze", "design", "plan", "compare", "justify", "choose", "select", "build",
        "develop", "test", "evaluate", "assess", "create", "critique", "judge", "devise",
        "formulate", "argue", "interpret", "recommend", "manage", "construct", "optimise",
        "optimize", "investigate", "prioritise", "prioritize", "segment", "verify", "handle",
    ),
    4: ("lead", "coach", "govern", "defend", "negotiate", "arbitrate", "direct", "mentor"),
}  # fmt: skip
"""First verb of an outcome -> level 1 to 4."""

_DEPTH: Final = {verb: level for level, verbs in VERBS.items() for verb in verbs}
UNKNOWN_DEPTH: Final = 1
"""An outcome whose verb is not in the table, and every topic: named, so at least level 1."""

OUTCOMES: Final = re.compile(
    r"\b(outcomes?|objectives?|competenc(y|e|ies|es)|able to|learn(ers|ing goals)|you will)\b",
    re.IGNORECASE,
)
LEAD_IN: Final = re.compile(
    r"\b((be|are|is) able to|students? (will|can|should)|you (will|can)|learners? (will|can)|"
    r"participants? (will|can)|graduates? (will|can))\b",
    re.IGNORECASE,
)
_LEADS: Final = re.compile(r"(:|\bable to|\b(will|can))\s*$", re.IGNORECASE)
"""How a line ends that leads in to the outcomes below it."""
RUNNING: Final = re.compile(
    r"\b(attendance|integrity|plagiarism|honesty|grading|grades?|marking|office hours|contacts?|"
    r"late (work|submissions?)|disabilit(y|ies)|accommodations?|text ?books?|readings?|"
    r"bibliography|references|prerequisites?|instructors?|lecturers?|classroom|"
    r"(teaching|academic|course|module) staff|^staff$|"
    r"policies|house rules|materials|equipment|fees?|enrol(l)?ment|assessment weights?|support|"
    r"exam(ination)?s?|literature|who (should|can|may) (attend|apply|join)|for whom)\b",
    re.IGNORECASE,
)
_ABOUT_RUNNING: Final = re.compile(
    r"^(instructor|lecturer|tutor|teacher|room|office|e-?mail|phone|credits?|ects|level|term|"
    r"semester|prerequisites?|required text|textbook|time|campus|venue|contact hours|"
    r"module leader|code|duration|hours|class size|language|start|fee|office hours|participants|"
    r"language of instruction|(module|course|subject) (code|title|number|type)|ects credits|"
    r"credit hours|full marks|pass marks|pedagogy|teaching methods?|mode of delivery|"
    r"late work|accessibility|attendance|questions)\b\s*[:|]",
    re.IGNORECASE,
)
_MARKS: Final = re.compile(r"\d\s*%|\b\d{1,3} (per ?cent|marks?|points?)\b", re.IGNORECASE)
_JUDGED: Final = re.compile(r"\b(assess(ment|ed)?|evaluation|exams?|marks?)\b", re.IGNORECASE)
_WORKLOAD: Final = re.compile(
    r"\b(ects|credits?|workload|contact (time|hours))\b.*\b\d{1,3} ?h(ours?|rs?)?\b",
    re.IGNORECASE,
)
_SELF: Final = re.compile(
    r"^\W*(assessment|attendance|examination|the exam|term paper|grading|participation)\b",
    re.IGNORECASE,
)
BEFORE: Final = re.compile(
    r"\b(prerequisites?|prior (knowledge|experience)|previous (knowledge|experience)|"
    r"(knowledge|experience|familiarity) (of|in|with) .{3,60} "
    r"(is|are) (assumed|expected|required)|"
    r"assumes? (that|knowledge|familiarity)|(should|must|expected to) already)\b",
    re.IGNORECASE,
)
"""What those who come must bring with them, which is not taught."""
NOT_TAUGHT: Final = re.compile(
    r"\b(not (be )?(covered?|taught|part|included?|dealt)|(does|do|will) not (cover|teach|treat|"
    r"include|deal)|not (here|in this)|excluded?|out of scope|outside (this|the) (course|module)|"
    r"instead see|is taught elsewhere|left out|no longer (taught|covered))\b",
    re.IGNORECASE,
)
ELECTIVE: Final = re.compile(
    r"\b(electives?|optional(ly)?|option|choose one|by choice|voluntary|"
    r"if time (allows|permits)|for those interested|not compulsory|not required)\b",
    re.IGNORECASE,
)
REQUIRED: Final = re.compile(r"\b(required|compulsory|mandatory|core)\b", re.IGNORECASE)
_HOURS: Final = re.compile(
    r"(?<![\w.])(\d{1,3}(?:[.,]\d)?)\s*(?:contact |class |teaching )?"
    r"(hours?|hrs?|h|minutes?|min)\b",
    re.IGNORECASE,
)
_TOTAL: Final = re.compile(
    r"\b(contact|class|teaching|total|taught|course) (hours|time)\b|\bduration\b", re.IGNORECASE
)
_CREDITS: Final = re.compile(
    r"(\d{1,3}(?:\.\d)?)\s*(?:ects|credits?)\b|\b(?:ects|credits?)\s*[:=|]\s*(\d{1,3}(?:\.\d)?)",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"[^.!?;]+(?:[.!?;](?!\s|$)[^.!?;]*)*[.!?;]?")
_WEEK: Final = re.compile(
    r"^\W*(week|session|unit|module|day|part|lesson|class)\W*(\d+|[ivx]{1,4}\b)", re.IGNORECASE
)
_PART: Final = re.compile(
    r"^\W*(unit|module|part|day|block|theme|element)\W*(\d+|[ivx]{1,4})\b", re.IGNORECASE
)
_ENDS: Final = re.compile(r"[.!?;,]\s*$")
_PART_DEPTH: Final = 6
_WORD: Final = re.compile(r"[^\W\d_]+")
_OF = (
    r"(course|module|unit|class|learning|teaching|student|students|intended|indicative|detailed|"
    r"required|recommended|weekly|tentative|expected|key|general|specific|qualification|academic|"
    r"training|programme|program|workshop|session|further|reading|core|the|your|project|exam)"
)
_NAME = (
    r"(description|overview|aims?|goals|rationale|outcomes|objectives|contents?|syllabus|schedule|"
    r"outline|timetable|calendar|assessments?|evaluation|grading|grades|marking|materials?|readings?|"
    r"reading list|texts?|textbooks?|literature|references|bibliography|polic(y|ies)|attendance|"
    r"welcome|contacts?|staff|trainers?|prerequisites|methods|requirements|resources|equipment|"
    r"support|integrity|participation|certificate|practicalit(y|ies)|logistics|fees|information)"
)
_SECTION: Final = re.compile(
    rf"^\W*(\d+(\.\d+)?[.)]?\s+)?({_OF}\s+){{0,3}}{_NAME}"
    rf"((\s+(and|&|of|for|list)\s+|\s*[,/]\s*)({_OF}\s+){{0,2}}({_OF}|{_NAME})){{0,2}}\s*:?$",
    re.IGNORECASE,
)
"""A line of its own that names a part of a syllabus, whether or not it is set as a heading."""
_COLUMNS: Final = frozenset(
    {"week", "topic", "hour", "date", "session", "content", "reading", "task", "day", "theme",
     "unit", "module", "time", "activity", "assessment", "no", "outcome", "lecture", "type",
     "objective", "title", "credit", "lecturer", "and"}
)  # fmt: skip
_SHORTEST: Final = 2
_FEWEST_UNDER_A_TITLE: Final = 2
_MOST_HOURS: Final = 400.0
_HOUR: Final = 60


class FindingKind(StrEnum):
    """What a piece of the syllabus is."""

    OUTCOME = "outcome"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class Finding:
    """One outcome or topic. `start` and `end` are its span in the document's text.

    `above` are the headings it stands under; `required` is None where nothing says; `course` is
    the row of a catalogue; `hours` only where its own line names them.
    """

    kind: FindingKind
    text: str
    start: int
    end: int
    page: int
    number: int
    depth: int
    above: tuple[str, ...] = ()
    required: bool | None = None
    hours: float | None = None
    course: int | None = None
    is_scheduled: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """The findings of one document, its total hours and credits where it names them."""

    findings: tuple[Finding, ...]
    hours: float | None = None
    credits: float | None = None
    weeks: int = 0


@dataclass(slots=True)
class _Section:
    """Where in the document we are: the headings above, and what they said."""

    headings: tuple[tuple[int, str], ...] = ()
    lead_in: bool = False

    def enter(self, line: Line) -> None:
        level = line.depth or 1
        kept = tuple(one for one in self.headings if one[0] < level)
        self.headings = (*kept, (level, line.text))
        self.lead_in = False

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(text for _level, text in self.headings)

    @property
    def is_about_running(self) -> bool:
        return bool(self.texts) and bool(RUNNING.search(self.texts[-1])) and not self.has_outcomes

    @property
    def has_outcomes(self) -> bool:
        return bool(self.texts) and bool(OUTCOMES.search(self.texts[-1]))

    def required(self) -> bool | None:
        for text in reversed(self.texts):
            said = said_required(text)
            if said is not None:
                return said
        return None


def read_syllabus(document: Document) -> Reading:
    """Every outcome and topic of a document, in the order of its text."""
    if document.is_catalogue:
        return Reading(tuple(_of_catalogue(document)))
    found = _without_titles(document.lines, tuple(_of_lines(document.lines)))
    hours, credit = _totals(document.lines)
    weeks = sum(1 for line in document.lines if _WEEK.match(line.text))
    return Reading(found, hours, credit, weeks)


def depth_of(text: str) -> int:
    """The level that the first known verb of an outcome asks for.

    >>> depth_of("Design and defend a crisis plan"), depth_of("Name three sources")
    (3, 1)
    """
    after = LEAD_IN.split(text)[-1]
    for word in _WORD.findall(after)[:6]:
        level = _DEPTH.get(word.lower())
        if level is not None:
            return level
    return UNKNOWN_DEPTH


def said_required(text: str) -> bool | None:
    """Whether words say that it must be taken (True), may be (False), or nothing (None)."""
    if ELECTIVE.search(text):
        return False
    return True if REQUIRED.search(text) else None


def hours_in(text: str) -> float | None:
    """Hours that a line names: "(90 minutes)" is 1.5."""
    total = 0.0
    for number, unit in _HOURS.findall(text):
        value = float(number.replace(",", "."))
        total += value / _HOUR if unit.lower().startswith("m") else value
    return total if 0 < total <= _MOST_HOURS else None


def _of_catalogue(document: Document) -> Iterator[Finding]:
    for index, course in enumerate(document.courses):
        line = document.lines[course.line]
        for piece in _sentences(line):
            yield replace(
                piece,
                above=(course.programme, course.title),
                required=course.required,
                hours=None,
                course=index,
                kind=FindingKind.TOPIC,
            )


def _of_lines(lines: Sequence[Line]) -> Iterator[Finding]:
    section = _Section()
    for line in _with_titles(lines):
        if line.kind is LineKind.HEADING or _SECTION.match(line.text):
            section.enter(line)
            if _WEEK.match(line.text) and not section.is_about_running:
                yield _finding(line, section)
            continue
        if section.is_about_running or _is_administration(line, section) or _is_head(line):
            continue
        if line.kind is LineKind.TEXT:
            yield from _of_prose(line, section)
        elif not _is_not_taught(line.text):
            yield _finding(line, section)


def _with_titles(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines; one that names a numbered part and stands over several others is a heading."""
    for place, line in enumerate(lines):
        under = 0
        for other in lines[place + 1 : place + 1 + _FEWEST_UNDER_A_TITLE]:
            if other.kind is LineKind.HEADING or _PART.match(other.text):
                break
            under += not _WEEK.match(other.text)
        is_title = line.kind is LineKind.TEXT and under == _FEWEST_UNDER_A_TITLE
        if is_title and _PART.match(line.text) and not _ENDS.search(line.text):
            yield replace(line, kind=LineKind.HEADING, depth=_PART_DEPTH)
        else:
            yield line


def _without_titles(lines: Sequence[Line], found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Without the numbered headings that stand over several topics: those say it better.

    A heading over one line, or over none, is itself the topic.
    """
    headings = {line.start for line in lines if line.kind is LineKind.HEADING}
    under = Counter(above for one in found for above in one.above)
    return tuple(
        one
        for one in found
        if one.start not in headings or under[one.text] < _FEWEST_UNDER_A_TITLE
    )


def _is_administration(line: Line, section: _Section) -> bool:
    """Whether a line is about running the course: who, when, how many marks for what."""
    if _ABOUT_RUNNING.match(line.text) or _WORKLOAD.search(line.text):
        return True
    if section.texts and NOT_TAUGHT.search(section.texts[-1]):
        return True
    judged = bool(section.texts) and bool(_JUDGED.search(section.texts[-1]))
    return bool(_MARKS.search(line.text)) and judged


def _is_not_taught(text: str) -> bool:
    """Whether a sentence says of itself that it is left out, brought along or about marks."""
    return any(rule.search(text) for rule in (NOT_TAUGHT, BEFORE, _SELF))


def _is_head(line: Line) -> bool:
    """The head of a table names its columns and teaches nothing."""
    words = {word.lower().removesuffix("s") for word in _WORD.findall(line.text)}
    return line.kind is LineKind.ROW and bool(words) and words <= _COLUMNS


def _of_prose(line: Line, section: _Section) -> Iterator[Finding]:
    if LEAD_IN.search(line.text) and _LEADS.search(line.text):
        section.lead_in = True
        return
    section.lead_in = False
    for piece in _sentences(line):
        is_outcome = bool(LEAD_IN.search(piece.text)) or section.has_outcomes
        yield replace(
            piece,
            kind=FindingKind.OUTCOME if is_outcome else FindingKind.TOPIC,
            depth=depth_of(piece.text) if is_outcome else UNKNOWN_DEPTH,
            above=section.texts,
            required=_required(piece.text, section),
            hours=hours_in(piece.text) if _WEEK.match(piece.text) else None,
            is_scheduled=bool(_WEEK.match(piece.text)),
        )


def _finding(line: Line, section: _Section) -> Finding:
    is_outcome = section.lead_in or section.has_outcomes or bool(LEAD_IN.search(line.text))
    scheduled = line.kind is LineKind.ROW or bool(_WEEK.match(line.text))
    is_outcome = is_outcome and not scheduled
    above = section.texts[:-1] if line.kind is LineKind.HEADING else section.texts
    return Finding(
        FindingKind.OUTCOME if is_outcome else FindingKind.TOPIC,
        line.text, line.start, line.end, line.page, line.number,
        depth_of(line.text) if is_outcome else UNKNOWN_DEPTH,
        above, _required(line.text, section), hours_in(line.text),
        is_scheduled=scheduled,
    )  # fmt: skip


def _required(text: str, section: _Section) -> bool | None:
    said = said_required(text)
    return section.required() if said is None else said


def _sentences(line: Line) -> Iterator[Finding]:
    for match in _SENTENCE.finditer(line.text):
        text = match.group().strip()
        if len(_WORD.findall(text)) < _SHORTEST or _is_not_taught(text):
            continue
        if _ABOUT_RUNNING.match(text):
            continue
        start = line.start + match.start() + len(match.group()) - len(match.group().lstrip())
        yield Finding(
            FindingKind.TOPIC, text, start, start + len(text), line.page, line.number,
            UNKNOWN_DEPTH,
        )  # fmt: skip


def _totals(lines: Sequence[Line]) -> tuple[float | None, float | None]:
    hours = credit = None
    for line in lines:
        if hours is None and _TOTAL.search(line.text):
            hours = hours_in(line.text) or _bare_hours(line.text)
        if credit is None and (found := _CREDITS.search(line.text)):
            credit = float(found[1] or found[2])
    return hours, credit


def _bare_hours(text: str) -> float | None:
    found = re.search(r"hours\s*[:|]\s*(\d{1,3})\b", text, re.IGNORECASE)
    return float(found[1]) if found else None
