"""What may be asked of this room."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from whetstone.apps.field import selectors as field
from whetstone.core.kernel.errors import Faults
from whetstone.formats.syllabi import MOST_BYTES, MOST_FILES, read_safely
from whetstone.web.wording import number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from whetstone.core.freshness.document import Document
    from whetstone.web.request import Actor

    Reader = Callable[[list[tuple[str, bytes]]], tuple[Document, ...]]

LONGEST_SENTENCE = 300
LONGEST_SEEN = 1000


class NoticeForm(forms.Form):
    """Somebody says that this is no longer so: one sentence, and what was seen."""

    sentence = forms.CharField(
        max_length=LONGEST_SENTENCE,
        label=_("What is no longer so, in one sentence"),
        widget=forms.Textarea({"rows": 2}),
    )
    saw = forms.CharField(
        max_length=LONGEST_SEEN,
        required=False,
        label=_("What you saw instead"),
        help_text=_("Where, when, and the words on the screen if you have them."),
        widget=forms.Textarea({"rows": 3}),
    )
    claim = forms.SlugField(max_length=80, required=False, widget=forms.HiddenInput)
    page = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    thing = forms.CharField(max_length=140, required=False, widget=forms.HiddenInput)


LONGEST_TITLE = 120
EVERY = (
    ("6", _("every six hours")),
    ("12", _("twice a day")),
    ("24", _("once a day")),
    ("168", _("once a week")),
    ("672", _("every four weeks")),
)
"""How often a source is looked at; less than six hours apart would not be polite."""
SOURCE_KINDS = (
    ("feed", _("a feed: RSS, Atom or JSON Feed")),
    ("page", _("a page: its text is compared with the last time")),
)


class WatchForm(forms.Form):
    """A source to watch. What the service finds wrong stands at its field, all at once."""

    url = forms.CharField(
        label=_("Its address"),
        max_length=2000,
        widget=forms.TextInput({"inputmode": "url", "spellcheck": "false"}),
        help_text=_("It begins with https:// and names a public host. Nobody is asked yet."),
    )
    title = forms.CharField(label=_("What you call it"), max_length=LONGEST_TITLE)
    kind = forms.ChoiceField(label=_("It is"), choices=SOURCE_KINDS)
    network = forms.ChoiceField(
        label=_("Which network it is about"),
        required=False,
        help_text=_("News of it is compared with the claims about this network."),
    )
    every_hours = forms.TypedChoiceField(
        label=_("How often it is looked at"), choices=EVERY, coerce=int, initial="24"
    )

    def __init__(self, *args: Any, networks: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["network"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(networks.items())

    def take_in(self, faults: Faults) -> None:
        """Put the faults that the service found to their fields."""
        for fault in faults.faults:
            self.add_error(fault.where if fault.where in self.fields else None, fault.what)


class ScheduleForm(forms.Form):
    """How often a source is looked at."""

    every_hours = forms.TypedChoiceField(label=_("How often"), choices=EVERY, coerce=int)


class ReadingForm(forms.Form):
    """On which two days a claim is read: what was known by one, about the other."""

    known = forms.DateField(required=False)
    on = forms.DateField(required=False)


LONGEST_TEXT = 400_000
LONGEST_NAME = 100
MOST_IN_A_DEMO = 1_000_000
MEGA = 1_000_000
MOST_TOGETHER = 30_000_000


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Several files; the value is a list."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file is checked as one."""
        return [super(_FilesField, self).clean(one, initial) for one in data or []]


