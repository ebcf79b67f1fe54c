"""Goals, campaigns, and what was decided about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.people.access import may
from whetstone.apps.plan import (
    approved_pages,
    campaign_pages,
    campaign_selectors,
    figures_pages,
    figures_selectors,
    forms,
    hours_selectors,
    pages,
    selectors,
    services,
)
from whetstone.apps.plan.campaign_answers import SayForm
from whetstone.apps.plan.hours_words import hours_words
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.web.request import Right
from whetstone.web.wording import number

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpResponse

    from whetstone.apps.plan.models import Goal
    from whetstone.apps.plan.selectors import CampaignView
    from whetstone.web.request import Actor, Request

READERS = (Right.LEARNER, Right.LEAD, Right.PARTNER, Right.LEADER, Right.EDITOR)
DECIDERS = (Right.LEAD, Right.PARTNER)


@may(*READERS)
@require_safe
def goals(request: Request, actor: Actor) -> HttpResponse:
    """What is wanted, what serves it, and what rests on something that is no longer so."""
    board = selectors.board(actor.workspace_id, today=actor.today)
    page = pages.GoalsPage(board, decides=actor.has(*DECIDERS))
    tree = selectors.tree_of(board)
    covered = figures_selectors.coverage(actor.workspace_id, tree)
    known = {"page": page, "board": board, "decides": actor.has(*DECIDERS)}
    touched = campaign_selectors.touched_campaigns(actor.workspace_id, today=actor.today)
    known["touched"] = campaign_pages.touched_lines(touched, board.campaigns)
    known["coverage"] = figures_pages.coverage_words(covered)
    known["hours"] = hours_words(hours_selectors.hours(actor.workspace_id, tree), board)
    return render(request, "plan/goals.html.jinja", known)


@may(*DECIDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_goal(request: Request, actor: Actor) -> HttpResponse:
    """A new node of the tree."""
    form = forms.GoalForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        services.create_goal(
            workspace_id=actor.workspace_id,
            actor_id=actor.person_id,
            now=actor.now,
            **form.cleaned_data,
        )
        messages.success(request, _("The goal stands in the tree."))
        return redirect("plan:goals")
    known = {"form": form, "goal": None}
    return render(request, "plan/goal.html.jinja", known, status=_status(form))


@may(*DECIDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def goal(request: Request, actor: Actor, goal_id: int) -> HttpResponse:
    """One node: its words, its numbers, what it rests on."""
    row = selectors.goal_row(goal_id, workspace_id=actor.workspace_id)
    if row is None:
        raise Http404
    form = forms.GoalForm(request.POST or None, actor=actor, goal=row)
    if request.method == "POST" and form.is_valid():
        era = form.cleaned_data["era"]
        services.change_goal(
            workspace_id=actor.workspace_id,
            goal_id=goal_id,
            actor_id=actor.person_id,
            now=actor.now,
            **form.cleaned_data,
        )
        messages.success(request, _("The goal is changed."))
        if "" not in {row.era, era} and row.era != era and selectors.readings_of(goal_id):
            messages.info(
                request,
                _(
                    "Its figures so far were counted another way and are not joined with those to "
                    "come. Look whether baseline and target still fit."
                ),
            )
        return redirect("plan:goals")
    return _goal_page(request, row, form, forms.ReadingForm(today=actor.today))


@may(*DECIDERS)
@require_POST
def goal_removal(request: Request, actor: Actor, goal_id: int) -> HttpResponse:
    """A node on which nothing hangs goes out of the tree."""
    try:
        services.remove_goal(
            workspace_id=actor.workspace_id,
            goal_id=goal_id,
            actor_id=actor.person_id,
            now=actor.now,
        )
    except Missing:
        raise Http404 from None
    except Refused:
        messages.warning(request, _("Something hangs on it, so it stays. Move that first."))
        return redirect("plan:goal", goal_id=goal_id)
    messages.success(request, _("It is out of the tree."))
    return redirect("plan:goals")


@may(*DECIDERS)
@require_POST
def readings(request: Request, actor: Actor, goal_id: int) -> HttpResponse:
    """A new figure of a goal."""
    row = selectors.goal_row(goal_id, workspace_id=actor.workspace_id)
    if row is None:
        raise Http404
    reading = forms.ReadingForm(request.POST, today=actor.today)
    if reading.is_valid():
        services.add_reading(
            workspace_id=actor.workspace_id,
            goal_id=goal_id,
            actor_id=actor.person_id,
            now=actor.now,
            **reading.cleaned_data,
        )
        messages.success(request, _("The figure is written down."))
        return redirect("plan:goal", goal_id=goal_id)
    return _goal_page(request, row, forms.GoalForm(actor=actor, goal=row), reading)


def _goal_page(
    request: Request, row: Goal, form: forms.GoalForm, reading: forms.ReadingForm
) -> HttpResponse:
    known = {
        "form": form,
        "goal": row,
        "reading": reading,
        "readings": selectors.readings_of(row.pk),
        "holds_nothing": selectors.holds_nothing(row.pk),
    }
    return render(request, "plan/goal.html.jinja", known, status=_status(form, reading))


def _status(*shown: Form) -> int:
    """A form that comes back as it was sent was refused."""
    return 422 if any(one.is_bound for one in shown) else 200


@may(*READERS)
@require_safe
def campaign(request: Request, actor: Actor, campaign_id: int) -> HttpResponse:
    """What to count and for how long, and why."""
    view = _campaign(actor, campaign_id)
    ask = forms.AskForm(request.GET if "n" in request.GET else forms.USUAL_QUESTION)
    page = pages.campaign_page(view, actor, ask=ask)
    known = {"page": page, "campaign": view, "ask": ask, "decides": actor.has(*DECIDERS)}
    known["form"] = forms.DecisionForm(initial=page.initial)
    known |= _parts(actor, view)
    return render(request, "plan/campaign.html.jinja", known)


@may(*DECIDERS)
@require_POST
def decision(request: Request, actor: Actor, campaign_id: int) -> HttpResponse:
    """Take an objective; its reasons are kept as they stand now."""
    view = _campaign(actor, campaign_id)
    form = forms.DecisionForm(request.POST)
    if not form.is_valid():
        ask = forms.AskForm(forms.USUAL_QUESTION)
        page = pages.campaign_page(view, actor, ask=ask)
        known = {"page": page, "campaign": view, "ask": ask, "decides": True, "form": form}
        known |= _parts(actor, view)
        return render(request, "plan/campaign.html.jinja", known, status=422)
    services.decide(
        workspace_id=actor.workspace_id,
        view=view,
        argument=selectors.argument(view),
        actor_id=actor.person_id,
        now=actor.now,
        **form.cleaned_data,
    )
    messages.success(request, _("The objective is taken. Its reasons are kept as they stand now."))
    return redirect("plan:campaign", campaign_id=campaign_id)


@may(*DECIDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_campaign(request: Request, actor: Actor) -> HttpResponse:
    """A new campaign."""
    form = forms.CampaignForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        made = services.create_campaign(
            workspace_id=actor.workspace_id,
            actor_id=actor.person_id,
            now=actor.now,
            rests_on=form.cleaned_data["rests_on"],
            **form.facts,
        )
        messages.success(request, _("The campaign is here. Its figures come next."))
        return redirect("plan:figures", campaign_id=made.pk)
    known = {"form": form, "campaign": None}
    return render(request, "plan/campaign_form.html.jinja", known, status=_status(form))


@may(*DECIDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_campaign(request: Request, actor: Actor, campaign_id: int) -> HttpResponse:
    """Change a campaign's words, dates and numbers."""
    row = selectors.campaign_row(campaign_id, workspace_id=actor.workspace_id)
    if row is None:
        raise Http404
    form = forms.CampaignForm(request.POST or None, actor=actor, campaign=row)
    if request.method == "POST" and form.is_valid():
        services.change_campaign(
            workspace_id=actor.workspace_id,
            campaign_id=campaign_id,
            actor_id=actor.person_id,
            now=actor.now,
            rests_on=form.cleaned_data["rests_on"],
            **form.facts,
        )
        messages.success(request, _("The campaign is changed, and its objective argued again."))
        return redirect("plan:campaign", campaign_id=campaign_id)
    known = {"form": form, "campaign": row}
    return render(request, "plan/campaign_form.html.jinja", known, status=_status(form))


