"""What may be said of a session with an expert; nothing typed is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.apps.field.selectors import AreaView

SHORTEST, LONGEST, MOST_SEATS = 25, 90, 200
MOST_SKILLS = 3


@dataclass(frozen=True, slots=True)
class SkillsOfArea:
    """An area of the chooser: (skill, name, whether it is chosen)."""

    name: str
    skills: list[tuple[str, str, bool]]
    is_open: bool


class SessionForm(forms.Form):
    """A session as its host proposes it."""

    title = forms.CharField(label=_("What it is about"), max_length=160)
    guest = forms.CharField(
        label=_("Who comes, and what they have done"),
        max_length=200,
        help_text=_(
            "What they did counts, not their title: “led the crisis desk of a ferry line”."
        ),
    )
    area = forms.CharField(required=False, max_length=3, widget=forms.HiddenInput)
    skills = forms.MultipleChoiceField(
        label=_("Skills it is for"),
        help_text=_("One to three. Notes and the quiz are found by them."),
        widget=forms.CheckboxSelectMultiple,
    )
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=SHORTEST, max_value=LONGEST, initial=45
    )
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=MOST_SEATS, initial=12)

    def __init__(self, *args: Any, areas: Sequence[AreaView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["skills"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(skill, name) for area in areas for skill, name in area.skills]
        self._areas = areas

    @property
    def by_area(self) -> list[SkillsOfArea]:
        """The skills to choose from; an area with a chosen skill, or the asked one, is open."""
        chosen = set(self["skills"].value() or ())
        asked = self["area"].value()
        return [
            SkillsOfArea(
                area.name,
                [(skill, name, skill in chosen) for skill, name in area.skills],
                is_open=area.id == asked or any(skill in chosen for skill, _name in area.skills),
            )
            for area in self._areas
        ]

    def clean_skills(self) -> list[str]:
        """Few enough that a quiz of three questions can touch each."""
        chosen: list[str] = self.cleaned_data["skills"]
        if len(chosen) > MOST_SKILLS:
            raise forms.ValidationError(_("Choose at most three skills."))
        return chosen


class QuestionForm(forms.Form):
    """A question for the guest."""

    text = forms.CharField(
        label=_("Your question for the guest"),
        max_length=300,
        help_text=_("It stands here without your name. You may hand in three."),
        widget=forms.Textarea({"rows": 2}),
    )


class NotesForm(forms.Form):
    """What was said, and where the recording is."""

    text = forms.CharField(
        label=_("What was said"), max_length=20_000, widget=forms.Textarea({"rows": 8})
    )
    recording = forms.URLField(
        label=_("Address of the recording"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Leave it empty where nothing was recorded."),
    )


class StatementForm(forms.Form):
    """One statement of the guest about the field."""

    sentence = forms.CharField(
        label=_("What the guest said of the field"),
        max_length=300,
        help_text=_("One sentence. It goes to the inbox, and an editor checks it."),
        widget=forms.Textarea({"rows": 2}),
    )
