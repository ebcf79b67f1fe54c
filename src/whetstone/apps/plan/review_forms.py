"""What people type about a plan under review, checked all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from whetstone.apps.people import selectors as people
from whetstone.apps.plan.review_services import REVIEWERS
from whetstone.core.strategy.plan_review import Step
from whetstone.web.request import Right

if TYPE_CHECKING:
    from whetstone.apps.plan.selectors import Board
    from whetstone.web.request import Actor

TREE = "tree"
LONGEST = 2000


class AskForm(forms.Form):
    """Which plan, and who is asked."""

    plan = forms.ChoiceField(label=gettext_lazy("Which plan"))
    reviewer = forms.ChoiceField(label=gettext_lazy("Who is asked"))
    note = forms.CharField(
        label=gettext_lazy("What to look at above all"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
    )
    counts = forms.BooleanField(
        label=gettext_lazy("Where the plan is mine: count its judgement for my levels"),
        required=False,
    )

    def __init__(self, *args: Any, actor: Actor, board: Board, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        decides = actor.has(Right.LEAD, Right.PARTNER)
        mine = [run for run in board.campaigns if decides or run.owner_id == actor.person_id]
        self.owners = {str(run.id): run.owner_id or actor.person_id for run in mine}
        plans = [(str(run.id), run.name) for run in mine]
        if decides and board.goals:
            plans.append((TREE, _("The goal tree, all of it")))
        asked = [
            (str(one.id), one.name)
            for one, rights in people.everybody(actor.workspace_id)
            if any(right in REVIEWERS for right in rights)
        ]
        for name, options in (("plan", plans), ("reviewer", asked)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("choose")), *options]

    def clean(self) -> dict[str, Any]:
        """Nobody reviews their own plan."""
        cleaned: dict[str, Any] = super().clean() or {}
        plan, reviewer = cleaned.get("plan"), cleaned.get("reviewer")
        if plan and reviewer:
            owner = self.owners.get(plan, self.actor.person_id)
            if int(reviewer) == owner:
                self.add_error("reviewer", _("Nobody reviews their own plan. Ask somebody else."))
            cleaned["is_mine"] = owner == self.actor.person_id
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """The cleaned values as the service takes them."""
        plan = self.cleaned_data["plan"]
        return {
            "campaign_id": None if plan == TREE else int(plan),
            "reviewer_id": int(self.cleaned_data["reviewer"]),
            "note": self.cleaned_data["note"],
        }


class CommentForm(forms.Form):
    """What a reviewer says of one choice."""

    line = forms.CharField(max_length=60, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Your comment"), max_length=LONGEST, widget=forms.Textarea({"rows": 3})
    )
    wants_change = forms.BooleanField(
        label=gettext_lazy("I ask for a change before I sign"), required=False
    )


class StepForm(forms.Form):
    """What becomes of a comment."""

    kind = forms.ChoiceField(choices=[(one.value, one.value) for one in Step])
    text = forms.CharField(required=False, max_length=LONGEST)


class SignForm(forms.Form):
    """A signature under the plan that was read."""

    seal = forms.CharField(widget=forms.HiddenInput, max_length=64)
    words = forms.CharField(
        label=gettext_lazy("A word with it"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 2}),
    )
