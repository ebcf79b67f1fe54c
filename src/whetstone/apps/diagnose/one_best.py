"""A question with one best answer, each answer explained, written in the site.

Whoever writes one, for a secured pool or after a near miss, adds the fields that differ.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _


class OneBestForm(forms.Form):
    """Answers beside their reasons, and which of them is the key.

    A form of this kind has the fields `short`, `skill`, `level`, `context`, `stem`, `key`,
    `rationale` and `rests_on`.
    """

    options: ClassVar[tuple[str, ...]] = ("a", "b", "c", "d")
    fewest: ClassVar[int] = 3
    longest: ClassVar[int] = 300

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("key", [(one, one.upper()) for one in self.options])
        for place, one in enumerate(self.options):
            letter = {"letter": one.upper()}
            for name, label in (
                (f"text_{one}", _("Answer %(letter)s")),
                (f"why_{one}", _("What answer %(letter)s gets right or wrong")),
            ):
                self.fields[name] = forms.CharField(
                    label=label % letter,
                    widget=forms.Textarea({"rows": 2}),
                    required=place < self.fewest,
                    max_length=self.longest,
                )

    def offer_skills(self, skills: Any) -> None:
        """Which skills can be chosen: (id, name) rows."""
        self._offer("skill", skills)

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def answers(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each answer beside its reason."""
        return [(self[f"text_{one}"], self[f"why_{one}"]) for one in self.options]

    def clean(self) -> dict[str, Any]:
        """An answer has its reason, and the best one is among the answers."""
        read: dict[str, Any] = super().clean() or {}
        for one in self.options[self.fewest :]:
            if bool(read.get(f"text_{one}")) != bool(read.get(f"why_{one}")):
                self.add_error(f"why_{one}", _("An answer needs both its text and its reason."))
        if read.get("key") and not read.get(f"text_{read['key']}"):
            self.add_error("key", _("This answer is empty."))
        return read

    def written(self, *, time_s: int) -> dict[str, Any]:
        """The question in the curriculum's format, as far as its author says it."""
        read = self.cleaned_data
        return {
            "skill": read["skill"],
            "level": read["level"],
            "format": "data_single",
            "time_s": time_s,
            "short": read["short"],
            "rests_on": re.split(r"[\s,]+", read["rests_on"].strip()) if read["rests_on"] else [],
            "mentions": [],
            "stimulus": {"context": read["context"]},
            "stem": read["stem"],
            "options": [
                {
                    "id": one,
                    "score": int(one == read["key"]),
                    "text": read[f"text_{one}"],
                    "why": read[f"why_{one}"],
                }
                for one in self.options
                if read.get(f"text_{one}")
            ],
            "scoring": {"type": "graded_option", "max": 1},
            "rationale": read["rationale"],
        }
