"""What people type about organisations, workspaces and lists of people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from whetstone.apps.people import countries
from whetstone.apps.people.forms import LONGEST_NAME, zones
from whetstone.apps.people.rosters.staging import SMALL
from whetstone.core.kernel.errors import Refused
from whetstone.formats.rosters.limits import MOST_BYTES
from whetstone.web import colour

MOST_PASTED = 200_000
WHOLE_WEEK = 7


class RosterForm(forms.Form):
    """Names pasted, one a line, or a list as a file."""

    pasted = forms.CharField(
        label=gettext_lazy("Names, one a line"),
        required=False,
        max_length=MOST_PASTED,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "A name alone is enough. After a comma: e-mail, role, title, team."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        help_text=gettext_lazy("CSV, XLSX, or the zip of OneRoster 1.2 CSV files; up to 25 MB."),
    )

    def __init__(self, *args: Any, is_demo: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._most = SMALL if is_demo else MOST_BYTES

    def clean(self) -> dict[str, Any]:
        """One of the two, within bounds, as bytes with a name."""
        data = super().clean() or {}
        upload = data.get("file")
        if upload is not None and upload.size > self._most:
            self.add_error("file", _("The file is too large. Split it."))
        pasted = str(data.get("pasted") or "")
        if upload is None and not pasted.strip() and not self.errors:
            raise ValidationError(_("Paste at least one name, or choose a file."))
        if self.errors:
            return data
        if upload is None:
            return {"name": str(_("pasted names")), "data": pasted.encode()}
        return {"name": upload.name or "", "data": upload.read()}


class MendForm(forms.Form):
    """The text of a list, mended where it stands."""

    text = forms.CharField(
        label=gettext_lazy("The whole list"),
        max_length=MOST_PASTED,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Write at least one name.")},
    )


class WorkspaceForm(forms.Form):
    """What a workspace is called, speaks, and when it rests."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("For people who have not chosen one themselves."),
    )
    country = forms.CharField(
        label=gettext_lazy("Country"),
        max_length=60,
        help_text=gettext_lazy("Its name or its two letters, Nepal or NP: for public holidays."),
    )
    region = forms.CharField(
        label=gettext_lazy("Region"),
        max_length=10,
        required=False,
        help_text=gettext_lazy(
            "Its short name, BY for Bavaria: where it has holidays of its own."
        ),
    )
    weekend = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Days off"),
        coerce=int,
        required=False,
        choices=[(str(day), WEEKDAYS[day]) for day in range(WHOLE_WEEK)],
        widget=forms.CheckboxSelectMultiple,
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zones)
    colour = forms.CharField(
        label=gettext_lazy("Brand colour"),
        max_length=7,
        required=False,
        help_text=gettext_lazy("As #1f6f78: a line at the head of every page. Empty: none."),
    )

    def clean_country(self) -> str:
        """The two letters of a country that there is."""
        code = countries.code_of(str(self.cleaned_data["country"]))
        if not code:
            raise ValidationError(_("No such country. Write its name or its two letters."))
        return code

    def clean_weekend(self) -> str:
        """The days off as the store keeps them; a week has a working day."""
        days = sorted(set(self.cleaned_data["weekend"]))
        if len(days) == WHOLE_WEEK:
            raise ValidationError(_("No day is left to work. Take one out."))
        return "".join(map(str, days))

    def clean_colour(self) -> str:
        """A colour that can be seen, or none."""
        said = str(self.cleaned_data["colour"]).strip()
        if not said:
            return ""
        try:
            return colour.accent(said).light
        except Refused as refused:
            raise ValidationError(_colour_fault(refused)) from refused

    def clean(self) -> dict[str, Any]:
        """A region that the country has."""
        data = super().clean() or {}
        said, country = str(data.get("region") or "").strip().upper(), data.get("country")
        data["region"] = said
        known = countries.regions(country) if country else ()
        if said and country and said not in known:
            self.add_error("region", _region_fault(known))
        return data


def _colour_fault(refused: Refused) -> str:
    if refused.why == "too_light":
        return _(
            "It cannot be seen on a light page: its contrast is under 3 to 1. %(near)s is the "
            "nearest that can."
        ) % {"near": refused.mend}
    return _("Write the colour as # and six digits from 0 to f.")


def _region_fault(known: tuple[str, ...]) -> str:
    if not known:
        return _("No region of this country has holidays that are known here. Leave it empty.")
    return _("No such region. It may be: %(known)s.") % {"known": ", ".join(known)}


class NewWorkspaceForm(forms.Form):
    """One more workspace of an organisation."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)
    kind = forms.ChoiceField(
        label=gettext_lazy("It is"),
        choices=[("team", gettext_lazy("a team at work")), ("school", gettext_lazy("a school"))],
    )
    country = forms.CharField(label=gettext_lazy("Country"), max_length=60)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zones)

    clean_country = WorkspaceForm.clean_country


class HandoverForm(forms.Form):
    """To whom an organisation is offered."""

    email = forms.EmailField(
        label=gettext_lazy("Their e-mail address"),
        help_text=gettext_lazy("Of an account with a place in one of the workspaces."),
    )


class ComeInForm(forms.Form):
    """A workspace's code and, once inside, a name."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=20)


class NameForm(forms.Form):
    """What somebody is called."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=LONGEST_NAME)
