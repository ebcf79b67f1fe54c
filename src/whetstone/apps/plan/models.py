"""Goals, campaigns, their own figures, and what was decided from them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from whetstone.apps.plan import figures_models  # noqa: F401  # tables of the networks' figures
from whetstone.apps.plan.models_audience import *  # noqa: F403  # tables of the audience
from whetstone.apps.plan.models_review import *  # noqa: F403  # tables of reviews
from whetstone.web.append_only import AppendOnly


class Goal(models.Model):
    """A node of the goal tree: business goal, marketing goal, social objective, question, metric.

    A share has the unit "%" and writes baseline and target in per cent (0 to 100). `priority`: its
    stated share of the work; any numbers, they are read against each other.
    """

    class Kind(models.TextChoices):
        BUSINESS = "business"
        MARKETING = "marketing"
        SOCIAL = "social"
        QUESTION = "question"
        METRIC = "metric"

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=160)
    definition = models.TextField(blank=True)
    era = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=30, blank=True)
    baseline = models.FloatField(null=True, blank=True)
    target = models.FloatField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL)
    position = models.PositiveSmallIntegerField(default=0)
    priority = models.FloatField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class GoalReading(AppendOnly):
    """A figure of a goal on a date.

    A count, or `hits` of `n` for a share (`value` in per cent). `era`: how it was counted, as the
    goal said when it was written down; two ways of counting are never joined.
    """

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="readings")
    on = models.DateField()
    value = models.FloatField()
    hits = models.PositiveIntegerField(null=True, blank=True)
    n = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=120)
    era = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.value} on {self.on}"


class Campaign(models.Model):
    """A campaign and the goal it serves."""

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.SET_NULL)
    name = models.CharField(max_length=120)
    aim = models.TextField()
    wanted_act = models.CharField(max_length=20)
    counted_as = models.CharField(max_length=80)
    starts_on = models.DateField()
    ends_on = models.DateField()
    people_a_day = models.PositiveIntegerField()
    audience = models.PositiveIntegerField()
    worthwhile_lift = models.FloatField(default=0.2)
    decide_days = models.FloatField(null=True, blank=True)  # from seeing to acting
    half_life_days = models.FloatField(null=True, blank=True)  # until half of the effect is gone
    most_times = models.FloatField(null=True, blank=True)  # that each person should see it
    value_per_act = models.JSONField(default=dict)  # {"link_taps": 1.05}, in `value_unit`
    value_unit = models.CharField(max_length=8, default="€")
    owner = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL)

    def __str__(self) -> str:
        return self.name


class CampaignFigure(models.Model):
    """The campaign's own figures on one day: people reached and acts. Null is unknown, not 0."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="figures")
    on = models.DateField()
    people = models.PositiveIntegerField(null=True, blank=True)
    views = models.PositiveIntegerField(null=True, blank=True)
    replies = models.PositiveIntegerField(null=True, blank=True)
    link_taps = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "on"], name="one_figure_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.on}"


class ObjectiveDecision(AppendOnly):
    """What the team decided to count and for how long, with the reasons as they stood."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="decisions")
    counts = models.CharField(max_length=20)
    days = models.PositiveSmallIntegerField()
    reasons = models.JSONField()
    decided_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL
    )
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.counts} for {self.days} days"


from whetstone.apps.plan.models_calendar import *  # noqa: E402, F403  # the calendar's tables
from whetstone.apps.plan.models_campaign import *  # noqa: E402, F403  # a campaign's parts
from whetstone.apps.plan.models_readout import *  # noqa: E402, F403  # lengths, looks, read-outs
