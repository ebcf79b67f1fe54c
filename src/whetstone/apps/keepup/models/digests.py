"""Digests: what was told to whom, and who wants to be told how."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class DigestChoice(models.Model):
    """How somebody wants to be told. `token` opens the one-click way out of the mail."""

    class How(models.TextChoices):
        MAIL = "mail"
        IN_APP = "in_app"
        OFF = "off"

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="+")
    how = models.CharField(max_length=8, choices=How.choices, default=How.MAIL)
    token = models.CharField(max_length=64, unique=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        """How lists of rows name it."""
        return f"{self.how} for {self.person_id}"


class Digest(models.Model):
    """One digest as it was told. Only `mailed_at` is ever set afterwards, and before the mail.

    `week` ("2026-W48", by the reader's calendar) lets no two be made in one week, whatever runs
    at the same time. `facts` are plain values, no names of people.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    week = models.CharField(max_length=8)
    period_from = models.DateTimeField()
    period_to = models.DateTimeField()
    facts = models.JSONField()
    by_mail = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "week"], name="one_digest_a_week"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "made_at"]),
            models.Index(fields=["by_mail", "mailed_at", "made_at"]),
        ]

    def __str__(self) -> str:
        """How lists of rows name it."""
        return f"digest {self.week} of {self.person_id}"
