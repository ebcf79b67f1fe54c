"""Who works here: the list, a paste or a file, one person, working hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.people import acts, directory, forms, roles, selectors, services
from whetstone.apps.people.access import may
from whetstone.apps.people.clock import real_now
from whetstone.web.request import Right

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request

KEEPERS = (Right.LEAD, Right.ADMIN, Right.INSTRUCTOR)


@may(*KEEPERS)
@require_safe
def people(request: Request, actor: Actor) -> HttpResponse:
    """Everybody here, page by page, what they may, and who has no account yet."""
    who = directory.LEFT if request.GET.get("who") == directory.LEFT else directory.HERE
    asked = directory.Asked(request.GET.get("find", "").strip()[:80], who)
    return render(
        request,
        "people/people.html.jinja",
        {
            "asked": asked,
            "page": directory.page(actor.workspace_id, asked, request.GET.get("page")),
            "here": directory.count(actor.workspace_id),
            "left": directory.count(actor.workspace_id, directory.LEFT),
            "roles": dict(roles.choices()),
            "link": request.session.pop("fresh_link", None),
            "audit": selectors.audit(actor.workspace_id, limit=8),
            "act_name": acts.act_name,
        },
    )


@may(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: Request, actor: Actor, person_id: int) -> HttpResponse:
    """One person: name, role, rights."""
    found = selectors.with_rights(person_id, workspace_id=actor.workspace_id)
    if found is None:
        raise Http404
    member, rights = found
    initial = {name: getattr(member, name) for name in ("name", "title", "role_id")}
    initial["rights"] = list(rights)
    form = forms.PersonForm(
        request.POST or None, initial=initial, may_make_admins=actor.has(Right.ADMIN)
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change_person(
                workspace_id=actor.workspace_id,
                person_id=person_id,
                actor_id=actor.person_id,
                now=actor.now,
                **form.cleaned_data,
            )
        except services.LastAdminError:
            form.add_error(
                "rights", _("Somebody must stay admin here. Make another person admin first.")
            )
        else:
            messages.success(request, _("Saved."))
            return redirect("people:people")
    return render(request, "people/person.html.jinja", {"form": form, "member": member})


@may(*KEEPERS)
@require_POST
def invite(request: Request, actor: Actor, person_id: int) -> HttpResponse:
    """Make a link that one person can become themselves with; it is shown once."""
    found = selectors.with_rights(person_id, workspace_id=actor.workspace_id)
    if found is None or actor.is_demo:
        raise Http404
    member, rights = found
    if Right.ADMIN in rights and not actor.has(Right.ADMIN):
        raise PermissionDenied  # whoever takes the link is that person
    token = services.invite(
        workspace_id=actor.workspace_id,
        person_id=person_id,
        actor_id=actor.person_id,
        now=real_now(),
    )
    address = request.build_absolute_uri(reverse("people:invitation", args=[token]))
    request.session["fresh_link"] = {"name": member.name, "address": address}
    return redirect("people:people")


@may()
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: Request, actor: Actor) -> HttpResponse:
    """One's own working pattern: nothing is ever booked outside it."""
    stretches = selectors.working_hours([actor.person_id]).get(actor.person_id, [])
    form = forms.HoursForm(request.POST or None, stretches=stretches)
    if request.method == "POST" and form.is_valid():
        services.set_hours(
            workspace_id=actor.workspace_id,
            person_id=actor.person_id,
            hours=form.cleaned_data["stretches"],
            actor_id=actor.person_id,
            now=actor.now,
        )
        messages.success(request, _("Saved. Nothing will be booked outside these hours."))
        return redirect("people:hours")
    days = [
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    ]
    return render(
        request, "people/hours.html.jinja", {"form": form, "days": list(enumerate(days))}
    )
