"""The read-out of a campaign: as a page, on paper, in a spreadsheet; and its signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from whetstone.apps.people.access import asks_again, may
from whetstone.apps.plan import readout_forms as forms
from whetstone.apps.plan import readout_pages as pages
from whetstone.apps.plan import readout_paper as papers
from whetstone.apps.plan import readout_selectors as selectors
from whetstone.apps.plan import readout_services as services
from whetstone.apps.plan import selectors as plan
from whetstone.apps.plan.views import DECIDERS, READERS
from whetstone.core.kernel.errors import Refused

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.apps.plan.models_readout import CampaignReadout
    from whetstone.apps.plan.readout_paper import Paper
    from whetstone.apps.plan.selectors import CampaignView
    from whetstone.web.request import Actor, Request


@may(*READERS)
@require_safe
def read_out(request: Request, actor: Actor, campaign_id: int) -> HttpResponse:
    """What we said, what happened, what we know, what we do not."""
    return _page(request, actor, campaign_id, forms.SignForm())


@may(*DECIDERS)
@asks_again
@require_http_methods(["GET", "HEAD", "POST"])
def read_out_signature(request: Request, actor: Actor, campaign_id: int) -> HttpResponse:
    """Sign the read-out as it was read: from then on it stands as it is."""
    view = _campaign(actor, campaign_id)
    if request.method != "POST":
        return redirect(f"{reverse('plan:read_out', kwargs={'campaign_id': view.id})}#sign")
    form = forms.SignForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, campaign_id, form)
    found = selectors.facts(view, workspace_id=actor.workspace_id, today=actor.today)
    try:
        services.sign(
            workspace_id=actor.workspace_id, campaign_id=campaign_id, facts=found,
            today=actor.today, actor_id=actor.person_id, now=actor.now, **form.cleaned_data,
        )  # fmt: skip
    except Refused as refused:
        form.add_error(None, _why_not(refused.why))
        return _page(request, actor, campaign_id, form)
    messages.success(request, _("Signed. The read-out stands as it is from now on."))
    return redirect("plan:read_out", campaign_id=campaign_id)


def _why_not(why: str) -> str:
    if why == "moved":
        return _(
            "The figures have changed since you read them. Here they are as they stand now: read "
            "them, then sign. Your words are kept below."
        )
    if why == "signed":
        return _("It was signed before, and that stands. Your words were not added to it.")
    return _("The campaign still runs. Sign it when it is over.")


@may(*READERS)
@require_safe
def read_out_pdf(_request: Request, actor: Actor, campaign_id: int) -> HttpResponse:
    """The read-out as a PDF."""
    paper, _view, signature, _found = _paper(actor, campaign_id)
    return papers.as_pdf(paper, now=signature.at if signature else actor.now)


@may(*READERS)
@require_safe
def read_out_csv(_request: Request, actor: Actor, campaign_id: int) -> HttpResponse:
    """The read-out as one table."""
    return papers.as_csv(_paper(actor, campaign_id)[0])


@may(*READERS)
@require_safe
def read_out_xlsx(_request: Request, actor: Actor, campaign_id: int) -> HttpResponse:
    """The read-out as a workbook."""
    return papers.as_workbook(_paper(actor, campaign_id)[0])


def _paper(
    actor: Actor, campaign_id: int
) -> tuple[Paper, CampaignView, CampaignReadout | None, dict[str, Any]]:
    view = _campaign(actor, campaign_id)
    signature = selectors.signed(view.id)
    found = (
        signature.facts
        if signature is not None
        else selectors.facts(view, workspace_id=actor.workspace_id, today=actor.today)
    )
    return pages.paper(found, signature=signature, zone=actor.time_zone), view, signature, found


def _page(request: Request, actor: Actor, campaign_id: int, form: forms.SignForm) -> HttpResponse:
    paper, view, signature, found = _paper(actor, campaign_id)
    known = {
        "paper": paper, "campaign": view, "form": form, "is_signed": signature is not None,
        "chart": pages.chart_of(paper.drawn) if paper.drawn else None,
        "read_mark": selectors.mark(found),
        "is_over": actor.today > view.ends_on, "decides": actor.has(*DECIDERS),
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "plan/read_out.html.jinja", known, status=status)


def _campaign(actor: Actor, campaign_id: int) -> CampaignView:
    found = plan.campaign(campaign_id, workspace_id=actor.workspace_id, today=actor.today)
    if found is None:
        raise Http404
    return found
