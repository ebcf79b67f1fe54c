"""How much of a week learning may take: one lowers one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from whetstone.apps.learn import services
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Faults
from whetstone.web.request import Right

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request

DIGITS = 3


def minutes_posted(request: Request) -> int | None:
    """The minutes a form names; None where it names none."""
    text = request.POST.get("minutes", "")
    return int(text) if text.isdecimal() and len(text) <= DIGITS else None


@may(Right.LEARNER)
@require_POST
def lower(request: Request, actor: Actor) -> HttpResponse:
    """Fewer minutes a week than the team has, or as the team again."""
    try:
        services.lower_own_budget(
            person_id=actor.person_id,
            workspace_id=actor.workspace_id,
            minutes=minutes_posted(request),
            now=actor.now,
        )
    except Faults as no:
        messages.error(request, no.faults[0].what)
    else:
        messages.success(request, _("Kept. What is booked stays; what comes keeps to it."))
    return redirect("learn:week")
