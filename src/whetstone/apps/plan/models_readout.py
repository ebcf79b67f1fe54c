"""How a campaign is to be read, its looks, the read-out that was signed, and whose figures."""

from __future__ import annotations

from django.db import models

from whetstone.web.append_only import AppendOnly

__all__ = ["ArmLook", "CampaignReadout", "LengthChoice", "PostMatch"]


class LengthChoice(AppendOnly):
    """What a campaign is held against, when it may be read, and what is expected of it.

    `control`: audience, region, staggered or "" (the own past). `rule`: fixed or always.
    `expected` is the relative lift that was forecast (0.2 is 20 %); `says` are the figures that
    it rests on, as they stood. The newest one counts; the forecast is the newest before launch.
    """

    campaign = models.ForeignKey("plan.Campaign", on_delete=models.CASCADE, related_name="+")
    control = models.CharField(max_length=10, blank=True)
    held_out = models.CharField(max_length=200, blank=True)
    rule = models.CharField(max_length=6)
    expected = models.FloatField()
    says = models.JSONField(default=dict)
    by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.control or 'past'}, {self.rule}"


class ArmLook(AppendOnly):
    """People and acts since the first day, in the campaign's part and in the one held out.

    Of two looks at one day the newer counts.
    """

    campaign = models.ForeignKey("plan.Campaign", on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    people = models.PositiveIntegerField()
    acts = models.PositiveIntegerField()
    control_people = models.PositiveIntegerField()
    control_acts = models.PositiveIntegerField()
    source = models.CharField(max_length=160)
    by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.campaign_id} on {self.on}"


class CampaignReadout(AppendOnly):
    """A read-out as it was signed: its figures for good, and the signer's own words."""

    campaign = models.OneToOneField("plan.Campaign", on_delete=models.CASCADE, related_name="+")
    facts = models.JSONField()
    own_words = models.TextField(blank=True)
    by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"read-out of {self.campaign_id}"


class PostMatch(AppendOnly):
    """Which posted one a planned post became; without one, a person said it is none of them.

    The newest row of a planned post counts. `gave`: the campaign that the posted one came to by
    this row, so that it is taken back with it.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    planned = models.ForeignKey("plan.PlannedPost", on_delete=models.CASCADE, related_name="+")
    posted = models.ForeignKey(
        "plan.NetworkPost", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    gave = models.ForeignKey(
        "plan.Campaign", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    named_by = models.CharField(max_length=6)  # link, words or person
    by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.planned_id} is {self.posted_id}"
