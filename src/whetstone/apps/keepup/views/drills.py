"""Drills: making one of a near miss, running it, and comparing with the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from whetstone.apps.keepup import inbox_forms, inbox_words, services
from whetstone.apps.keepup.selectors import near_misses as selectors
from whetstone.apps.people.access import may
from whetstone.web.request import Right

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request


@may(Right.LEAD, Right.EDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_drill(request: Request, actor: Actor, near_miss_id: int) -> HttpResponse:
    """Make a drill of a near miss: the situation, the first move, the steps."""
    view = selectors.near_miss(near_miss_id, workspace_id=actor.workspace_id)
    if view is None:
        raise Http404
    form = inbox_forms.DrillForm(request.POST or None, initial={"situation": view.row.almost})
    if request.method == "POST" and form.is_valid():
        made = services.make_drill(
            near_miss_id=near_miss_id,
            workspace_id=actor.workspace_id,
            person_id=actor.person_id,
            now=actor.now,
            **form.cleaned_data,
        )
        messages.success(request, _("The drill is here. Anybody in the workspace can run it."))
        return redirect("keepup:drill", drill_id=made.pk)
    status = 422 if request.method == "POST" else 200
    known = {"view": view, "form": form}
    return render(request, "keepup/new_drill.html.jinja", known, status=status)


@may()
@require_http_methods(["GET", "HEAD", "POST"])
def drill(request: Request, actor: Actor, drill_id: int) -> HttpResponse:
    """The situation first; the steps only after one's own answer."""
    view = _drill(drill_id, actor)
    form = inbox_forms.RunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = services.run_drill(
            drill_id=drill_id,
            workspace_id=actor.workspace_id,
            person_id=actor.person_id,
            now=actor.now,
            **form.cleaned_data,
        )
        return redirect("keepup:drill_run", drill_id=drill_id, run_id=made.pk)
    known = {"view": view, "form": form, "say": inbox_words}
    status = 422 if request.method == "POST" else 200
    return render(request, "keepup/drill.html.jinja", known, status=status)


@may()
@require_safe
def run(request: Request, actor: Actor, drill_id: int, run_id: int) -> HttpResponse:
    """One's own answer beside the steps; nobody else can open it."""
    view = _drill(drill_id, actor)
    mine = selectors.own_run(
        run_id, drill_id=drill_id, person_id=actor.person_id, workspace_id=actor.workspace_id
    )
    if mine is None:
        raise Http404
    known = {"view": view, "run": mine, "say": inbox_words}
    return render(request, "keepup/drill_run.html.jinja", known)


def _drill(drill_id: int, actor: Actor) -> selectors.DrillView:
    view = selectors.drill(drill_id, workspace_id=actor.workspace_id, person_id=actor.person_id)
    if view is None:
        raise Http404
    return view
