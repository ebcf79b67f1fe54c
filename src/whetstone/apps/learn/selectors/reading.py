"""Reading lessons as one person meets them: in their version, with the ledger of their workspace."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.html import escape

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.field import selectors as field
from whetstone.apps.learn.models import Lesson, OwnWork, Practice, Reading
from whetstone.apps.learn.selectors.refreshers import refreshed_claims
from whetstone.core.freshness.currency import Currency, currency
from whetstone.core.kernel.errors import Faults

ASKED = frozenset({"expert-set", "provisional", "operational"})
_WORDS = re.compile(r'<span class="claim-words" data-claim="([^"]+)">(.*?)</span>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Note:
    """A claim as the margin shows it. `n` is its number in the lesson."""

    n: int
    slug: str
    statement: str
    text: str
    kind: str
    status: str
    as_of: dt.date
    review_by: dt.date
    source: Mapping[str, Any]
    basis: str


@dataclass(frozen=True, slots=True)
class Moved:
    """What a block said and what holds now. Without a change nobody has published what moved it."""

    note: Note
    now_text: str = ""
    now_statement: str = ""
    change_slug: str = ""
    change_title: str = ""
    happened_on: str = ""

    @property
    def is_dead(self) -> bool:
        """Superseded or retired; otherwise only in doubt."""
        return self.note.status in {"superseded", "retired"}


@dataclass(frozen=True, slots=True)
class Tried:
    """The newest answer to a question in a place, scored again for its explanations."""

    answer: Mapping[str, Any]
    score: Any
    answered_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Question:
    """A practice question in its place. Not live: its facts moved, so it is not asked."""

    slug: str
    payload: Mapping[str, Any]
    is_live: bool
    tried: Tried | None


@dataclass(frozen=True, slots=True)
class Box:
    """A box to write in, with what stands in it."""

    name: str
    label: str
    is_shown: bool
    text: str
    saved_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a block: html, questions or a box."""

    html: str = ""
    questions: tuple[Question, ...] = ()
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class BlockView:
    """A block with what it rests on. `opens` are the claims whose note stands here for the first time."""

    id: str
    part: str
    minutes: float
    segments: tuple[Segment, ...]
    rests_on: tuple[Note, ...]
    mentions: tuple[Note, ...]
    opens: frozenset[str]
    moved: tuple[Moved, ...]

    @property
    def moved_mentions(self) -> tuple[Note, ...]:
        """Mentioned claims that are not current: worth a note, not a banner."""
        return tuple(note for note in self.mentions if note.status != "current")

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes to write in."""
        return tuple(segment.box for segment in self.segments if segment.box)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the six parts (or the seventh on doubts), in order."""

    id: str
    title: str
    minutes: int
    blocks: tuple[BlockView, ...]


@dataclass(frozen=True, slots=True)
class LessonView:
    """A lesson as one person reads it. `resume` is the block of their last act, `step` its part."""

    slug: str
    version: str
    title: str
    decision: str
    minutes: int
    areas: tuple[str, ...]
    course_slug: str
    course_title: str
    keypoints: tuple[str, ...]
    parts: tuple[Part, ...]
    notes: tuple[Note, ...]
    currency: Currency
    started_at: dt.datetime | None
    finished_at: dt.datetime | None
    newer: str
    resume: str
    step: int
    following: tuple[str, str] | None


def rests_on(payload: Mapping[str, Any]) -> set[str]:
    """The claims that the blocks of a lesson rest on."""
    return {claim for block in payload["blocks"] for claim in block["rests_on"]}


def versions_read(person_ids: Collection[int]) -> dict[tuple[int, str], Reading]:
    """The newest reading of each person and lesson, with its lesson; one query."""
    rows = Reading.objects.filter(person_id__in=person_ids).select_related("lesson")
    return {(row.person_id, row.lesson.slug): row for row in rows.order_by("pk")}


def finished_lessons(person_ids: Collection[int]) -> dict[int, dict[str, dt.datetime]]:
    """When each person first finished each lesson, in any version; one query."""
    rows = Reading.objects.filter(person_id__in=person_ids).exclude(finished_at=None)
    found: dict[int, dict[str, dt.datetime]] = {}
    for person, slug, moment in rows.order_by("-finished_at").values_list(
        "person_id", "lesson__slug", "finished_at"
    ):
        if moment is not None:
            found.setdefault(person, {})[slug] = moment
    return found


def latest_lessons() -> QuerySet[Lesson]:
    """The newest version of every lesson, course by course, in order."""
    rows = Lesson.objects.filter(is_latest=True).select_related("course")
    return rows.order_by("course__position", "position")


def lesson_titles(slugs: Iterable[str]) -> dict[str, str]:
    """Titles of lessons, by slug; one query."""
    rows = Lesson.objects.filter(is_latest=True, slug__in=list(slugs))
    return dict(rows.values_list("slug", "title"))


