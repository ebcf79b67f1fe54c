"""What instructors and students type about classes, checked all at once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from whetstone.apps.people import selectors as people

if TYPE_CHECKING:
    from whetstone.apps.people.models import SchoolClass

LONGEST_NAME = 120


class ClassForm(forms.Form):
    """A new class."""

    name = forms.CharField(label=gettext_lazy("Name of the class"), max_length=LONGEST_NAME)
    ends_on = forms.DateField(
        label=gettext_lazy("Last day of the term"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_ends_on(self) -> dt.date:
        """A term that is over needs no class."""
        day: dt.date = self.cleaned_data["ends_on"]
        if day <= self.today:
            raise ValidationError(_("This day has been. When does the term end?"))
        return day


class JoinForm(forms.Form):
    """A code, and the name under which one sits in the class."""

    code = forms.CharField(
        label=gettext_lazy("Code of the class"),
        max_length=20,
        help_text=gettext_lazy("Eight letters and digits, from your instructor."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    name = forms.CharField(label=gettext_lazy("Your name"), max_length=LONGEST_NAME)

    def __init__(self, *args: Any, asks_name: bool, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.school_class: SchoolClass | None = None
        if not asks_name:
            del self.fields["name"]

    def clean_code(self) -> str:
        """A code that opens a class whose term is not over."""
        code = "".join(str(self.cleaned_data["code"]).split()).replace("-", "").upper()
        found = people.class_by_code(code)
        if found is None or found.workspace.is_template:
            raise ValidationError(_("No class has this code. There is no O, 0, I or 1 in it."))
        if found.ends_on < self.today:
            raise ValidationError(_("The term of this class is over."))
        self.school_class = found
        return code
