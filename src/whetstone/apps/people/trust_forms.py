"""What an admin decides about data, and a new password by a link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from whetstone.apps.people.trust_models import MOST_DAYS

if TYPE_CHECKING:
    from whetstone.apps.people.models import User


def _days(label: Any, least: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=MOST_DAYS)


class RetentionForm(forms.Form):
    """How many days things are kept."""

    timing_days = _days(_("How long an answer took: days it is kept"), 30)
    notice_days = _days(_("Who reported a notice: days the name stays on it"), 30)
    link_days = _days(_("Invitations, ways back and pages sent: days after they end"), 0)


class NewPasswordForm(forms.Form):
    """A new password, by the rules for passwords."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._owner = owner

    def clean_password(self) -> str:
        """Long enough, not like the name, and not on the list of passwords that leaked."""
        given: str = self.cleaned_data["password"]
        password_validation.validate_password(given, self._owner)
        return given
