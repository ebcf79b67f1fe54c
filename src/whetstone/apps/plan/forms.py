"""What people type about goals and campaigns, checked all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from whetstone.apps.people import selectors as people
from whetstone.apps.plan import selectors, unmoved
from whetstone.apps.plan.goal_trees import METRIC
from whetstone.apps.plan.pasting import Day, read_rows
from whetstone.apps.plan.telling import act_name, kind_name
from whetstone.web.days import day_field as _day
from whetstone.web.wording import typed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from whetstone.apps.plan.models import Campaign, Goal
    from whetstone.core.kernel.errors import Fault
    from whetstone.web.request import Actor

ACTS = ("views", "replies", "link_taps")
PERCENT = 100
LONGEST_DAYS = 84
USUAL_QUESTION = {"n": "7", "x": "10"}
LONGEST = 731
"""Days of the longest campaign: two years."""


def _owners(workspace_id: int) -> list[tuple[str, str]]:
    found = people.everybody(workspace_id)
    return [("", _("nobody yet")), *((str(one.id), one.name) for one, _rights in found)]


class GoalForm(forms.Form):
    """A node of the goal tree."""

    kind = forms.ChoiceField(label=gettext_lazy("It is a"))
    title = forms.CharField(
        label=gettext_lazy("What should be so"),
        max_length=160,
        help_text=gettext_lazy("A sentence with a date, or the name of a metric."),
    )
    parent_id = forms.ChoiceField(label=gettext_lazy("It serves"), required=False)
    owner_id = forms.ChoiceField(label=gettext_lazy("Whose it is"), required=False)
    definition = forms.CharField(
        label=gettext_lazy("How it is counted"), required=False, widget=forms.Textarea({"rows": 2})
    )
    era = forms.CharField(
        label=gettext_lazy("Since when it is counted so"),
        required=False,
        max_length=60,
        help_text=gettext_lazy(
            "Networks redefine their metrics: figures from before and after another wording here "
            "are not joined."
        ),
    )
    unit = forms.CharField(
        label=gettext_lazy("Unit"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("% for a share."),
    )
    baseline = forms.FloatField(label=gettext_lazy("Where it started"), required=False)
    target = forms.FloatField(label=gettext_lazy("Where it should be"), required=False)
    due_on = _day(label=gettext_lazy("By when"), required=False)
    priority = forms.FloatField(
        label=gettext_lazy("Its share of the work"),
        required=False,
        min_value=0,
        max_value=10**6,
        help_text=gettext_lazy(
            "Any numbers, as 3 and 1: they are read against those of the other goals, and the "
            "hours of planned posts against both."
        ),
    )
    rests_on = forms.MultipleChoiceField(
        label=gettext_lazy("Facts of the field that its metric rests on"),
        required=False,
        help_text=gettext_lazy("When one of them changes, this goal is flagged."),
        widget=forms.SelectMultiple({"size": 6}),
    )

    def __init__(self, *args: Any, actor: Actor, goal: Goal | None = None, **kwargs: Any) -> None:
        self.goal, self.workspace_id = goal, actor.workspace_id
        cited: list[str] = []
        if goal is not None:
            cited = selectors.rests_on(actor.workspace_id, "goal_metric", goal.pk)
            kwargs["initial"] = {
                name: typed(getattr(goal, name))
                for name in self.base_fields
                if hasattr(goal, name)
            }
            kwargs["initial"]["rests_on"] = cited
        super().__init__(*args, **kwargs)
        nodes = selectors.goal_choices(actor.workspace_id)
        above = [
            (str(pk), f"{title} ({kind_name(kind)})")
            for pk, kind, title in nodes
            if kind != METRIC and (goal is None or pk != goal.pk)
        ]
        choices: dict[str, Any] = {
            "kind": [(kind, kind_name(kind)) for kind in selectors.KINDS],
            "parent_id": [("", _("nothing: it is the top")), *above],
            "owner_id": _owners(actor.workspace_id),
            "rests_on": selectors.claim_choices(
                actor.workspace_id, today=actor.today, besides=cited
            ),
        }
        for name, options in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = options
        self.kinds = {pk: kind for pk, kind, _title in nodes}

    def clean(self) -> dict[str, Any]:
        """A goal stands under a higher one; ids become numbers."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("parent_id", "owner_id"):
            cleaned[name] = int(cleaned[name]) if cleaned.get(name) else None
        parent, kind = self.kinds.get(cleaned["parent_id"] or 0), cleaned.get("kind")
        if kind and parent and selectors.KINDS.index(parent) >= selectors.KINDS.index(kind):
            self.add_error(
                "parent_id",
                _("A %(kind)s stands under something higher than a %(parent)s.")
                % {"kind": kind_name(kind), "parent": kind_name(parent)},
            )
        if kind and not parent and kind != selectors.KINDS[0]:
            self.add_error("parent_id", _("Only a business goal stands at the top."))
        if kind and self.goal is not None:
            self._check_below(kind, self.goal)
        if self.goal is None and not self.errors:
            place = {name: cleaned[name] for name in ("parent_id", "kind", "title")}
            twin = selectors.goal_at(self.workspace_id, **place)
            if twin is not None and not _is_same(twin, cleaned):
                self.add_error("title", _("This stands here already, with other words or numbers. "
                                          "Open it and change it there."))  # fmt: skip
        return cleaned

    def _check_below(self, kind: str, goal: Goal) -> None:
        """What hangs on a node stays lower than it, so the tree has no rings."""
        order = selectors.KINDS.index
        wrong = [one for one in selectors.kinds_under(goal.pk) if order(one) <= order(kind)]
        if wrong:
            self.add_error(
                "kind",
                _("Under it stands a %(kind)s, which would not be lower.")
                % {"kind": kind_name(min(wrong, key=order))},
            )


