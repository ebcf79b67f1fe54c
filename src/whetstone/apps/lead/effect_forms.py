"""What people type about a comparison, checked all at once."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import uuid
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from whetstone.apps.lead import effect_selectors as selectors
from whetstone.apps.lead.effect_services import Plan
from whetstone.apps.people import selectors as people
from whetstone.apps.plan import selectors as plan
from whetstone.core.rollup.drawn_starts import starts_of, tells_from
from whetstone.web.request import SOME_YEARS
from whetstone.web.wording import day, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whetstone.apps.lead.effect_selectors import Held
    from whetstone.web.request import Actor

MOST_UNITS: Final = 60
LONGEST_NAME: Final = 80
MOST_WEEKS: Final = 26
MOST_BYTES: Final = 1_000_000
MOST_TOLD: Final = 30
COLUMNS: Final = 3
WEEK_FORM: Final = re.compile(r"(\d{4})-W(\d{2})")
FARTHEST: Final = dt.timedelta(days=730)
LARGEST: Final = 1e12
"""A figure above it is a slip of the hand; sums of these are still figures."""


class DrawForm(forms.Form):
    """A comparison before its order is drawn."""

    name = forms.CharField(
        label=gettext_lazy("What is learned"),
        max_length=120,
        help_text=gettext_lazy("As you would say it: “Course on service posts”."),
    )
    outcome = forms.CharField(
        label=gettext_lazy("What is counted each week, for each team"),
        max_length=120,
        help_text=gettext_lazy("One figure that exists anyway: “repair bookings”."),
    )
    goal_id = forms.ChoiceField(label=gettext_lazy("It serves"), required=False)
    names = forms.CharField(
        label=gettext_lazy("Teams that are not in Whetstone, one a line"),
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy("Shops, regions, accounts or teams. Never a single person."),
    )
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Teams and classes of this workspace"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    goals = forms.MultipleChoiceField(
        label=gettext_lazy("Goals, where each team has a goal of its own"),
        required=False,
        widget=forms.SelectMultiple({"size": 4}),
        help_text=gettext_lazy("Their own readings are the figures, so nothing needs pasting."),
    )
    first_start = forms.DateField(
        label=gettext_lazy("The first start, a Monday"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    weeks_between = forms.IntegerField(
        label=gettext_lazy("Weeks between starts"), min_value=1, max_value=MOST_WEEKS, initial=2
    )
    a_start = forms.IntegerField(
        label=gettext_lazy("Teams that start together"),
        min_value=1,
        max_value=MOST_UNITS,
        initial=1,
    )
    knows = forms.BooleanField(
        label=gettext_lazy("Draw anyway: I want the interval, though no verdict will come"),
        required=False,
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        self.group_options = selectors.group_choices(actor.workspace_id)
        self._goals = selectors.goal_choices(actor.workspace_id)
        self.asks_twice = False
        kwargs.setdefault("initial", {"form_key": uuid.uuid4()})
        super().__init__(*args, **kwargs)
        serves = [(str(pk), title) for pk, _k, title in plan.goal_choices(actor.workspace_id)]
        self._offer("goal_id", [("", _("no goal yet")), *serves])
        self._offer("groups", self.group_options)
        self._offer("goals", [(str(pk), title) for pk, title in self._goals])
        for name, options in (("groups", self.group_options), ("goals", self._goals)):
            if not options:
                del self.fields[name]

    def _offer(self, name: str, options: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = options

    def clean_first_start(self) -> dt.date:
        """A Monday that lies ahead."""
        on: dt.date = self.cleaned_data["first_start"]
        if on <= self.actor.today:
            raise ValidationError(_("The first start lies ahead: the order is drawn before."))
        if on > self.actor.today + FARTHEST:
            raise ValidationError(_("Name a first start within the next two years."))
        if on.weekday():
            monday = selectors.week_of(on)
            raise ValidationError(
                _("Figures are of weeks from Monday on. Take %(before)s or %(after)s.")
                % {"before": day(monday), "after": day(monday + dt.timedelta(weeks=1))}
            )
        return on

    def clean_names(self) -> list[tuple[int, str]]:
        """(line, name), one name a line; no person."""
        lines = enumerate(self.cleaned_data["names"].splitlines(), start=1)
        names = [(n, " ".join(line.split())) for n, line in lines if line.strip()]
        persons = {one.name.casefold() for one, _r in people.everybody(self.actor.workspace_id)}
        faults = []
        for _line, name in names:
            if name.casefold() in persons:
                faults.append(
                    _("“%(name)s” is a person. Compare teams, never people.") % {"name": name}
                )
            elif len(name) > LONGEST_NAME:
                faults.append(
                    _("“%(name)s …” is too long: %(n)s characters at most.")
                    % {"name": name[:20], "n": number(LONGEST_NAME)}
                )
        if faults:
            raise ValidationError(faults)
        return names

    def clean(self) -> dict[str, Any]:
        """Enough units, and a warning before a draw that can never give a verdict."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "names" in cleaned:
            self._check_units()
        if not self.errors and not cleaned.get("knows"):
            plan_ = self.plan
            starts = starts_of(
                list(plan_.units), first=plan_.first_start, weeks_between=plan_.weeks_between,
                a_start=plan_.a_start,
            )  # fmt: skip
            self.asks_twice = tells_from(on for _name, on in starts) is None
            if self.asks_twice:
                self.add_error(
                    "knows",
                    _(
                        "In this plan five teams are never started while five have not: an "
                        "interval will stand there, and no verdict. Ten teams, one or five at a "
                        "time, can give one. An order is drawn only once."
                    ),
                )
        self.asks_twice = self.asks_twice or bool(cleaned.get("knows"))
        return cleaned

    def _check_units(self) -> None:
        units = self._units()
        faults = list(self._same_names())
        if faults:
            self.add_error("names", ValidationError(faults))
        elif len(units) < 2:  # noqa: PLR2004  # one to compare with
            self.add_error("names", _("A comparison needs two teams; ten can give a verdict."))
        elif len(units) > MOST_UNITS:
            most = number(MOST_UNITS)
            self.add_error("names", _("%(n)s teams are the most.") % {"n": most})

    def _same_names(self) -> Iterator[str]:
        """A fault for each name that stands twice, in whatever letters, and where both stand."""
        seen: dict[str, str] = {}
        for where, name, _goal in self._named():
            first = seen.setdefault(name.casefold(), where)
            if first is not where:
                yield _("“%(name)s” stands twice: %(first)s, and %(again)s.") % {
                    "name": name, "first": first, "again": where,
                }  # fmt: skip

    def _named(self) -> Iterator[tuple[str, str, int | None]]:
        """(where it was named, name, goal) of every team."""
        for line, name in self.cleaned_data.get("names", []):
            yield _("line %(n)s of the typed names") % {"n": number(line)}, name, None
        groups = dict(self.group_options)
        for n, one in enumerate(self.cleaned_data.get("groups", []), start=1):
            where = _("ticked team or class %(n)s") % {"n": number(n)}
            yield where, groups[one], None
        goals = {str(pk): title for pk, title in self._goals}
        for n, one in enumerate(self.cleaned_data.get("goals", []), start=1):
            where = _("chosen goal %(n)s") % {"n": number(n)}
            yield where, goals[one][:LONGEST_NAME], int(one)

    def _units(self) -> dict[str, int | None]:
        return {name: goal for _where, name, goal in self._named()}

    @property
    def plan(self) -> Plan:
        """What is to be drawn; call after `is_valid`."""
        asked = self.cleaned_data
        return Plan(
            asked["name"],
            asked["outcome"],
            int(asked["goal_id"]) if asked["goal_id"] else None,
            self._units(),
            asked["first_start"],
            asked["weeks_between"],
            asked["a_start"],
        )