def block_minutes(block_ids: Iterable[str]) -> dict[str, float]:
    """Reading minutes of blocks ("lesson/block") in the newest version; one query."""
    wanted = set(block_ids)
    rows = Lesson.objects.filter(
        is_latest=True, slug__in={name.partition("/")[0] for name in wanted}
    )
    found = {
        f"{slug}/{block['id']}": float(block["minutes"])
        for slug, payload in rows.values_list("slug", "payload")
        for block in payload["blocks"]
    }
    return {name: found[name] for name in wanted if name in found}


def lesson(
    slug: str, *, person_id: int, workspace_id: int, on: dt.date, newest: bool = False
) -> LessonView | None:
    """A lesson in the version this person started (or the newest); None where there is none.

    A constant number of queries, whatever the lesson holds.
    """
    reading = (
        Reading.objects.filter(person_id=person_id, lesson__slug=slug)
        .select_related("lesson__course")
        .order_by("-pk")
        .first()
    )
    latest = latest_lessons().filter(slug=slug).first()
    if reading is not None and newest and latest is not None and latest.pk != reading.lesson_id:
        reading = None
    row = reading.lesson if reading else latest
    if row is None:
        return None
    shown = _Shown(row, person_id=person_id, workspace_id=workspace_id, on=on)
    resume = shown.last_act()
    return LessonView(
        slug=row.slug,
        version=row.version,
        title=row.title,
        decision=row.decision,
        minutes=row.minutes,
        areas=tuple(row.areas),
        course_slug=row.course.slug,
        course_title=row.course.title,
        keypoints=tuple(row.payload["keypoints"]),
        parts=shown.parts(),
        notes=tuple(shown.notes.values()),
        currency=shown.currency(person_id),
        started_at=reading.started_at if reading else None,
        finished_at=reading.finished_at if reading else None,
        newer=latest.version if latest and latest.version != row.version else "",
        resume=resume,
        step=shown.step_of(resume, is_done=bool(reading and reading.finished_at)),
        following=_following(row),
    )


def _following(row: Lesson) -> tuple[str, str] | None:
    rows = Lesson.objects.filter(course=row.course_id, is_latest=True, position__gt=row.position)
    return rows.order_by("position").values_list("slug", "title").first()


def own_work(person_id: int, *, lesson_slug: str | None = None) -> list[OwnWork]:
    """The newest state of everything a person wrote for their own brand; one query."""
    rows = OwnWork.objects.filter(person_id=person_id)
    if lesson_slug is not None:
        rows = rows.filter(lesson_slug=lesson_slug)
    newest = {(row.lesson_slug, row.field): row for row in rows.order_by("pk")}
    return list(newest.values())


def practised(person_id: int, places: Iterable[str]) -> dict[tuple[str, str], Practice]:
    """The newest answer by (place, question); one query."""
    rows = Practice.objects.filter(person_id=person_id, place__in=list(places))
    return {(row.place, row.item_slug): row for row in rows.order_by("pk")}


def ask(
    slugs: Iterable[str],
    place: str,
    *,
    ledger: field.Ledger,
    answers: Mapping[tuple[str, str], Practice],
) -> tuple[Question, ...]:
    """Practice questions in a place, each with the newest answer; unknown questions are left out."""
    known = diagnose.questions(list(slugs))
    return tuple(
        Question(
            slug=slug,
            payload=known[slug].payload,
            is_live=known[slug].state in ASKED and not ledger.dead(known[slug].rests_on),
            tried=_tried(answers.get((place, slug))),
        )
        for slug in slugs
        if slug in known
    )


def _tried(row: Practice | None) -> Tried | None:
    if row is None:
        return None
    try:
        score = diagnose.score_item(row.item_slug, row.answer)
    except (LookupError, Faults):  # another shape by now: the old answer is not shown
        return None
    return Tried(row.answer, score, row.answered_at)


def notes_of(
    slugs: Sequence[str], *, workspace_id: int, ledger: field.Ledger
) -> dict[str, Note]:
    """Claims as notes, numbered in the order given; one query."""
    rows = field.claims(workspace_id, slugs)
    return {
        slug: Note(
            n=n,
            slug=slug,
            statement=rows[slug].statement,
            text=rows[slug].text,
            kind=rows[slug].claim.kind,
            status=str(ledger.status(slug) or "doubtful"),
            as_of=rows[slug].as_of,
            review_by=rows[slug].review_by,
            source=rows[slug].source,
            basis=rows[slug].basis,
        )
        for n, slug in enumerate(slugs, start=1)
        if slug in rows
    }


