"""Somebody leaves a workspace, or comes back: never deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from whetstone.apps.people import organising, services
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Missing
from whetstone.web.request import Right

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request


@may(Right.ADMIN)
@require_POST
def departure(request: Request, actor: Actor, person_id: int) -> HttpResponse:
    """Deactivate a person: they cannot enter, what they did stays."""
    try:
        organising.deactivate_person(
            workspace_id=actor.workspace_id,
            person_id=person_id,
            actor_id=actor.person_id,
            now=actor.now,
        )
    except Missing as missing:
        raise Http404 from missing
    except services.LastAdminError:
        messages.error(
            request, _("Somebody must stay admin here. Make another person admin first.")
        )
        return redirect("people:person", person_id=person_id)
    messages.success(request, _("Deactivated. What they did stays; bring them back any time."))
    return redirect("people:people")


@may(Right.ADMIN)
@require_POST
def comeback(request: Request, actor: Actor, person_id: int) -> HttpResponse:
    """Bring a person back as who they were."""
    try:
        organising.reactivate_person(
            workspace_id=actor.workspace_id,
            person_id=person_id,
            actor_id=actor.person_id,
            now=actor.now,
        )
    except Missing as missing:
        raise Http404 from missing
    messages.success(request, _("They are back, with all that is theirs."))
    return redirect("people:people")
