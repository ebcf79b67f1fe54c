"""What an instructor types about a class and its work, checked all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from whetstone.apps.connect import work, work_words
from whetstone.apps.connect.forms import ClassForm
from whetstone.apps.connect.work import CourseDates, Plan
from whetstone.apps.learn import selectors as learning

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.connect.models import Assignment
    from whetstone.apps.people.models import SchoolClass

HUNDRED = 100
MOST_WEIGHT = 1000


def _day(**more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **more)


def _count(most: int, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(min_value=0, max_value=most, **more)


class PlanForm(ClassForm):
    """A class: name, term, courses with their dates, what each kind weighs, what drops out."""

    starts_on = _day(label=gettext_lazy("First day of the term"))
    field_order = ("name", "starts_on", "ends_on")

    def __init__(self, *args: Any, school_class: SchoolClass | None = None, **kwargs: Any) -> None:
        self.school_class = school_class
        plan = work.plan_of(school_class) if school_class else None
        if plan is not None and school_class is not None:
            kwargs["initial"] = {
                "name": school_class.name,
                "starts_on": plan.starts_on,
                "ends_on": school_class.ends_on,
            }
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = self.today
        held = {one.slug: one for one in plan.courses} if plan else {}
        self.courses = learning.course_titles()
        for slug in self.courses:
            self._add_course(slug, held.get(slug))
        weights = plan.weights if plan else work.USUAL_WEIGHTS
        for kind in work.KINDS:
            name = work_words.kind_plural(kind)
            self.fields[f"weight-{kind}"] = _count(
                MOST_WEIGHT, label=name, initial=weights.get(kind, 0)
            )
            self.fields[f"drop-{kind}"] = _count(
                20,
                label=_("Lowest dropped"),
                initial=(plan.drops.get(kind, 0) if plan else 0),
                required=False,
            )

    def _add_course(self, slug: str, held: CourseDates | None) -> None:
        title = self.courses[slug]
        self.fields[f"course-{slug}"] = forms.BooleanField(
            label=title, required=False, initial=held is not None
        )
        self.fields[f"from-{slug}"] = _day(
            label=_("From"),
            required=False,
            initial=held.starts_on if held else None,
        )
        self.fields[f"to-{slug}"] = _day(
            label=_("Until"),
            required=False,
            initial=held.ends_on if held else None,
        )

    def clean_ends_on(self) -> dt.date:
        """A day ahead; a class that runs may keep the day it has."""
        value: dt.date = self.cleaned_data["ends_on"]
        if self.school_class is not None and value == self.school_class.ends_on:
            return value
        return super().clean_ends_on()

    def clean(self) -> dict[str, Any]:
        """A term that ends after it begins, courses inside it, and weights that are not all 0."""
        super().clean()
        known = self.cleaned_data
        starts, ends = known.get("starts_on"), known.get("ends_on")
        if starts and ends and starts > ends:
            self.add_error("starts_on", _("It lies after the last day of the term."))
        for slug in self.courses:
            first, last = known.get(f"from-{slug}"), known.get(f"to-{slug}")
            if first and last and first > last:
                self.add_error(f"from-{slug}", _("It lies after its last day."))
        if not any(known.get(f"weight-{kind}") for kind in work.KINDS):
            self.add_error(
                f"weight-{work.KINDS[0]}",
                ValidationError(_("Every weight is 0, so nothing would count.")),
            )
        return known

    def plan(self) -> Plan:
        """The plan as it was typed; a course without dates runs the whole term."""
        known = self.cleaned_data
        starts, ends = known["starts_on"], known["ends_on"]
        return Plan(
            starts_on=starts,
            weights={kind: known[f"weight-{kind}"] for kind in work.KINDS},
            drops={kind: known.get(f"drop-{kind}") or 0 for kind in work.KINDS},
            courses=tuple(
                CourseDates(
                    slug,
                    title,
                    known.get(f"from-{slug}") or starts,
                    known.get(f"to-{slug}") or ends,
                )
                for slug, title in self.courses.items()
                if known[f"course-{slug}"]
            ),
        )

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """(tick, from, until) of each course, as bound fields."""
        return [
            (self[f"course-{slug}"], self[f"from-{slug}"], self[f"to-{slug}"])
            for slug in self.courses
        ]

    def weighing(self) -> list[tuple[Any, Any]]:
        """(weight, drops) of each kind, as bound fields."""
        return [(self[f"weight-{kind}"], self[f"drop-{kind}"]) for kind in work.KINDS]


class AssignmentForm(forms.Form):
    """Work for a class: what, between when, how much it weighs, what being late costs."""

    thing = forms.ChoiceField(label=gettext_lazy("What"))
    title = forms.CharField(
        label=gettext_lazy("How it is called"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Left empty: as the thing itself."),
    )
    opens_on = _day(label=gettext_lazy("Opens on"))
    due_on = _day(
        label=gettext_lazy("Due on"),
        help_text=gettext_lazy("At the end of that day, by the clock of the school."),
    )
    weight = _count(
        MOST_WEIGHT,
        label=gettext_lazy("Weight among its kind"),
        initial=1,
        help_text=gettext_lazy("2 counts twice as much as 1. With 0 it is for practice."),
    )
    late_rule = forms.ChoiceField(label=gettext_lazy("Handed in late"))
    late_percent = _count(
        HUNDRED, label=gettext_lazy("Points of 100 for each day late"), initial=10, required=False
    )
    late_floor = _count(
        HUNDRED, label=gettext_lazy("Of the mark stays at least"), initial=50, required=False,
        help_text=gettext_lazy("In 100 of what the work got."),
    )  # fmt: skip
    minutes = _count(
        600, label=gettext_lazy("Minutes for a check"), required=False,
        help_text=gettext_lazy(
            "Left empty: no limit. A student with a time factor gets more. Later answers count "
            "for their own profile, not for the mark."
        ),
    )  # fmt: skip
    peers = _count(
        10, label=gettext_lazy("Read by so many fellow students"), required=False, initial=0,
        help_text=gettext_lazy("Tasks only. Who reads whom is drawn; nobody learns who read."),
    )  # fmt: skip
    peer_percent = _count(
        50, label=gettext_lazy("Their word counts, in 100"), required=False, initial=0,
        help_text=gettext_lazy("0: feedback alone. Never more than yours."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, zone: str, assignment: Assignment | None = None, **kwargs: Any
    ) -> None:
        self.zone = zone
        if assignment is not None:
            kwargs["initial"] = self._as_typed(assignment)
        super().__init__(*args, **kwargs)
        self.groups = work_words.thing_groups(work.things())
        thing = self.fields["thing"]
        thing.choices = self.groups  # type: ignore[attr-defined]
        self.fields["late_rule"].choices = work_words.late_rules()  # type: ignore[attr-defined]

    def _as_typed(self, one: Assignment) -> dict[str, Any]:
        plain = ("title", "weight", "late_rule", "late_percent", "late_floor", "minutes", "peers",
                 "peer_percent")  # fmt: skip
        return {
            **{name: getattr(one, name) for name in plain},
            "thing": f"{one.kind}/{one.thing_id}",
            "opens_on": work.local_day(one.opens_at, self.zone),
            "due_on": work.local_day(one.due_at, self.zone),
        }

    def clean(self) -> dict[str, Any]:
        """It opens before it is due; readers and time only where they can be."""
        known = super().clean() or {}
        kind = str(known.get("thing", "")).partition("/")[0]
        opens, due = known.get("opens_on"), known.get("due_on")
        if opens and due and opens > due:
            self.add_error("opens_on", _("It opens after it is due."))
        if known.get("minutes") and kind != work.CHECK:
            self.add_error("minutes", _("Only a check has a limit of time."))
        if known.get("peers") and kind not in work.WRITTEN:
            self.add_error("peers", _("Only what is written can be read by others."))
        return known

    def values(self) -> dict[str, Any]:
        """By the names of the model."""
        known = self.cleaned_data
        kind, _slash, thing_id = known["thing"].partition("/")
        names = {value: text for _group, rows in self.groups for value, text in rows}
        return {
            "kind": kind,
            "thing_id": thing_id,
            "title": known["title"].strip() or names[known["thing"]][:160],
            "opens_at": work.start_of(known["opens_on"], self.zone),
            "due_at": work.end_of(known["due_on"], self.zone),
            "weight": known["weight"],
            "late_rule": known["late_rule"],
            "late_percent": known["late_percent"] or 0,
            "late_floor": known["late_floor"] or 0,
            "minutes": known["minutes"] or None,
            "peers": known["peers"] or 0,
            "peer_percent": known["peer_percent"] or 0,
        }


class AllowanceForm(forms.Form):
    """What one student is given more."""

    assignment = forms.TypedChoiceField(
        label=gettext_lazy("For"),
        required=False,
        coerce=int,
        empty_value=None,
    )
    extra_days = _count(120, label=gettext_lazy("Days more"), initial=0)
    time_percent = forms.IntegerField(
        label=gettext_lazy("Time, in 100 of the others'"),
        min_value=100,
        max_value=400,
        initial=100,
        help_text=gettext_lazy("150 is time and a half."),
    )
    is_excused = forms.BooleanField(
        label=gettext_lazy("Excused: it leaves this student's total"),
        required=False,
        help_text=gettext_lazy("For one assignment, not for the term."),
    )
    note = forms.CharField(
        label=gettext_lazy("Another form of the work"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "What the student may do in its place, as they will read it: aloud, in large print. "
            "Not why."
        ),
    )

    def __init__(self, *args: Any, assignments: list[Assignment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [("", _("the whole term")), *((str(one.pk), one.title) for one in assignments)]
        self.fields["assignment"].choices = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Nobody is excused from a whole term."""
        known = super().clean() or {}
        if known.get("is_excused") and known.get("assignment") is None:
            self.add_error("is_excused", _("Choose the assignment it is for."))
        return known
