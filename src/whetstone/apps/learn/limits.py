"""How often one address may ask for what is signed or looked up for anybody.

Counted minute by minute in the cache that all processes share; who an address is, the guard of
sign-ins says (behind a proxy: what the proxy tells). Whoever asks too often is told when to come
again.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse

from whetstone.apps.people.clock import real_now

if TYPE_CHECKING:
    from collections.abc import Callable

    from whetstone.web.request import Request

Given = ParamSpec("Given")
MINUTE: Final = 60


def limited(
    view: Callable[Concatenate[Request, Given], HttpResponse],
) -> Callable[Concatenate[Request, Given], HttpResponse]:
    """Answer 429 to an address that asks more often than `CERTIFICATES_A_MINUTE`."""

    @functools.wraps(view)
    def counted(request: Request, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        now = int(real_now().timestamp())
        if _asked(request, now // MINUTE) > settings.CERTIFICATES_A_MINUTE:
            wait = MINUTE - now % MINUTE
            return HttpResponse(status=429, headers={"Retry-After": str(wait)})
        return view(request, *args, **kwargs)

    return counted


def _asked(request: Request, minute: int) -> int:
    """How often this address asked in this minute, this time among it."""
    key = f"certificates/{get_adapter().get_client_ip(request)}/{minute}"
    asked = int(cache.get(key, 0)) + 1
    cache.set(key, asked, 2 * MINUTE)
    return asked
