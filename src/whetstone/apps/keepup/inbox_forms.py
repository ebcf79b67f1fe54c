"""What may be asked of the inbox and of near misses; nothing typed is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from whetstone.apps.diagnose.one_best import OneBestForm
from whetstone.apps.keepup import words
from whetstone.apps.keepup.selectors import inbox, near_misses
from whetstone.core.freshness.changes import Severity
from whetstone.core.freshness.triage import Stage

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from whetstone.core.kernel.errors import Fault

LONGEST = 300
LONGEST_TEXT = 2000
SECONDS = 90
"""What a question after a near miss may take, until somebody measures it."""


def _words(label: Any, *, rows: int = 2, longest: int = LONGEST, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, widget=forms.Textarea({"rows": rows}), **more
    )


class InboxForm(forms.Form):
    """Which notices are wanted; what cannot be read is left out."""

    stage = forms.ChoiceField(choices=[(s.value, s.value) for s in Stage], required=False)
    origin = forms.CharField(max_length=10, required=False)
    network = forms.CharField(max_length=40, required=False)
    owner = forms.IntegerField(min_value=0, required=False)
    overdue = forms.BooleanField(required=False)
    sort = forms.ChoiceField(choices=[("newest", "newest")], required=False)

    @property
    def asked(self) -> inbox.Asked:
        """The filter as the selector takes it."""
        self.is_valid()
        read = self.cleaned_data
        return inbox.Asked(
            stage=read.get("stage", ""),
            origin=read.get("origin", ""),
            network=read.get("network", ""),
            owner=read.get("owner"),
            overdue=read.get("overdue", False),
            newest=read.get("sort") == "newest",
        )


class ReasonForm(forms.Form):
    """One sentence that says why."""

    reason = _words(gettext_lazy("Why"))


class DoubtForm(ReasonForm):
    """Why the claim is doubted; which claim, where the notice names none."""

    claim = forms.SlugField(
        label=gettext_lazy("Which claim"),
        max_length=80,
        help_text=gettext_lazy("Type part of the statement or its name, then choose."),
        widget=forms.TextInput({"list": "claims", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, names_claim: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if names_claim:
            del self.fields["claim"]


class SeverityForm(forms.Form):
    """How much it hurts."""

    severity = forms.ChoiceField(
        label=gettext_lazy("How much does it hurt whoever has not heard of it?"),
        choices=[(one.value, words.SEVERITIES[one.value]) for one in reversed(Severity)],
    )


class OwnerForm(forms.Form):
    """Who looks into it."""

    owner_id = forms.TypedChoiceField(
        label=gettext_lazy("Who looks into it"), required=False, empty_value=None, coerce=int
    )

    def __init__(self, *args: Any, handlers: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner_id"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("nobody")), *((str(pk), name) for pk, name in handlers)]


class ConfirmForm(forms.Form):
    """Which change it belongs to, and what was found."""

    change = forms.ChoiceField(
        label=gettext_lazy("The change it belongs to"),
        required=False,
        help_text=gettext_lazy("Leave it open where nobody has written the change down yet."),
    )
    reason = _words(gettext_lazy("What you found, and where"), required=False)

    def __init__(self, *args: Any, changes: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["change"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("not written down yet")), *changes]


class LinkForm(ConfirmForm):
    """The change a confirmed notice belongs to, named later."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        self.fields["change"].required = True
        self.fields["change"].help_text = ""


