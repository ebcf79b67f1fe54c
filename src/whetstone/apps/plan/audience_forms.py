"""What people type about their audience, checked all at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from whetstone.apps.plan import audience_selectors as selectors
from whetstone.apps.plan.figures_words import NETWORKS, network_name
from whetstone.core.strategy.engagers import from_percents
from whetstone.web.wording import figure

if TYPE_CHECKING:
    import datetime as dt

PERCENT = 100
MOST_LINES = 60
LARGEST = 2_000_000_000
LONGEST_NAME = 40
WHOLE_TARGET = (98.0, 102.0)
"""What is wanted adds up to a hundred, rounding aside."""
_NUMBER = re.compile(r"\d{1,10}(\.\d{1,4})?")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+")
_COUNTRY = re.compile(r"[A-Za-z]{2}")


class _NetworkField(forms.CharField):
    """A network's name; one that is known here is written as it is written elsewhere."""

    def __init__(self) -> None:
        super().__init__(label=gettext_lazy("Network"), max_length=LONGEST_NAME)

    def clean(self, value: Any) -> Any:
        """The name."""
        return _network(super().clean(value))


def _network(said: str) -> str:
    known = {*map(network_name, NETWORKS), *selectors.networks_of_references()}
    plain = " ".join(said.split())
    return {one.casefold(): one for one in known}.get(plain.casefold(), plain)


