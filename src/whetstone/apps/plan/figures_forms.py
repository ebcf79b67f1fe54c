"""What people say about files of figures and about posts, checked all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from whetstone.apps.people.forms import zones
from whetstone.apps.plan import figures_words as words
from whetstone.apps.plan.figures_selectors import Rule
from whetstone.apps.plan.figures_staging import MOST_BYTES, SMALL

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.apps.plan.figures_models import Upload

LONGEST_TEXT: Final = 120
TAKE_OUT: Final = "out"


def _day(**more: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


def _networks() -> list[tuple[str, str]]:
    return [("", _("choose")), *((one, words.network_name(one)) for one in words.NETWORKS)]


class BringForm(forms.Form):
    """An export of a network, and the day it was made."""

    file = forms.FileField(
        label=gettext_lazy("The file as the network gave it"),
        help_text=gettext_lazy("CSV, XLSX, JSON, or a zip of them; up to 100 MB."),
        error_messages={"empty": gettext_lazy("There is nothing in this file.")},
    )
    seen_on = _day(
        label=gettext_lazy("Exported on"),
        help_text=gettext_lazy(
            "Figures grow with time: of two files the one that was exported later holds."
        ),
    )

    def __init__(self, *args: Any, today: dt.date, is_demo: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"seen_on": today})
        super().__init__(*args, **kwargs)
        self._today = today
        self._most = SMALL if is_demo else MOST_BYTES
        if is_demo:
            self.fields["file"].help_text = _(
                "CSV, XLSX, JSON, or a zip of them. In this demo up to 200 kB; in a workspace of "
                "your own up to 100 MB."
            )

    def clean_seen_on(self) -> dt.date:
        """No file of a day that has not been."""
        day: dt.date = self.cleaned_data["seen_on"]
        if day > self._today:
            raise ValidationError(_("This day has not been yet."))
        return day

    def clean_file(self) -> Any:
        """Within bounds."""
        found = self.cleaned_data["file"]
        if found.size > self._most:
            if self._most == SMALL:
                raise ValidationError(_("The demo takes files up to 200 kB, and this is larger."))
            raise ValidationError(_("The file is too large. Export a shorter time."))
        return found


class AnswersForm(forms.Form):
    """What a file does not say itself: only what is asked is in the form."""

    zone = forms.ChoiceField(
        label=gettext_lazy("In which time zone are its times?"),
        choices=zones,
        help_text=gettext_lazy("The file does not say. A post near midnight moves by a day."),
    )
    first = _day(label=gettext_lazy("First day of the export"))
    last = _day(
        label=gettext_lazy("Last day of the export"),
        help_text=gettext_lazy("Its dates have no year: it follows from these two days."),
    )
    day_first = forms.ChoiceField(
        label=gettext_lazy("What does 03/04 mean in it?"),
        choices=[
            ("", gettext_lazy("choose")),
            ("yes", gettext_lazy("3 April: the day comes first")),
            ("no", gettext_lazy("March 4: the month comes first")),
        ],
    )
    network = forms.ChoiceField(label=gettext_lazy("Which network is it of?"), choices=_networks)

    def __init__(
        self, *args: Any, upload: Upload, questions: list[str], today: dt.date, **kwargs: Any
    ) -> None:
        kwargs["initial"] = _said_before(upload)
        super().__init__(*args, **kwargs)
        self._today = today
        asked = {"year": ("first", "last")}
        keep = {name for one in questions for name in asked.get(one, (one,))}
        for name in list(self.fields):
            if name not in keep:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Days in their order, none that has not been; as options of a reading."""
        said = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if first and last and last < first:
            self.add_error("last", _("It comes before the first day."))
        if last and last > self._today:
            self.add_error("last", _("This day has not been yet."))
        return said

    @property
    def options(self) -> dict[str, Any]:
        """The answers as they are kept."""
        said = self.cleaned_data
        found: dict[str, Any] = {k: said[k] for k in ("zone", "network") if k in said}
        if "first" in said:
            found["window"] = [said["first"].isoformat(), said["last"].isoformat()]
            found["year_hint"] = said["last"].isoformat()
        if "day_first" in said:
            found["day_first"] = said["day_first"] == "yes"
        return found


def _said_before(upload: Upload) -> dict[str, Any]:
    said, report = upload.options, upload.report
    window = said.get("window") or report.get("window") or [None, None]
    order = {True: "yes", False: "no", None: ""}[said.get("day_first")]
    return {
        "zone": said.get("zone") or report.get("zone") or "UTC",
        "first": window[0], "last": window[1], "day_first": order,
        "network": said.get("network") or upload.network,
    }  # fmt: skip


