"""Counts of people that were shown, so that no later one tells what one of them did since."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from whetstone.web.append_only import AppendOnly


class ShownCount(AppendOnly):
    """How many of how many people something touched when it was shown. Names nobody.

    What is read off it is a band (`core.rollup.bands`).
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=200)
    n = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "topic", "on"], name="a_count_is_shown_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        """What it counts."""
        return f"{self.topic} on {self.on}"
