"""What a workspace decided about its people's data, what people were told, and ways back in."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from whetstone.web.append_only import AppendOnly

TIMING_DAYS = 730
NOTICE_DAYS = 730
LINK_DAYS = 30
MOST_DAYS = 3650


class WorkspaceRules(models.Model):
    """What the admins of a workspace decided; without a row the defaults hold.

    `choices_count_from`: what people shared up to then, under other rules, counts no more.
    """

    workspace = models.OneToOneField(
        "people.Workspace", on_delete=models.CASCADE, related_name="rules"
    )
    has_works_council = models.BooleanField(default=False)
    choices_count_from = models.DateTimeField(null=True, blank=True)
    timing_days = models.PositiveIntegerField(default=TIMING_DAYS)
    notice_days = models.PositiveIntegerField(default=NOTICE_DAYS)
    link_days = models.PositiveIntegerField(default=LINK_DAYS)

    def __str__(self) -> str:
        return f"rules of {self.workspace_id}"


class Consent(AppendOnly):
    """What a person was told before they decided, letter by letter, and what they decided.

    `version` is the beginning of the SHA-256 of the English words: other words, other version.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=40)
    version = models.CharField(max_length=12)
    language = models.CharField(max_length=8)
    words = models.TextField()
    choice = models.JSONField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "about", "-recorded_at"])]

    def __str__(self) -> str:
        return f"{self.about} {self.version}"


class RetentionRun(AppendOnly):
    """The chore that lets go of what is past its time ran: what went, by kind."""

    at = models.DateTimeField(db_index=True)
    counts = models.JSONField()

    def __str__(self) -> str:
        return str(self.at)


class RecoveryLink(models.Model):
    """A way back into an account, made by an admin. Only its hash is kept; it opens once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"way back for {self.user_id}"
