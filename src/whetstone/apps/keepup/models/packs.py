"""Change packs that came in: whose keys are believed, what was received, what was decided."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from whetstone.web.append_only import AppendOnly


class KeyTrust(AppendOnly):
    """Somebody decided whether packs signed with a key are taken. The newest row counts.

    `workspace` null: decided for the whole installation.
    """

    workspace = models.ForeignKey("people.Workspace", null=True, on_delete=models.CASCADE)
    fingerprint = models.CharField(max_length=64)
    public_key = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    is_trusted = models.BooleanField()
    decided_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "fingerprint"])]

    def __str__(self) -> str:
        return f"{self.name} {self.fingerprint[:8]}"


class ReceivedPack(AppendOnly):
    """A pack as it came in, whole and with its signature. It is never shown as a page."""

    workspace = models.ForeignKey("people.Workspace", null=True, on_delete=models.CASCADE)
    digest = models.CharField(max_length=64)
    issuer = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    document = models.TextField()
    made_at = models.DateTimeField()
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["digest"], condition=Q(workspace=None), name="pack_once"
            ),
            models.UniqueConstraint(fields=["digest", "workspace"], name="pack_once_here"),
        ]

    def __str__(self) -> str:
        return f"{self.issuer} {self.digest[:8]}"


class PackDecision(AppendOnly):
    """What was decided about one row of a pack. The newest row counts."""

    class Choice(models.TextChoices):
        KEEP = "keep"
        DOUBT = "doubt"
        THEIRS = "theirs"

    workspace = models.ForeignKey("people.Workspace", null=True, on_delete=models.CASCADE)
    pack = models.ForeignKey(ReceivedPack, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=8)
    slug = models.CharField(max_length=80)
    choice = models.CharField(max_length=8, choices=Choice.choices)
    decided_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["pack", "kind", "slug"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}: {self.choice}"
