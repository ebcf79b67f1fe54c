"""What organisations and rosters keep: codes to come in by, hand-overs, lists being read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class WorkspaceCode(models.Model):
    """A code by which somebody comes into a workspace as a learner, and as nothing else."""

    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="codes"
    )
    code = models.CharField(max_length=12, unique=True)
    made_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace"], condition=Q(ended_at=None), name="one_open_code"
            ),
        ]

    def __str__(self) -> str:
        return f"code of {self.workspace_id}"


class Handover(models.Model):
    """An organisation is offered to another account, which takes it or does not."""

    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.CASCADE, related_name="handovers"
    )
    giver = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="+")
    taker = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    was_taken = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(ended_at=None), name="one_open_handover"
            ),
        ]

    def __str__(self) -> str:
        return f"hand-over of {self.organisation_id}"


class Roster(models.Model):
    """A list of people that was uploaded: read, looked at, then taken or dropped."""

    class State(models.TextChoices):
        READING = "reading"
        READY = "ready"
        UNREADABLE = "unreadable"
        TAKING = "taking"
        TAKEN = "taken"
        DROPPED = "dropped"

    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="rosters"
    )
    made_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    name = models.CharField(max_length=120)
    data = models.BinaryField(default=b"")
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State.choices, default=State.READING)
    without_refused = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    notes = models.JSONField(default=list)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "-made_at"])]

    def __str__(self) -> str:
        return f"roster {self.pk}"


class RosterRow(models.Model):
    """One row of a roster, and its fate. Thrown away when the roster is taken or dropped."""

    class Fate(models.TextChoices):
        NEW = "new"
        CHANGED = "changed"
        UNCHANGED = "unchanged"
        BACK = "back"
        LEAVES = "leaves"
        REFUSED = "refused"

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="rows")
    place = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    sheet = models.CharField(max_length=40, blank=True)
    is_place = models.BooleanField(default=False)
    teaches = models.BooleanField(default=False)
    is_taken = models.BooleanField(default=False)
    fate = models.CharField(max_length=10, choices=Fate.choices, blank=True)
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.CASCADE, related_name="+"
    )
    source_id = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=120, blank=True)
    email = models.CharField(max_length=254, blank=True)
    likeness = models.CharField(max_length=254, blank=True)
    role_id = models.CharField(max_length=12, blank=True)
    title = models.CharField(max_length=120, blank=True)
    team = models.CharField(max_length=120, blank=True)
    class_key = models.CharField(max_length=120, blank=True)
    class_name = models.CharField(max_length=120, blank=True)
    class_ends = models.DateField(null=True)
    rights = models.CharField(max_length=80, blank=True)
    leaves = models.BooleanField(default=False)
    flaws = models.JSONField(default=list)
    own_flaws = models.JSONField(default=list)
    warnings = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["roster", "place"], name="one_row_a_place"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["roster", "fate", "place"]),
            models.Index(fields=["roster", "email"], name="roster_row_email",
                         condition=~Q(email="")),
            models.Index(fields=["roster", "source_id"], name="roster_row_source",
                         condition=~Q(source_id="")),
            models.Index(fields=["roster", "likeness"], name="roster_row_likeness",
                         condition=~Q(likeness="")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"row {self.line} of {self.roster_id}"


class RosterClass(models.Model):
    """The class that a roster's own key for it stands for: so that it is found again."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    school_class = models.ForeignKey(
        "people.SchoolClass", on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "key"], name="one_class_a_key"),
        ]

    def __str__(self) -> str:
        return f"{self.key} is {self.school_class_id}"
