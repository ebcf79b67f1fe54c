"""Comparisons: set one up, draw its order, take in what happened, read what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.lead import effect_forms as forms
from whetstone.apps.lead import effect_pages as pages
from whetstone.apps.lead import effect_selectors as selectors
from whetstone.apps.lead import effect_services as services
from whetstone.apps.lead import effect_words as words
from whetstone.apps.lead.views import READERS, TAKERS
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Refused

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.apps.lead.effect_selectors import Held
    from whetstone.web.request import Actor, Request


@may(*READERS)
@require_safe
def effects(request: Request, actor: Actor) -> HttpResponse:
    """What is known of the training at each of four levels, and the comparisons."""
    known = {"page": pages.overview(actor), "sets_up": actor.has(*TAKERS)}
    return render(request, "lead/effects.html.jinja", known)


@may(*TAKERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_effect(request: Request, actor: Actor) -> HttpResponse:
    """Set up a comparison; its order is drawn at once, and once."""
    form = forms.DrawForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        made = services.draw(
            workspace_id=actor.workspace_id,
            plan=form.plan,
            form_key=form.cleaned_data["form_key"],
            actor_id=actor.person_id,
            now=actor.now,
        )
        messages.success(request, _("The order is drawn. It stays as it is."))
        return redirect("lead:effect", comparison_id=made.pk)
    return render(request, "lead/effect_new.html.jinja", {"form": form})


@may(*READERS)
@require_safe
def effect(request: Request, actor: Actor, comparison_id: int) -> HttpResponse:
    """What was drawn, what happened, and what that says."""
    return _shown(request, actor, _held(actor, comparison_id))


@may(*TAKERS)
@require_POST
def effect_outcomes(request: Request, actor: Actor, comparison_id: int) -> HttpResponse:
    """Take in figures, or say every fault beside what was pasted."""
    found = _held(actor, comparison_id)
    form = forms.OutcomesForm(request.POST, request.FILES, found=found, today=actor.today)
    if not form.is_valid():
        return _shown(request, actor, found, outcomes=form)
    try:
        taken = services.record_outcomes(
            workspace_id=actor.workspace_id,
            comparison_id=comparison_id,
            rows=form.taken,
            actor_id=actor.person_id,
            now=actor.now,
        )
    except Refused:
        messages.error(request, words.ended())
    else:
        messages.success(request, words.taken(taken))
    return redirect("lead:effect", comparison_id=comparison_id)


@may(*TAKERS)
@require_POST
def effect_costs(request: Request, actor: Actor, comparison_id: int) -> HttpResponse:
    """Say what the learning costs, and what one more is worth."""
    found = _held(actor, comparison_id)
    form = forms.CostForm(request.POST)
    if not form.is_valid():
        return _shown(request, actor, found, costs=form)
    try:
        services.say_cost(
            workspace_id=actor.workspace_id,
            comparison_id=comparison_id,
            actor_id=actor.person_id,
            now=actor.now,
            **form.cleaned_data,
        )
    except Refused:
        messages.error(request, words.ended())
    else:
        messages.success(request, _("Kept."))
    return redirect("lead:effect", comparison_id=comparison_id)


@may(*TAKERS)
@require_POST
def effect_end(request: Request, actor: Actor, comparison_id: int) -> HttpResponse:
    """Set a comparison aside, for a reason that stays beside it."""
    found = _held(actor, comparison_id)
    form = forms.EndForm(request.POST)
    if not form.is_valid():
        return _shown(request, actor, found, end=form)
    services.set_aside(
        workspace_id=actor.workspace_id,
        comparison_id=comparison_id,
        reason=form.cleaned_data["reason"],
        actor_id=actor.person_id,
        now=actor.now,
    )
    messages.success(request, _("Set aside. It stays readable, with the reason."))
    return redirect("lead:effect", comparison_id=comparison_id)


@may(*READERS)
@require_safe
def effect_panel(request: Request, actor: Actor, comparison_id: int) -> HttpResponse:  # noqa: ARG001  # every view has it
    """The figures as `whetstone effect` reads them."""
    return pages.panel_file(_held(actor, comparison_id), today=actor.today)


def _held(actor: Actor, comparison_id: int) -> Held:
    found = selectors.held(comparison_id, workspace_id=actor.workspace_id)
    if found is None:
        raise Http404
    return found


def _shown(request: Request, actor: Actor, found: Held, **bound: Any) -> HttpResponse:
    """The page of a comparison, with a form that has faults in place of a fresh one."""
    cost = found.cost
    said = {name: getattr(cost, name) for name in forms.CostForm.base_fields} if cost else None
    known = {
        "page": pages.comparison(found, today=actor.today),
        "outcomes": forms.OutcomesForm(found=found, today=actor.today),
        "costs": forms.CostForm(initial=said),
        "end": forms.EndForm(),
        "writes": actor.has(*TAKERS) and not found.is_ended,
    }
    return render(request, "lead/effect.html.jinja", known | bound)
