"""The team's week: who learns when, what was kept, and what would fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from whetstone.apps.lead import week_words
from whetstone.apps.lead.growing import Asked
from whetstone.apps.lead.week import team_week
from whetstone.apps.learn import services as learn
from whetstone.apps.learn.selectors import BUDGETS
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Faults
from whetstone.web.request import Right, day_named
from whetstone.web.wording import day_clock

if TYPE_CHECKING:
    import uuid

    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request

DIGITS = 3


@may(Right.LEAD)
@require_safe
def week(request: Request, actor: Actor) -> HttpResponse:
    """Who is on which block, time protected and lost, and a plan on paper."""
    people = request.GET.get("people", "")
    asked = Asked(
        area_id=request.GET.get("area", "")[:3],
        people=int(people) if people.isdecimal() and len(people) <= DIGITS else 0,
        by=day_named(request.GET.get("by", "")),
    )
    found = team_week(actor, on=day_named(request.GET.get("from", "")), asked=asked)
    return render(
        request, "lead/week.html.jinja", {"week": found, "words": week_words, "budgets": BUDGETS}
    )


@may(Right.LEAD)
@require_POST
def budget(request: Request, actor: Actor) -> HttpResponse:
    """How many minutes of a full week learning may take, for everybody here."""
    text = request.POST.get("minutes", "")
    try:
        learn.set_team_budget(
            workspace_id=actor.workspace_id,
            actor_id=actor.person_id,
            minutes=int(text) if text.isdecimal() and len(text) <= DIGITS else 0,
            now=actor.now,
        )
    except Faults as no:
        messages.error(request, no.faults[0].what)
    else:
        messages.success(request, _("Kept. What is booked stays; what comes keeps to it."))
    return redirect("lead:week")


@may(Right.LEAD)
@require_POST
def ask_back(request: Request, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """The lead needs somebody then: their block asks for another time."""
    done = learn.ask_back(
        uid=uid, workspace_id=actor.workspace_id, actor_id=actor.person_id, now=actor.now
    )
    if done is None:
        raise Http404
    held, is_placed = done
    if is_placed:
        when = day_clock(held.starts_at, zone=actor.time_zone)
        messages.success(request, _("The block has another time: %(when)s.") % {"when": when})
    else:
        messages.info(request, _("No other time is free. The block is out; nothing is owed."))
    shown = day_named(request.POST.get("from", ""))
    return redirect(reverse("lead:week") + (f"?from={shown.isoformat()}" if shown else ""))
