"""What a campaign has settled, part by part: who chose what when, why, and on which facts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from whetstone.web.append_only import AppendOnly

__all__ = ["CampaignChoice", "CampaignLearning", "CampaignSay", "ChoiceMade"]


class CampaignChoice(models.Model):
    """A part of a campaign that is settled by choice: its brief, its networks, its risks, ...

    It is the thing that cites claims; what was chosen stands in its `ChoiceMade` rows.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    campaign = models.ForeignKey("plan.Campaign", on_delete=models.CASCADE, related_name="choices")
    part = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "part"], name="one_choice_a_part"),
        ]

    def __str__(self) -> str:
        return f"{self.part} of {self.campaign_id}"


class ChoiceMade(AppendOnly):
    """A part was settled, or settled anew. The newest row is what holds.

    `found`: what our own answers said at that moment, as plain values. `claims`: what it
    rested on.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    choice = models.ForeignKey(CampaignChoice, on_delete=models.CASCADE, related_name="made")
    values = models.JSONField()
    reason = models.TextField(blank=True)
    found = models.JSONField(default=list)
    claims = models.JSONField(default=list)
    by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.choice_id} at {self.at}"


class CampaignSay(AppendOnly):
    """Somebody said yes or no to a campaign as it stood, in their words.

    `plan` holds its lines as they were read, [[key, facts], ...], and `seal` is their name.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    campaign = models.ForeignKey("plan.Campaign", on_delete=models.CASCADE, related_name="says")
    is_yes = models.BooleanField()
    words = models.TextField(blank=True)
    plan = models.JSONField(default=list)
    seal = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{'yes' if self.is_yes else 'no'} to {self.campaign_id}"


class CampaignLearning(AppendOnly):
    """Learning was asked for a campaign: in which area, for how many, by which day; what came."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    campaign = models.ForeignKey(
        "plan.Campaign", on_delete=models.CASCADE, related_name="learning"
    )
    area_id = models.CharField(max_length=8)
    people = models.PositiveSmallIntegerField()
    before = models.DateField()
    is_placed = models.BooleanField()
    reasons = models.JSONField(default=list)
    by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.area_id} before {self.before}"