class OutcomesForm(forms.Form):
    """Rows of a team, a week and a figure, pasted or as a file."""

    rows = forms.CharField(
        label=gettext_lazy("Team, week, figure: one row each"),
        required=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Paste from a spreadsheet. A week is any day of it (2026-11-16) or 2026-W47. Pasting "
            "the same again changes nothing."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a CSV file of such rows"), required=False, allow_empty_file=True
    )

    def __init__(self, *args: Any, found: Held, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._of = {one.name.casefold(): one.id for one in found.units}
        self._today = today
        self.taken: list[tuple[int, dt.date, float]] = []

    def clean_file(self) -> str:
        """The text of the file."""
        found = self.cleaned_data["file"]
        if not found:
            return ""
        if found.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 1 MB."))
        try:
            return str(found.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise ValidationError(_("The file is not UTF-8. Save it as CSV (UTF-8).")) from None

    def clean(self) -> dict[str, Any]:
        """Every row, or every fault with its line."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        if cleaned.get("file") and (cleaned.get("rows") or "").strip():
            self.add_error(
                "rows", _("A file was chosen and rows were pasted. Send one of the two at a time.")
            )
            return cleaned
        place = "file" if cleaned.get("file") else "rows"
        text = cleaned.get(place) or ""
        if not text.strip():
            raise ValidationError(_("Paste rows, or choose a file."))
        try:
            faults = list(self._read(text))
        except csv.Error:
            faults = [_("This is no table. Paste rows of a team, a week and a figure.")]
        if len(faults) > MOST_TOLD:
            more = number(len(faults) - MOST_TOLD)
            faults = [*faults[:MOST_TOLD], _("%(n)s more rows are at fault.") % {"n": more}]
        if faults:
            self.add_error(place, ValidationError(faults))
        return cleaned

    def _read(self, text: str) -> Iterator[str]:
        """The faults; rows without any are taken."""
        first = text.strip().split("\n", 1)[0]
        mark = max("\t;,", key=first.count)
        reader = csv.reader(io.StringIO(text), delimiter=mark)
        seen: dict[tuple[int, dt.date], tuple[float, int]] = {}
        at, width = (0, 1, 2), COLUMNS
        for n, row in enumerate(line for line in reader if any(cell.strip() for cell in line)):
            cells = [cell.strip() for cell in row]
            if n == 0 and (head := _head(cells)):
                at, width = head, len(cells)
                continue
            where = _("Line %(n)s") % {"n": number(reader.line_num)}
            if len(cells) <= max(at):
                yield _("%(where)s: a team, a week and a figure are wanted.") % {"where": where}
                continue
            if any(cells[width:]):
                yield _(
                    "%(where)s: there is more than a team, a week and a figure. Write the figure "
                    "with a point: 1234.5."
                ) % {"where": where}
                continue
            faults, key, value = self._row(*(cells[one] for one in at))
            yield from (f"{where}: {fault}" for fault in faults)
            if faults:
                continue
            before, line = seen.setdefault(key, (value, reader.line_num))
            if before != value:
                yield _(
                    "%(where)s: the same team and week stand in line %(n)s with another figure."
                ) % {"where": where, "n": number(line)}
        self.taken = [(unit, week, value) for (unit, week), (value, _n) in seen.items()]

    def _row(
        self, name: str, week: str, figure: str
    ) -> tuple[list[str], tuple[int, dt.date], float]:
        faults = []
        unit = self._of.get(name.casefold())
        if unit is None:
            faults.append(
                _("“%(name)s” is no team of this comparison.") % {"name": name[:LONGEST_NAME]}
            )
        monday = _monday(week)
        if monday is None:
            faults.append(
                _("“%(text)s” is no week. Write 2026-11-16 or 2026-W47.") % {"text": week[:40]}
            )
        elif monday + dt.timedelta(weeks=1) > self._today:
            faults.append(_("the week of %(day)s is not over.") % {"day": day(monday)})
        value = _figure(figure)
        if value is None:
            faults.append(
                _("“%(text)s” is no figure. Write 1234.5; leave out what is unknown.")
                % {"text": figure[:40]}
            )
        return faults, (unit or 0, monday or dt.date.min), value or 0.0


class CostForm(forms.Form):
    """Hours and money; what is left open is unknown."""

    hours = forms.FloatField(
        label=gettext_lazy("Learning hours, all people and teams"),
        required=False,
        min_value=0,
        max_value=LARGEST,
    )
    hour_cost = forms.FloatField(
        label=gettext_lazy("What an hour costs"), required=False, min_value=0, max_value=LARGEST
    )
    margin = forms.FloatField(
        label=gettext_lazy("What one more is worth to you"),
        required=False,
        min_value=-LARGEST,
        max_value=LARGEST,
        help_text=gettext_lazy("Your own margin on one unit of what is counted."),
    )
    currency = forms.CharField(
        label=gettext_lazy("Currency"), required=False, max_length=8, initial="€"
    )


class EndForm(forms.Form):
    """Why a comparison is set aside."""

    reason = forms.CharField(label=gettext_lazy("Why it is set aside"), max_length=200)


def _head(cells: list[str]) -> tuple[int, int, int] | None:
    """Where the columns stand, if this is a head line."""
    low = [cell.casefold() for cell in cells]
    known = [("unit", "team"), ("period", "week"), ("outcome", "figure", "value")]
    places = [next((low.index(word) for word in words if word in low), -1) for words in known]
    if min(places) >= 0:
        return places[0], places[1], places[2]
    is_head = len(cells) >= COLUMNS and _monday(cells[1]) is None and _figure(cells[2]) is None
    return (0, 1, 2) if is_head and not any(map(str.isdigit, "".join(cells[1:3]))) else None


def _monday(text: str) -> dt.date | None:
    found = WEEK_FORM.fullmatch(text)
    try:
        week = dt.date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
        on = week or selectors.week_of(dt.date.fromisoformat(text))
    except (ValueError, OverflowError):
        return None
    return on if on.year in SOME_YEARS else None


def _figure(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) <= LARGEST and "_" not in text else None
