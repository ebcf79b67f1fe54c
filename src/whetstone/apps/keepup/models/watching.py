"""Watches: sources that are looked at, every look, and everything that was seen."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from whetstone.web.append_only import AppendOnly

LEAST_HOURS = 6


class Watch(models.Model):
    """A source that is looked at now and then. Off until somebody switches it on.

    `workspace` null: watched for the whole installation. What was last known of the source
    (validators, sentences) is kept here; what happened stands in its looks. A watch that is
    removed keeps its history.
    """

    class Kind(models.TextChoices):
        FEED = "feed"
        PAGE = "page"

    workspace = models.ForeignKey("people.Workspace", null=True, on_delete=models.CASCADE)
    url = models.CharField(max_length=500)
    host = models.CharField(max_length=253)
    title = models.CharField(max_length=120)
    network = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    every_hours = models.PositiveSmallIntegerField(default=24)
    is_on = models.BooleanField(default=False)
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    text_hash = models.CharField(max_length=64, blank=True)
    has_base_line = models.BooleanField(default=False)
    looked_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    last_state = models.CharField(max_length=9, blank=True)
    last_reason = models.CharField(max_length=24, blank=True)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["url"], condition=Q(workspace=None, removed_at=None), name="watched_once"
            ),
            models.UniqueConstraint(
                fields=["url", "workspace"],
                condition=Q(removed_at=None),
                name="watched_once_here",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["is_on", "next_at"]),
            models.Index(fields=["host", "looked_at"]),
        ]

    def __str__(self) -> str:
        return self.title


class Look(AppendOnly):
    """One look at a source: when, and what came of it."""

    class Outcome(models.TextChoices):
        FIRST = "first"
        SAME = "same"
        CHANGED = "changed"
        FAILED = "failed"
        GONE = "gone"

    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="looks")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    reason = models.CharField(max_length=24, blank=True)
    status = models.PositiveSmallIntegerField(default=0)
    bytes = models.PositiveIntegerField(default=0)
    seen = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["watch", "at"])]

    def __str__(self) -> str:
        return f"{self.outcome} at {self.at}"


class Sighting(AppendOnly):
    """Something seen at a source once: an entry of a feed, or a page that reads differently.

    What became of it is asked of the notices, by the fingerprint that both bear. `is_news` false:
    it was there at the first look, which only sets the base line.
    """

    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="sightings")
    fingerprint = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=500, blank=True)
    excerpt = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    is_news = models.BooleanField(default=True)
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["watch", "fingerprint"], name="seen_once")
        ]

    def __str__(self) -> str:
        return self.title
