"""What people type about a part of a campaign: each part its own short form, everything optional.

A part that asks for several rows (phases, risks, skills) offers a few; empty rows are left out.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from whetstone.apps.field import selectors as field
from whetstone.apps.plan import campaign_selectors, selectors, unmoved
from whetstone.apps.plan.calendar_words import network_choices
from whetstone.apps.plan.goal_trees import METRIC
from whetstone.core.strategy.campaign_skills import propose_skills
from whetstone.web.days import day_field
from whetstone.web.wording import typed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from whetstone.apps.plan.campaign_selectors import Whole
    from whetstone.apps.plan.selectors import CampaignView
    from whetstone.web.request import Actor

LONG = 2000
MOST_PEOPLE = 99
HUNDRED = 100
HALF_A_YEAR = dt.timedelta(days=182)
MOST_MONEY = 10**12
DOUBTFUL = "doubtful"
HOURS_OF_A_WEEK = 2000


def _day(label: Any, **more: Any) -> forms.DateField:
    return day_field(label=label, required=False, **more)


def text_box(label: Any, *, rows: int = 3, **more: Any) -> forms.CharField:
    """Some lines of one's own words."""
    box = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, required=False, max_length=LONG, widget=box, **more)


def _line(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=200, **more)


def ticks(label: Any, **more: Any) -> forms.MultipleChoiceField:
    """Any number of choices, each with a box of its own."""
    return forms.MultipleChoiceField(
        label=label, required=False, widget=forms.CheckboxSelectMultiple, **more
    )


