"""How often one address may ask for what is signed or looked up for anybody.

The same counter as for sign-ins, shared by all processes; behind a proxy it counts the address
that the proxy tells (docs/how-to). Whoever asks too often is told when to come again.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec

from allauth.core.ratelimit import consume
from django.http import HttpResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from whetstone.web.request import Request

Given = ParamSpec("Given")
ACTION: Final = "certificates"
"""Its rate stands in the settings, beside that of sign-ins."""
AGAIN_S: Final = 60


def limited(
    view: Callable[Concatenate[Request, Given], HttpResponse],
) -> Callable[Concatenate[Request, Given], HttpResponse]:
    """Answer 429 to an address that asks more often than the rate."""

    @functools.wraps(view)
    def counted(request: Request, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        if not consume(request, action=ACTION):
            return HttpResponse(status=429, headers={"Retry-After": str(AGAIN_S)})
        return view(request, *args, **kwargs)

    return counted
