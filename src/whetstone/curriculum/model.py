"""The curriculum as frozen values. `content_hash` is the SHA-256 of all that a file says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from whetstone.curriculum.model_ledger import (
    Change,
    Claim,
    Precision,
    QuotedFigure,
    Relearn,
    Source,
)
from whetstone.curriculum.model_library import (
    Guide,
    Moment,
    ReferenceSeries,
    ReferenceTable,
    Review,
    Term,
)
from whetstone.curriculum.model_simulation import Message, Simulation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from whetstone.curriculum.scoring import Scoring
    from whetstone.curriculum.wording import Wording

__all__ = [
    "Area",
    "Block",
    "Card",
    "CertificateRule",
    "Change",
    "ChangelogEntry",
    "CheckRef",
    "Claim",
    "Concept",
    "Course",
    "CurrencyClass",
    "Curriculum",
    "Cut",
    "FieldRef",
    "Framework",
    "Guide",
    "Html",
    "Item",
    "ItemRef",
    "Lesson",
    "LessonItems",
    "LessonMinutes",
    "Level",
    "Message",
    "Moment",
    "Outcome",
    "Part",
    "PartHeading",
    "Precision",
    "Prior",
    "QuotedFigure",
    "Relearn",
    "Review",
    "Role",
    "RubricRow",
    "Segment",
    "Simulation",
    "Skill",
    "Source",
    "Task",
    "Term",
    "Translation",
]

Part = Literal["try-first", "idea", "worked-example", "own-brand", "check", "if-then", "limits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A rung of the ladder, 0-4; 2 is entry level."""

    number: int
    id: str
    name: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyClass:
    """How fast a kind of knowledge goes out of date."""

    id: str
    half_life_months: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A term of ESCO that a skill is aligned with."""

    uri: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """A skill with one can-do statement a level, 1-4; `importance` None: not surveyed yet."""

    id: str
    area: str
    name: str
    currency_class: str
    esco: tuple[Concept, ...]
    can_do: Mapping[int, str]
    importance: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area of the framework; `id` is its three-letter code."""

    id: str
    name: str
    description: str
    onet_soc: tuple[str, ...]
    skills: tuple[Skill, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role and the level it needs in each area: `targets[area] = 0..4`; `esco` is a URI."""

    id: str
    name: str
    esco: str
    onet_soc: str
    targets: Mapping[str, int]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The standard-setting record of one level; a level without `theta` (logits) is not named."""

    level: int
    theta: float | None
    judges: str
    method: str
    date: date | None
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """The skill map of one edition, with roles and the cuts that may be named."""

    edition: str
    as_of: date
    status: str
    levels: tuple[Level, ...]
    currency_classes: tuple[CurrencyClass, ...]
    areas: tuple[Area, ...]
    roles: tuple[Role, ...]
    cuts: tuple[Cut, ...]
    content_hash: str
    wording: Wording | None = None

    @property
    def skills(self) -> tuple[Skill, ...]:
        """All skills, in the order of the framework."""
        return tuple(skill for area in self.areas for skill in area.skills)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangelogEntry:
    """One line of a thing's history; `learner_impact`: none, minor or major."""

    version: str
    date: date
    change: str
    learner_impact: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a course or lesson leads to: a skill at a level."""

    skill: str
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRule:
    """What a course's certificate asks for, in words, and for how many months it holds."""

    rule: str
    valid_months: int
    pool: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A course: lessons and tasks by id, in order."""

    id: str
    version: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    areas: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    life_cycle: str
    license: str
    lessons: tuple[str, ...]
    tasks: tuple[str, ...]
    certificate: CertificateRule | None
    owner: str
    changelog: tuple[ChangelogEntry, ...]
    content_hash: str


@dataclass(frozen=True, slots=True)
class Html:
    """Safe HTML: no raw HTML from the author, no style attributes, no scripts."""

    text: str


@dataclass(frozen=True, slots=True)
class ItemRef:
    """Here the page shows one question."""

    item: str


@dataclass(frozen=True, slots=True)
class CheckRef:
    """Here the page shows the lesson's check questions."""


@dataclass(frozen=True, slots=True)
class FieldRef:
    """Here the page shows a box to write in, saved to the portfolio.

    `label` is its accessible name; not `shown` means that it stands in the text before the box.
    """

    name: str
    label: str
    shown: bool


Segment = Html | ItemRef | CheckRef | FieldRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of a lesson that rests on claims; `id` is permanent within the lesson.

    `minutes` is the block's share, by words, of the minutes of its part (one decimal, at least
    0.1; a part that names no minutes counts 180 words a minute).
    """

    id: str
    part: Part
    position: int
    segments: tuple[Segment, ...]
    rests_on: tuple[str, ...]
    mentions: tuple[str, ...]
    minutes: float
    words: int
    content_hash: str

    @property
    def html(self) -> str:
        """The text alone, without questions and boxes."""
        return "".join(part.text for part in self.segments if isinstance(part, Html))

    @property
    def fields(self) -> tuple[FieldRef, ...]:
        """The boxes of the block, in order."""
        return tuple(part for part in self.segments if isinstance(part, FieldRef))

    @property
    def items(self) -> tuple[str, ...]:
        """Ids of the questions shown in the block, in order."""
        return tuple(part.item for part in self.segments if isinstance(part, ItemRef))


@dataclass(frozen=True, slots=True, kw_only=True)
class PartHeading:
    """A part of a lesson: its heading as written and its minutes (0 where none are named)."""

    part: Part
    title: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonItems:
    """The lesson's questions: before, in between and at the end."""

    pre: tuple[str, ...]
    practice: tuple[str, ...]
    check: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonMinutes:
    """Minutes to read, practise and check; together 12-18."""

    read: int
    practice: int
    check: int

    @property
    def total(self) -> int:
        """All minutes."""
        return self.read + self.practice + self.check


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A lesson: front matter and blocks. `citations[n - 1]` is the claim printed as number n."""

    id: str
    version: str
    course: str
    title: str
    language: str
    decision: str
    minutes: LessonMinutes
    outcomes: tuple[Outcome, ...]
    prerequisites: tuple[str, ...]
    questions: tuple[str, ...]
    objectives: tuple[str, ...]
    keypoints: tuple[str, ...]
    claims: tuple[str, ...]
    sources: tuple[Source, ...]
    items: LessonItems
    cards: tuple[str, ...]
    status: str
    authors: tuple[str, ...]
    review: Review
    review_by: date
    changelog: tuple[ChangelogEntry, ...]
    parts: tuple[PartHeading, ...]
    blocks: tuple[Block, ...]
    citations: tuple[str, ...]
    source_version: str | None
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """Discrimination and difficulty as expected, with their sds (logits).

    `c`: the chance to be right without knowing, fixed; only of questions of one point.
    """

    a: float
    b: float
    a_sd: float
    b_sd: float
    c: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A question. `scoring` is the key, parsed.

    `payload` is JSON-ready: format, stimulus, stem, options or left/right/key or actions,
    scoring, rationale, check.
    """

    id: str
    version: int
    area: str
    skill: str
    level: int
    format: str
    status: str
    language: str
    prior: Prior
    time_s: int
    short: str
    rests_on: tuple[str, ...]
    mentions: tuple[str, ...]
    enemies: tuple[str, ...]
    lesson: str | None
    payload: Mapping[str, Any]
    scoring: Scoring
    max_score: int
    review: Review
    source_version: str | None
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A fact to keep in memory; `enters`: with_lesson or first_review."""

    id: str
    version: int
    skill: str
    lesson: str | None
    language: str
    status: str
    enters: str
    front: str
    back: str
    rests_on: tuple[str, ...]
    mentions: tuple[str, ...]
    review: Review
    source_version: str | None
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricRow:
    """One row of a rubric: a statement for each of the levels 0-4."""

    id: str
    name: str
    skill: str
    levels: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A piece of real work: `html` for the person, `rater_html` for those who judge it.

    `simulation`: the messages that come by the clock, where it runs as a drill.
    """

    id: str
    version: str
    title: str
    language: str
    lesson: str | None
    skills: tuple[str, ...]
    minutes: int
    status: str
    hand_in: str
    rests_on: tuple[str, ...]
    mentions: tuple[str, ...]
    passing: str
    rating: str
    rubric: tuple[RubricRow, ...]
    simulation: Simulation | None
    html: str
    rater_html: str
    review: Review
    source_version: str | None
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """A thing in another language, with the same id; `source_version` says what was translated."""

    language: str
    thing: Lesson | Item | Card | Task
    is_stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Curriculum:
    """Everything the files hold, in the order of files and places."""

    framework: Framework
    sources: tuple[Source, ...]
    claims: tuple[Claim, ...]
    changes: tuple[Change, ...]
    courses: tuple[Course, ...]
    lessons: tuple[Lesson, ...]
    items: tuple[Item, ...]
    cards: tuple[Card, ...]
    tasks: tuple[Task, ...]
    guides: tuple[Guide, ...]
    glossary: tuple[Term, ...]
    references: tuple[ReferenceTable, ...]
    series: tuple[ReferenceSeries, ...]
    translations: tuple[Translation, ...]
    content_hash: str
