"""Tasks that people of a team hand in, to whom, and what was said of them.

A hand-in is a pinned state: the text, the link, the file, and the own judgement as they stood.
All rows but a file that was never handed in are written once.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from whetstone.web.append_only import AppendOnly


class TaskFile(models.Model):
    """A file that somebody put beside what they wrote for a task. The newest counts.

    `is_off`: taken off again, after it had been handed in; before that it is thrown away.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    task_slug = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    data = models.BinaryField()
    is_off = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "task_slug"])]

    def __str__(self) -> str:
        return self.name


class TaskAssessment(AppendOnly):
    """A state of somebody's own judgement of what they wrote for a task. The newest counts.

    `rows`: by rubric row, [level 0-4 or null, what was said].
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    task_slug = models.CharField(max_length=80)
    rows = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "task_slug"])]

    def __str__(self) -> str:
        return f"own word on {self.task_slug}"


class TaskHanding(AppendOnly):
    """A task as somebody handed it in. Handed in again it is another row; the newest counts.

    `case`: title, rubric and rule in the version of that moment. `wanted`: how many people it
    takes to judge it, and `why` so many, as the rule stood then.
    """

    class Why(models.TextChoices):
        TWO = "two"  # not known yet how far judges agree
        SMALL = "small"  # nobody else could judge it
        AGREED = "agreed"  # they agree well enough
        TENTH = "tenth"  # they do, and every tenth is judged twice

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    task_slug = models.CharField(max_length=80)
    task_version = models.CharField(max_length=20)
    case = models.JSONField()
    text = models.ForeignKey(
        "learn.OwnWork", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    link = models.ForeignKey(
        "learn.OwnWork", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    file = models.ForeignKey(
        TaskFile, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    assessment = models.ForeignKey(TaskAssessment, on_delete=models.CASCADE, related_name="+")
    wanted = models.PositiveSmallIntegerField(default=2)
    why = models.CharField(max_length=8, choices=Why.choices, default=Why.TWO)
    handed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "task_slug"])]

    def __str__(self) -> str:
        return f"{self.person_id} hands in {self.task_slug}"


class TaskAsked(AppendOnly):
    """Whoever handed a task in asked somebody: from here on, that one may read and judge it."""

    class Part(models.TextChoices):
        JUDGE = "judge"
        PEER = "peer"
        MODERATOR = "moderator"  # a third person, for the rows in which two are far apart

    handing = models.ForeignKey(TaskHanding, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    judge = models.ForeignKey(
        "people.Person", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    part = models.CharField(max_length=10, choices=Part.choices, default=Part.JUDGE)
    asked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handing", "judge"], name="task_asked_once_each"),
        ]

    def __str__(self) -> str:
        return f"{self.handing_id} to {self.judge_id}"


class TaskJudgement(AppendOnly):
    """Somebody's word on a handed-in task. Their newer one supersedes; all are kept.

    `rows`: by rubric row, [level 0-4, what was said]; a moderator's hold the settled rows alone.
    """

    asked = models.ForeignKey(TaskAsked, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    rater = models.ForeignKey(
        "people.Person", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    rows = models.JSONField()
    words = models.TextField(blank=True)
    judged_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "judged_at"])]

    def __str__(self) -> str:
        return f"judgement of {self.asked_id}"


class TaskPeer(AppendOnly):
    """A lead named a colleague who may judge beside them, or ended it. The newest row counts."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    named_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_named = models.BooleanField(default=True)
    named_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} judges beside a lead"
