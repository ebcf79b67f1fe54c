"""Cover in depth: how sure it is, who could cover for whom, and the least that closes a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from whetstone.apps.lead import cover_words
from whetstone.apps.lead.cover_pages import cover_page
from whetstone.apps.people import rules
from whetstone.apps.people.access import may
from whetstone.web.request import Right

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request


@may(Right.LEAD, Right.LEADER, Right.ADMIN)
@require_safe
def cover(request: Request, actor: Actor) -> HttpResponse:
    """The page. Names only for a lead: it is their lead that people share words with."""
    known = {
        "page": cover_page(actor, away=request.GET.getlist("away")),
        "words": cover_words,
        "kept_off": rules.of(actor.workspace_id).has_works_council,
        "leads": actor.has(Right.LEAD),
    }
    return render(request, "lead/cover.html.jinja", known)
