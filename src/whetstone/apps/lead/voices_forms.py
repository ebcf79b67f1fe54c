"""What people say about messages, themes and what became of them, checked all at once."""

from __future__ import annotations

import re
import uuid
from typing import IO, TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from whetstone.apps.lead import voices_words as words
from whetstone.apps.lead.voices_services import FATES, REFUSED
from whetstone.apps.people.forms import zones
from whetstone.core.rollup.voice_themes import LONGEST_WORD, MOST_WORDS
from whetstone.formats.voices.heads import NEEDED
from whetstone.formats.voices.reading import MOST_BYTES, pasted
from whetstone.web.days import day_field as _day

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.formats.voices.reading import Reading

LONGEST_PASTED: Final = 200_000
DEMO_BYTES: Final = 200_000
MOST_COLUMNS: Final = 100
DAYS: Final = (90, 180, 400, 730)


class BringForm(forms.Form):
    """An export of messages, as a file or pasted, and what it does not say itself."""

    file = forms.FileField(
        label=gettext_lazy("The export"),
        required=False,
        help_text=gettext_lazy("CSV or XLSX, up to 30 MB and 100,000 messages."),
    )
    pasted = forms.CharField(
        label=gettext_lazy("Or paste rows, with their heads"),
        required=False,
        max_length=LONGEST_PASTED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    seen_on = _day(
        label=gettext_lazy("Exported on"),
        help_text=gettext_lazy("A case that has no answer in it was open until then."),
    )
    zone = forms.ChoiceField(label=gettext_lazy("Times without a zone are in"), choices=zones)
    day_first = forms.ChoiceField(
        label=gettext_lazy("What does 03/04 mean in it?"),
        required=False,
        choices=[
            ("", gettext_lazy("its rows show it")),
            ("yes", gettext_lazy("3 April: the day comes first")),
            ("no", gettext_lazy("March 4: the month comes first")),
        ],
    )

    def __init__(
        self, *args: Any, today: dt.date, zone: str, is_demo: bool = False, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", {"seen_on": today, "zone": zone})
        super().__init__(*args, **kwargs)
        self._today = today
        self._most = DEMO_BYTES if is_demo else MOST_BYTES
        self.columns: list[tuple[str, str, str, str]] = []

    def clean_seen_on(self) -> dt.date:
        """No export of a day that has not been."""
        day: dt.date = self.cleaned_data["seen_on"]
        if day > self._today:
            raise ValidationError(_("This day has not been yet."))
        return day

    def clean(self) -> dict[str, Any]:
        """A file or rows, one of them."""
        said = super().clean() or {}
        file, text = said.get("file"), (said.get("pasted") or "").strip()
        if not file and not text and not self.errors:
            self.add_error("file", _("Choose a file, or paste some rows below."))
        if file and text:
            self.add_error("pasted", _("Choose a file or paste rows: one of them at a time."))
        if file and file.size > self._most:
            self.add_error("file", _("The file is too large. Export a shorter time."))
        return said

    @property
    def source(self) -> IO[bytes]:
        """What was brought, as a file."""
        found = self.cleaned_data.get("file")
        return found.file if found else pasted(self.cleaned_data["pasted"])

    @property
    def name(self) -> str:
        """What it is called."""
        found = self.cleaned_data.get("file")
        return (found.name or "") if found else _("pasted rows")

    @property
    def order(self) -> bool | None:
        """Whether the day comes first; None where nobody said."""
        return {"yes": True, "no": False}.get(self.cleaned_data["day_first"])

    @property
    def mapping(self) -> dict[str, str] | None:
        """Head -> what it holds, as somebody said; None where nobody was asked."""
        found = {}
        for place in range(MOST_COLUMNS):
            head, held = self.data.get(f"head_{place}"), self.data.get(f"column_{place}")
            if head and held in words.HOLDS:
                found[str(head)] = str(held)
        return found or None

    def ask(self, found: Reading) -> None:
        """Say in the form what must be answered first."""
        if "day_first" in found.asks:
            self.add_error("day_first", _("Some of its days could be two. Say which comes first."))
            return
        said = self.mapping or {head: field for field, head in found.holds.items()}
        self.columns = [
            (f"column_{place}", head, found.samples[place], said.get(head, ""))
            for place, head in enumerate(found.headers)
            if head
        ]
        missing = [str(words.HOLDS[one]) for one in NEEDED if one not in said.values()]
        twice = len(said.values()) != len(set(said.values()))
        if self.mapping and twice:
            self.add_error(None, _("Two columns hold the same. Choose one of them."))
        self.add_error(
            None,
            _("Its heads are not known here. Say below which column holds: %(what)s.")
            % {"what": ", ".join(missing)},
        )


class ThemeForm(forms.Form):
    """A theme: its name, and what it looks for."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    name = forms.CharField(label=gettext_lazy("Name of the theme"), max_length=80)
    words = forms.CharField(
        label=gettext_lazy("Words and phrases it looks for"),
        max_length=MOST_WORDS * (LONGEST_WORD + 2),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "One a line, or with commas. A star takes any ending: deliver* finds delivery and"
            " delivered. Capitals do not matter."
        ),
    )

    def clean_words(self) -> list[str]:
        """Words as they are looked for: few enough, short enough, each once."""
        parts = re.split(r"[\n,;]+", self.cleaned_data["words"])
        found = list(dict.fromkeys(" ".join(one.split()).lower() for one in parts if one.strip()))
        short = [one for one in found if len(one.rstrip("*").strip()) < 2]  # noqa: PLR2004  # one letter is everywhere
        wrong = [one for one in found if "*" in one.rstrip("*")] + short
        if wrong:
            raise ValidationError(
                _("Two letters at least, and a star only at the end: %(words)s")
                % {"words": ", ".join(wrong)}
            )
        if len(found) > MOST_WORDS or any(len(one) > LONGEST_WORD for one in found):
            raise ValidationError(
                _("At most %(n)s words, none longer than %(long)s letters.")
                % {"n": MOST_WORDS, "long": LONGEST_WORD}
            )
        return found


class RouteForm(forms.Form):
    """What is asked of whom outside social, and by when."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    asked = forms.CharField(
        label=gettext_lazy("Which decision do you ask for?"),
        max_length=240,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    owner = forms.CharField(
        label=gettext_lazy("Who decides it, by role or name?"),
        max_length=120,
        help_text=gettext_lazy("Somebody outside social: head of logistics, product owner."),
    )
    due_on = _day(label=gettext_lazy("By when?"))

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_due_on(self) -> dt.date:
        """A day to come."""
        day: dt.date = self.cleaned_data["due_on"]
        if day < self._today:
            raise ValidationError(_("This day is over."))
        return day


class FateForm(forms.Form):
    """What became of it."""

    fate = forms.ChoiceField(
        label=gettext_lazy("It is now"), choices=[(one, words.FATES[one]) for one in FATES]
    )
    said = forms.CharField(label=gettext_lazy("In a sentence"), max_length=240, required=False)

    def clean(self) -> dict[str, Any]:
        """A refusal has its reason."""
        said = super().clean() or {}
        if said.get("fate") == REFUSED and not said.get("said"):
            self.add_error("said", _("Say why it was refused."))
        return said


class KeepForm(forms.Form):
    """For how long messages are kept."""

    days = forms.TypedChoiceField(
        label=gettext_lazy("Keep messages for"),
        coerce=int,
        choices=[(n, n) for n in DAYS],
    )
