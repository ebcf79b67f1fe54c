"""What an editor types who has opened the source of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from whetstone.apps.field.services.reading import Verdict
from whetstone.apps.keepup.claim_forms import LONGEST_REASON, SourceFields, WordForm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.apps.keepup.selectors import ChangePage
    from whetstone.web.request import Actor

CONFIRMED = Verdict.CONFIRMED.value
DISMISSED = Verdict.DISMISSED.value


class SourceReadForm(SourceFields, WordForm):
    """The source was opened: what it is, when it was read, and what it says."""

    says = forms.CharField(
        label=gettext_lazy("What it says, in your words"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 2}),
    )
    field_order = ("source_title", "url", "publisher", "accessed", "primary", "says", "scope")

    def __init__(self, *args: Any, actor: Actor, verdict: str, **kwargs: Any) -> None:
        super().__init__(*args, today=actor.today, auto_id=f"{verdict}-%s", **kwargs)
        if not actor.edits_for_all:
            self.fields.pop("scope")

    @property
    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        return {"source": self.source, "says": self.cleaned_data["says"]}


def reads(
    page: ChangePage, actor: Actor, typed: Mapping[str, forms.Form]
) -> dict[str, forms.Form]:
    """The forms of a change that is no fact yet, by verdict: as they were typed, else empty."""
    if not page.standing.is_no_fact:
        return {}
    empty = {one: SourceReadForm(actor=actor, verdict=one) for one in (CONFIRMED, DISMISSED)}
    return {**empty, **typed}
