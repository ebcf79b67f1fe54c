"""What is typed at the table, checked all at once."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from whetstone.apps.lead import table_words
from whetstone.apps.lead.models_table import BriefAnswer, DecisionStep, PlanningMeeting
from whetstone.apps.people import selectors as people
from whetstone.web.days import day_field as _day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from whetstone.apps.lead.table_selectors import Meeting
    from whetstone.apps.plan.selectors import GoalView
    from whetstone.web.request import Actor

LONGEST = 240
OUTSIDE = "outside"
COLUMNS = ("name", "quarter", "on", "at_time", "seat", "who")


class MeetingForm(forms.Form):
    """A meeting of the planning cycle."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("What it is called"), max_length=120)
    quarter = forms.RegexField(
        r"^20\d\d-Q[1-4]$",
        label=gettext_lazy("The quarter it plans"),
        help_text=gettext_lazy("For instance 2027-Q1."),
        error_messages={"invalid": gettext_lazy("Write a year and a quarter: 2027-Q1.")},
    )
    on = _day(label=gettext_lazy("On which day"))
    at_time = forms.TimeField(
        label=gettext_lazy("At what time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    seat = forms.ChoiceField(label=gettext_lazy("Does social sit there?"))
    who = forms.CharField(
        label=gettext_lazy("Who sits there"),
        required=False,
        max_length=2_000,
        help_text=gettext_lazy("Names or roles, one a line."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, meeting: Meeting | None = None, **kwargs: Any) -> None:
        first: dict[str, Any] = {"form_key": uuid.uuid4(), "seat": PlanningMeeting.Seat.ASKED}
        if meeting:
            first = {name: getattr(meeting, name) for name in (*COLUMNS, "form_key")}
            first["who"] = "\n".join(meeting.who)
        kwargs["initial"] = first
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = table_words.seats()  # type: ignore[attr-defined]

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, as a meeting keeps it; call after `is_valid`."""
        return {name: self.cleaned_data[name] for name in COLUMNS}


class InputsForm(forms.Form):
    """One sentence for each business goal."""

    def __init__(
        self, *args: Any, goals: Sequence[GoalView], said: Mapping[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for goal in goals:
            self.fields[f"goal-{goal.id}"] = forms.CharField(
                label=_("What social says, in one sentence"),
                required=False,
                max_length=LONGEST,
                initial=said.get(goal.id, ""),
                widget=forms.Textarea(
                    attrs={
                        "rows": 3,
                        "aria-label": _("What social says, in one sentence: %(goal)s")
                        % {"goal": goal.title},
                    }
                ),
            )

    @property
    def said(self) -> dict[int, str]:
        """The sentence for each goal; call after `is_valid`."""
        return {
            int(name.removeprefix("goal-")): " ".join(words.split())
            for name, words in self.cleaned_data.items()
        }


class OwnerForm(forms.Form):
    """Who sees to a decision, and by when."""

    owner_id = forms.ChoiceField(label=gettext_lazy("Who sees to it"))
    owner_name = forms.CharField(
        label=gettext_lazy("Who it is, outside"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("A name or a role, where nobody of this workspace sees to it."),
    )
    due_on = _day(label=gettext_lazy("By when"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = [(str(one.id), one.name) for one, _rights in people.everybody(actor.workspace_id)]
        outside = (OUTSIDE, _("somebody outside this workspace"))
        self.fields["owner_id"].choices = [("", _("choose")), *team, outside]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A decision has one owner."""
        found = super().clean() or {}
        is_outside = found.get("owner_id") == OUTSIDE
        if is_outside and "owner_name" in found and not found["owner_name"]:
            self.add_error("owner_name", _("Say who it is: a name or a role."))
        if found.get("owner_id") and not is_outside and found.get("owner_name"):
            why = _("One owner: choose “somebody outside this workspace”, or leave this empty.")
            self.add_error("owner_name", why)
        return found

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, as a decision keeps it; call after `is_valid`."""
        found = dict(self.cleaned_data)
        found["owner_id"] = None if found["owner_id"] == OUTSIDE else int(found["owner_id"])
        return found


class DecisionForm(OwnerForm):
    """What was decided, who sees to it, by when."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(label=gettext_lazy("What was decided"), max_length=LONGEST)
    field_order = ("form_key", "text")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        kwargs["initial"] = {"form_key": uuid.uuid4()}
        super().__init__(*args, actor=actor, **kwargs)


class StepForm(forms.Form):
    """What became of a decision."""

    state = forms.ChoiceField(choices=DecisionStep.State.choices)
    reason = forms.CharField(max_length=LONGEST, required=False)


class AnswerForm(forms.Form):
    """An answer to a brief: its kind, and a sentence where there is one."""

    kind = forms.ChoiceField(choices=BriefAnswer.Kind.choices)
    words = forms.CharField(max_length=LONGEST, required=False)
    mark = forms.CharField(max_length=64, required=False)

    def clean(self) -> dict[str, Any]:
        """A question needs its words."""
        found = super().clean() or {}
        if found.get("kind") == BriefAnswer.Kind.ASK and "words" in found and not found["words"]:
            self.add_error("words", _("Write the question, then ask it."))
        return found

    @property
    def why(self) -> str:
        """What is wrong, in one sentence."""
        if "kind" in self.errors:
            return _("This is no answer we know: agree, ask or decide.")
        return " ".join(map(str, self.errors.get("words", [])))

    @property
    def thanks(self) -> str:
        """What the one who answered is told; call after `is_valid`."""
        return table_words.thanks(self.cleaned_data["kind"])