def moved_notes(notes: Mapping[str, Note], *, workspace_id: int) -> dict[str, Moved]:
    """What moved each claim that is not current; no query where all are."""
    gone = {slug: note for slug, note in notes.items() if note.status != "current"}
    moves = field.moves(workspace_id, list(gone))
    heirs = {move.successor for move in moves.values() if move.successor}
    words = field.claims(workspace_id, heirs) if heirs else {}
    found = {}
    for slug, note in gone.items():
        move = moves.get(slug)
        if move is None:
            found[slug] = Moved(note)
            continue
        heir = words.get(move.successor or "")
        found[slug] = Moved(
            note,
            now_text=heir.text if heir else "",
            now_statement=heir.statement if heir else "",
            change_slug=move.change.slug,
            change_title=move.change.title,
            happened_on=move.change.happened_on,
        )
    return found


def swap_words(html: str, moved: Mapping[str, Moved]) -> str:
    """The html with a claim's own words struck where the claim is gone, the new words beside them."""

    def swap(found: re.Match[str]) -> str:
        move = moved.get(found[1])
        if move is None or not move.is_dead:
            return found[0]
        now = f" <ins>{escape(move.now_text)}</ins>" if move.now_text else ""
        return f'<del class="claim-words" data-claim="{found[1]}">{found[2]}</del>{now}'

    return _WORDS.sub(swap, html)


class _Shown:
    """Everything one page of a lesson needs, read once."""

    def __init__(self, row: Lesson, *, person_id: int, workspace_id: int, on: dt.date) -> None:
        self.row = row
        self.on = on
        self.payload = row.payload
        self.ledger = field.ledger(workspace_id, on=on)
        cited = list(self.payload["citations"])
        self.notes = notes_of(cited, workspace_id=workspace_id, ledger=self.ledger)
        self.moved = moved_notes(self.notes, workspace_id=workspace_id)
        self.places = {block["id"]: f"{row.slug}/{block['id']}" for block in self.payload["blocks"]}
        self.answers = practised(person_id, self.places.values())
        self.work = {one.field: one for one in own_work(person_id, lesson_slug=row.slug)}
        self.seen: set[str] = set()

    def parts(self) -> tuple[Part, ...]:
        blocks = [self._block(block) for block in self.payload["blocks"]]
        return tuple(
            Part(part, title, minutes or 0, tuple(b for b in blocks if b.part == part))
            for part, title, minutes in self.payload["parts"]
        )

    def _block(self, block: Mapping[str, Any]) -> BlockView:
        rests = self._named(block["rests_on"])
        mentions = self._named(block["mentions"])
        opens = frozenset(note.slug for note in (*rests, *mentions)) - self.seen
        self.seen |= opens
        return BlockView(
            id=block["id"],
            part=block["part"],
            minutes=block["minutes"],
            segments=tuple(self._segment(one, block["id"]) for one in block["segments"]),
            rests_on=rests,
            mentions=mentions,
            opens=opens,
            moved=tuple(self.moved[note.slug] for note in rests if note.slug in self.moved),
        )

    def _named(self, slugs: Iterable[str]) -> tuple[Note, ...]:
        found = (self.notes[slug] for slug in slugs if slug in self.notes)
        return tuple(sorted(found, key=lambda note: note.n))

    def _segment(self, segment: Mapping[str, Any], block: str) -> Segment:
        kind = segment["kind"]
        if kind == "html":
            return Segment(html=swap_words(segment["text"], self.moved))
        if kind == "field":
            return Segment(box=self._box(segment))
        slugs = [segment["item"]] if kind == "item" else self.payload["items"]["check"]
        return Segment(
            questions=ask(slugs, self.places[block], ledger=self.ledger, answers=self.answers)
        )

    def _box(self, segment: Mapping[str, Any]) -> Box:
        kept = self.work.get(segment["name"])
        return Box(
            name=segment["name"],
            label=segment["label"],
            is_shown=bool(segment["shown"]),
            text=kept.text if kept else "",
            saved_at=kept.saved_at if kept else None,
        )

    def currency(self, person_id: int) -> Currency:
        return currency(
            rests_on(self.payload),
            states=self.ledger.states,
            on=self.on,
            refreshed=refreshed_claims([person_id]).get(person_id, frozenset()),
        )

    def last_act(self) -> str:
        """The block of the newest answer or saved box; empty before the first."""
        boxes = {
            segment["name"]: block["id"]
            for block in self.payload["blocks"]
            for segment in block["segments"]
            if segment["kind"] == "field"
        }
        acts = [
            (row.answered_at, row.place.partition("/")[2]) for row in self.answers.values()
        ] + [(row.saved_at, boxes[name]) for name, row in self.work.items() if name in boxes]
        return max(acts)[1] if acts else ""

    def step_of(self, block: str, *, is_done: bool) -> int:
        """The place of the part a block is in; past the last one when the lesson is finished."""
        parts = [part for part, _title, _minutes in self.payload["parts"]]
        if is_done:
            return len(parts)
        part = next((b["part"] for b in self.payload["blocks"] if b["id"] == block), parts[0])
        return parts.index(part)
