"""What people answer about a campaign: a yes or a no to it, and who learns before it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from whetstone.apps.people import selectors as people
from whetstone.apps.plan.campaign_forms import text_box, ticks
from whetstone.web.days import day_field

if TYPE_CHECKING:
    from whetstone.apps.plan.campaign_selectors import Whole
    from whetstone.web.request import Actor

A_MONTH = dt.timedelta(days=31)


class SayForm(forms.Form):
    """A yes or a no, in somebody's words; `seal` names the plan that they read."""

    seal = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    is_yes = forms.ChoiceField(
        label=gettext_lazy("Your word"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("Not yet"))],
    )
    words = text_box(gettext_lazy("In your words"), rows=2)

    def clean(self) -> dict[str, Any]:
        """A no says what would make it a yes."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("is_yes") == "no" and not cleaned.get("words"):
            self.add_error("words", _("Say what would make it a yes."))
        return cleaned


class LearningForm(forms.Form):
    """Who learns in which area before which day."""

    area = forms.ChoiceField(label=gettext_lazy("Area"))
    people = ticks(gettext_lazy("Who"))
    before = day_field(label=gettext_lazy("Before"))

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        needs: list[dict[str, Any]],
        whole: Whole,
        last: dt.date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.last = actor.today, last
        team = people.members(actor.workspace_id)
        for name, choices in (
            ("area", [(one["area"], whole.names.areas[one["area"]]) for one in needs]),
            ("people", [(str(one.id), one.name) for one in team]),
        ):
            box = self.fields[name]
            assert isinstance(box, forms.ChoiceField)
            box.choices = choices

    def clean_people(self) -> list[int]:
        """Somebody."""
        found = [int(one) for one in self.cleaned_data["people"]]
        if not found:
            raise forms.ValidationError(_("Choose at least one person."))
        return found

    def clean_before(self) -> dt.date:
        """A day ahead, while the campaign still needs what is learned."""
        day: dt.date = self.cleaned_data["before"]
        if day > max(self.last, self.today + A_MONTH):
            raise forms.ValidationError(_("The campaign is over by then."))
        if day <= self.today:
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day
