"""What customers say: files as they came without personal data, messages, themes, their fates."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from whetstone.web.append_only import AppendOnly


def _who() -> models.ForeignKey[object, object]:
    return models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )


class VoiceFile(models.Model):
    """A file or pasted text that was read. What it held waits in pieces until it is taken.

    The file itself is not kept, and nothing in the pieces names anybody. `digest` is keyed.
    While it is being taken, `touched_at` is when a worker last took a piece.
    """

    class State(models.TextChoices):
        """Where a file stands."""

        READY = "ready"
        TAKING = "taking"
        TAKEN = "taken"
        DROPPED = "dropped"

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.READY)
    seen_on = models.DateField()
    counts = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    made_by = _who()
    made_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    touched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "state"])]

    def __str__(self) -> str:
        return self.name or "pasted"


class VoicePiece(models.Model):
    """Some masked messages of a file that waits."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    file = models.ForeignKey(VoiceFile, on_delete=models.CASCADE, related_name="pieces")
    place = models.PositiveIntegerField()
    rows = models.JSONField()

    def __str__(self) -> str:
        return f"piece {self.place}"


class VoiceMapping(models.Model):
    """What the columns of a header hold, as somebody said once."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=64)
    mapping = models.JSONField()
    made_by = _who()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "fingerprint"], name="one_voice_mapping_a_header"
            ),
        ]

    def __str__(self) -> str:
        return f"{len(self.mapping)} columns"


class VoiceMessage(models.Model):
    """A masked message. `key` and `author` are keyed with the installation's secret.

    `on` and `week` (its Monday) are days of the workspace's clock. Where the export told of
    answers (`tells_answered`), a blank is a case still open at `looked_at`; else it is unknown.
    `is_out`: somebody said that it is none of a customer. It follows from the corrections.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    file = models.ForeignKey(VoiceFile, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=32)
    author = models.CharField(max_length=32, blank=True)
    channel = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    at = models.DateTimeField()
    on = models.DateField()
    week = models.DateField()
    tells_answered = models.BooleanField(default=False)
    tells_resolved = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField()
    is_out = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "key"], name="a_message_comes_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "on"], name="messages_by_day")]

    def __str__(self) -> str:
        return f"message {self.pk}"


class VoiceTheme(models.Model):
    """A theme. Its name and words are its newest `VoiceThemeState`."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    form_key = models.UUIDField(default=uuid.uuid4)
    made_by = _who()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "form_key"], name="one_theme_a_form"),
        ]

    def __str__(self) -> str:
        return f"theme {self.pk}"


class VoiceThemeState(AppendOnly):
    """What a theme is called and looks for, from then on. `into`: it went into another one."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    theme = models.ForeignKey(VoiceTheme, on_delete=models.CASCADE, related_name="states")
    name = models.CharField(max_length=80)
    words = models.JSONField(default=list)
    is_open = models.BooleanField(default=True)
    into = models.ForeignKey(
        VoiceTheme, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    by = _who()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class VoiceMatch(models.Model):
    """A message belongs to a theme. Follows from words and corrections; may be built anew."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    theme = models.ForeignKey(VoiceTheme, on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(VoiceMessage, on_delete=models.CASCADE, related_name="matches")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["theme", "message"], name="a_message_fits_once"),
        ]

    def __str__(self) -> str:
        return f"{self.theme_id}: {self.message_id}"


class VoiceCorrection(AppendOnly):
    """Somebody said whether a message belongs to a theme; without a theme, whether it counts.

    The newest holds, and it holds against the words.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(VoiceMessage, on_delete=models.CASCADE, related_name="+")
    theme = models.ForeignKey(
        VoiceTheme, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    belongs = models.BooleanField()
    by = _who()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.message_id} {'in' if self.belongs else 'out of'} {self.theme_id}"


class VoiceQuote(AppendOnly):
    """Somebody hid a message from the quotes, or showed it again. The newest holds."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(VoiceMessage, on_delete=models.CASCADE, related_name="+")
    is_hidden = models.BooleanField()
    by = _who()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.message_id} {'hidden' if self.is_hidden else 'shown'}"


class VoiceRoute(AppendOnly):
    """A theme was given to somebody outside social: what is asked, of whom, by when."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    theme = models.ForeignKey(VoiceTheme, on_delete=models.CASCADE, related_name="routes")
    form_key = models.UUIDField(default=uuid.uuid4)
    asked = models.CharField(max_length=240)
    owner = models.CharField(max_length=120)
    due_on = models.DateField()
    by = _who()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "form_key"], name="one_route_a_form"),
        ]

    def __str__(self) -> str:
        return self.asked


class VoiceStep(AppendOnly):
    """What became of what was asked. The newest holds; without one it stands as asked."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    route = models.ForeignKey(VoiceRoute, on_delete=models.CASCADE, related_name="steps")
    fate = models.CharField(max_length=10)
    said = models.CharField(max_length=240, blank=True)
    by = _who()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.fate


class VoiceKeeping(AppendOnly):
    """For how many days messages are kept here. The newest holds."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    days = models.PositiveIntegerField()
    by = _who()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.days} days"


class VoiceOverview(models.Model):
    """What was counted of a range of days, as JSON that nobody searches.

    It follows from messages, themes and corrections as they stood under the name `basis`, and may
    be dropped and counted again at any time.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    first = models.DateField()
    last = models.DateField()
    basis = models.CharField(max_length=200)
    figures = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "first", "last"], name="one_overview_a_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"
