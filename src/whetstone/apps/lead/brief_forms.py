"""What the head of social writes into a brief, checked all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _

from whetstone.apps.lead import brief_telling

if TYPE_CHECKING:
    from django.http import QueryDict

LONGEST: Final = 1200
"""Signs in one section: some 200 words, more than a whole brief has room for."""


class WordsForm(forms.Form):
    """One box a section."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, title in brief_telling.titles().items():
            self.fields[f"words-{code}"] = forms.CharField(
                label=title,
                required=False,
                max_length=LONGEST,
                error_messages={
                    "max_length": _(
                        "Your words on “%(section)s” are longer than %(most)s signs. Shorten "
                        "them: a brief is read aloud in two minutes."
                    )
                    % {"section": title, "most": LONGEST}
                },
            )

    @property
    def texts(self) -> dict[str, str]:
        """What was written, by section, of the sections that were sent; call after `is_valid`."""
        return {
            name.removeprefix("words-"): self.cleaned_data[name]
            for name in self.fields
            if name in self.data
        }


def seen_of(asked: QueryDict) -> dict[str, str]:
    """The version of each text as the page showed it."""
    found = {name: str(value) for name, value in asked.items() if name.startswith("seen-")}
    return {name.removeprefix("seen-"): value for name, value in found.items()}
