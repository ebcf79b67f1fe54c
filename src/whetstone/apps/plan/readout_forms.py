"""What the signer of a read-out adds."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy


class SignForm(forms.Form):
    """The signer's own words, kept apart from what was computed; `mark` names what was read."""

    mark = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    own_words = forms.CharField(
        label=gettext_lazy("In your own words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("What you make of it, and what you would do next time."),
    )
