"""The landing page, the demo's doors, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from whetstone.apps.people import context, demo, organisations, places, selectors
from whetstone.apps.people.access import ACCOUNT, ANYBODY, open_to
from whetstone.apps.people.clock import real_now

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.web.request import Request

YEAR = 365 * 24 * 3600


@open_to(ANYBODY)
@require_safe
def doors(request: Request) -> HttpResponse:
    """What this is, in one screen, and whom to enter as."""
    is_open = demo.is_open(request)
    return render(
        request,
        "people/doors.html.jinja",
        {"demo_open": is_open, "has_owner": selectors.has_owner(), "doors": _doors()},
    )


def _doors() -> list[dict[str, str]]:
    said = {
        "marketer": (
            _("I do the work"),
            _("Up to ten questions, then your next 25 minutes, and why."),
            _("15 min"),
        ),
        "lead": (
            _("I lead the team"),
            _("What changed, whom it hits, and who is the only one who knows."),
            _("5 min"),
        ),
        "leader": (
            _("I decide"),
            _("One page: goals, what serves them, readiness, what to decide."),
            _("2 min"),
        ),
        "partner": (
            _("I advise from outside"),
            _("Campaigns argued from their own figures, each tied to a goal."),
            _("4 min"),
        ),
        "instructor": (
            _("I teach"),
            _("A class on a fixed edition, and what changed since your syllabus."),
            _("3 min"),
        ),
        "student": (
            _("I study"),
            _("Lessons of a quarter of an hour, and a certificate that stays honest."),
            _("5 min"),
        ),
        "editor": (
            _("I keep it true"),
            _("Claims with sources and dates, and changes that wait to be published."),
            _("4 min"),
        ),
    }
    return [
        {"role": role, "name": name, "say": say, "time": time}
        for role, (name, say, time) in said.items()
    ]


@open_to(ANYBODY)
@require_POST
def enter_demo(request: Request, role: str) -> HttpResponse:
    """Open a private copy and enter it as somebody."""
    if role not in demo.ROLES or not demo.is_open(request):
        raise Http404
    own = request.session.get("demo_workspace_id")
    try:
        entry = demo.enter(role, own, real_now())
    except demo.FullError as full:
        return render(request, "web/429.html.jinja", {"why": full.why}, status=429)
    if entry is None:
        return render(
            request,
            "web/429.html.jinja",
            {"why": _("The demo is not made yet: whetstone demo make.")},
            status=503,
        )
    if request.user.is_authenticated:
        logout(request)
    request.session["person_id"] = entry.person_id
    request.session["demo_workspace_id"] = entry.workspace_id
    actor = selectors.actor_for(entry.person_id)
    return redirect(context.landing(actor))


@open_to(ANYBODY)
@require_POST
def end_demo(request: Request) -> HttpResponse:
    """Throw the visitor's copy away."""
    own = request.session.get("demo_workspace_id")
    if own is not None:
        demo.throw_away(own)
        request.session.flush()
        messages.success(request, _("Your copy of the demo is thrown away."))
    return redirect("people:doors")


@open_to(ANYBODY)
@require_POST
def leave(request: Request) -> HttpResponse:
    """Sign out."""
    logout(request)
    messages.success(request, _("You are signed out."))
    return redirect("people:doors")


@open_to(ANYBODY)
@require_POST
def language(request: Request) -> HttpResponse:
    """Speak another language from now on, on the same page."""
    wanted = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = "/"
    answer = HttpResponseRedirect(back)
    if wanted in {code for code, _name in settings.LANGUAGES}:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, wanted, max_age=YEAR, samesite="Lax", httponly=True
        )
    return answer


@open_to(ACCOUNT)
@require_safe
def arrive(request: Request) -> HttpResponse:
    """After signing in: into the only workspace, or choose."""
    user_id = request.user.pk or 0
    mine = selectors.people_of_account(user_id)
    offers = organisations.offers_to(user_id, real_now())
    wanted = request.GET.get("person", "")
    chosen = [place for place in mine if str(place.pk) == wanted] or (
        mine if len(mine) == 1 and not offers and "stay" not in request.GET else []
    )
    if chosen:
        places.go_to(request, chosen[0].pk)
        back = request.GET.get("next", "/")
        if back != "/" and url_has_allowed_host_and_scheme(back, {request.get_host()}):
            return HttpResponseRedirect(back)
        return redirect(context.landing(selectors.actor_for(chosen[0].pk)))
    known = {"places": mine, "offers": offers, "owns": organisations.owns_any(user_id)}
    return render(request, "people/arrive.html.jinja", known)
