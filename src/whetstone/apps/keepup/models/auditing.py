"""Audits of syllabi. The file is not kept: its name, its digest and the text read from it are.

A report is computed from the text, the corrections of the workspace and the ledger of the day.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from whetstone.web.append_only import AppendOnly


class Audit(AppendOnly):
    """A syllabus of a term. Audits of one title are compared, term by term.

    `summary` holds the figures of the day it was made, for the list.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE)
    title = models.CharField(max_length=120)
    term = models.CharField(max_length=60)
    role_id = models.CharField(max_length=20, blank=True)
    edition = models.CharField(max_length=40)
    summary = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "made_at"])]

    def __str__(self) -> str:
        return f"{self.title}, {self.term}"


class AuditFile(AppendOnly):
    """One file of an audit: what was read of it, as lines."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE)
    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    document = models.JSONField()

    def __str__(self) -> str:
        return self.name


class AuditCorrection(AppendOnly):
    """A person's word: this phrase is, or is not, about that skill. Used in every later audit."""

    class Verdict(models.TextChoices):
        YES = "yes"
        NO = "no"
        AS_FOUND = "as_found"

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE)
    audit = models.ForeignKey(Audit, null=True, blank=True, on_delete=models.SET_NULL)
    phrase = models.TextField()
    skill = models.CharField(max_length=8)
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    level = models.PositiveSmallIntegerField(default=0)
    required = models.BooleanField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "made_at"])]

    def __str__(self) -> str:
        return f"{self.phrase[:40]} {self.verdict} {self.skill}"