@may(*DECIDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def figures(request: Request, actor: Actor, campaign_id: int) -> HttpResponse:
    """Paste the campaign's own days."""
    view = _campaign(actor, campaign_id)
    form = forms.FiguresForm(request.POST or None, today=actor.today)
    if request.method == "POST" and form.is_valid():
        n = services.add_figures(
            workspace_id=actor.workspace_id,
            campaign_id=campaign_id,
            rows=form.days,
            actor_id=actor.person_id,
            now=actor.now,
        )
        messages.success(
            request, ngettext("%(n)s day is in.", "%(n)s days are in.", n) % {"n": number(n)}
        )
        return redirect("plan:campaign", campaign_id=campaign_id)
    known = {"form": form, "campaign": view}
    return render(request, "plan/figures.html.jinja", known, status=_status(form))


def _campaign(actor: Actor, campaign_id: int) -> CampaignView:
    found = selectors.campaign(campaign_id, workspace_id=actor.workspace_id, today=actor.today)
    if found is None:
        raise Http404
    return found


def _parts(actor: Actor, view: CampaignView) -> dict[str, Any]:
    """What the campaign's page says of its parts."""
    whole = campaign_selectors.whole(view, workspace_id=actor.workspace_id, today=actor.today)
    return {
        "whole": campaign_pages.whole_page(whole, view, actor), "say": SayForm(),
        "seal": whole.seal, "approved": approved_pages.approved(whole),
    }  # fmt: skip
