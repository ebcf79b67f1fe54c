"""Who is asking: read once a request, from the session alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.utils import translation

from whetstone.apps.people import selectors
from whetstone.web import once

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request


_SPOKEN = frozenset(code for code, _name in settings.LANGUAGES)


class ActorMiddleware:
    """Set `request.actor` (or None) and speak the reader's language."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        """Answer as the person in the session, in their language."""
        request.actor = self._actor(request)
        only_reads = request.method in {"GET", "HEAD"}
        with translation.override(_language(request)), once.reading(only_reads=only_reads):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
        return response

    def _actor(self, request: Request) -> Actor | None:
        person_id = request.session.get("person_id")
        if person_id is None:
            return None
        user_id = request.user.pk if request.user.is_authenticated else None
        return selectors.actor(
            person_id=cast("int", person_id),
            user_id=user_id,
            demo_workspace_id=request.session.get("demo_workspace_id"),
        )


def _language(request: Request) -> str:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in _SPOKEN:
        return chosen
    if request.actor is not None and request.actor.language in _SPOKEN:
        return request.actor.language
    return translation.get_language_from_request(request)