class NearMissForm(forms.Form):
    """What almost went out, what stopped it, when and where. What, not who."""

    almost = _words(
        gettext_lazy("What almost went out"),
        help_text=gettext_lazy("What, not who: no names of people are needed."),
    )
    stopped = _words(gettext_lazy("What stopped it"))
    happened_on = forms.DateField(
        label=gettext_lazy("When"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    network = forms.ChoiceField(label=gettext_lazy("Where"), required=False)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"happened_on": today})
        super().__init__(*args, **kwargs)
        self.today = today
        field = self.fields["network"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(words.NETWORKS.items())

    def clean_happened_on(self) -> dt.date:
        """What has not happened yet was not missed."""
        found: dt.date = self.cleaned_data["happened_on"]
        if found > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return found


class QuestionForm(OneBestForm):
    """A question with one best answer, each answer explained."""

    short = forms.CharField(
        label=gettext_lazy("A short title"),
        max_length=60,
        help_text=gettext_lazy("Three to six words."),
    )
    skill = forms.ChoiceField(label=gettext_lazy("Which skill it asks for"))
    level = forms.TypedChoiceField(
        label=gettext_lazy("On which level"),
        choices=[(str(n), str(n)) for n in range(1, 5)],
        coerce=int,
        initial="2",
        help_text=gettext_lazy("2 is entry level."),
    )
    context = _words(gettext_lazy("The situation"), rows=3, longest=900)
    stem = _words(gettext_lazy("The question"), longest=LONGEST)
    key = forms.ChoiceField(
        label=gettext_lazy("Which answer is best"),
        choices=[(one, one.upper()) for one in OneBestForm.options],
    )
    rationale = _words(gettext_lazy("Why that one"), longest=600)
    rests_on = forms.CharField(
        label=gettext_lazy("The claims it rests on"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Names of claims, with spaces between them."),
        widget=forms.TextInput({"list": "claims", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_skills(near_misses.skills())

    def item(self, near_miss_id: int) -> dict[str, Any]:
        """The question in the curriculum's format. Its difficulty is a guess until it is set."""
        return {
            "id": f"it-near-miss-{near_miss_id}",
            "version": 1,
            "status": "draft",
            "area": self.cleaned_data["skill"].split("-")[0],
            "prior": {"a": 1.0, "b": 0.0, "a_sd": 0.3, "b_sd": 0.7},
            **self.written(time_s=SECONDS),
        }

    def refuse(self, faults: Sequence[Fault]) -> None:
        """Say what the curriculum's checks found, beside the fields where that is known."""
        places = {"unknown-claim": "rests_on", "unknown-skill": "skill", "two-keys": "key"}
        for fault in faults:
            self.add_error(places.get(fault.where), f"{fault.what} {fault.mend}".strip())


def question_initial(item: dict[str, Any]) -> dict[str, Any]:
    """What stands in the form when a draft is written anew."""
    found = {name: item[name] for name in ("short", "skill", "level", "stem", "rationale")}
    found["context"] = item["stimulus"]["context"]
    found["rests_on"] = " ".join(item["rests_on"])
    for option in item["options"]:
        found[f"text_{option['id']}"], found[f"why_{option['id']}"] = option["text"], option["why"]
        if option["score"]:
            found["key"] = option["id"]
    return found


class DrillForm(forms.Form):
    """A situation to practise in a few minutes."""

    title = forms.CharField(label=gettext_lazy("What is practised"), max_length=120)
    situation = _words(gettext_lazy("The situation"), rows=4, longest=LONGEST_TEXT)
    first = _words(gettext_lazy("What to do first"))
    steps = _words(
        gettext_lazy("Then, step by step"),
        rows=5,
        longest=LONGEST_TEXT,
        help_text=gettext_lazy("One step a line."),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes it takes"),
        min_value=3,
        max_value=15,
        initial=5,
        help_text=gettext_lazy("From 3 to 15."),
    )

    def clean_steps(self) -> list[str]:
        """One step a line; empty lines are not steps."""
        return [line.strip() for line in self.cleaned_data["steps"].splitlines() if line.strip()]


class RunForm(forms.Form):
    """What somebody would do, before they see the steps."""

    first = _words(gettext_lazy("What do you do first?"), longest=LONGEST_TEXT)
    then = _words(gettext_lazy("And then?"), rows=4, longest=LONGEST_TEXT, required=False)
