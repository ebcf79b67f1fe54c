"""Which networks the target uses, and who engages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from whetstone.apps.people.access import may
from whetstone.apps.plan import audience_forms as forms
from whetstone.apps.plan import audience_pages as pages
from whetstone.apps.plan import audience_selectors as selectors
from whetstone.apps.plan import audience_services as services
from whetstone.apps.plan import report_pages
from whetstone.apps.plan import report_selectors as report
from whetstone.apps.plan.figures_words import network_name
from whetstone.apps.plan.views import DECIDERS, READERS

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request

UNPROCESSABLE = 422


@may(*READERS)
@require_safe
def audience(request: Request, actor: Actor) -> HttpResponse:
    """Which networks the target uses, with intervals, ties and sources."""
    return _page(request, actor)


@may(*DECIDERS)
@require_POST
def segments(request: Request, actor: Actor) -> HttpResponse:
    """A new part of the target."""
    form = forms.SegmentForm(request.POST, workspace_id=actor.workspace_id)
    if not form.is_valid():
        return _page(request, actor, segment=form)
    services.add_segment(**_own(actor), **form.facts)
    messages.success(request, _("This part is in the target."))
    return redirect("plan:audience")


@may(*DECIDERS)
@require_POST
def removal(request: Request, actor: Actor, number: int) -> HttpResponse:
    """Take a part out of the target."""
    if not services.remove_segment(segment_id=number, **_own(actor)):
        raise Http404
    messages.success(request, _("This part is out of the target."))
    return redirect("plan:audience")


@may(*DECIDERS)
@require_POST
def survey(request: Request, actor: Actor) -> HttpResponse:
    """Own answers on one network."""
    form = forms.SurveyForm(request.POST, today=actor.today)
    if not form.is_valid():
        return _page(request, actor, survey=form)
    services.add_survey(**_own(actor), **form.cleaned_data)
    messages.success(request, _("Your answers are in."))
    return redirect("plan:audience")


@may(*DECIDERS)
@require_POST
def source(request: Request, actor: Actor) -> HttpResponse:
    """A table of use from a source of one's own."""
    form = forms.SourceForm(request.POST, today=actor.today)
    if not form.is_valid():
        return _page(request, actor, source=form)
    facts = dict(form.cleaned_data)
    services.add_source(use=facts.pop("rows"), **_own(actor), **facts)
    messages.success(request, _("Your source is in."))
    return redirect("plan:audience")


@may(*READERS)
@require_safe
def engagers(request: Request, actor: Actor) -> HttpResponse:
    """Who engages, and whether they are whom it is for."""
    initial = _from_import(request, actor)
    return _engaged(request, actor, forms.EngagersForm(today=actor.today, initial=initial))


@may(*DECIDERS)
@require_POST
def engager_tables(request: Request, actor: Actor) -> HttpResponse:
    """A network's own table of who engaged."""
    form = forms.EngagersForm(request.POST, today=actor.today)
    if not form.is_valid():
        return _engaged(request, actor, form)
    services.add_engagers(**_own(actor), **form.cleaned_data)
    messages.success(request, _("The table is in."))
    return redirect("plan:engagers")


def _engaged(request: Request, actor: Actor, form: forms.EngagersForm) -> HttpResponse:
    page = pages.engagers_page(selectors.engaged(actor.workspace_id))
    known = {"page": page, "form": form, "decides": actor.has(*DECIDERS)}
    rates = [*report.segments(actor.workspace_id), *report.post_types(actor.workspace_id)]
    known["rates"] = report_pages.rate_tables(rates)
    known["brought"] = report_pages.brought_tables(report.audiences(actor.workspace_id))
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "plan/engagers.html.jinja", known, status=status)


def _from_import(request: Request, actor: Actor) -> dict[str, Any]:
    """An imported audience as the form takes it, with what was wanted of its groups before."""
    asked = request.GET.get("table", "")
    tables = report.audiences(actor.workspace_id) if asked else []
    for one in tables:
        if f"{one.network}|{one.dimension}" == asked:
            name = network_name(one.network)
            wanted = selectors.wanted_before(actor.workspace_id, name)
            split = report_pages.subscribed(tables, one.network) if one.is_rounded else None
            people, followers = split or (None, None)
            return {
                "people": people, "followers": followers,
                "network": name, "rows": report_pages.lines_of(one, wanted), "on": one.seen_on,
                "source": _("%(file)s, brought in here") % {"file": one.file[:100]},
            }  # fmt: skip
    return {}


def _own(actor: Actor) -> dict[str, Any]:
    return {"workspace_id": actor.workspace_id, "actor_id": actor.person_id, "now": actor.now}


def _page(request: Request, actor: Actor, **bound: Any) -> HttpResponse:
    """The page; a form that was refused comes back with what was typed."""
    view = selectors.audience(actor.workspace_id, today=actor.today)
    known = {
        "page": pages.audience_page(view),
        "audience": view,
        "decides": actor.has(*DECIDERS),
        "segment": forms.SegmentForm(
            workspace_id=actor.workspace_id, initial={"country": "US", "weight": 1}
        ),
        "survey": forms.SurveyForm(today=actor.today),
        "source": forms.SourceForm(today=actor.today),
        **bound,
    }
    status = UNPROCESSABLE if bound else 200
    return render(request, "plan/audience.html.jinja", known, status=status)
