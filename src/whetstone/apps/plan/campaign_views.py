"""The parts of a campaign: settle one, say yes or no, ask for learning before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from whetstone.apps.learn import selectors as learn
from whetstone.apps.people.access import may
from whetstone.apps.plan import approved_pages as approved
from whetstone.apps.plan import campaign_answers as answers
from whetstone.apps.plan import campaign_forms as forms
from whetstone.apps.plan import campaign_pages as pages
from whetstone.apps.plan import campaign_selectors as selectors
from whetstone.apps.plan import campaign_services as services
from whetstone.apps.plan.campaign_parts import APPROVALS, BY_SLUG, SKILLS
from whetstone.apps.plan.selectors import campaign
from whetstone.apps.plan.views import DECIDERS, READERS
from whetstone.core.kernel.errors import Refused
from whetstone.web.request import Right

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.apps.plan.campaign_selectors import Whole
    from whetstone.apps.plan.selectors import CampaignView
    from whetstone.web.request import Actor, Request

UNPROCESSABLE = 422


@may(*DECIDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: Request, actor: Actor, campaign_id: int, part: str) -> HttpResponse:
    """Settle one part of a campaign."""
    view, whole = _whole(actor, campaign_id)
    if part not in BY_SLUG:
        raise Http404
    known = {"actor": actor, "campaign": view, "whole": whole, "part": part}
    form = forms.FORMS[part](request.POST or None, **known)
    if request.method == "POST" and form.is_valid():
        services.settle(
            part=part,
            values=form.values,
            reason=form.cleaned_data["reason"],
            rests_on=form.cleaned_data["rests_on"],
            today=actor.today,
            **_own(actor, campaign_id),
        )
        messages.success(request, _("Settled. What it said before is kept."))
        return redirect(_at(campaign_id, f"part-{part}"))
    told = {"form": form, "campaign": view, "part": BY_SLUG[part]}
    if part == services.NETWORKS:
        answer = selectors.network_answer(actor.workspace_id, today=actor.today)
        told["answer"] = pages.answer_lines(answer)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "plan/campaign_part.html.jinja", told, status=status)


@may(*READERS)
@require_POST
def says(request: Request, actor: Actor, campaign_id: int) -> HttpResponse:
    """A yes or a no of somebody who is asked."""
    _view, whole = _whole(actor, campaign_id)
    if actor.person_id not in whole.values(APPROVALS).get("people", []):
        messages.error(request, _("You are not among those who are asked."))
        return redirect(_at(campaign_id, "part-approvals"))
    form = answers.SayForm(request.POST)
    if form.is_valid():
        is_yes = form.cleaned_data.pop("is_yes") == "yes"
        try:
            services.say(is_yes=is_yes, **form.cleaned_data, **_own(actor, campaign_id))
        except Refused:
            form.add_error(None, _("The plan has changed since you read it. It stands below."))
        else:
            messages.success(request, _("Your word is kept, with its day and what you read."))
            return redirect(_at(campaign_id, "part-approvals"))
    told = {"form": form, "campaign": _view, "seal": whole.seal, "lines": approved.lines(whole)}
    return render(request, "plan/campaign_say.html.jinja", told, status=UNPROCESSABLE)


@may(Right.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def learning(request: Request, actor: Actor, campaign_id: int) -> HttpResponse:
    """Ask for learning before the campaign; who shares that they are short comes first."""
    view, whole = _whole(actor, campaign_id)
    needs = whole.values(SKILLS).get("skills", [])
    if not needs:
        return redirect("plan:campaign_part", campaign_id=campaign_id, part=SKILLS)
    known = {"actor": actor, "needs": needs, "whole": whole, "last": view.ends_on}
    first = _proposed(request, actor, view, needs)
    form = answers.LearningForm(request.POST or None, initial=first, **known)
    if request.method == "POST" and form.is_valid():
        answer = services.ask_learning(
            area_id=form.cleaned_data["area"],
            person_ids=form.cleaned_data["people"],
            before=form.cleaned_data["before"],
            today=actor.today,
            **_own(actor, campaign_id),
        )
        messages.success(request, pages.fits_words(answer.fits, answer.reasons))
        return redirect(_at(campaign_id, "part-skills"))
    told = {"form": form, "campaign": view, "minutes": learn.area_minutes().get(first["area"])}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "plan/campaign_learning.html.jinja", told, status=status)


def _proposed(
    request: Request, actor: Actor, view: CampaignView, needs: list[dict[str, Any]]
) -> dict[str, Any]:
    """The area that was asked for, who shares that they are short there, and the first day."""
    asked = request.GET.get("area", "")
    need = next((one for one in needs if one["area"] == asked), needs[0])
    found = selectors.ready(actor.workspace_id, [need])[0]
    people = [str(pk) for pk, _name in found.could[: found.people]]
    before = view.starts_on if view.starts_on > actor.today else view.ends_on
    return {"area": need["area"], "people": people, "before": before}


def _whole(actor: Actor, campaign_id: int) -> tuple[CampaignView, Whole]:
    view = campaign(campaign_id, workspace_id=actor.workspace_id, today=actor.today)
    if view is None:
        raise Http404
    return view, selectors.whole(view, workspace_id=actor.workspace_id, today=actor.today)


def _own(actor: Actor, campaign_id: int) -> dict[str, Any]:
    return {
        "workspace_id": actor.workspace_id,
        "campaign_id": campaign_id,
        "actor_id": actor.person_id,
        "now": actor.now,
    }


def _at(campaign_id: int, place: str) -> str:
    return reverse("plan:campaign", kwargs={"campaign_id": campaign_id}) + f"#{place}"
