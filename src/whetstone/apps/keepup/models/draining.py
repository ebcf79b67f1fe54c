"""Levels that wait to be worked out again after a publication."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Drain(models.Model):
    """The re-estimates of one publication in one workspace: how many, and how far they are.

    `worked_at` is when a worker last did some of it: one that is not finished and has not been
    worked on for a while has lost its worker.
    """

    publication = models.ForeignKey(
        "field.Publication", on_delete=models.CASCADE, related_name="+"
    )
    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    worked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["publication", "workspace"], name="one_drain_a_publication"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace"], condition=Q(finished_at=None), name="open_drains"),
        ]

    def __str__(self) -> str:
        """How far it is."""
        return f"{self.done} of {self.total} after {self.publication_id}"


class Mark(models.Model):
    """Somebody whose levels are to be worked out again; gone in the same act as that is done.

    Made from the people themselves, hundreds of thousands at a time, and short-lived: the store
    checks no key here, and a mark of somebody who is gone is simply taken away.
    """

    drain = models.ForeignKey(
        Drain, on_delete=models.CASCADE, related_name="marks", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(
        "people.Person",
        on_delete=models.CASCADE,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["drain", "person"], name="marked_once"),
        ]

    def __str__(self) -> str:
        """Whose levels wait."""
        return f"{self.person_id} in {self.drain_id}"
