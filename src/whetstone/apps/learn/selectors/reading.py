"""Lessons as one person meets them: in their version, with the ledger of their workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.field import selectors as field
from whetstone.apps.learn.models import Lesson, OwnWork, Reading
from whetstone.apps.learn.saying import part_name
from whetstone.apps.learn.selectors.editions import lesson_for
from whetstone.apps.learn.selectors.notes import Moved, Note, moved_notes, notes_of, swap_words
from whetstone.apps.learn.selectors.questions import Question, ask, practised
from whetstone.apps.learn.selectors.refreshers import refreshed_claims
from whetstone.core.freshness.currency import Currency, currency
from whetstone.core.timeplan.reading_time import ReadingTime
from whetstone.web.prepared import Prepared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping

    from django.db.models import QuerySet


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
    """A block with what it rests on.

    `opens` are the claims whose note stands here for the first time. `moved` is said in full here,
    `moved_above` was said in an earlier block.
    """

    id: str
    part: str
    minutes: float
    segments: tuple[Segment, ...]
    rests_on: tuple[Note, ...]
    mentions: tuple[Note, ...]
    opens: frozenset[str]
    moved: tuple[Moved, ...]
    moved_above: tuple[Moved, ...]

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
    """A lesson as one person reads it. `resume`: the block of their last act; `step`: its part.

    `held_by`: the class that reads this version although there is a newer one. `minutes` are what
    it takes: those measured (`timed`, from five readers on) where its words promise others.
    """

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
    held_by: str = ""
    written_minutes: int = 0
    timed: ReadingTime | None = None


def rests_on(payload: Mapping[str, Any]) -> set[str]:
    """The claims that the blocks of a lesson rest on."""
    return {claim for block in payload["blocks"] for claim in block["rests_on"]}


def versions_read(person_ids: Collection[int]) -> dict[tuple[int, str], Reading]:
    """The newest reading of each person and lesson, with its lesson; one query."""
    rows = Reading.objects.filter(person_id__in=person_ids).select_related("lesson")
    return {(row.person_id, row.lesson.slug): row for row in rows.order_by("pk")}


def finished_lessons(person_ids: Collection[int]) -> dict[int, dict[str, dt.datetime]]:
    """When each person first finished each lesson, in any version; one query."""
    found: dict[int, dict[str, dt.datetime]] = {}
    for person, slug, moment in _FINISHED(*sorted(person_ids)) if person_ids else ():
        found.setdefault(person, {})[slug] = moment
    return found


_FINISHED = Prepared(
    lambda *person_ids: (
        Reading.objects.filter(person_id__in=person_ids)
        .exclude(finished_at=None)
        .order_by("-finished_at")
        .values_list("person_id", "lesson__slug", "finished_at")
    )
)


def latest_lessons() -> QuerySet[Lesson]:
    """The newest version of every lesson, course by course, in order."""
    rows = Lesson.objects.filter(is_latest=True).select_related("course")
    return rows.order_by("course__position", "position")


def lessons_by_slug(slugs: Iterable[str]) -> list[Lesson]:
    """The newest versions of these lessons, in course order; one query."""
    wanted = sorted(set(slugs))
    return _BY_SLUG(*wanted) if wanted else []


_BY_SLUG = Prepared(
    lambda *slugs: Lesson.objects.filter(is_latest=True, slug__in=slugs).order_by(
        "course__position", "position"
    )
)


def lesson_titles(slugs: Iterable[str]) -> dict[str, str]:
    """Titles of lessons, by slug; one query."""
    wanted = sorted(slugs)
    return dict(_TITLES(*wanted)) if wanted else {}


_TITLES = Prepared(
    lambda *slugs: Lesson.objects.filter(is_latest=True, slug__in=slugs).values_list(
        "slug", "title"
    )
)


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
    slug: str, *, person_id: int, workspace_id: int, on: dt.date, version: str = ""
) -> LessonView | None:
    """A lesson in the version this person started; None where there is none.

    Naming the newest version shows that one, also to somebody who reads an older. For a student
    of a running class the newest is what the class reads. A constant number of queries,
    whatever the lesson holds.
    """
    reading = (
        Reading.objects.filter(person_id=person_id, lesson__slug=slug)
        .select_related("lesson__course")
        .order_by("-pk")
        .first()
    )
    latest, held_by = lesson_for(person_id, slug, on=on)
    if reading and latest and version == latest.version != reading.lesson.version:
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
        minutes=row.real_minutes,
        written_minutes=row.minutes,
        timed=ReadingTime(**row.timed) if row.timed else None,
        areas=tuple(row.areas),
        course_slug=row.course.slug,
        course_title=row.course.title,
        keypoints=tuple(row.payload["keypoints"]),
        parts=shown.parts(),
        notes=tuple(shown.notes.values()),
        currency=shown.currency(),
        started_at=reading.started_at if reading else None,
        finished_at=reading.finished_at if reading else None,
        newer=latest.version if latest and is_newer(latest, row) else "",
        resume=resume,
        step=shown.step_of(resume, is_done=bool(reading and reading.finished_at)),
        following=_following(row),
        held_by=held_by if latest and latest.pk == row.pk else "",
    )


def is_newer(offered: Lesson, read: Lesson) -> bool:
    """Whether the version on offer came after the one that is read.

    A class may hold back a version that one of its students had begun elsewhere.
    """
    return offered.pk != read.pk and (offered.is_latest or offered.pk > read.pk)


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


def _asked_in(payload: Mapping[str, Any]) -> list[str]:
    """Every question that a lesson shows."""
    shown = [s["item"] for b in payload["blocks"] for s in b["segments"] if s["kind"] == "item"]
    return shown + list(payload["items"]["check"])


class _Shown:
    """Everything one page of a lesson needs, read once."""

    def __init__(self, row: Lesson, *, person_id: int, workspace_id: int, on: dt.date) -> None:
        self.row = row
        self.on = on
        self.person_id = person_id
        self.payload = row.payload
        self.ledger = field.ledger(workspace_id, on=on)
        cited = list(self.payload["citations"])
        self.notes = notes_of(cited, workspace_id=workspace_id, ledger=self.ledger)
        self.moved = moved_notes(self.notes, workspace_id=workspace_id)
        self.places = {
            block["id"]: f"{row.slug}/{block['id']}" for block in self.payload["blocks"]
        }
        self.questions = diagnose.questions(_asked_in(self.payload))
        self.answers = practised(person_id, self.places.values())
        self.work = {one.field: one for one in own_work(person_id, lesson_slug=row.slug)}
        self.seen: set[str] = set()
        self.said: set[str] = set()

    def parts(self) -> tuple[Part, ...]:
        blocks = [self._block(block) for block in self.payload["blocks"]]
        return tuple(
            Part(
                part,
                part_name(part, title),
                minutes or 0,
                tuple(b for b in blocks if b.part == part),
            )
            for part, title, minutes in self.payload["parts"]
        )

    def _block(self, block: Mapping[str, Any]) -> BlockView:
        rests = self._named(block["rests_on"])
        mentions = self._named(block["mentions"])
        opens = frozenset(note.slug for note in (*rests, *mentions)) - self.seen
        self.seen |= opens
        moved = [self.moved[note.slug] for note in rests if note.slug in self.moved]
        first = tuple(one for one in moved if one.note.slug not in self.said)
        self.said |= {one.note.slug for one in first}
        return BlockView(
            id=block["id"],
            part=block["part"],
            minutes=block["minutes"],
            segments=tuple(self._segment(one, block["id"]) for one in block["segments"]),
            rests_on=rests,
            mentions=mentions,
            opens=opens,
            moved=first,
            moved_above=tuple(one for one in moved if one not in first),
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
            questions=ask(
                slugs,
                self.places[block],
                known=self.questions,
                person_id=self.person_id,
                ledger=self.ledger,
                answers=self.answers,
            )
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

    def currency(self) -> Currency:
        return currency(
            rests_on(self.payload),
            states=self.ledger.states,
            on=self.on,
            refreshed=refreshed_claims([self.person_id]).get(self.person_id, frozenset()),
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


def boxes_of(slugs: Collection[str]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(lesson, title, boxes as (name, label)) in course order, over all versions; one query.

    A box of an older version that is gone from the newest one comes last.
    """
    rows = Lesson.objects.filter(slug__in=slugs).select_related("course")
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for row in rows.order_by("course__position", "position", "-is_latest", "-pk"):
        _title, boxes = found.setdefault(row.slug, (row.title, {}))
        for block in row.payload["blocks"]:
            for segment in block["segments"]:
                if segment["kind"] == "field":
                    boxes.setdefault(segment["name"], segment["label"])
    return [(slug, title, list(boxes.items())) for slug, (title, boxes) in found.items()]


def own_work_of(person_ids: Collection[int]) -> dict[int, int]:
    """For how many lessons each of them wrote something of their own; one query."""
    rows = OwnWork.objects.filter(person_id__in=person_ids).exclude(text="").order_by()
    counted = rows.values("person_id").annotate(n=Count("lesson_slug", distinct=True))
    return dict(counted.values_list("person_id", "n"))
