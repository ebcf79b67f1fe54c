"""What may be asked about packs: a file that somebody sent, and whose key it is signed with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from whetstone.formats.packs import MOST_BYTES

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


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