class _Dated(forms.Form):
    """Something read on a day that has been, at a place that can be found again."""

    on = forms.DateField(
        label=gettext_lazy("On which day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    source = forms.CharField(label=gettext_lazy("Where it was read"), max_length=160)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> dt.date:
        """No figure of a day that has not been."""
        day: dt.date = self.cleaned_data["on"]
        if day > self.today:
            raise ValidationError(_("This day has not been yet."))
        return day


class _InCountry(forms.Form):
    """Two letters of a country."""

    country = forms.CharField(
        label=gettext_lazy("Country"),
        max_length=2,
        help_text=gettext_lazy("Two letters: US, SE, NP."),
    )

    def clean_country(self) -> str:
        """Two letters, large."""
        found: str = self.cleaned_data["country"]
        if not _COUNTRY.fullmatch(found):
            raise ValidationError(_("A country has two letters, such as US."))
        return found.upper()


class SegmentForm(_InCountry):
    """A part of the target."""

    name = forms.CharField(label=gettext_lazy("What you call them"), max_length=80)
    group = forms.ChoiceField(label=gettext_lazy("Who they are"))
    other_group = forms.ChoiceField(
        label=gettext_lazy("And at the same time"),
        required=False,
        help_text=gettext_lazy("Two groups at once assume that neither changes the other's use."),
    )
    weight = forms.FloatField(
        label=gettext_lazy("Weight among the parts"), min_value=0.01, max_value=1000, initial=1
    )

    field_order = ("name", "country", "group", "other_group", "weight")

    def __init__(self, *args: Any, workspace_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = selectors.group_choices(workspace_id)
        for name, more in (("group", []), ("other_group", [("", _("nothing more"))])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*more, *choices]

    @property
    def facts(self) -> dict[str, Any]:
        """The cleaned values under the names of the segment's columns."""
        data = self.cleaned_data
        groups = [data["group"], data["other_group"]]
        crossed = [one for one in dict.fromkeys(groups) if one and one != selectors.EVERYONE]
        return {
            "name": data["name"],
            "country": data["country"],
            "weight": data["weight"],
            "groups": crossed or [selectors.EVERYONE],
        }


class SurveyForm(_Dated):
    """Own answers on one network."""

    network = _NetworkField()
    users = forms.IntegerField(label=gettext_lazy("So many use it"), min_value=0, max_value=10**7)
    asked = forms.IntegerField(
        label=gettext_lazy("of so many asked"), min_value=1, max_value=10**7
    )

    field_order = ("network", "users", "asked", "on", "source")

    def clean(self) -> dict[str, Any]:
        """No more users than people asked."""
        cleaned: dict[str, Any] = super().clean() or {}
        if (cleaned.get("users") or 0) > (cleaned.get("asked") or LARGEST):
            self.add_error("users", _("No more than were asked."))
        return cleaned


class SourceForm(_Dated, _InCountry):
    """A table of use from a source of one's own."""

    group = forms.CharField(
        label=gettext_lazy("Who was asked"),
        max_length=60,
        initial="all",
        help_text=gettext_lazy("“all” for everyone; else a name, such as “women 18-29”."),
    )
    asked = forms.IntegerField(label=gettext_lazy("How many were asked"), min_value=1,
                               max_value=10**7)  # fmt: skip
    rows = forms.CharField(
        label=gettext_lazy("One network a line: name, per cent"),
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
        max_length=5000,
    )

    field_order = ("country", "group", "asked", "rows", "on", "source")

    def clean_rows(self) -> dict[str, float]:
        """Shares by network; every fault at once."""
        found = _lines(self.cleaned_data["rows"], most=1)
        wrong = [name for name, (value, _target) in found.items() if value > PERCENT]
        if wrong:
            raise ValidationError([_("“%(name)s” is above 100 %%.") % {"name": n} for n in wrong])
        return {_network(name): value / PERCENT for name, (value, _target) in found.items()}


class EngagersForm(_Dated):
    """Who engaged, by group, against whom it is for."""

    network = _NetworkField()
    rows = forms.CharField(
        label=gettext_lazy("One group a line: name, count or per cent, wanted per cent"),
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "With a % sign it is a share: “women, 62 %, 60”. A blank is 0 wanted."
        ),
        max_length=5000,
    )
    people = forms.IntegerField(
        label=gettext_lazy("People behind the table"), required=False, min_value=1,
        max_value=LARGEST, help_text=gettext_lazy("Needed for per cents. Counts add up alone."),
    )  # fmt: skip
    followers = forms.IntegerField(
        label=gettext_lazy("of whom follow you"), required=False, min_value=0, max_value=LARGEST
    )

    field_order = ("network", "rows", "people", "followers", "on", "source")

    def clean(self) -> dict[str, Any]:
        """Counts, or shares of so many people; followers are some of them."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "rows" in cleaned and not self.errors:
            try:
                self._read(cleaned)
            except ValidationError as fault:
                self.add_error("rows", fault)
        return cleaned

    def _read(self, cleaned: dict[str, Any]) -> None:
        text = cleaned.pop("rows")
        found = _lines(text, most=2)
        target = {name: wanted for name, (_value, wanted) in found.items()}
        values = {name: value for name, (value, _wanted) in found.items()}
        rounded = "%" in text
        faults = _wanted_faults(sum(target.values()))
        if rounded and not cleaned["people"]:
            faults.append(_("Per cents need the number of people behind them."))
        if faults:
            raise ValidationError(faults)
        counts = _shares(values, cleaned["people"]) if rounded else _counts(values)
        people = cleaned["people"] or sum(counts.values())
        if people < sum(counts.values()):
            raise ValidationError(_("The groups add up to more people than that."))
        if not people or (cleaned["followers"] or 0) > people:
            raise ValidationError(_("There are more followers than people, or nobody."))
        cleaned |= {
            "counts": counts, "target": target, "is_rounded": rounded, "people": people,
        }  # fmt: skip


def _wanted_faults(wanted: float) -> list[str]:
    """What is wrong with what is wanted of all groups together."""
    if wanted <= 0:
        return [_("Say whom you want: a per cent at the end of each line.")]
    if not WHOLE_TARGET[0] <= wanted <= WHOLE_TARGET[1]:
        return [
            _("What you want adds up to %(sum)s %%, and not to 100 %%.") % {"sum": figure(wanted)}
        ]
    return []


def _shares(values: dict[str, float], people: int) -> dict[str, int]:
    """Counts of rounded per cents of so many people."""
    step = 0.1 if any(value % 1 for value in values.values()) else 1.0
    try:
        return from_percents(values, people=people, step=step)
    except ValueError:
        raise ValidationError(_("The shares do not add up to 100 %.")) from None


def _counts(values: dict[str, float]) -> dict[str, int]:
    parts = [name for name, value in values.items() if value % 1]
    if parts:
        raise ValidationError(
            [_("“%(name)s” is no whole number of people. With a %% sign it is a share.")
             % {"name": name} for name in parts]
        )  # fmt: skip
    return {name: int(value) for name, value in values.items()}


def _lines(text: str, *, most: int) -> dict[str, tuple[float, float]]:
    """{name: (value, second value or 0)}; every fault of every line at once.

    Cells are parted by tabs or semicolons, and by commas in a line that has neither.
    """
    found: dict[str, tuple[float, float]] = {}
    faults = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        name, *cells = _cells(line)
        name = name[:LONGEST_NAME]
        values = [_value(cell) for cell in cells]
        facts = {"row": number, "text": line.strip()[:60]}
        if len(values) > most and None not in values:
            faults.append(_("Row %(row)s: “%(text)s” has a comma too many. Write 62.5 with a "
                            "point, or part the cells with semicolons.") % facts)  # fmt: skip
        elif not name or not 1 <= len(values) <= most or None in values or name in found:
            faults.append(
                _("Row %(row)s: “%(text)s” is no name with a number, or stands twice.") % facts
            )
        else:
            known = [one for one in values if one is not None]
            found[name] = (known[0], known[1] if len(known) > 1 else 0.0)
    if not found and not faults:
        faults.append(_("There is no row with a number."))
    if len(found) > MOST_LINES:
        faults.append(_("No more than %(n)s rows.") % {"n": MOST_LINES})
    if faults:
        raise ValidationError(faults)
    return found


def _cells(line: str) -> list[str]:
    wide = re.split(r"[\t;]", line)
    return [cell.strip() for cell in (wide if len(wide) > 1 else line.split(","))]


def _value(text: str) -> float | None:
    """A number that is not negative; None for what is none. A blank is 0.

    A comma is left only where cells are parted otherwise: of thousands, or before a fraction.
    """
    plain = text.replace("%", "").replace(" ", "").replace("\u00a0", "")
    if not plain:
        return 0.0
    plain = plain.replace(",", "" if _GROUPED.fullmatch(plain) else ".")
    if not _NUMBER.fullmatch(plain):
        return None
    return float(plain) if float(plain) <= LARGEST else None
