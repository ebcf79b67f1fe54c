"""What machines read to check a certificate: the signed file, the issuer's keys, the lists."""

from __future__ import annotations

import functools
import json
import logging
from typing import TYPE_CHECKING, Any, Final, ParamSpec

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from whetstone.apps.learn import selectors
from whetstone.apps.learn.addresses import root_of
from whetstone.apps.learn.limits import limited
from whetstone.apps.people.access import ANYBODY, open_to
from whetstone.apps.people.clock import real_now
from whetstone.core.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from whetstone.web.request import Request

Given = ParamSpec("Given")
LOG: Final = logging.getLogger(__name__)
SHORT: Final = "public, max-age=60"
"""How long others may keep what they read, in seconds: a list that is old forgives."""


def signs(view: Callable[Given, HttpResponse]) -> Callable[Given, HttpResponse]:
    """Where the key cannot be used, nothing is signed and nothing is said of it but 503."""

    @functools.wraps(view)
    def guarded(*args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except Refused as fault:
            LOG.error("%s", fault)  # noqa: TRY400  # a fact, not a crash: no trace
            return HttpResponse(status=503)

    return guarded


@open_to(ANYBODY)
@require_safe
@limited
@signs
def badge(request: Request, code: str) -> HttpResponse:
    """A certificate as a signed Open Badges 3.0 file. It names a role, not a person."""
    made = selectors.signed_certificate(code, root=root_of(request))
    if made is None:
        if selectors.revoked_on(code) is None:
            raise Http404
        return HttpResponse(status=410)
    answer = _json(made, "application/vc", "no-store")
    answer.headers["Content-Disposition"] = f'attachment; filename="certificate-{code}.json"'
    return answer


@open_to(ANYBODY)
@require_safe
@limited
@signs
def did(request: Request) -> HttpResponse:
    """Which keys sign for this installation (did:web)."""
    made = selectors.did_document(root_of(request), is_demo=False)
    return _json(made, "application/did+ld+json", SHORT)


@open_to(ANYBODY)
@require_safe
@limited
@signs
def demo_did(request: Request) -> HttpResponse:
    """Which keys sign for the demo, whose files nobody earned (did:web)."""
    made = selectors.did_document(root_of(request), is_demo=True)
    return _json(made, "application/did+ld+json", SHORT)


@open_to(ANYBODY)
@require_safe
@limited
@signs
def status_list(request: Request, number: int) -> HttpResponse:
    """Which certificates were taken back, as a signed list of bits."""
    return _list(request, number, is_demo=False)


@open_to(ANYBODY)
@require_safe
@limited
@signs
def demo_status_list(request: Request, number: int) -> HttpResponse:
    """Which certificates of the demo were taken back, as a signed list of bits."""
    return _list(request, number, is_demo=True)


def _list(request: Request, number: int, *, is_demo: bool) -> HttpResponse:
    if not selectors.has_list(number):
        raise Http404
    made = selectors.status_list(number, root=root_of(request), is_demo=is_demo, now=real_now())
    return _json(made, "application/vc", SHORT)


def _json(document: dict[str, Any], kind: str, cache: str) -> HttpResponse:
    """A document that a page of anybody's may read: it holds nothing that is not public."""
    answer = HttpResponse(json.dumps(document, ensure_ascii=False, indent=1), content_type=kind)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cache-Control"] = cache
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
