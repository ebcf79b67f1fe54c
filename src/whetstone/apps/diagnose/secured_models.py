"""Secured questions and the forms drawn from them: tables of their own, so that nothing leaks.

A question of a pool is no `Item`: practice, lessons, cards, packs, the quality of the bank and the
profile read items, and so cannot meet it. Points are not stored: they follow from the answer and
the question, so that nothing that somebody may take away says which answer was right.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from whetstone.web.append_only import AppendOnly


class SecuredPool(models.Model):
    """A workspace's private questions about one area."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    area_id = models.CharField(max_length=3)
    name = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "name"], name="pool_named_once"),
        ]

    def __str__(self) -> str:
        return self.name


class SecuredItem(models.Model):
    """A question of a pool. Never changed; only that it is withdrawn is written afterwards."""

    class Origin(models.TextChoices):
        WRITTEN = "written"
        FILE = "file"
        TEMPLATE = "template"  # of the public bank: its form is known, its numbers are not

    pool = models.ForeignKey(SecuredPool, on_delete=models.CASCADE, related_name="items")
    origin = models.CharField(max_length=8, choices=Origin.choices)
    slug = models.SlugField(max_length=60)
    skill_id = models.CharField(max_length=8)
    level = models.PositiveSmallIntegerField()
    format = models.CharField(max_length=16)
    a = models.FloatField()
    b = models.FloatField()
    a_sd = models.FloatField()
    b_sd = models.FloatField()
    max_score = models.PositiveSmallIntegerField()
    time_s = models.PositiveSmallIntegerField()
    payload = models.JSONField()
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pool", "slug"], name="secured_once_a_pool"),
        ]

    def __str__(self) -> str:
        return self.slug


class SecuredForm(models.Model):
    """A pool as it stood when it was opened, with the secret from which its sittings are drawn.

    Its questions are those of the pool that were there when it opened and are not withdrawn.
    While it is open nobody is told what was right; once closed, everybody who sat it.
    """

    pool = models.ForeignKey(SecuredPool, on_delete=models.CASCADE, related_name="forms")
    name = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField()
    secret = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pool", "name"], name="form_named_once_a_pool"),
        ]

    def __str__(self) -> str:
        return self.name


class SecuredInvitation(AppendOnly):
    """Somebody may sit a form, once. `time_percent`: the time they are given, 100 the usual."""

    form = models.ForeignKey(SecuredForm, on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    time_percent = models.PositiveSmallIntegerField(default=100)
    invited_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "invited_at"])]

    def __str__(self) -> str:
        return f"{self.person_id} to {self.form_id}"


class SecuredSitting(models.Model):
    """The one sitting of an invitation. Only its end is written afterwards.

    `ends_at`: no answer is taken later, however often the page was left. `outcome` is empty where
    there were too few answers to say anything.
    """

    invitation = models.OneToOneField(
        SecuredInvitation, on_delete=models.CASCADE, related_name="sitting"
    )
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"sitting of {self.invitation_id}"


class SecuredOffer(AppendOnly):
    """The question shown at a place of a secured sitting, and the values drawn for it."""

    sitting = models.ForeignKey(SecuredSitting, on_delete=models.CASCADE, related_name="offers")
    position = models.PositiveSmallIntegerField()
    item = models.ForeignKey(SecuredItem, on_delete=models.CASCADE, related_name="+")
    drawn = models.JSONField(default=dict)
    offered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sitting", "position"], name="secured_place_once"),
            models.UniqueConstraint(fields=["sitting", "item"], name="secured_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id}/{self.position}"


class SecuredAnswer(AppendOnly):
    """An answer as it was given; its points are worked out when they are needed."""

    offer = models.OneToOneField(SecuredOffer, on_delete=models.CASCADE, related_name="answer")
    answer = models.JSONField()
    answered_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"answer to {self.offer_id}"
