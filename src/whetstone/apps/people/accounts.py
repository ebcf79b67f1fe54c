"""How django-allauth meets our accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter

from whetstone.apps.people import selectors

if TYPE_CHECKING:
    from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # untyped package
    """Accounts are made by the first-run page, an invitation or a class code.

    Not by a stranger.
    """

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Only with an invitation or a class code in the session."""
        return bool(request.session.get("invitation") or request.session.get("class_code")) and (
            selectors.has_owner()
        )
