"""Lessons, cards and tasks as people met them.

Their work, their booked time and what they finished.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from whetstone.apps.learn.budget_models import LearningBudget
from whetstone.apps.learn.handing_models import (
    TaskAsked,
    TaskAssessment,
    TaskFile,
    TaskHanding,
    TaskJudgement,
    TaskPeer,
)
from whetstone.apps.learn.reminder_models import SessionReminder
from whetstone.apps.learn.simulation_models import (
    SelfAssessment,
    Simulation,
    SimulationEntry,
    SimulationHanding,
    SimulationJudgement,
)
from whetstone.apps.learn.source_models import CalendarSource
from whetstone.web.append_only import AppendOnly

__all__ = [
    "Booking", "CalendarFeed", "CalendarSource", "Card", "CardReview", "Certificate",
    "ClassAdoption", "Course", "EditionLesson", "Guide", "LearningBudget", "Lesson",
    "OwnWork", "Practice", "Reading", "Refresher", "RevokedRecord", "SelfAssessment",
    "SessionReminder", "Simulation", "SimulationEntry", "SimulationHanding",
    "SimulationJudgement", "Task", "TaskAsked", "TaskAssessment", "TaskFile", "TaskHanding",
    "TaskJudgement", "TaskPeer", "Term",
]  # fmt: skip


class Course(models.Model):
    """A course, as loaded."""

    slug = models.SlugField(max_length=60, unique=True)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=160)
    payload = models.JSONField()
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.title


class Lesson(models.Model):
    """One version of a lesson. People keep the version they started."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="lessons")
    slug = models.SlugField(max_length=80)
    version = models.CharField(max_length=20)
    is_latest = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    decision = models.TextField()
    minutes = models.PositiveSmallIntegerField()
    areas = models.JSONField()
    payload = models.JSONField()
    content_hash = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(null=True, blank=True)  # null: before this was written down
    timed = models.JSONField(null=True, blank=True)  # what it took people: told from five on
    timed_minutes = models.PositiveSmallIntegerField(null=True, blank=True)  # where that differs
    timed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slug", "version"], name="lesson_version_once"),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(is_latest=True), name="lesson_latest_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def real_minutes(self) -> int:
        """What to plan with: the measured time where the words promise another."""
        return self.timed_minutes or self.minutes


class EditionLesson(models.Model):
    """Which version of a lesson an edition has; written when the edition is loaded."""

    edition = models.ForeignKey("field.Edition", on_delete=models.CASCADE, related_name="+")
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "lesson"], name="edition_lesson_once"),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id} in {self.edition_id}"


class ClassAdoption(AppendOnly):
    """An instructor took a change into a running class: its lessons are read as in `edition`.

    `change` null: the term is over, and everything that was left is taken. An adoption counts
    while its change does: where the change was undone, the class reads what it was pinned to.
    """

    school_class = models.ForeignKey(
        "people.SchoolClass", on_delete=models.CASCADE, related_name="+"
    )
    change = models.ForeignKey(
        "field.Change", null=True, on_delete=models.CASCADE, related_name="+"
    )
    edition = models.ForeignKey("field.Edition", on_delete=models.CASCADE, related_name="+")
    lessons = models.JSONField(default=list)
    adopted_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    adopted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["school_class", "change"], name="adopted_once"),
            models.UniqueConstraint(
                fields=["school_class"], condition=Q(change=None), name="adopted_all_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_class_id} adopts {self.change_id or 'all'}"


class Card(models.Model):
    """A fact to keep in memory, as loaded."""

    slug = models.SlugField(max_length=80, unique=True)
    skill_id = models.CharField(max_length=8)
    lesson_slug = models.CharField(max_length=80, blank=True)
    front = models.TextField()
    back = models.TextField()

    def __str__(self) -> str:
        return self.front


class Task(models.Model):
    """A piece of real work judged by a rubric, as loaded."""

    slug = models.SlugField(max_length=80, unique=True)
    lesson_slug = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=160)
    minutes = models.PositiveSmallIntegerField()
    payload = models.JSONField()

    def __str__(self) -> str:
        return self.title


class Guide(models.Model):
    """How to hold one session with an expert, as loaded."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=160)
    minutes = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField(default=0)
    payload = models.JSONField()

    def __str__(self) -> str:
        return self.title


class Term(models.Model):
    """A word of the glossary, as loaded."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    payload = models.JSONField()

    def __str__(self) -> str:
        return self.name


class Reading(models.Model):
    """A person reading a lesson, in the version they started, and what it took them."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)  # the page of the first act
    finished_at = models.DateTimeField(null=True, blank=True)
    seconds = models.PositiveIntegerField(null=True, blank=True)  # null: not read in one go

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "lesson"], name="one_reading_per_lesson"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} reads {self.lesson_id}"


class Practice(AppendOnly):
    """An answer to a question inside a lesson or a refresher.

    For learning, never for the level.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=120)
    item_slug = models.CharField(max_length=60)
    answer = models.JSONField()
    score = models.PositiveSmallIntegerField()
    max_score = models.PositiveSmallIntegerField()
    answered_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "place"])]

    def __str__(self) -> str:
        return f"{self.item_slug} {self.score}/{self.max_score}"


class OwnWork(AppendOnly):
    """What a person wrote for their own brand. Every saved state is kept; the newest counts."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    lesson_slug = models.CharField(max_length=80)
    field = models.CharField(max_length=60)
    text = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "lesson_slug", "field", "saved_at"])]

    def __str__(self) -> str:
        return f"{self.lesson_slug} {self.field}"


class CardReview(AppendOnly):
    """Whether somebody knew a card. When it comes back follows from all their reviews of it."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    card_slug = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    was_known = models.BooleanField()
    seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    reviewed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "card_slug", "position"], name="one_review_per_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card_slug} {self.position}"


