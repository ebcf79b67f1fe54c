"""A real start: the owner's first page, and invitations that work without mail."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from whetstone.apps.people import demo, places, selectors, services
from whetstone.apps.people.access import ANYBODY, open_to
from whetstone.apps.people.clock import real_now
from whetstone.apps.people.forms import StartForm

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.web.request import Request

BACKEND = "django.contrib.auth.backends.ModelBackend"


def _wanted_code(request: Request) -> str:
    """What a visitor from elsewhere must know.

    A code written beside the store, for its owner alone.
    """
    if demo.is_local(request):
        return ""
    path = settings.HOME / "first-run-code"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(9), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


@open_to(ANYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request) -> HttpResponse:
    """The first run: who owns this installation, and their first workspace."""
    if selectors.has_owner():
        return render(request, "people/started.html.jinja", {})
    form = StartForm(request.POST or None, wanted_code=_wanted_code(request))
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in form.cleaned_data if name != "code"}
        person = services.start(**facts, now=real_now())
        if person is None or person.user is None:
            return redirect("people:start")
        login(request, person.user, backend=BACKEND)
        places.go_to(request, person.pk)
        messages.success(request, _("The workspace is yours. Who else works in it?"))
        return redirect("people:people")
    return render(request, "people/start.html.jinja", {"form": form})


@open_to(ANYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: Request, token: str) -> HttpResponse:
    """Become the person somebody has invited: with the account in use, or a new one."""
    now = real_now()
    found = selectors.open_invitation(services.token_hash(token), now)
    if found is None:
        return render(request, "people/invitation_over.html.jinja", {}, status=404)
    if request.method == "POST" and request.user.is_authenticated:
        if services.take_invitation(invitation=found, user=request.user, now=now):
            places.go_to(request, found.person_id)
            request.session.pop("invitation", None)
            return redirect("people:hours")
        messages.warning(request, _("This account has a place in the workspace already."))
        return redirect("people:arrive")
    request.session["invitation"] = token
    return render(request, "people/invitation.html.jinja", {"invitation": found, "token": token})
