"""What a team says of its own budget, on a day."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from whetstone.web.append_only import AppendOnly


class BudgetFigure(AppendOnly):
    """The marketing budget of a year, and social's share of it. The newest row counts.

    Shares are in per cent. `doubt`: by how many per cent the total may turn out otherwise.
    `form_key`: a form sent twice is one row.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    currency = models.CharField(max_length=3)
    total = models.FloatField()
    doubt = models.FloatField()
    share_now = models.FloatField()
    share_planned = models.FloatField()
    planned_for = models.DateField()
    hours = models.FloatField()
    hour_cost = models.FloatField()
    source = models.CharField(max_length=120)
    by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    form_key = models.UUIDField(default=uuid.uuid4)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "form_key"], name="one_budget_a_form"),
        ]

    def __str__(self) -> str:
        return f"{self.share_now} % on {self.on}"