class MappingForm(forms.Form):
    """What each column of an unknown header holds."""

    network = forms.ChoiceField(label=gettext_lazy("Which network is it of?"), choices=_networks)

    def __init__(self, *args: Any, upload: Upload, **kwargs: Any) -> None:
        self.headers: list[str] = upload.report.get("headers", [])
        known = upload.options.get("mapping") or {}
        kwargs["initial"] = {"network": upload.options.get("network") or upload.network} | {
            f"column_{place}": known.get(header, "") for place, header in enumerate(self.headers)
        }
        super().__init__(*args, **kwargs)
        options = [
            ("", _("nothing that is needed")),
            (_("What it is about"), [(key, str(text)) for key, text in words.HOLDS.items()]),
            (
                _("A figure"),
                [(f"metric:{key}", words.metric_name(key)) for key in words.METRICS],
            ),
        ]
        for place, header in enumerate(self.headers):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=header or _("column %(n)s") % {"n": place + 1},
                choices=options,
                required=False,
            )

    @property
    def columns(self) -> list[Any]:
        """The fields of the columns, in the order of the file."""
        return [self[f"column_{place}"] for place in range(len(self.headers))]

    @property
    def mapping(self) -> dict[str, str]:
        """Header -> what it holds; only what is used."""
        said = {
            header: self.cleaned_data.get(f"column_{place}", "")
            for place, header in enumerate(self.headers)
        }
        return {header: held for header, held in said.items() if held}

    def clean(self) -> dict[str, Any]:
        """Enough to make rows of, and nothing held by two columns."""
        said = super().clean() or {}
        held = list(self.mapping.values())
        for one in sorted({h for h in held if held.count(h) > 1}):
            place = max(
                n
                for n, h in enumerate(self.headers)
                if self.cleaned_data.get(f"column_{n}") == one
            )
            self.add_error(f"column_{place}", _("Another column holds this already."))
        if not any(one.startswith("metric:") for one in held):
            self.add_error(None, _("No column holds a figure yet. Choose at least one."))
        if not {"post_id", "link", "on", "dimension"} & {*held}:
            self.add_error(
                None,
                _("No column says what a row is about: a post's id, a day, or a group."),
            )
        return said


class RuleForm(forms.Form):
    """Which posts belong to which campaign: what is left empty does not narrow."""

    campaign = forms.ChoiceField(label=gettext_lazy("Give them to"))
    network = forms.ChoiceField(label=gettext_lazy("Posts on"), required=False)
    contains = forms.CharField(
        label=gettext_lazy("Whose text contains"), required=False, max_length=LONGEST_TEXT
    )
    hashtag = forms.RegexField(
        r"^#?\w+$",
        label=gettext_lazy("With the hashtag"),
        required=False,
        max_length=LONGEST_TEXT,
        error_messages={"invalid": gettext_lazy("A hashtag is one word.")},
    )
    link_contains = forms.CharField(
        label=gettext_lazy("Whose address contains"), required=False, max_length=LONGEST_TEXT
    )
    first = _day(label=gettext_lazy("Out on or after"), required=False)
    last = _day(label=gettext_lazy("Out on or before"), required=False)
    also_elsewhere = forms.BooleanField(
        label=gettext_lazy("Also those that belong to another campaign now"), required=False
    )

    def __init__(
        self,
        *args: Any,
        campaigns: list[tuple[int, str]],
        networks: list[str],
        zone: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._zone = zone
        choices: dict[str, Any] = {
            "campaign": [
                ("", _("choose")),
                *((str(pk), name) for pk, name in campaigns),
                (TAKE_OUT, _("no campaign: take them out")),
            ],
            "network": [
                ("", _("every network")),
                *((one, words.network_name(one)) for one in networks),
            ],
        }
        for name, options in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = options

    @property
    def campaign_id(self) -> int | None:
        """The campaign; None to take posts out."""
        said = self.cleaned_data["campaign"]
        return None if said == TAKE_OUT else int(said)

    @property
    def rule(self) -> Rule:
        """Which posts are meant."""
        said = self.cleaned_data
        names = ("network", "contains", "hashtag", "link_contains", "first", "last")
        facts: dict[str, Any] = {name: said.get(name) for name in names}
        return Rule(zone=self._zone, **facts)

    def clean(self) -> dict[str, Any]:
        """Something that the posts have in common, and days in their order."""
        said = super().clean() or {}
        if not self.errors and self.rule.is_empty:
            self.add_error(None, _("Say what the posts have in common: a word, a tag, days."))
        if said.get("first") and said.get("last") and said["last"] < said["first"]:
            self.add_error("last", _("It comes before the first day."))
        return said