class ReadingForm(forms.Form):
    """A figure of a goal on a day: a count, or so many of so many."""

    on = _day(label=gettext_lazy("On which day"))
    value = forms.FloatField(label=gettext_lazy("A count"), required=False)
    hits = forms.IntegerField(label=gettext_lazy("Or so many"), required=False, min_value=0)
    n = forms.IntegerField(label=gettext_lazy("of so many"), required=False, min_value=1)
    source = forms.CharField(label=gettext_lazy("Where it was read"), max_length=120)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> dt.date:
        """No figure of a day that has not been."""
        day: dt.date = self.cleaned_data["on"]
        if day > self.today:
            raise ValidationError(_("This day has not been yet."))
        return day

    def clean(self) -> dict[str, Any]:
        """Either a count or a share, and no share above the whole."""
        cleaned: dict[str, Any] = super().clean() or {}
        hits, n = cleaned.get("hits"), cleaned.get("n")
        if (hits is None) != (n is None):
            self.add_error("n" if n is None else "hits", _("A share needs both numbers."))
        elif hits is not None and n is not None and hits > n:
            self.add_error("hits", _("No more than the whole."))
        elif hits is None and cleaned.get("value") is None and "value" not in self.errors:
            self.add_error("value", _("Write a count, or so many of so many."))
        return cleaned