class Refresher(models.Model):
    """The difference that one person has to relearn after one publication."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    publication = models.ForeignKey(
        "field.Publication", on_delete=models.CASCADE, related_name="+"
    )
    minutes = models.PositiveSmallIntegerField()
    blocks = models.JSONField(default=list)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "publication"], name="one_refresher_each"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} after {self.publication_id}"


class Booking(AppendOnly):
    """One state of a learning block in a person's day.

    A move, a cancellation or "it happened" is a new row with the same `uid`; the highest
    `sequence`
    counts. `things` holds all [kind, id] pairs that the block is for (a refresher is named by its
    change, a lesson by its slug, a check by its area); `thing_kind` and `thing_id` name the first.
    `title` is the bare title of the first, or of the lesson; words around it are said by the page.
    """

    class State(models.TextChoices):
        BOOKED = "booked"
        KEPT = "kept"
        STOLEN = "stolen"
        CANCELLED = "cancelled"

    uid = models.UUIDField(db_index=True)
    sequence = models.PositiveSmallIntegerField(default=0)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    thing_kind = models.CharField(max_length=12)
    thing_id = models.CharField(max_length=80)
    things = models.JSONField(default=list)
    title = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    reasons = models.JSONField(default=list)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "uid", "sequence"], name="booking_state_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.title} {self.starts_at}"


class Certificate(AppendOnly):
    """What somebody finished, when, in which edition, from which pool.

    `claims` holds the state of each claim on that day. How current it is now follows from
    the ledger. Of a course: a record of completion. Of an area (`area_id`, no course): a
    certificate that somebody has a `level` there, and `proof` the things behind it.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=16, unique=True)
    course_slug = models.CharField(max_length=60, blank=True, default="")
    course_version = models.CharField(max_length=20, blank=True, default="")
    edition = models.CharField(max_length=20)
    pool = models.CharField(max_length=80)
    area_id = models.CharField(max_length=3, blank=True, default="", db_default="")
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    proof = models.JSONField(default=dict, db_default={})
    sitting = models.ForeignKey(
        "diagnose.SecuredSitting", models.CASCADE, null=True, blank=True, related_name="+"
    )
    is_capstone = models.BooleanField(default=False, db_default=False)  # its task is one
    claims = models.JSONField()
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sitting", "is_capstone"], name="certificate_once")
        ]

    def __str__(self) -> str:
        return f"{self.course_slug or self.area_id} for {self.person_id}"

    @classmethod
    def standing(cls) -> models.QuerySet[Certificate]:
        """Certificates that were not taken back."""
        return cls.objects.exclude(code__in=RevokedRecord.objects.values("code"))


class RevokedRecord(models.Model):
    """A record that does not stand any more: its code says so, and nothing else is known of it.

    `number`: of the certificate's row, which is its place in the public list of what was taken
    back; null: taken back before there were files. `reason` is one of a few words, never a text:
    empty where its holder was erased.
    """

    class Reason(models.TextChoices):
        MISTAKE = "mistake"
        NOT_OWN = "not-own"
        ASKED = "asked"

    code = models.CharField(max_length=16, unique=True)
    number = models.PositiveBigIntegerField(null=True, blank=True, unique=True)
    course_slug = models.CharField(max_length=60)
    revoked_at = models.DateTimeField()
    reason = models.CharField(max_length=10, blank=True, default="", choices=Reason.choices)

    def __str__(self) -> str:
        return self.code


class CalendarFeed(models.Model):
    """The secret address under which a person's calendar program finds their learning blocks."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=64, unique=True)
    is_neutral = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"feed of {self.person_id}"


class ExpertSession(AppendOnly):
    """A session with an expert, as proposed. Its time, seats, questions and notes are rows.

    `uid` names it to calendars: a seat is a `Booking` with this uid in its person's own day.
    `basis`: the area it was proposed from and how many measured people stood behind that, on the
    day; empty where it was the host's idea.
    """

    uid = models.UUIDField(unique=True)
    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=160)
    guest = models.CharField(max_length=200)
    skills = models.JSONField()
    minutes = models.PositiveSmallIntegerField()
    capacity = models.PositiveSmallIntegerField()
    basis = models.JSONField(default=dict)
    host = models.ForeignKey(
        "people.Person", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class SessionTime(AppendOnly):
    """When a session is, or that it is called off. The highest `sequence` counts."""

    session = models.ForeignKey(ExpertSession, on_delete=models.CASCADE, related_name="times")
    sequence = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_off = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "sequence"], name="session_time_once"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.starts_at}"


class SessionQuestion(AppendOnly):
    """What somebody wants to ask the guest. Shown without a name."""

    session = models.ForeignKey(ExpertSession, on_delete=models.CASCADE, related_name="questions")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=300)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text


class SessionVote(AppendOnly):
    """A vote for a question, or that it was taken back. The highest `sequence` counts."""

    question = models.ForeignKey(SessionQuestion, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    sequence = models.PositiveSmallIntegerField()
    is_for = models.BooleanField()
    voted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["question", "person", "sequence"], name="session_vote_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} {self.is_for}"


class SessionNote(AppendOnly):
    """What was said, and where the recording is. Every version is kept; the newest counts."""

    session = models.ForeignKey(ExpertSession, on_delete=models.CASCADE, related_name="notes")
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    recording = models.URLField(max_length=500, blank=True)
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "version"], name="session_note_once"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} notes {self.version}"
