"""What people choose and type about the length of a campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from whetstone.apps.plan.length_selectors import ALWAYS, FIXED

if TYPE_CHECKING:
    import datetime as dt

LARGEST = 2_000_000_000
CONTROLS = (
    ("audience", gettext_lazy("A random part of the audience")),
    ("region", gettext_lazy("Regions")),
    ("staggered", gettext_lazy("Posts on a random half of the days")),
    ("", gettext_lazy("Nothing: the account's own past")),
)
RULES = (
    (FIXED, gettext_lazy("Read it once, on the day after it ends")),
    (ALWAYS, gettext_lazy("Look every week, and stop when the bound is passed")),
)


class HoldForm(forms.Form):
    """What can be held out at all; answers by address, nothing is kept."""

    split = forms.BooleanField(
        label=gettext_lazy("The tool can keep a random part of the audience from seeing it"),
        required=False,
    )
    regions = forms.IntegerField(
        label=gettext_lazy("Regions that could be told apart"), min_value=0, max_value=500
    )


class ChoiceForm(forms.Form):
    """What the campaign is held against, when it is read, and what is expected."""

    control = forms.ChoiceField(
        label=gettext_lazy("What is held out"), choices=CONTROLS, required=False
    )
    held_out = forms.CharField(
        label=gettext_lazy("Which one, in words"), max_length=200, required=False,
        help_text=gettext_lazy("Such as: Cork and Kerry; or: 20 % of the audience, drawn."),
    )  # fmt: skip
    rule = forms.ChoiceField(label=gettext_lazy("When it is read"), choices=RULES)
    expected = forms.FloatField(
        label=gettext_lazy("What you expect, in per cent more"), min_value=-90, max_value=1000,
        help_text=gettext_lazy("Your forecast. It is kept, and the read-out is held against it."),
    )  # fmt: skip

    def __init__(self, *args: Any, has_rate: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_rate = has_rate

    def clean(self) -> dict[str, Any]:
        """Weekly looks need a part held out, and a rate from which the bound is drawn."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("rule") == ALWAYS and not cleaned.get("control"):
            self.add_error(
                "rule", _("Weekly looks need a part held out. Choose one, or read it once.")
            )
        elif cleaned.get("rule") == ALWAYS and not self.has_rate:
            self.add_error(
                "rule", _("The bound is drawn from your own rate. Bring figures, or read it once.")
            )
        if cleaned.get("control") and not cleaned.get("held_out"):
            self.add_error("held_out", _("Say which one, so that everybody keeps it out."))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """The cleaned values as they are kept."""
        return {**self.cleaned_data, "expected": round(self.cleaned_data["expected"] / 100, 6)}


class LookForm(forms.Form):
    """People and acts so far, in both parts."""

    on = forms.DateField(
        label=gettext_lazy("Up to which day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    people = forms.IntegerField(
        label=gettext_lazy("People in the campaign's part"), min_value=1, max_value=LARGEST
    )
    acts = forms.IntegerField(label=gettext_lazy("of whom acted"), min_value=0, max_value=LARGEST)
    control_people = forms.IntegerField(
        label=gettext_lazy("People in the part held out"), min_value=1, max_value=LARGEST
    )
    control_acts = forms.IntegerField(
        label=gettext_lazy("of these, acted"), min_value=0, max_value=LARGEST
    )
    source = forms.CharField(label=gettext_lazy("Where it was read"), max_length=160)

    def __init__(self, *args: Any, first: dt.date, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first, self.today = first, today

    def clean(self) -> dict[str, Any]:
        """A day of the campaign that has been, and no more acts than people."""
        cleaned: dict[str, Any] = super().clean() or {}
        on = cleaned.get("on")
        if on and not self.first <= on <= self.today:
            self.add_error("on", _("Choose a day since the campaign began that has been."))
        for acts, people in (("acts", "people"), ("control_acts", "control_people")):
            if (cleaned.get(acts) or 0) > (cleaned.get(people) or LARGEST):
                self.add_error(acts, _("No more acts than people: count each person once."))
        return cleaned
