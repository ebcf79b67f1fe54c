"""What is sent outside, for how long, and whether with one's name."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from whetstone.apps.lead import outward


class SendForm(forms.Form):
    """A page for somebody without an account."""

    kind = forms.ChoiceField(
        choices=[
            (one, one) for one in (outward.LESSON, outward.CHANGE, outward.BLOCK, outward.BRIEF)
        ],
        widget=forms.HiddenInput,
    )
    thing = forms.CharField(max_length=80, widget=forms.HiddenInput)
    days = forms.IntegerField(
        label=_("Opens for so many days"),
        min_value=1,
        max_value=outward.MOST_DAYS,
        initial=outward.DAYS,
    )
    signed = forms.BooleanField(label=_("Say that it comes from me, by name"), required=False)
