"""What may be asked of this room."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_SENTENCE = 300
LONGEST_SEEN = 1000


class NoticeForm(forms.Form):
    """Somebody says that this is no longer so: one sentence, and what was seen."""

    sentence = forms.CharField(
        max_length=LONGEST_SENTENCE,
        label=_("What is no longer so, in one sentence"),
        widget=forms.Textarea({"rows": 2}),
    )
    saw = forms.CharField(
        max_length=LONGEST_SEEN,
        required=False,
        label=_("What you saw instead"),
        help_text=_("Where, when, and the words on the screen if you have them."),
        widget=forms.Textarea({"rows": 3}),
    )
    claim = forms.SlugField(max_length=80, required=False, widget=forms.HiddenInput)
    page = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    thing = forms.CharField(max_length=140, required=False, widget=forms.HiddenInput)


class ReadingForm(forms.Form):
    """On which two days a claim is read: what was known by one, about the other."""

    known = forms.DateField(required=False)
    on = forms.DateField(required=False)