class CampaignForm(forms.Form):
    """A campaign, what it wants people to do, and how many it reaches."""

    name = forms.CharField(label=gettext_lazy("Its name"), max_length=120)
    aim = forms.CharField(label=gettext_lazy("What it is for"), widget=forms.Textarea({"rows": 2}))
    goal_id = forms.ChoiceField(label=gettext_lazy("It serves"), required=False)
    wanted_act = forms.ChoiceField(label=gettext_lazy("What people should do"))
    counted_as = forms.CharField(
        label=gettext_lazy("What the network calls that"), required=False, max_length=80
    )
    starts_on = _day(label=gettext_lazy("First day"))
    ends_on = _day(label=gettext_lazy("Last day"))
    people_a_day = forms.IntegerField(
        label=gettext_lazy("People reached on a usual day"), min_value=1, max_value=10**9
    )
    audience = forms.IntegerField(
        label=gettext_lazy("People who could be reached at all"), min_value=1, max_value=2 * 10**9
    )
    lift = forms.FloatField(
        label=gettext_lazy("Smallest difference worth acting on, in per cent"),
        min_value=1,
        max_value=500,
        initial=20,
    )
    decide_days = forms.FloatField(
        label=gettext_lazy("Days people take from seeing it to acting"), required=False,
        min_value=0, max_value=180,
        help_text=gettext_lazy("What is seen in the last days still has to bring its acts."),
    )  # fmt: skip
    half_life_days = forms.FloatField(
        label=gettext_lazy("Days until half of its effect is gone"), required=False,
        min_value=0.1, max_value=60,
        help_text=gettext_lazy("With 2, an effect takes about seven days to settle."),
    )  # fmt: skip
    most_times = forms.FloatField(
        label=gettext_lazy("Most times each person should see it"), required=False,
        min_value=1, max_value=100,
        help_text=gettext_lazy("On average, over the whole campaign. Empty: no cap."),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            gettext_lazy("A cap is a number from 1 to 100. Leave it empty for none."),
        ),
    )  # fmt: skip
    value_views = forms.FloatField(label=gettext_lazy("Worth of a view"), required=False)
    value_replies = forms.FloatField(label=gettext_lazy("Worth of a reply"), required=False)
    value_link_taps = forms.FloatField(label=gettext_lazy("Worth of a link tap"), required=False)
    value_unit = forms.CharField(
        label=gettext_lazy("In which currency"), max_length=8, initial="€"
    )
    owner_id = forms.ChoiceField(label=gettext_lazy("Whose it is"), required=False)
    rests_on = forms.MultipleChoiceField(
        label=gettext_lazy("Facts of the field that it rests on"),
        required=False,
        help_text=gettext_lazy("When one of them changes, this campaign is flagged."),
        widget=forms.SelectMultiple({"size": 6}),
    )

    def __init__(
        self, *args: Any, actor: Actor, campaign: Campaign | None = None, **kwargs: Any
    ) -> None:
        self.actor, self.campaign = actor, campaign
        cited: list[str] = []
        if campaign is not None:
            cited = selectors.rests_on(actor.workspace_id, "campaign", campaign.pk)
            kwargs["initial"] = _campaign_initial(campaign, self.base_fields) | {"rests_on": cited}
        super().__init__(*args, **kwargs)
        if campaign is not None:
            unmoved.watch(self, kwargs["initial"])
        nodes = selectors.goal_choices(actor.workspace_id)
        choices: dict[str, Any] = {
            "goal_id": [
                ("", _("no goal yet")),
                *((str(pk), f"{title} ({kind_name(kind)})") for pk, kind, title in nodes),
            ],
            "wanted_act": [(act, act_name(act)) for act in ACTS],
            "owner_id": _owners(actor.workspace_id),
            "rests_on": selectors.claim_choices(
                actor.workspace_id, today=actor.today, besides=cited
            ),
        }
        for name, options in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = options

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first; nobody is reached who cannot be."""
        cleaned: dict[str, Any] = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day lies before the first."))
        elif starts and ends and (ends - starts).days > LONGEST:
            self.add_error("ends_on", _("Two years at most: what runs longer is no campaign."))
        daily, audience = cleaned.get("people_a_day"), cleaned.get("audience")
        if daily and audience and daily > audience:
            self.add_error("people_a_day", _("More than could be reached at all."))
        for name in ("goal_id", "owner_id"):
            cleaned[name] = int(cleaned[name]) if cleaned.get(name) else None
        unmoved.look_again(self)
        if not self.errors and self._is_another():
            self.add_error("name", _(
                "Another campaign of this name begins on that day. Change that one, or give this "
                "one a name of its own."
            ))  # fmt: skip
        return cleaned

    def _is_another(self) -> bool:
        """Whether name and first day are those of another campaign; the same sent twice is not."""
        space, own = self.actor.workspace_id, self.campaign
        name, starts = self.cleaned_data["name"], self.cleaned_data["starts_on"]
        there = selectors.campaign_called(name, starts, workspace_id=space)
        if there is None or (own is not None and there.pk == own.pk):
            return False
        return own is not None or any(getattr(there, key) != x for key, x in self.facts.items())

    @property
    def facts(self) -> dict[str, Any]:
        """The cleaned values under the names of the campaign's columns."""
        same = (
            "name", "aim", "goal_id", "wanted_act", "counted_as", "starts_on", "ends_on",
            "people_a_day", "audience", "value_unit", "owner_id", "decide_days", "half_life_days",
            "most_times",
        )  # fmt: skip
        worth = {act: self.cleaned_data.get(f"value_{act}") for act in ACTS}
        return {
            **{name: self.cleaned_data[name] for name in same},
            "worthwhile_lift": self.cleaned_data["lift"] / PERCENT,
            "value_per_act": {act: value for act, value in worth.items() if value is not None},
        }


