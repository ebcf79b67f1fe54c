"""What people say of planned posts and posted ones, checked all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from whetstone.web.wording import short_day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from whetstone.apps.plan.figures_models import NetworkPost
    from whetstone.apps.plan.matching_selectors import Proposal

NONE, LATER = "none", ""
LONGEST = 70


class MatchForm(forms.Form):
    """A choice for each planned post: a posted one, none of them, or later."""

    def __init__(
        self, *args: Any, proposals: Iterable[Proposal], zone: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.proposals = list(proposals)
        for one in self.proposals:
            choices = [(str(post.pk), label(post, zone)) for post in _offered(one)]
            self.fields[f"post-{one.planned.pk}"] = forms.ChoiceField(
                label=one.planned.title,
                choices=[(LATER, _("decide later")), *choices, (NONE, _("none of these"))],
                initial=str(one.posted.pk) if one.posted else LATER,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """No posted one for two planned ones."""
        cleaned: dict[str, Any] = super().clean() or {}
        chosen: dict[str, str] = {}
        for name, value in list(cleaned.items()):
            if value in {NONE, LATER}:
                continue
            if value in chosen:
                self.add_error(name, ValidationError(_("Another planned post has this one.")))
            chosen.setdefault(value, name)
        return cleaned

    @property
    def pairs(self) -> dict[int, tuple[int | None, str]]:
        """What was said, with who named it."""
        found: dict[int, tuple[int | None, str]] = {}
        for one in self.proposals:
            value = self.cleaned_data.get(f"post-{one.planned.pk}", LATER)
            if value == LATER:
                continue
            posted = None if value == NONE else int(value)
            same = one.posted is not None and posted == one.posted.pk
            found[one.planned.pk] = (posted, one.by if same else "person")
        return found


def _offered(one: Proposal) -> list[NetworkPost]:
    first = [one.posted] if one.posted else []
    return [*first, *(post for post in one.near if post != one.posted)]


def label(post: NetworkPost, zone: str) -> str:
    """A posted one in a line."""
    text = (post.text or post.link or post.post_id).replace("\n", " ")
    when = short_day(post.published, zone=zone) if post.published else ""
    return f"{when}: {text[:LONGEST]}{'…' if len(text) > LONGEST else ''}"
