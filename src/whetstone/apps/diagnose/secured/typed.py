"""What keepers of a pool type, read into values; everything wrong is said at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from whetstone.apps.diagnose.live import shelf
from whetstone.apps.diagnose.one_best import OneBestForm
from whetstone.apps.diagnose.secured.forming import LEAST_PERCENT, MOST_PERCENT
from whetstone.apps.diagnose.secured.stock import LONGEST_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.core.kernel.errors import Fault

LONGEST_NAME: Final = 80
_LONG: Final = 2000


def _words(label: Any, *, rows: int = 2) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, max_length=_LONG)


class PoolForm(forms.Form):
    """A new pool: for which area, and what it is called."""

    area = forms.ChoiceField(label=gettext_lazy("Area"))
    name = forms.CharField(
        label=gettext_lazy("Name of the pool"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("It stands on every certificate that rests on it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        assert isinstance(area, forms.ChoiceField)
        area.choices = [(one.id, one.name) for one in shelf().framework.areas]


class OpenForm(forms.Form):
    """A name for a form that is opened on a pool, and the level it decides."""

    name = forms.CharField(label=gettext_lazy("Name of the form"), max_length=LONGEST_NAME)
    level = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=4)


class InviteForm(forms.Form):
    """Whom to invite, and the time they are given."""

    person = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    percent = forms.IntegerField(min_value=LEAST_PERCENT, max_value=MOST_PERCENT, initial=100)


class FileForm(forms.Form):
    """Questions in the curriculum's format: pasted, or as a file."""

    text = forms.CharField(
        label=gettext_lazy("The questions (YAML)"),
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        required=False,
    )
    file = forms.FileField(label=gettext_lazy("Or a file"), required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two, as text."""
        read: dict[str, Any] = super().clean() or {}
        sent = read.get("file")
        if sent is not None:
            if sent.size > LONGEST_FILE:
                self.add_error("file", _("The file is too long. Send it in parts."))
                return read
            try:
                read["text"] = sent.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", _("This is no text in UTF-8."))
        elif not read.get("text", "").strip():
            self.add_error("text", _("Paste the questions, or choose a file."))
        return read


class QuestionForm(OneBestForm):
    """A question with one best answer, written in the site."""

    options = ("a", "b", "c", "d", "e")
    longest = _LONG

    short = forms.CharField(
        label=gettext_lazy("A short title"),
        max_length=60,
        help_text=gettext_lazy("Two to eight words. Whoever sits the form does not see it."),
    )
    skill = forms.ChoiceField(label=gettext_lazy("Skill"))
    level = forms.TypedChoiceField(
        label=gettext_lazy("Level"), coerce=int, choices=[(n, str(n)) for n in (1, 2, 3, 4)]
    )
    context = _words(gettext_lazy("The situation"), rows=3)
    stem = _words(gettext_lazy("The question"))
    key = forms.ChoiceField(label=gettext_lazy("The best answer"))
    rationale = _words(gettext_lazy("Why it is the best"))
    rests_on = forms.CharField(
        label=gettext_lazy("Claims it rests on"),
        required=False,
        help_text=gettext_lazy(
            "Their names, with spaces between. When one of them is no longer so, nobody is asked."
        ),
    )
    time_s = forms.IntegerField(
        label=gettext_lazy("Seconds it takes"), min_value=20, max_value=300, initial=90
    )

    def __init__(self, *args: Any, area_id: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_skills(list(shelf().framework.area(area_id).skills))

    def item(self) -> dict[str, Any]:
        """The question in the curriculum's format."""
        return self.written(time_s=self.cleaned_data["time_s"])


def refuse(form: forms.Form, faults: Sequence[Fault], field: str | None = None) -> None:
    """Say in a form what the curriculum's rules found."""
    for fault in faults:
        form.add_error(field, str(fault))
