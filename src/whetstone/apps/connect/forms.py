"""What an instructor writes about a class, and what a student writes to come in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from whetstone.apps.connect import selectors
from whetstone.web.wording import day, number

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.people.models import SchoolClass

LONGEST_NAME = 120
CODE_LENGTH = 8
NOT_IN_CODES = frozenset("0O1I")


class ClassForm(forms.Form):
    """A new class: what it is called and when its term ends."""

    name = forms.CharField(
        label=gettext_lazy("Name of the class"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("As students know it, with the term."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day of the term"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("Until then the code lets students in."),
    )

    def __init__(self, *args: Any, today: dt.date, edition: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.edition = today, edition

    def clean_name(self) -> str:
        """The name with single spaces."""
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean_ends_on(self) -> dt.date:
        """A day that is not over yet."""
        value: dt.date = self.cleaned_data["ends_on"]
        if value < self.today:
            raise ValidationError(
                _("%(day)s is over. Choose a day that lies ahead.") % {"day": day(value)}
            )
        return value

    def clean(self) -> dict[str, Any]:
        """A class needs an edition to pin."""
        if not self.edition:
            raise ValidationError(
                _("No curriculum is loaded yet, so there is no edition for a class to pin.")
            )
        return self.cleaned_data


class JoinForm(forms.Form):
    """A join code; and a name for the roster where the account has none yet."""

    code = forms.CharField(
        label=gettext_lazy("The code of your class"),
        max_length=40,
        help_text=gettext_lazy("Eight letters and figures, from your instructor."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": gettext_lazy("Write the code that your instructor gave out.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=gettext_lazy(
            "As the roster should show it. Without one it shows your address up to the @."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, today: dt.date, asks_name: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.school_class: SchoolClass | None = None
        if not asks_name:
            del self.fields["name"]

    def clean_name(self) -> str:
        """The name with single spaces."""
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean_code(self) -> str:
        """The code of a class that still takes students in."""
        code = selectors.plain_code(self.cleaned_data["code"])
        found = selectors.class_behind(code)
        if found is None:
            raise ValidationError(_why_unknown(code))
        if found.ends_on < self.today:
            raise ValidationError(
                _("This class ended on %(day)s. Ask your instructor for the new code.")
                % {"day": day(found.ends_on)}
            )
        self.school_class = found
        return code


def _why_unknown(code: str) -> str:
    """What may be wrong with a code that no class has."""
    if NOT_IN_CODES & set(code):
        return _("A code never has 0, O, 1 or I in it. Look at those places again.")
    if len(code) != CODE_LENGTH:
        return ngettext(
            "A code has eight letters and figures; this has %(n)s.",
            "A code has eight letters and figures; this has %(n)s.",
            len(code),
        ) % {"n": number(len(code))}
    return _("No class has this code. Compare it letter by letter, or ask your instructor.")
