"""Certificates: a person's own, and the public page behind a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from whetstone.apps.learn import selectors
from whetstone.apps.learn.addresses import root_of
from whetstone.apps.learn.certificate_sheet import pdf_of
from whetstone.apps.learn.limits import limited
from whetstone.apps.learn.services.certificates import LESSONS, issue_level
from whetstone.apps.people.access import ANYBODY, may, open_to
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.web.address import address
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
    context = {
        "certificates": found,
        "courses": [one for one in courses if one.next],
        "towards": selectors.towards(actor.person_id, workspace_id=actor.workspace_id),
    }
    return render(request, "learn/certificates.html.jinja", context)


@may(Right.LEARNER)
@require_POST
def certify(request: Request, actor: Actor) -> HttpResponse:
    """Make a certificate of a level, where the lessons, a form and a judged task say so."""
    level = request.POST.get("level", "")
    try:
        made = issue_level(
            person_id=actor.person_id,
            workspace_id=actor.workspace_id,
            area_id=request.POST.get("area", ""),
            level=int(level) if level.isascii() and level.isdigit() else -1,
            now=actor.now,
        )
    except Missing as gone:
        raise Http404 from gone
    except Refused as no:
        lessons = _("The lessons of this area’s course have to be finished first.")
        task = _("A task of this area has to be judged first, by as many as it takes.")
        messages.info(request, lessons if no.what == LESSONS else task)
        return redirect("learn:certificates")
    return redirect("learn:certificate", made.code)


@open_to(ANYBODY)
@require_safe
@limited
def certificate(request: Request, code: str) -> HttpResponse:
    """What anybody with the code may read: how current it is, what it does not show. No name."""
    found = selectors.certificate(code)
    if found is None:
        return _revoked(request, code)
    is_holder = request.actor is not None and request.actor.person_id == found.person_id
    context = {"certificate": found, "is_holder": is_holder, "linkedin": ""}
    if is_holder and found.is_valid and not found.is_demo:
        context["linkedin"] = selectors.linkedin(found, root=root_of(request))
    name = "certificate" if found.level_name == "" else "certificate_level"
    response = render(request, f"learn/{name}.html.jinja", context)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@may(Right.LEARNER)
@require_safe
def on_paper(request: Request, actor: Actor, code: str) -> HttpResponse:
    """The holder's own certificate as PDF/A, with the day on which it was checked."""
    found = selectors.certificate(code)
    if found is None or found.person_id != actor.person_id:
        raise Http404
    made = pdf_of(found, page=root_of(request) + address("learn:certificate", found.code))
    answer = HttpResponse(made, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="certificate-{found.code}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _revoked(request: Request, code: str) -> HttpResponse:
    """A record that was taken back says so; of one that never was, nothing is said."""
    on = selectors.revoked_on(code)
    if on is None:
        raise Http404
    response = render(request, "learn/revoked.html.jinja", {"code": code, "on": on}, status=410)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
