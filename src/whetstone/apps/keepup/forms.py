"""What may be asked of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from whetstone.formats.packs import MOST_BYTES

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LONGEST_SENTENCE = 300
LONGEST_SEEN = 1000


class NoticeForm(forms.Form):
    """Somebody says that this is no longer so: one sentence, and what was seen."""

    sentence = forms.CharField(
        max_length=LONGEST_SENTENCE, label=_("What is no longer so, in one sentence")
    )
    saw = forms.CharField(max_length=LONGEST_SEEN, required=False, label=_("What you saw instead"))
    claim = forms.SlugField(max_length=80, required=False)
    page = forms.CharField(max_length=200, required=False)


class ReadingForm(forms.Form):
    """On which two days a claim is read: what was known by one, about the other."""

    known = forms.DateField(required=False)
    on = forms.DateField(required=False)


class PackForm(forms.Form):
    """A change pack that somebody sent."""

    pack = forms.FileField(
        label=_("A pack that somebody sent you"),
        allow_empty_file=True,
        error_messages={"required": _("Choose the file first.")},
    )

    def clean_pack(self) -> UploadedFile[bytes]:
        """Refuse what is too large before it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["pack"]
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(_("It is larger than 2 MB. Ask for fewer changes in one pack."))
        return file


class KeyForm(forms.Form):
    """Whose key it is, and the key."""

    name = forms.CharField(max_length=120, label=_("Whose key it is"))
    pem = forms.CharField(
        max_length=2000,
        label=_("The public key"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("It begins with -----BEGIN PUBLIC KEY-----"),
    )
