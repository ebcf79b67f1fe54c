"""What an admin decides about people's data, and the way back into an account without mail."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from whetstone.apps.people import letting_go, rules, selectors, ways_back
from whetstone.apps.people.access import ANYBODY, asks_again, may, open_to
from whetstone.apps.people.clock import real_now
from whetstone.apps.people.trust_forms import NewPasswordForm, RetentionForm
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.web.request import Right

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request


@may(Right.ADMIN)
@asks_again
@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: Request, actor: Actor) -> HttpResponse:
    """How long things are kept, and what the last run let go of."""
    stand = rules.of(actor.workspace_id)
    form = RetentionForm(request.POST or None, initial=asdict(stand))
    if request.method == "POST" and form.is_valid():
        rules.set_retention(
            workspace_id=actor.workspace_id,
            days=form.cleaned_data,
            actor_id=actor.person_id,
            now=actor.now,
        )
        messages.success(request, _("Saved. The next run keeps to it."))
        return redirect("people:retention")
    known = {"form": form, "rules": stand, "run": letting_go.last_run()}
    return render(request, "people/retention.html.jinja", known)


@may(Right.ADMIN)
@asks_again
@require_POST
def works_council(request: Request, actor: Actor) -> HttpResponse:
    """Show no verdicts about persons at all, or let people share theirs again."""
    on = request.POST.get("on") == "1"
    changed = rules.set_works_council(
        workspace_id=actor.workspace_id, on=on, actor_id=actor.person_id, now=actor.now
    )
    if changed and on:
        messages.success(request, _("No verdict about a person is shown here any more."))
    elif changed:
        messages.success(
            request, _("People may share verdicts again. Nothing is shared until they choose.")
        )
    return redirect("people:retention")


@may(Right.ADMIN)
@asks_again
@require_POST
def way_back(request: Request, actor: Actor, person_id: int) -> HttpResponse:
    """Make a link by which somebody sets a new password; it is shown once."""
    member = selectors.member(person_id, workspace_id=actor.workspace_id)
    if member is None or actor.is_demo:
        raise Http404
    try:
        token = ways_back.make(
            person_id=person_id,
            workspace_id=actor.workspace_id,
            actor_id=actor.person_id,
            now=real_now(),
        )
    except Missing as missing:
        raise Http404 from missing
    except Refused as refused:
        messages.warning(request, _why_not(refused.why))
        return redirect("people:person", person_id=person_id)
    address = request.build_absolute_uri(reverse("people:new_password", args=[token]))
    request.session["fresh_link"] = {"name": member.name, "address": address}
    return redirect("people:people")


def _why_not(why: str) -> str:
    return {
        "no_account": _("There is no account yet. An invitation lets them make one."),
        "yourself": _("You are signed in: change your own password on its page."),
        "keeps_all": _(
            "This account keeps the whole installation; its way back is on the machine."
        ),
        "elsewhere": _(
            "This account also stands in a workspace that you do not keep, so no link from here "
            "may open it. Whoever keeps the installation can set a password on the machine."
        ),
    }[why]


@open_to(ANYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: Request, token: str) -> HttpResponse:
    """Set a new password by a link that an admin made; it opens once."""
    now = real_now()
    owner = ways_back.owner(token, now=now)
    if owner is None:
        return render(request, "people/way_back_over.html.jinja", {}, status=404)
    form = NewPasswordForm(request.POST or None, owner=owner)
    if request.method == "POST" and form.is_valid():
        if ways_back.take(token=token, password=form.cleaned_data["password"], now=now):
            messages.success(request, _("The password is set. Sign in with it."))
        return redirect("account_login")
    answer = render(request, "people/way_back.html.jinja", {"form": form, "owner": owner})
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
