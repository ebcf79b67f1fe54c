"""What may be asked of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.core.kernel.errors import Faults

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


LONGEST_TITLE = 120
EVERY = (
    ("6", _("every six hours")),
    ("12", _("twice a day")),
    ("24", _("once a day")),
    ("168", _("once a week")),
    ("672", _("every four weeks")),
)
"""How often a source is looked at; less than six hours apart would not be polite."""
SOURCE_KINDS = (
    ("feed", _("a feed: RSS, Atom or JSON Feed")),
    ("page", _("a page: its text is compared with the last time")),
)


class WatchForm(forms.Form):
    """A source to watch. What the service finds wrong stands at its field, all at once."""

    url = forms.CharField(
        label=_("Its address"),
        max_length=2000,
        widget=forms.TextInput({"inputmode": "url", "spellcheck": "false"}),
        help_text=_("It begins with https:// and names a public host. Nobody is asked yet."),
    )
    title = forms.CharField(label=_("What you call it"), max_length=LONGEST_TITLE)
    kind = forms.ChoiceField(label=_("It is"), choices=SOURCE_KINDS)
    network = forms.ChoiceField(
        label=_("Which network it is about"),
        required=False,
        help_text=_("News of it is compared with the claims about this network."),
    )
    every_hours = forms.TypedChoiceField(
        label=_("How often it is looked at"), choices=EVERY, coerce=int, initial="24"
    )

    def __init__(self, *args: Any, networks: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["network"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(networks.items())

    def take_in(self, faults: Faults) -> None:
        """Put the faults that the service found to their fields."""
        for fault in faults.faults:
            self.add_error(fault.where if fault.where in self.fields else None, fault.what)


class ScheduleForm(forms.Form):
    """How often a source is looked at."""

    every_hours = forms.TypedChoiceField(label=_("How often"), choices=EVERY, coerce=int)


class ReadingForm(forms.Form):
    """On which two days a claim is read: what was known by one, about the other."""

    known = forms.DateField(required=False)
    on = forms.DateField(required=False)
