"""A team's own budget, typed; all faults at once."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from whetstone.web.days import day_field as _day

if TYPE_CHECKING:
    from whetstone.apps.lead.budget_selectors import Figures
    from whetstone.web.request import Actor

COLUMNS = (
    "on", "currency", "total", "doubt", "share_now", "share_planned", "planned_for", "hours",
    "hour_cost", "source",
)  # fmt: skip
MOST_MONEY = 1e12
MOST_HOURS = 1e6
USUAL_DOUBT = 10


def _plain(value: Any) -> Any:
    """A whole number as it was typed: 430000, not 430000.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _number(most: float, **more: Any) -> forms.FloatField:
    return forms.FloatField(
        min_value=0, max_value=most, widget=forms.NumberInput(attrs={"step": "any"}), **more
    )


class BudgetForm(forms.Form):
    """What marketing may spend in a year, social's share of it, and what learning costs."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    on = _day(label=gettext_lazy("As of which day"))
    source = forms.CharField(
        label=gettext_lazy("Where the figures come from"),
        max_length=120,
        help_text=gettext_lazy("For instance: budget sheet of the finance team."),
    )
    total = _number(MOST_MONEY, label=gettext_lazy("Marketing budget, a year"))
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$",
        label=gettext_lazy("Currency"),
        help_text=gettext_lazy("Three letters, for instance EUR."),
        error_messages={"invalid": gettext_lazy("Write three letters, for instance EUR.")},
    )
    doubt = _number(
        100,
        label=gettext_lazy("The total may turn out otherwise by, in per cent"),
        help_text=gettext_lazy("Either way. It makes the ranges below."),
    )
    share_now = _number(100, label=gettext_lazy("Social’s share now, in per cent"))
    share_planned = _number(100, label=gettext_lazy("Social’s share as planned, in per cent"))
    planned_for = _day(label=gettext_lazy("Planned for which day"))
    hours = _number(
        MOST_HOURS,
        label=gettext_lazy("Paid learning hours, a year"),
        help_text=gettext_lazy("Of the whole team."),
    )
    hour_cost = _number(MOST_MONEY, label=gettext_lazy("What an hour costs"))

    def __init__(
        self, *args: Any, actor: Actor, newest: Figures | None = None, **kwargs: Any
    ) -> None:
        first: dict[str, Any] = {"on": actor.today, "doubt": USUAL_DOUBT}
        if newest:
            own = newest.own
            first |= {name: _plain(getattr(own, name)) for name in own.__slots__}
            first |= {"currency": newest.currency, "planned_for": newest.planned_for}
        kwargs["initial"] = first | {"form_key": uuid.uuid4()}
        super().__init__(*args, **kwargs)
        self._today = actor.today

    def clean(self) -> dict[str, Any]:
        """A figure is of today or earlier; a plan is for later."""
        found = super().clean() or {}
        on, planned = found.get("on"), found.get("planned_for")
        if on and on > self._today:
            self.add_error("on", _("A figure is of today or of an earlier day."))
        if on and planned and planned <= on:
            self.add_error("planned_for", _("A plan is for a later day than the figures are of."))
        return found

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed; call after `is_valid`."""
        found = {name: self.cleaned_data[name] for name in COLUMNS}
        return found | {"currency": found["currency"].upper()}
