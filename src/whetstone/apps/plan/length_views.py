"""How long a campaign runs, what it is held against, and looking at it on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from whetstone.apps.people.access import may
from whetstone.apps.plan import length_forms as forms
from whetstone.apps.plan import length_pages as pages
from whetstone.apps.plan import length_selectors as selectors
from whetstone.apps.plan import length_services as services
from whetstone.apps.plan import selectors as plan
from whetstone.apps.plan.argument import argue_case
from whetstone.apps.plan.matching_selectors import planned_in
from whetstone.apps.plan.views import DECIDERS, READERS
from whetstone.web.wording import typed

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.apps.plan.selectors import CampaignView
    from whetstone.web.request import Actor, Request

UNPROCESSABLE = 422
USUAL = {"split": "on", "regions": "0"}


@may(*READERS)
@require_safe
def length(request: Request, actor: Actor, campaign_id: int) -> HttpResponse:
    """Which condition binds, what to hold out, what looking early costs, the looks so far."""
    return _page(request, actor, _campaign(actor, campaign_id))


@may(*DECIDERS)
@require_POST
def length_choice(request: Request, actor: Actor, campaign_id: int) -> HttpResponse:
    """Choose what the campaign is held against and when it is read."""
    view = _campaign(actor, campaign_id)
    found = plan.argument(view)
    form = forms.ChoiceForm(request.POST, has_rate=_has_rate(view))
    if not form.is_valid():
        return _page(request, actor, view, choice=form)
    services.choose(
        workspace_id=actor.workspace_id, view=view, argument=found,
        actor_id=actor.person_id, now=actor.now, **form.facts,
    )  # fmt: skip
    messages.success(request, _("This is how it is read. Its figures are kept as they stand."))
    return redirect("plan:length", campaign_id=campaign_id)


@may(*DECIDERS)
@require_POST
def length_look(request: Request, actor: Actor, campaign_id: int) -> HttpResponse:
    """Bring the people and acts of both parts."""
    view = _campaign(actor, campaign_id)
    form = forms.LookForm(request.POST, first=view.starts_on, today=actor.today)
    if not form.is_valid():
        return _page(request, actor, view, look=form)
    services.add_look(
        workspace_id=actor.workspace_id, campaign_id=campaign_id, actor_id=actor.person_id,
        now=actor.now, **form.cleaned_data,
    )  # fmt: skip
    messages.success(request, _("The look is written down."))
    return redirect("plan:length", campaign_id=campaign_id)


def _page(request: Request, actor: Actor, view: CampaignView, **bound: Any) -> HttpResponse:
    """The page; a form that was refused comes back with what was typed."""
    case = plan.case(view)
    found = argue_case(case)
    made = selectors.choices(view.id)
    hold = forms.HoldForm(request.GET if "regions" in request.GET else USUAL)
    can: dict[str, Any] = hold.cleaned_data if hold.is_valid() else {"split": True, "regions": 0}
    judge = selectors.stood(made, view)
    tau = judge.says.get("tau") if judge else None
    page = pages.length_page(
        view, found, made=made, looks=selectors.looks(view.id, tau=tau), today=actor.today,
        held=(can["split"], can["regions"], planned_in(view.id)),
        beside=selectors.beside(
            view, case, days=found.days or view.planned_days, workspace_id=actor.workspace_id
        ),
    )  # fmt: skip
    first = made[0] if made else None
    usual = {
        "control": first.control if first else page.proposed,
        "held_out": first.held_out if first else "",
        "rule": first.rule if first else selectors.FIXED,
        "expected": typed(round(100 * (first.expected if first else view.lift), 1)),
    }
    known = {
        "page": page, "campaign": view, "hold": hold, "decides": actor.has(*DECIDERS),
        "is_over": actor.today > view.ends_on, "has_begun": actor.today >= view.starts_on,
        "choice": forms.ChoiceForm(initial=usual, has_rate=_has_rate(view)),
        "look": forms.LookForm(
            first=view.starts_on, today=actor.today, initial={"on": actor.today}
        ),
        **bound,
    }  # fmt: skip
    return render(request, "plan/length.html.jinja", known, status=UNPROCESSABLE if bound else 200)


def _has_rate(view: CampaignView) -> bool:
    found = plan.argument(view)
    row = found.objective.row(found.counts or found.goal)
    return row is not None and row.rate.is_known and row.rate.value > 0


def _campaign(actor: Actor, campaign_id: int) -> CampaignView:
    found = plan.campaign(campaign_id, workspace_id=actor.workspace_id, today=actor.today)
    if found is None:
        raise Http404
    return found
