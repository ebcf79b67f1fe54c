"""A class's work: its plan, what is assigned, what was handed in, and what was said of it.

Marks, reviews and allowances are written once; a newer row supersedes, and both are kept.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from whetstone.web.append_only import AppendOnly


class ClassPlan(models.Model):
    """When a class begins, what each kind of work weighs, and how many of the lowest drop out."""

    school_class = models.OneToOneField(
        "people.SchoolClass", on_delete=models.CASCADE, related_name="+"
    )
    starts_on = models.DateField()
    weights = models.JSONField(default=dict)
    drops = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"plan of {self.school_class_id}"


class ClassCourse(models.Model):
    """A course of the class, and between which days it is read."""

    school_class = models.ForeignKey(
        "people.SchoolClass", on_delete=models.CASCADE, related_name="+"
    )
    course_slug = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["school_class", "course_slug"], name="one_course_a_class"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_slug} in {self.school_class_id}"


class Assignment(models.Model):
    """Work for a whole class. `thing_id`: a lesson, an area (or `quick`), or a task.

    `late_percent` and `late_floor` are of a hundred. `minutes` is a check's time: answers given
    later count for the profile, not for the mark. `peers` read each work; their marks weigh
    `peer_percent`. Withdrawn: it leaves everybody's total.
    """

    class Kind(models.TextChoices):
        LESSON = "lesson"
        CHECK = "check"
        TASK = "task"
        CAPSTONE = "capstone"

    school_class = models.ForeignKey(
        "people.SchoolClass", on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    thing_id = models.CharField(max_length=80)
    title = models.CharField(max_length=160)
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    weight = models.PositiveSmallIntegerField(default=1)
    late_rule = models.CharField(max_length=8, default="none")
    late_percent = models.PositiveSmallIntegerField(default=0)
    late_floor = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    peers = models.PositiveSmallIntegerField(default=0)
    peer_percent = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["school_class", "due_at"])]

    def __str__(self) -> str:
        return self.title


class Allowance(AppendOnly):
    """What one student is given more: for the term, or for one assignment. The newest row counts.

    Only the instructor and the student see it.
    """

    school_class = models.ForeignKey(
        "people.SchoolClass", on_delete=models.CASCADE, related_name="+"
    )
    assignment = models.ForeignKey(
        Assignment, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    extra_days = models.PositiveSmallIntegerField(default=0)
    time_percent = models.PositiveSmallIntegerField(default=100)
    is_excused = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["school_class", "person"])]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.extra_days} days, {self.time_percent} %"


class CheckSitting(AppendOnly):
    """The sitting in which a student took an assigned check: one each."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    attempt = models.ForeignKey("diagnose.Attempt", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "person"], name="one_sitting_each"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} sits {self.assignment_id}"


class Submission(AppendOnly):
    """A state of somebody's work as they handed it in. The newest counts; all are kept."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    work = models.ForeignKey("learn.OwnWork", on_delete=models.CASCADE, related_name="+")
    submitted_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["assignment", "person"])]

    def __str__(self) -> str:
        return f"{self.person_id} hands in {self.assignment_id}"


class WorkMark(AppendOnly):
    """The instructor's word on a handed-in work. A newer one supersedes; both are kept.

    `rows`: by rubric row, [level 0-4, what was said].
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    rater = models.ForeignKey(
        "people.Person", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    rows = models.JSONField()
    words = models.TextField(blank=True)
    marked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"mark of {self.submission_id}"


class PeerReview(AppendOnly):
    """A fellow student's word on a work. The newest of each reader counts.

    Who reads whose work follows from the assignment's readers (`Reader`).
    """

    reader = models.ForeignKey("Reader", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    rows = models.JSONField()
    words = models.TextField(blank=True)
    reviewed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"review {self.pk}"


class Reader(AppendOnly):
    """Somebody (`person`) reads a work; drawn when the works were handed out."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "person"], name="read_once_each"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} reads {self.submission_id}"
