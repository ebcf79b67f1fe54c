"""How django-allauth meets our accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter

from whetstone.apps.people import selectors

if TYPE_CHECKING:
    from django.http import HttpRequest


LEADS_IN = ("invitation", "class_code", "workspace_code")
"""What of a session lets a stranger make an account."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # untyped package
    """Accounts are made by the first-run page, an invitation, or a class or workspace code.

    Not by a stranger.
    """

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Only with an invitation or a code in the session."""
        return any(map(request.session.get, LEADS_IN)) and selectors.has_owner()
