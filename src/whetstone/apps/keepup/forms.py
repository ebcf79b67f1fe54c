"""What may be asked of this room."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_SENTENCE = 300
LONGEST_SEEN = 1000


class NoticeForm(forms.Form):
    """Somebody says that this is no longer so: one sentence, and what was seen."""

    sentence = forms.CharField(
        max_length=LONGEST_SENTENCE, label=_("What is no longer so, in one sentence")
    )
    saw = forms.CharField(max_length=LONGEST_SEEN, required=False, label=_("What you saw instead"))
    claim = forms.SlugField(max_length=80, required=False)
    page = forms.CharField(max_length=200, required=False)


class ReadingForm(forms.Form):
    """On which two days a claim is read: what was known by one, about the other."""

    known = forms.DateField(required=False)
    on = forms.DateField(required=False)


class DigestForm(forms.Form):
    """How somebody wants to be told what changed."""

    how = forms.ChoiceField(
        choices=[
            ("mail", _("By mail, once a week at most, in your working hours; and here")),
            ("in_app", _("Here only")),
            ("off", _("Not at all")),
        ],
        error_messages={"required": _("Choose one of the three."),
                        "invalid_choice": _("Choose one of the three.")},
    )  # fmt: skip
