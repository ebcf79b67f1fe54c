"""What keepers of a pool type, read into values; everything wrong is said at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from whetstone.apps.diagnose.live import shelf
from whetstone.apps.diagnose.secured.forming import LEAST_PERCENT, MOST_PERCENT
from whetstone.apps.diagnose.secured.stock import LONGEST_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.core.kernel.errors import Fault

OPTIONS: Final = ("a", "b", "c", "d", "e")
FEWEST_OPTIONS: Final = 3
LONGEST_NAME: Final = 80
_LONG: Final = 2000


def _words(label: Any, *, rows: int = 2, required: bool = True, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, required=required, max_length=_LONG, **more)


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


class QuestionForm(forms.Form):
    """A question with one best answer, written in the site."""

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
    key = forms.ChoiceField(
        label=gettext_lazy("The best answer"), choices=[(one, one.upper()) for one in OPTIONS]
    )
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
        skill = self.fields["skill"]
        assert isinstance(skill, forms.ChoiceField)
        skill.choices = list(shelf().framework.area(area_id).skills)
        for one in OPTIONS:
            needed = OPTIONS.index(one) < FEWEST_OPTIONS
            letter = {"letter": one.upper()}
            self.fields[f"text_{one}"] = _words(_("Answer %(letter)s") % letter, required=needed)
            self.fields[f"why_{one}"] = _words(
                _("What answer %(letter)s gets right or wrong") % letter, required=needed
            )

    @property
    def answers(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each answer beside its reason."""
        return [(self[f"text_{one}"], self[f"why_{one}"]) for one in OPTIONS]

    def clean(self) -> dict[str, Any]:
        """An answer has its reason, and the best one is among the answers."""
        read: dict[str, Any] = super().clean() or {}
        for one in OPTIONS[FEWEST_OPTIONS:]:
            if bool(read.get(f"text_{one}")) != bool(read.get(f"why_{one}")):
                self.add_error(f"why_{one}", _("An answer needs both its text and its reason."))
        if read.get("key") and not read.get(f"text_{read['key']}"):
            self.add_error("key", _("This answer is empty."))
        return read

    def item(self) -> dict[str, Any]:
        """The question in the curriculum's format, as far as its author says it."""
        read = self.cleaned_data
        return {
            "skill": read["skill"],
            "level": read["level"],
            "format": "data_single",
            "time_s": read["time_s"],
            "short": read["short"],
            "rests_on": re.split(r"[\s,]+", read["rests_on"].strip()) if read["rests_on"] else [],
            "mentions": [],
            "stimulus": {"context": read["context"]},
            "stem": read["stem"],
            "options": [
                {
                    "id": one,
                    "score": int(one == read["key"]),
                    "text": read[f"text_{one}"],
                    "why": read[f"why_{one}"],
                }
                for one in OPTIONS
                if read.get(f"text_{one}")
            ],
            "scoring": {"type": "graded_option", "max": 1},
            "rationale": read["rationale"],
        }


def refuse(form: forms.Form, faults: Sequence[Fault], field: str | None = None) -> None:
    """Say in a form what the curriculum's rules found."""
    for fault in faults:
        form.add_error(field, str(fault))
