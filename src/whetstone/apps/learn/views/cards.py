"""Cards: recall first, then look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from whetstone.apps.learn import selectors, services
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Missing
from whetstone.web.request import Right

if TYPE_CHECKING:
    from whetstone.web.request import Actor, Request


DIGITS, LONGEST_S = 11, 180
"""Beyond three minutes somebody did something else, or was without a connection."""


@may(Right.LEARNER)
@require_http_methods(["GET", "HEAD", "POST"])
def cards(request: Request, actor: Actor) -> HttpResponse:
    """The first card that is due; POST says whether it was known."""
    if request.method == "POST":
        return _review(request, actor)
    found = selectors.deck(actor.person_id, workspace_id=actor.workspace_id, now=actor.now)
    return render(request, "learn/cards.html.jinja", {"deck": found})


def _seconds(shown: str, now: float) -> int | None:
    """How long ago the card was shown; None where that is no time of thinking."""
    if not (shown.isascii() and shown.isdigit() and len(shown) <= DIGITS):
        return None
    waited = int(now) - int(shown)
    return waited if 0 <= waited <= LONGEST_S else None


def _review(request: Request, actor: Actor) -> HttpResponse:
    position = request.POST.get("position", "")
    if not (position.isascii() and position.isdigit() and len(position) < len("10000")):
        raise Http404
    try:
        services.review_card(
            person_id=actor.person_id,
            workspace_id=actor.workspace_id,
            card_slug=request.POST.get("card", ""),
            position=int(position),
            was_known=request.POST.get("known") == "yes",
            seconds=_seconds(request.POST.get("shown", ""), actor.now.timestamp()),
            now=actor.now,
        )
    except Missing as gone:
        raise Http404 from gone
    return redirect("learn:cards")
