"""The share of the marketing budget that social has: own figures, scenarios, and a benchmark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from whetstone.apps.lead import budget_pages as pages
from whetstone.apps.lead import budget_selectors as selectors
from whetstone.apps.lead import budget_services as services
from whetstone.apps.lead.budget_forms import BudgetForm
from whetstone.apps.lead.views import READERS, TAKERS
from whetstone.apps.people.access import may

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request


@may(*READERS)
@require_safe
def budget_share(request: Request, actor: Actor) -> HttpResponse:
    """Social's share of the budget, three scenarios, and what a survey's forecasts were worth."""
    known = {
        "page": pages.budget_page(actor),
        "share": pages.share,
        "writes": actor.has(*TAKERS),
    }
    return render(request, "lead/budget_share.html.jinja", known)


@may(*TAKERS)
@require_http_methods(["GET", "HEAD", "POST"])
def figures(request: Request, actor: Actor) -> HttpResponse:
    """Write the budget's figures of a day; earlier ones stay."""
    said = selectors.figures(actor.workspace_id)
    form = BudgetForm(request.POST or None, actor=actor, newest=said[0] if said else None)
    if request.method == "POST" and form.is_valid():
        services.say_figures(
            workspace_id=actor.workspace_id,
            actor_id=actor.person_id,
            now=actor.now,
            form_key=form.cleaned_data["form_key"],
            **form.facts,
        )
        messages.success(request, _("The figures are kept. Earlier ones stay beneath them."))
        return redirect("lead:budget_share")
    return render(request, "lead/budget_figures.html.jinja", {"form": form})
