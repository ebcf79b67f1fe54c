"""Refreshers: only the difference, and what doing it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from whetstone.apps.diagnose.asking import ratings
from whetstone.apps.learn import selectors, services
from whetstone.apps.learn.views.reader import UNPROCESSABLE, read_posted
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Faults, Missing
from whetstone.web.request import Right

if TYPE_CHECKING:
    from whetstone.apps.diagnose.forms import Filled
    from whetstone.web.request import Actor, Request


@may(Right.LEARNER)
@require_http_methods(["GET", "HEAD", "POST"])
def refresher(request: Request, actor: Actor, refresher_id: int) -> HttpResponse:
    """What changed and what to do instead; POST says it is done."""
    if request.method != "POST":
        return _page(request, actor, refresher_id)
    try:
        done = services.finish_refresher(
            refresher_id=refresher_id, person_id=actor.person_id, now=actor.now
        )
    except Missing as gone:
        raise Http404 from gone
    if done.was_new:
        text = ngettext(
            "Done. %(n)s fact counts as current for you again.",
            "Done. %(n)s facts count as current for you again.",
            done.claims,
        )
        messages.success(request, text % {"n": done.claims})
    return redirect("learn:refresher", refresher_id=refresher_id)


def _page(
    request: Request,
    actor: Actor,
    refresher_id: int,
    *,
    again: tuple[str, str, Filled] | None = None,
) -> HttpResponse:
    found = selectors.refresher(
        refresher_id,
        person_id=actor.person_id,
        workspace_id=actor.workspace_id,
        on=actor.today,
    )
    if found is None:
        raise Http404
    context = {"refresher": found, "ratings": ratings(), "again": again}
    status = UNPROCESSABLE if again else 200
    return render(request, "learn/refresher.html.jinja", context, status=status)


@may(Right.LEARNER)
@require_POST
def practice(request: Request, actor: Actor, refresher_id: int) -> HttpResponse:
    """Answer a check question of a refresher: reasons follow, the level stays."""
    item = request.POST.get("item", "")
    filled = read_posted(request, item)
    if filled.answer is None:
        return _page(request, actor, refresher_id, again=(str(refresher_id), item, filled))
    try:
        services.answer_in_refresher(
            refresher_id=refresher_id,
            person_id=actor.person_id,
            item_slug=item,
            answer=filled.answer,
            now=actor.now,
        )
    except (Missing, Faults) as gone:
        raise Http404 from gone
    address = reverse("learn:refresher", args=[refresher_id])
    return redirect(f"{address}#q-{refresher_id}-{item}")