class AuditForm(forms.Form):
    """A syllabus: files or pasted text, whose it is, and for which role."""

    title = forms.CharField(
        max_length=120,
        label=_("What it is"),
        help_text=_("The course or programme. An audit of the same name is compared with it."),
    )
    term = forms.CharField(max_length=60, label=_("Term"))
    role = forms.ChoiceField(
        label=_("For which role"), required=False, help_text=_("Its levels are the yardstick.")
    )
    syllabi = _FilesField(
        label=_("Files"),
        required=False,
        allow_empty_file=True,
        widget=_Files(),
        help_text=_(
            "PDF, DOCX, HTML, Markdown, text, or a catalogue as CSV. The text is read and kept; "
            "the files are not."
        ),
    )
    text = forms.CharField(
        max_length=LONGEST_TEXT,
        required=False,
        label=_("Or paste the text"),
        widget=forms.Textarea({"rows": 8}),
    )

    def __init__(
        self, *args: Any, actor: Actor, read: Reader = read_safely, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._most = MOST_IN_A_DEMO if actor.is_demo else MOST_BYTES
        self._read = read
        self.read_files: list[tuple[Document, str]] = []
        roles = [(role.id, role.name) for role in field.framework().roles.values()]
        choice = self.fields["role"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", gettext("no role in particular")), *roles]

    def clean(self) -> dict[str, Any]:
        """Read everything; every fault of every file is said at once."""
        cleaned: dict[str, Any] = super().clean() or {}
        given = self._given(cleaned)
        if "syllabi" in self.errors or "text" in self.errors:
            return cleaned
        if not given:
            self.add_error("syllabi", gettext("Choose a file, or paste the text below."))
            return cleaned
        try:
            documents = self._read(given)
        except Faults as faults:
            for fault in faults.faults:
                self.add_error("syllabi", as_sentence(fault.where, fault.what, fault.mend))
        else:
            digests = [hashlib.sha256(data).hexdigest() for _name, data in given]
            self.read_files = list(zip(documents, digests, strict=True))
        return cleaned

    def _given(self, cleaned: dict[str, Any]) -> list[tuple[str, bytes]]:
        files = cleaned.get("syllabi") or []
        if len(files) > MOST_FILES:
            said = gettext("At most %(n)s files at once.") % {"n": number(MOST_FILES)}
            self.add_error("syllabi", said)
            return []
        for one in files:
            if one.size > self._most:
                said = gettext("%(name)s is larger than %(n)s MB.")
                self.add_error(
                    "syllabi", said % {"name": one.name, "n": number(self._most // MEGA)}
                )
        if sum(one.size for one in files) > MOST_TOGETHER:
            self.add_error("syllabi", gettext("Together they are larger than 30 MB."))
        if "syllabi" in self.errors:
            return []
        given = [(plain_name(one.name), one.read()) for one in files]
        text = cleaned.get("text", "")
        return [*given, (gettext("pasted text"), text.encode())] if text.strip() else given


def plain_name(name: str) -> str:
    """A file's name without folders and signs that a page or a sheet might take amiss."""
    kept = "".join(sign for sign in PurePath(name.replace("\\", "/")).name if sign.isprintable())
    return kept.lstrip("=+-@ ")[-LONGEST_NAME:] or "file"


def as_sentence(where: str, what: str, mend: str) -> str:
    """A fault as one line: where, what, and the way on."""
    return f"{where}: {what}. {mend}".rstrip()


class CorrectionForm(forms.Form):
    """What a person says of a phrase."""

    phrase = forms.CharField(max_length=4000)
    skill = forms.CharField(max_length=8)
    verdict = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no"), ("as_found", "as_found")])
    level = forms.IntegerField(required=False, min_value=0, max_value=4)
    required = forms.ChoiceField(
        required=False, choices=[("", ""), ("required", "required"), ("elective", "elective")]
    )
    place = forms.IntegerField(required=False, min_value=0)

    @property
    def facts(self) -> dict[str, Any]:
        """The arguments of the service."""
        said = {"required": True, "elective": False}
        return {
            "phrase": self.cleaned_data["phrase"],
            "skill": self.cleaned_data["skill"],
            "verdict": self.cleaned_data["verdict"],
            "level": self.cleaned_data.get("level") or 0,
            "required": said.get(self.cleaned_data.get("required") or ""),
        }


class DigestForm(forms.Form):
    """How somebody wants to be told what changed."""

    how = forms.ChoiceField(
        choices=[
            ("mail", _("By mail, once a week at most, in your working hours; and here")),
            ("in_app", _("Here only")),
            ("off", _("Not at all")),
        ],
        error_messages={"required": _("Choose one of the three."),
                        "invalid_choice": _("Choose one of the three.")},
    )  # fmt: skip
