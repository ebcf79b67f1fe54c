"""Classes: the list, one class, and the way in for students."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from whetstone.apps.connect import forms, selectors, services
from whetstone.apps.people.access import ANYBODY, may, open_to
from whetstone.apps.people.clock import now_in, real_now
from whetstone.web.request import Right

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.apps.people.models import SchoolClass
    from whetstone.web.request import Actor, Request


@may(Right.INSTRUCTOR)
@require_http_methods(["GET", "POST"])
def classes(request: Request, actor: Actor) -> HttpResponse:
    """The classes of the school, and a new one."""
    form = forms.ClassForm(request.POST or None, today=actor.today)
    if request.method == "POST" and form.is_valid():
        made = services.start_class(
            workspace_id=actor.workspace_id,
            actor_id=actor.person_id,
            now=actor.now,
            **form.cleaned_data,
        )
        messages.success(request, _("The class is open. Give out its code."))
        return redirect("connect:school_class", class_id=made.pk)
    rows = selectors.classes(actor.workspace_id, today=actor.today)
    return render(request, "connect/classes.html.jinja", {"form": form, "classes": rows})


@may(Right.INSTRUCTOR)
@require_GET
def school_class(request: Request, actor: Actor, class_id: int) -> HttpResponse:
    """One class: its code, how far it is, what moved since its edition was pinned."""
    page = selectors.class_page(class_id, workspace_id=actor.workspace_id)
    if page is None:
        raise Http404
    join_url = request.build_absolute_uri(reverse("connect:join"))
    return render(request, "connect/class.html.jinja", {"page": page, "join_url": join_url})


@open_to(ANYBODY)
@require_http_methods(["GET", "POST"])
def join(request: Request) -> HttpResponse:
    """Take a place in a class. An account is needed; the code is kept while one signs up."""
    user = request.user
    asks = user.is_authenticated and not user.name
    initial = {"code": request.session.get("class_code", "")}
    today = real_now().date()
    form = forms.JoinForm(request.POST or None, asks_name=asks, today=today, initial=initial)
    if request.method == "POST" and form.is_valid() and form.school_class is not None:
        request.session["class_code"] = form.cleaned_data["code"]
        if not user.is_authenticated:
            return redirect(f"{reverse('account_signup')}?next={reverse('connect:join')}")
        return _take_place(request, form.school_class, form.cleaned_data.get("name") or user.name)
    return render(request, "connect/join.html.jinja", {"form": form})


def _take_place(request: Request, row: SchoolClass, name: str) -> HttpResponse:
    assert request.user.is_authenticated
    person = services.join(
        school_class=row, user=request.user, name=name, now=now_in(row.workspace)
    )
    request.session.pop("class_code", None)
    request.session["person_id"] = person.pk
    messages.success(request, _("You have a place in %(name)s.") % {"name": row.name})
    return redirect("learn:today")
