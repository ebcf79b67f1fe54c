"""Comparisons of teams that start one after the other: what was drawn, and what happened."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from whetstone.web.append_only import AppendOnly


class Comparison(AppendOnly):
    """Which units start in which order, drawn once. `seed` and `rule` draw it again.

    `form_key`: the form that made it, so that a form sent twice draws once.
    """

    workspace = models.ForeignKey("people.Workspace", on_delete=models.CASCADE, related_name="+")
    form_key = models.UUIDField(default=uuid.uuid4)
    name = models.CharField(max_length=120)
    outcome = models.CharField(max_length=120)
    goal = models.ForeignKey(
        "plan.Goal", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    first_start = models.DateField()
    weeks_between = models.PositiveSmallIntegerField()
    a_start = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64)
    rule = models.CharField(max_length=20)
    drawn_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    drawn_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "form_key"], name="a_form_draws_one_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ComparisonUnit(AppendOnly):
    """A team of a comparison, its place in the order, and its start (a Monday).

    With a `goal`, that goal's readings are its figures.
    """

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="units")
    goal = models.ForeignKey(
        "plan.Goal", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(max_length=80)
    place = models.PositiveSmallIntegerField()
    starts_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["comparison", "name"], name="a_unit_is_compared_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ComparisonOutcome(AppendOnly):
    """The figure of a unit in the week that begins on `week`. The newest row of a week counts."""

    unit = models.ForeignKey(ComparisonUnit, on_delete=models.CASCADE, related_name="outcomes")
    week = models.DateField()
    value = models.FloatField()
    recorded_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "week"])]

    def __str__(self) -> str:
        return f"{self.value} in the week of {self.week}"


class ComparisonCost(AppendOnly):
    """What the learning costs and what one unit of the outcome is worth. The newest row counts.

    Null is unknown, not 0.
    """

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="costs")
    hours = models.FloatField(null=True, blank=True)
    hour_cost = models.FloatField(null=True, blank=True)
    margin = models.FloatField(null=True, blank=True)
    currency = models.CharField(max_length=8, blank=True)
    said_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.hours} hours"


class ComparisonEnd(AppendOnly):
    """A comparison was set aside, and why. It stays readable, and is never drawn again."""

    comparison = models.OneToOneField(Comparison, on_delete=models.CASCADE, related_name="end")
    reason = models.CharField(max_length=200)
    ended_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.reason
