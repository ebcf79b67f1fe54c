"""The brief between its first word and its signature."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from whetstone.web.append_only import AppendOnly

__all__ = ["BriefDraft", "BriefSignature", "BriefWords"]


class BriefDraft(models.Model):
    """A brief that is being written; its figures are those of the day it is read.

    A workspace has at most one that is open; signing closes it.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    begun_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    begun_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace"],
                condition=models.Q(closed_at=None),
                name="one_brief_is_being_written",
            ),
        ]

    def __str__(self) -> str:
        return f"brief begun {self.begun_at}"


class BriefWords(models.Model):
    """What somebody wrote into a section of a draft. The newest counts, earlier ones stay.

    A row grows while the same person goes on typing; somebody else's words are a new row.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    draft = models.ForeignKey(BriefDraft, on_delete=models.CASCADE, related_name="words")
    section = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    written_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    begun_at = models.DateTimeField()
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.section} of {self.draft_id}"


class BriefSignature(AppendOnly):
    """Who stands behind a frozen page, and their own words beside its figures.

    `words`: by section. `seal`: the SHA-256 of words and figures, as it is printed.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    brief = models.OneToOneField("lead.Brief", on_delete=models.CASCADE, related_name="signature")
    draft = models.OneToOneField(BriefDraft, on_delete=models.CASCADE, related_name="signature")
    signed_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    signed_at = models.DateTimeField()
    words = models.JSONField(default=dict)
    seal = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"signature under {self.brief_id}"
