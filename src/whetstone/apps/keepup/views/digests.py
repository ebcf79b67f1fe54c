"""This month in your field, how to be told, and the one-click way out of the mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.keepup import digest_words, selectors, services
from whetstone.apps.keepup.forms import DigestForm
from whetstone.apps.keepup.rooms import shelves
from whetstone.apps.people.access import ANYBODY, may, open_to
from whetstone.apps.people.clock import real_now

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request

NOT_FOUND, UNPROCESSABLE = 404, 422


@may()
@require_safe
def digest(request: Request, actor: Actor) -> HttpResponse:
    """What changed within a month, what of it affects the reader, and when it is booked."""
    return _page(request, actor)


def _page(request: Request, actor: Actor, form: DigestForm | None = None) -> HttpResponse:
    page = selectors.digest_page(actor.person_id, workspace_id=actor.workspace_id, now=actor.now)
    context = {
        "page": page,
        "form": form,
        "words": digest_words,
        "shelves": shelves(actor, "keepup:digest"),
    }
    status = UNPROCESSABLE if form else 200
    return render(request, "keepup/digest.html.jinja", context, status=status)


@may()
@require_POST
def choice(request: Request, actor: Actor) -> HttpResponse:
    """Say how to be told: by mail once a week, in the app only, or not at all."""
    form = DigestForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, form)
    services.choose_digest(
        person_id=actor.person_id,
        workspace_id=actor.workspace_id,
        how=form.cleaned_data["how"],
        now=actor.now,
    )
    messages.success(request, _("Saved."))
    return redirect("keepup:digest")


@csrf_exempt
@open_to(ANYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: Request, token: str) -> HttpResponse:
    """No more mail: one button for people, one POST for mail programs (RFC 8058). No sign-in.

    The page names nobody: whoever holds the link can end the mail and learn nothing.
    """
    if request.method == "POST":
        known = services.unsubscribe(token=token, now=real_now())
    else:
        known = selectors.choice_of(token) is not None
    context = {"known": known, "done": known and request.method == "POST", "token": token}
    status = 200 if known else NOT_FOUND
    response = render(request, "keepup/unsubscribe.html.jinja", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
