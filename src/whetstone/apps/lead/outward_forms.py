"""What is sent outside, for how long, and whether with one's name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from whetstone.apps.lead import outward


class SendForm(forms.Form):
    """A page for somebody without an account."""

    kind = forms.ChoiceField(
        choices=[(one, one) for one in outward.KINDS],
        widget=forms.HiddenInput,
    )
    thing = forms.CharField(max_length=80, widget=forms.HiddenInput)
    whom = forms.CharField(
        label=_("Who it is for"),
        max_length=80,
        required=False,
        help_text=_("A name or a role. An answer by this link is kept under it."),
    )
    days = forms.IntegerField(
        label=_("Opens for so many days"),
        min_value=1,
        max_value=outward.MOST_DAYS,
        initial=outward.DAYS,
    )
    signed = forms.BooleanField(label=_("Say that it comes from me, by name"), required=False)

    def clean(self) -> dict[str, Any]:
        """A page that may be answered says for whom it is."""
        found = super().clean() or {}
        if found.get("kind") == outward.BRIEF and not found.get("whom"):
            self.add_error("whom", gettext("Say who it is for: an answer is kept under it."))
        return found
