"""Certificates: a person's own, and the public page behind a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from whetstone.apps.learn import selectors
from whetstone.apps.people.access import ANYBODY, may, open_to
from whetstone.web.request import Right

if TYPE_CHECKING:
    from whetstone.web.request import Actor, Request


@may(Right.LEARNER)
@require_safe
def certificates(request: Request, actor: Actor) -> HttpResponse:
    """A person's records, and how far they are in the other courses."""
    found = selectors.certificates(
        actor.person_id, workspace_id=actor.workspace_id, on=actor.today
    )
    courses = selectors.courses(actor.person_id, workspace_id=actor.workspace_id, on=actor.today)
    context = {"certificates": found, "courses": [one for one in courses if one.next]}
    return render(request, "learn/certificates.html.jinja", context)


@open_to(ANYBODY)
@require_safe
def certificate(request: Request, code: str) -> HttpResponse:
    """What anybody with the code may read: how current it is, what it does not show. No name."""
    found = selectors.certificate(code)
    if found is None:
        return _revoked(request, code)
    is_holder = request.actor is not None and request.actor.person_id == found.person_id
    context = {"certificate": found, "is_holder": is_holder}
    response = render(request, "learn/certificate.html.jinja", context)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _revoked(request: Request, code: str) -> HttpResponse:
    """A record that was taken back says so; of one that never was, nothing is said."""
    on = selectors.revoked_on(code)
    if on is None:
        raise Http404
    response = render(request, "learn/revoked.html.jinja", {"code": code, "on": on}, status=410)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