class PartForm(forms.Form):
    """A part of a campaign, its reason, and the facts of the field that it rests on.

    `rows`: how many rows of `columns` are offered, kept in the values under `many`.
    """

    many: ClassVar[str] = ""
    rows: ClassVar[int] = 0
    rows_first: ClassVar[bool] = False
    must: ClassVar[str] = ""  # the column without which a row is not one

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        campaign: CampaignView,
        whole: Whole,
        part: str,
        **kwargs: Any,
    ) -> None:
        self.actor, self.campaign, self.whole, self.part = actor, campaign, whole, part
        held = whole.settled.get(part)
        cited, swapped = _claims_now(held)
        self.swapped = swapped
        values = held.values if held else self.proposal()
        kwargs["initial"] = self._initial(values) | {
            "reason": held.newest.reason if held else "", "rests_on": cited,
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        for n in range(self.rows):
            for name, made in self.columns().items():
                self.fields[f"{name}_{n}"] = made
        self.fields["reason"] = text_box(
            gettext_lazy("Why so"), rows=2,
            help_text=gettext_lazy("A sentence that still convinces you in three months."),
        )  # fmt: skip
        self.fields["rests_on"] = forms.MultipleChoiceField(
            label=gettext_lazy("Facts of the field that it rests on"),
            required=False,
            choices=selectors.claim_choices(actor.workspace_id, today=actor.today, besides=cited),
            help_text=gettext_lazy("When one of them changes, this choice is flagged."),
            widget=forms.SelectMultiple({"size": 6}),
        )
        unmoved.watch(self, {"made": held.newest.pk if held else None})

    def columns(self) -> dict[str, forms.Field]:
        """The boxes of one row."""
        return {}

    def proposal(self) -> dict[str, Any]:
        """What stands in the form where nothing was settled yet."""
        return {}

    def options(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Say what may be chosen."""
        box = self.fields[name]
        assert isinstance(box, forms.ChoiceField)
        box.choices = choices

    @property
    def plain(self) -> list[Any]:
        """The boxes that stand alone, as the page shows them."""
        last = {"reason", "rests_on", unmoved.READ}
        own = {f"{name}_{n}" for n in range(self.rows) for name in self.columns()}
        return [self[name] for name in self.fields if name not in own | last]

    @property
    def groups(self) -> list[list[Any]]:
        """The boxes of each row."""
        return [[self[f"{name}_{n}"] for name in self.columns()] for n in range(self.rows)]

    def read_rows(self) -> list[dict[str, Any]]:
        """The rows that hold something, as plain values."""
        found = []
        for n in range(self.rows):
            row = {name: self.cleaned_data.get(f"{name}_{n}") for name in self.columns()}
            if any(row.values()):
                found.append({name: _plain(value) for name, value in row.items()})
        return found

    def clean(self) -> dict[str, Any]:
        """A row with something in it has what makes it one."""
        cleaned: dict[str, Any] = super().clean() or {}
        for n in range(self.rows):
            row = {name: cleaned.get(f"{name}_{n}") for name in self.columns()}
            place = f"{self.must}_{n}"
            if any(row.values()) and not row[self.must] and place not in self.errors:
                self.add_error(place, _("This row has no name yet. Name it, or empty the row."))
        return cleaned

    def full_clean(self) -> None:
        """The part's own faults first; then whether it is still the part that was opened."""
        super().full_clean()
        if self.is_bound:
            unmoved.look_again(self)

    @property
    def values(self) -> dict[str, Any]:
        """What was settled, as plain values."""
        found = {box.name: _plain(self.cleaned_data.get(box.name)) for box in self.plain}
        return found | ({self.many: self.read_rows()} if self.many else {})

    def _initial(self, values: Mapping[str, Any]) -> dict[str, Any]:
        found = {name: value for name, value in values.items() if name != self.many}
        for n, row in enumerate(values.get(self.many, [])):
            found |= {f"{name}_{n}": value for name, value in row.items()}
        return {
            name: [str(one) for one in value] if isinstance(value, list) else typed(value)
            for name, value in found.items()
        }


class BriefForm(PartForm):
    """What, for whom, and what changes in the world."""

    what = text_box(gettext_lazy("What it is"))
    for_whom = text_box(gettext_lazy("For whom"), rows=2)
    world = text_box(
        gettext_lazy("What will be different in the world when it worked"),
        rows=2,
        help_text=gettext_lazy("Not on the network: for the people you named."),
    )


class AudienceForm(PartForm):
    """Segments of the target."""

    segments = ticks(gettext_lazy("Parts of the target"))
    words = text_box(gettext_lazy("Anything the segments do not say"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = self.whole.names.segments.items()
        self.options("segments", [(str(pk), name) for pk, name in found])

    @property
    def values(self) -> dict[str, Any]:
        """Ids are numbers."""
        found = super().values
        return found | {"segments": [int(one) for one in found["segments"]]}


class NetworksForm(PartForm):
    """Where it runs."""

    networks = ticks(gettext_lazy("Networks"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options("networks", network_choices())


class MeasureForm(PartForm):
    """The one figure."""

    metric = forms.ChoiceField(label=gettext_lazy("Primary measure"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goals = selectors.goal_choices(self.actor.workspace_id)
        own = [(str(pk), title) for pk, kind, title in goals if kind == METRIC]
        self.options("metric", [("", _("none yet")), *own])

    @property
    def values(self) -> dict[str, Any]:
        """Ids are numbers."""
        held = self.cleaned_data.get("metric")
        return {"metric": int(held) if held else None}


class PhasesForm(PartForm):
    """What happens when."""

    many, rows, must = "phases", 4, "name"

    def columns(self) -> dict[str, forms.Field]:
        """A name and two days."""
        return {
            "name": _line(gettext_lazy("Phase")),
            "first": _day(gettext_lazy("First day")),
            "last": _day(gettext_lazy("Last day")),
        }

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        cleaned = super().clean()
        for n in range(self.rows):
            first, last = cleaned.get(f"first_{n}"), cleaned.get(f"last_{n}")
            if first and last and last < first:
                self.add_error(f"last_{n}", _("The last day lies before the first."))
            for end, day in (("first", first), ("last", last)):
                if day and not self.around[0] <= day <= self.around[1]:
                    self.add_error(
                        f"{end}_{n}", _("Half a year or more from the campaign’s days.")
                    )
        return cleaned

    @property
    def around(self) -> tuple[dt.date, dt.date]:
        """The campaign's days with what is prepared before and read after."""
        return self.campaign.starts_on - HALF_A_YEAR, self.campaign.ends_on + HALF_A_YEAR


class MoneyForm(PartForm):
    """Money, hours, and what its goal should get of them."""

    budget = forms.FloatField(
        label=gettext_lazy("Money"), required=False, min_value=0, max_value=MOST_MONEY
    )
    unit = forms.CharField(
        label=gettext_lazy("In which currency"), required=False, max_length=8, initial="€"
    )
    hours = forms.FloatField(
        label=gettext_lazy("Hours a week, all people together"), required=False, min_value=0,
        max_value=HOURS_OF_A_WEEK,
    )  # fmt: skip
    wanted = forms.FloatField(
        label=gettext_lazy("Of 100 hours for campaigns, how many should its goal get?"),
        required=False, min_value=0, max_value=HUNDRED,
        help_text=gettext_lazy("The stated priority. The page holds it against the real hours."),
    )  # fmt: skip


class RisksForm(PartForm):
    """What could go wrong, and who may stop it."""

    many, rows, must, rows_first = "risks", 3, "what", True
    pauses = forms.ChoiceField(label=gettext_lazy("Who decides to pause"), required=False)
    statement = forms.ChoiceField(
        label=gettext_lazy("Is a holding statement ready?"), required=False,
        choices=[
            ("", gettext_lazy("not said yet")), ("no", gettext_lazy("not yet")),
            ("yes", gettext_lazy("yes")),
        ],
    )  # fmt: skip
    where = _line(gettext_lazy("Where it lies"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options("pauses", [("", _("nobody yet")), *_everybody(self.whole)])

    def columns(self) -> dict[str, forms.Field]:
        """What, and what then."""
        return {
            "what": _line(gettext_lazy("What could go wrong")),
            "then": _line(gettext_lazy("What you do then")),
        }

    def clean(self) -> dict[str, Any]:
        """A statement that is ready can be found."""
        cleaned = super().clean()
        if cleaned.get("statement") == "yes" and not cleaned.get("where"):
            self.add_error("where", _("Say where it lies, so that it is found at night."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """Ids are numbers."""
        found = super().values
        return found | {"pauses": int(found["pauses"]) if found["pauses"] else None}


class SkillsForm(PartForm):
    """Areas, levels, and how many people."""

    many, rows, must = "skills", 5, "area"

    def columns(self) -> dict[str, forms.Field]:
        """An area, a level, and a number."""
        framework = field.framework()
        areas = [(one.id, one.name) for one in framework.areas]
        levels = [(str(n), name) for n, name in enumerate(framework.levels) if n]
        return {
            "area": forms.ChoiceField(
                label=gettext_lazy("Area"), required=False, choices=[("", _("none")), *areas]
            ),
            "level": forms.ChoiceField(
                label=gettext_lazy("Level"), required=False, choices=levels, initial="2"
            ),
            "people": forms.IntegerField(
                label=gettext_lazy("People"), required=False, min_value=1, max_value=MOST_PEOPLE
            ),
        }

    def proposal(self) -> dict[str, Any]:
        """What the campaign's act, networks and money speak for."""
        needs = propose_skills(
            action=self.campaign.wanted_act,
            networks=len(self.whole.values("networks").get("networks", [])),
            has_budget=bool(self.whole.values("money").get("budget")),
        )
        rows = [{"area": one.area, "level": one.level, "people": one.people} for one in needs]
        return {"skills": rows}

    def read_rows(self) -> list[dict[str, Any]]:
        """A level alone is no row; a person is one unless said otherwise."""
        return [
            {"area": row["area"], "level": int(row["level"] or 2), "people": row["people"] or 1}
            for row in super().read_rows()
            if row["area"]
        ]

    def clean(self) -> dict[str, Any]:
        """An area stands in one row; a number without an area is no row."""
        cleaned: dict[str, Any] = forms.Form.clean(self) or {}
        seen = set()
        for n in range(self.rows):
            area = cleaned.get(f"area_{n}")
            if cleaned.get(f"people_{n}") and not area:
                self.add_error(f"area_{n}", _("Which area? Choose one, or empty the number."))
            if area and area in seen:
                self.add_error(f"area_{n}", _("This area stands in an earlier row."))
            seen.add(area)
        return cleaned


class LaunchForm(PartForm):
    """Days that stay free of learning."""

    first = _day(gettext_lazy("First day"))
    last = _day(gettext_lazy("Last day"))

    def proposal(self) -> dict[str, Any]:
        """The first day, where it is still to come."""
        start = self.campaign.starts_on
        return {"first": start, "last": start} if start > self.actor.today else {}

    def clean(self) -> dict[str, Any]:
        """Both days or none, in order, and not too many."""
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if bool(first) != bool(last) and not self.errors:
            self.add_error("last" if first else "first", _("Both days are needed, or none."))
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first."))
        elif first and last and (last - first).days >= LONGEST_LAUNCH:
            self.add_error("last", _("Two weeks at most: learning needs its days too."))
        if last and last < self.actor.today and str(last) != self.initial.get("last"):
            self.add_error("last", _("These days are over."))
        return cleaned


LONGEST_LAUNCH = 14


class ApprovalsForm(PartForm):
    """Who must say yes, and by when."""

    people = ticks(gettext_lazy("Who must say yes"))
    by = _day(gettext_lazy("By when"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options("people", _everybody(self.whole))

    @property
    def values(self) -> dict[str, Any]:
        """Ids are numbers."""
        found = super().values
        return found | {"people": [int(one) for one in found["people"]]}


FORMS: dict[str, Callable[..., PartForm]] = {
    "brief": BriefForm,
    "audience": AudienceForm,
    "networks": NetworksForm,
    "measure": MeasureForm,
    "phases": PhasesForm,
    "money": MoneyForm,
    "risks": RisksForm,
    "skills": SkillsForm,
    "launch": LaunchForm,
    "approvals": ApprovalsForm,
}


def _everybody(whole: Whole) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in whole.names.people.items()]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _claims_now(held: campaign_selectors.Settled | None) -> tuple[list[str], bool]:
    """What a part rests on, with what took the place of what is no longer so; whether any did.

    What is only in doubt stays: nobody knows yet that it is not so.
    """
    if held is None:
        return [], False
    ended = [one for one in held.breaks if one.status != DOUBTFUL]
    gone = {one.claim for one in ended}
    new = {slug for one in ended for slug, _text, _statement in one.successors}
    cited = set(held.newest.claims)
    return sorted((cited - gone) | (new if gone else set())), bool(gone)
