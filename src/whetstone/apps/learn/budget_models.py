"""How many minutes a week learning may take: a team's default, and what somebody lowers it to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from whetstone.web.append_only import AppendOnly


class LearningBudget(AppendOnly):
    """Minutes of a week. Without a person: of a full working week, for everybody of a workspace.

    The newest row of each counts. A person's row without minutes: as the team again.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    minutes = models.PositiveSmallIntegerField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(minutes__isnull=False),
                name="a_team_has_minutes",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "person"])]

    def __str__(self) -> str:
        return f"{self.minutes} min"
