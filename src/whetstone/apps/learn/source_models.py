"""The calendar that somebody's busy times are read from again and again."""

from __future__ import annotations

from django.db import models


class CalendarSource(models.Model):
    """An address of an iCalendar file. Only when somebody is busy is kept of it.

    `fault`: why the newest look kept nothing; empty where it did. `etag` saves reading twice.
    """

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="+")
    url = models.CharField(max_length=500)
    etag = models.CharField(max_length=200, blank=True, default="")
    set_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=300, blank=True, default="")

    def __str__(self) -> str:
        """How lists of rows name it."""
        return f"calendar of {self.person_id}"
