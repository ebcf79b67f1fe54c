"""What people type about workspaces and people, checked all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from whetstone.apps.people import countries, roles
from whetstone.apps.people.audit_log import Asked
from whetstone.apps.people.models import User
from whetstone.apps.people.selectors import Stretch
from whetstone.web.request import Right

if TYPE_CHECKING:
    import datetime as dt

LONGEST_NAME = 120
STRETCHES = 2


def zones() -> list[tuple[str, str]]:
    """Time zones by name, as choices."""
    names = sorted(
        zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc")
    )
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in names)]


class StartForm(forms.Form):
    """The first run: an owner and their workspace."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=LONGEST_NAME)
    email = forms.EmailField(label=gettext_lazy("Your e-mail address"))
    password = forms.CharField(
        label=gettext_lazy("A password"),
        widget=forms.PasswordInput(render_value=True, attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least ten characters. A short sentence is easy to keep."),
    )
    workspace = forms.CharField(label=gettext_lazy("Your team or school"), max_length=LONGEST_NAME)
    kind = forms.ChoiceField(
        label=gettext_lazy("It is"),
        choices=[("team", gettext_lazy("a team at work")), ("school", gettext_lazy("a school"))],
    )
    country = forms.CharField(
        label=gettext_lazy("Country"),
        max_length=60,
        help_text=gettext_lazy("Its name or its two letters, Nepal or NP: for public holidays."),
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zones)
    code = forms.CharField(label=gettext_lazy("Set-up code"), required=False)

    def __init__(self, *args: Any, wanted_code: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted_code = wanted_code
        if not wanted_code:
            del self.fields["code"]

    def clean_country(self) -> str:
        """The two letters of a country that there is."""
        code = countries.code_of(str(self.cleaned_data["country"]))
        if not code:
            raise ValidationError(_("No such country. Write its name or its two letters."))
        return code

    def clean_password(self) -> str:
        """As strong as everybody's, and not made of the owner's own name or address."""
        value = str(self.cleaned_data["password"])
        known = {name: str(self.cleaned_data.get(name, "")) for name in ("name", "email")}
        validate_password(value, User(**known))
        return value

    def clean_code(self) -> str:
        """The code that only somebody with access to the machine can read."""
        value = str(self.cleaned_data.get("code", ""))
        if self.wanted_code and value.strip() != self.wanted_code:
            raise ValidationError(_("This is not the code that the server wrote down."))
        return value


class PersonForm(forms.Form):
    """Somebody's name, role and rights."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=LONGEST_NAME, required=False)
    role_id = forms.ChoiceField(label=gettext_lazy("Role in the framework"), choices=roles.choices)
    rights = forms.MultipleChoiceField(
        label=gettext_lazy("May be here"), choices=[(right.value, right.value) for right in Right]
    )

    def __init__(self, *args: Any, may_make_admins: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._may_make_admins = may_make_admins

    @staticmethod
    def effects() -> list[tuple[str, str]]:
        """What each right lets a person do here."""
        return [
            ("learner", _("Learner: is measured, learns, has a profile; counts in cover")),
            ("lead", _("Lead: sees cover and shared verdicts, publishes changes, adds people")),
            ("partner", _("Partner: reviews plans from outside, sees no person's verdicts")),
            ("instructor", _("Instructor: runs classes, audits syllabi, adds students")),
            ("leader", _("Leader: reads the page for leaders and decides")),
            ("editor", _("Editor: keeps claims true here")),
            ("admin", _("Admin: people, rights, settings, the log")),
        ]

    def clean_rights(self) -> list[str]:
        """Nobody but an admin makes or unmakes one."""
        wanted = list(self.cleaned_data["rights"])
        held = Right.ADMIN in self.initial.get("rights", ())
        if not self._may_make_admins and held != (Right.ADMIN in wanted):
            raise ValidationError(_("Only an admin makes an admin, or takes that away."))
        return wanted


class HoursForm(forms.Form):
    """A working pattern: up to two stretches a weekday."""

    def __init__(self, *args: Any, stretches: list[Stretch] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given: dict[int, list[Stretch]] = {}
        for row in stretches or []:
            given.setdefault(row.weekday, []).append(row)
        for day in range(7):
            for part in range(STRETCHES):
                have = given.get(day, [])[part : part + 1]
                name = {"day": WEEKDAYS[day]}
                first, last = (have[0].starts, have[0].ends) if have else (None, None)
                self._add(f"d{day}-{part}-from", _("%(day)s, from") % name, first)
                self._add(f"d{day}-{part}-to", _("%(day)s, to") % name, last)

    def _add(self, name: str, label: str, initial: dt.time | None) -> None:
        clock = forms.TimeInput(attrs={"type": "time"})
        self.fields[name] = forms.TimeField(
            label=label, required=False, initial=initial, widget=clock
        )

    def clean(self) -> dict[str, Any]:
        """Both ends or none, in order, without overlap."""
        data = super().clean() or {}
        found = [row for day in range(7) for row in self._day(day, data)]
        data["stretches"] = found
        return data

    def _day(self, day: int, data: dict[str, Any]) -> list[Stretch]:
        found: list[Stretch] = []
        for part in range(STRETCHES):
            start: dt.time | None = data.get(f"d{day}-{part}-from")
            end: dt.time | None = data.get(f"d{day}-{part}-to")
            if start is None and end is None:
                continue
            fault = _stretch_fault(start, end, found[-1].ends if found else None)
            if fault:
                self.add_error(f"d{day}-{part}-to", fault)
            elif start is not None and end is not None:
                found.append(Stretch(day, start, end))
        return found


def _stretch_fault(start: dt.time | None, end: dt.time | None, last: dt.time | None) -> str:
    if start is None or end is None:
        return _("Give both ends of the stretch, or neither.")
    if end <= start:
        return _("The stretch ends before it begins.")
    if last is not None and start < last:
        return _("The two stretches overlap.")
    return ""


class LogForm(forms.Form):
    """Which acts of the log. What cannot be read is left out: a filter refuses nothing."""

    act = forms.CharField(required=False, max_length=40)
    by = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)

    @property
    def asked(self) -> Asked:
        """The filter, as far as it can be read."""
        found = self.cleaned_data
        return Asked(
            found.get("act") or "", found.get("by"), found.get("since"), found.get("until")
        )


class SealForm(forms.Form):
    """A seal that somebody wrote down: the row's number, a colon, and how the seal begins."""

    kept = forms.RegexField(
        r"^\s*[1-9][0-9]{0,17}:[0-9a-f]{16,64}\s*$",
        label=gettext_lazy("A seal that you kept"),
        required=False,
        max_length=100,
        error_messages={
            "invalid": gettext_lazy("A seal reads like 120:9f86d081884c7d65, as the log shows it.")
        },
    )

    @property
    def kept_seal(self) -> tuple[int, str] | None:
        """Place and seal; None where none was given."""
        place, _colon, seal = self.cleaned_data["kept"].strip().partition(":")
        return (int(place), seal) if seal else None
