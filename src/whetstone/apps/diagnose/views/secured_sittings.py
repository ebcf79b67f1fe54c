"""Sitting a secured form: the rules before it, its questions, and what it said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from whetstone.apps.diagnose import forms
from whetstone.apps.diagnose.secured import sitting, telling
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.web.request import Right

if TYPE_CHECKING:
    from whetstone.web.request import Actor, Request

UNPROCESSABLE = 422


@may(Right.LEARNER)
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: Request, actor: Actor, invitation_id: int) -> HttpResponse:
    """Before a secured form: its rules, its time, what it can say; POST begins it."""
    if request.method == "POST":
        return _begin(request, actor, invitation_id)
    found = telling.invitation(
        invitation_id, person_id=actor.person_id, workspace_id=actor.workspace_id, now=actor.now
    )
    if found is None:
        raise Http404
    if found.state == "sitting":
        return redirect("diagnose:form_question", invitation_id)
    if found.state in {"sat", "broken"}:
        return redirect("diagnose:form_verdict", invitation_id)
    return render(request, "diagnose/sit_form.html.jinja", {"page": found})


def _begin(request: Request, actor: Actor, invitation_id: int) -> HttpResponse:
    try:
        sitting.begin(
            invitation_id=invitation_id,
            person_id=actor.person_id,
            workspace_id=actor.workspace_id,
            now=actor.now,
        )
    except Missing as gone:
        raise Http404 from gone
    except Refused:
        why = _(
            "It cannot be begun: it is closed, nothing in it can be asked just now, or you may "
            "read its questions by now."
        )
        messages.info(request, why)
        return redirect("diagnose:begin")
    return redirect("diagnose:form_question", invitation_id)


@may(Right.LEARNER)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: Request, actor: Actor, invitation_id: int) -> HttpResponse:
    """The open question of a secured form, and the answer to it; nothing is explained."""
    if request.method == "POST":
        return _answer(request, actor, invitation_id)
    return _shown(request, actor, invitation_id, forms.Filled(None))


def _answer(request: Request, actor: Actor, invitation_id: int) -> HttpResponse:
    who = {"person_id": actor.person_id, "workspace_id": actor.workspace_id}
    place = forms.read_place(request.POST)
    asked = sitting.question_at(invitation_id=invitation_id, place=place, **who)
    if asked is None:
        raise Http404
    filled = forms.read_answer(asked.payload, request.POST)
    if filled.answer is None:
        return _shown(request, actor, invitation_id, filled)
    try:
        sitting.answer(
            invitation_id=invitation_id, place=place, given=filled.answer, now=actor.now, **who
        )
    except (Missing, Faults) as gone:
        raise Http404 from gone
    return redirect("diagnose:form_question", invitation_id)


def _shown(
    request: Request, actor: Actor, invitation_id: int, filled: forms.Filled
) -> HttpResponse:
    try:
        opened = sitting.stand(
            invitation_id=invitation_id,
            person_id=actor.person_id,
            workspace_id=actor.workspace_id,
            now=actor.now,
        )
    except Missing as gone:
        raise Http404 from gone
    if opened is None:
        return redirect("diagnose:form_verdict", invitation_id)
    context = telling.question_page(opened, filled, now=actor.now)
    status = UNPROCESSABLE if filled.faults else 200
    return render(request, "diagnose/form_question.html.jinja", context, status=status)


@may(Right.LEARNER)
@require_safe
def verdict(request: Request, actor: Actor, invitation_id: int) -> HttpResponse:
    """What a secured form said: the level, its chance and error; answers once it is closed."""
    found = telling.end_of(
        invitation_id, person_id=actor.person_id, workspace_id=actor.workspace_id, now=actor.now
    )
    if found is None:
        raise Http404
    if found.state in {"invited", "sitting", "lapsed"}:
        return redirect("diagnose:sit_form", invitation_id)
    return render(request, "diagnose/form_verdict.html.jinja", {"page": found})