def _is_same(row: Goal, said: Mapping[str, Any]) -> bool:
    """Whether a row holds what is said anew: something sent twice is one thing."""
    return all(getattr(row, name) == value for name, value in said.items() if hasattr(row, name))


def _campaign_initial(campaign: Campaign, names: Any) -> dict[str, Any]:
    found = {name: getattr(campaign, name) for name in names if hasattr(campaign, name)}
    found["lift"] = round(PERCENT * campaign.worthwhile_lift, 1)
    found |= {f"value_{act}": worth for act, worth in campaign.value_per_act.items()}
    return {name: typed(value) for name, value in found.items()}


class FiguresForm(forms.Form):
    """Pasted days of a campaign."""

    rows = forms.CharField(
        label=gettext_lazy("One day a line: date, people, views, replies, link taps"),
        widget=forms.Textarea({"rows": 12, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Straight from a spreadsheet, or with commas. An empty cell is unknown, not 0."
        ),
        max_length=100_000,
        strip=False,
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.days: tuple[Day, ...] = ()

    def clean_rows(self) -> str:
        """Every fault of every row at once."""
        text: str = self.cleaned_data["rows"]
        pasted = read_rows(text, today=self.today)
        if pasted.faults:
            raise ValidationError([_fault_text(one) for one in pasted.faults])
        if not pasted.days:
            raise ValidationError(_("There is no row with a date."))
        self.days = pasted.days
        return text


def _fault_text(fault: Fault) -> str:
    words = {
        "columns": _("five columns are needed, and here are %(text)s."),
        "date": _("“%(text)s” is no date. Write 2026-11-23 or 23.11.2026."),
        "date_twice": _("%(text)s stands in two rows."),
        "date_ahead": _("%(text)s has not been yet."),
        "number": _("“%(text)s” is no whole number. Leave the cell empty where it is unknown."),
        "more_acts": _("more acts than the %(text)s people reached."),
        "too_many": _("no more than %(text)s rows at once."),
    }
    said = words[fault.what] % {"text": fault.mend}
    return _("Row %(row)s: %(fault)s") % {"row": fault.where, "fault": said}


class DecisionForm(forms.Form):
    """What to count and for how long, in whole weeks or not."""

    counts = forms.ChoiceField(label=gettext_lazy("Count"))
    days = forms.IntegerField(label=gettext_lazy("For how many days"), min_value=1, max_value=365)
    own_words = forms.CharField(
        label=gettext_lazy("Why, in your own words"),
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["counts"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(act, act_name(act)) for act in ACTS]


class AskForm(forms.Form):
    """Can so many days show such a difference?"""

    n = forms.IntegerField(label=gettext_lazy("Days"), min_value=1, max_value=LONGEST_DAYS)
    x = forms.FloatField(label=gettext_lazy("Difference in per cent"), min_value=1, max_value=500)
