"""Reminders of sessions by mail: one for each seat and time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SessionReminder(models.Model):
    """Somebody is to be reminded of a session they sit in. Only `mailed_at` is set afterwards.

    One for each time: a session that is put off is told of again. `mailed_at` is set before the
    mail is handed over, so that a crash may lose one and never sends it twice.
    """

    session = models.ForeignKey("learn.ExpertSession", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    made_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "person", "starts_at"], name="one_reminder_a_time"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["mailed_at", "starts_at"])]

    def __str__(self) -> str:
        """How lists of rows name it."""
        return f"reminder of {self.session_id} for {self.person_id}"
