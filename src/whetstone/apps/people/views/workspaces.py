"""A workspace's settings, its colour, and the code by which people come in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.people import codes, organising, places, selectors, tries
from whetstone.apps.people.access import ANYBODY, may, open_to
from whetstone.apps.people.clock import now_in, real_now
from whetstone.apps.people.firm_forms import ComeInForm, NameForm, WorkspaceForm
from whetstone.core.kernel.errors import Refused
from whetstone.web import colour
from whetstone.web.request import Right

if TYPE_CHECKING:
    from whetstone.apps.people.models import User, Workspace
    from whetstone.web.request import Actor, Request

A_YEAR = 365 * 24 * 3600


@may(Right.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def workspace(request: Request, actor: Actor) -> HttpResponse:
    """What a workspace is called, speaks, and when it rests; the code that leads in."""
    found = selectors.workspace(actor.workspace_id)
    initial: dict[str, Any] = {name: getattr(found, name) for name in organising.SETTINGS}
    initial["weekend"] = list(found.weekend)
    form = WorkspaceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        organising.set_workspace(
            workspace_id=actor.workspace_id,
            settings=form.cleaned_data,
            actor_id=actor.person_id,
            now=actor.now,
        )
        messages.success(request, _("Saved."))
        return redirect("people:workspace")
    known = {"form": form, "code": _code(request, actor), "accent": _accent(found.colour)}
    return render(request, "people/workspace.html.jinja", known)


def _code(request: Request, actor: Actor) -> dict[str, Any] | None:
    found = None if actor.is_demo else codes.open_code(actor.workspace_id, real_now())
    if found is None:
        return None
    address = request.build_absolute_uri(reverse("people:come_in"))
    return {
        "shown": codes.shown(found.code),
        "until": found.expires_at,
        "address": f"{address}?code={found.code}",
    }


def _accent(chosen: str) -> colour.Accent | None:
    return colour.accent(chosen) if chosen else None


@may(Right.ADMIN)
@require_POST
def code_change(request: Request, actor: Actor) -> HttpResponse:
    """Make a code, or another in its place: the one before leads nowhere."""
    if actor.is_demo:
        raise Http404
    codes.change(workspace_id=actor.workspace_id, actor_id=actor.person_id, now=real_now())
    messages.success(request, _("A new code. The one before leads nowhere now."))
    return redirect(f"{reverse('people:workspace')}#code")


@may(Right.ADMIN)
@require_POST
def code_end(request: Request, actor: Actor) -> HttpResponse:
    """End the code: only links lead in."""
    codes.end(workspace_id=actor.workspace_id, actor_id=actor.person_id, now=real_now())
    messages.success(request, _("Ended. Nobody comes in by a code now."))
    return redirect(f"{reverse('people:workspace')}#code")


@open_to(ANYBODY)
@require_safe
def accent(request: Request, hue: str) -> HttpResponse:
    """A workspace's colour as a style sheet, for light pages and dark ones."""
    del request
    try:
        found = colour.accent(hue)
    except Refused as refused:
        raise Http404 from refused
    answer = HttpResponse(
        f":root{{--brand:light-dark({found.light},{found.dark})}}", content_type="text/css"
    )
    answer.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return answer


@open_to(ANYBODY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def come_in(request: Request) -> HttpResponse:
    """A workspace's code, then an account, then a place in it as a learner."""
    if request.method == "POST" and "code" in request.POST:
        return _take_code(request)
    wanted = codes.behind(request.session.get("workspace_code", ""), real_now())
    if wanted is None or "other" in request.GET:
        form = ComeInForm(initial={"code": codes.plain(request.GET.get("code", ""))})
        return render(request, "people/come_in.html.jinja", {"form": form, "wanted": None})
    if not request.user.is_authenticated:
        return render(request, "people/come_in.html.jinja", {"wanted": wanted})
    return _take_place(request, wanted)


def _take_code(request: Request) -> HttpResponse:
    """Keep a right code in the session; count a wrong one."""
    now = real_now()
    if tries.wait(request.session, now):
        why = _("Too many wrong codes. Wait an hour, and ask for the code once more.")
        return render(request, "web/429.html.jinja", {"why": why}, status=429)
    form = ComeInForm(request.POST)
    code = codes.plain(form.data.get("code", ""))
    if form.is_valid() and codes.behind(code, now) is None:
        tries.count_wrong(request.session, now)
        form.add_error("code", _("This code leads nowhere, or not any more. Ask for the new one."))
    if not form.is_valid():
        return render(request, "people/come_in.html.jinja", {"form": form, "wanted": None})
    request.session["workspace_code"] = code
    return redirect("people:come_in")


def _take_place(request: Request, wanted: Workspace) -> HttpResponse:
    user = cast("User", request.user)
    form = NameForm(request.POST or None, initial={"name": user.name})
    if request.method != "POST" or not form.is_valid():
        known = {"wanted": wanted, "name_form": form}
        return render(request, "people/come_in.html.jinja", known)
    try:
        person = codes.come_in(
            code=request.session.pop("workspace_code"), user=user, now=now_in(wanted),
            **form.cleaned_data,
        )  # fmt: skip
    except Refused:
        messages.error(request, _("This place was closed to you. Ask an admin to bring you back."))
        return redirect("people:arrive")
    places.go_to(request, person.pk)
    messages.success(request, _("You have a place in %(name)s.") % {"name": wanted.name})
    return redirect("people:hours")
