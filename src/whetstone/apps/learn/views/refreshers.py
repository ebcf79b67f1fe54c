"""Refreshers: only the difference, and what doing it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
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
    from whetstone.apps.learn.services.refreshers import Refreshed
    from whetstone.web.request import Actor, Request

TOGETHER = "together"
Again = tuple[str, str, "Filled"]


@may(Right.LEARNER)
@require_http_methods(["GET", "HEAD", "POST"])
def refreshers(request: Request, actor: Actor) -> HttpResponse:
    """All that changed of what this person learned, as one session; POST says it is done."""
    if request.method != "POST":
        return _together(request, actor)
    ids = [int(one) for one in request.POST.getlist("refresher") if one.isdecimal()]
    try:
        done = services.finish_refreshers(
            refresher_ids=ids, person_id=actor.person_id, now=actor.now
        )
    except Missing as gone:
        raise Http404 from gone
    _say(request, done)
    return redirect("learn:refreshers")


def _together(request: Request, actor: Actor, *, again: Again | None = None) -> HttpResponse:
    found = selectors.getting_current(
        actor.person_id, workspace_id=actor.workspace_id, now=actor.now
    )
    rows = selectors.rows_of(actor.person_id, workspace_id=actor.workspace_id)
    done = sorted((row for row in rows if row.done_at), key=lambda row: str(row.done_at))[-5:]
    context = _context(actor, found, again) | {"together": True, "done": done[::-1]}
    status = UNPROCESSABLE if again else 200
    return render(request, "learn/refreshers.html.jinja", context, status=status)


def _context(
    actor: Actor, found: selectors.CurrentView | None, again: Again | None
) -> dict[str, Any]:
    """What both pages print; `whole`: what finishing would do to certificates."""
    waits = found is not None and found.row.is_open
    whole = selectors.made_whole(
        actor.person_id,
        workspace_id=actor.workspace_id,
        on=actor.today,
        claims=found.struck if found and waits else (),
    )
    return {"current": found, "again": again, "ratings": ratings(), "whole": whole}


@may(Right.LEARNER)
@require_http_methods(["GET", "HEAD", "POST"])
def refresher(request: Request, actor: Actor, refresher_id: int) -> HttpResponse:
    """What changed and what to do instead; POST says it is done."""
    if request.method != "POST":
        return _alone(request, actor, refresher_id)
    try:
        done = services.finish_refresher(
            refresher_id=refresher_id, person_id=actor.person_id, now=actor.now
        )
    except Missing as gone:
        raise Http404 from gone
    _say(request, done)
    return redirect("learn:refresher", refresher_id=refresher_id)


def _alone(
    request: Request, actor: Actor, refresher_id: int, *, again: Again | None = None
) -> HttpResponse:
    found = selectors.refresher(
        refresher_id,
        person_id=actor.person_id,
        workspace_id=actor.workspace_id,
        now=actor.now,
    )
    if found is None:
        raise Http404
    context = _context(actor, found, again) | {"together": False}
    status = UNPROCESSABLE if again else 200
    return render(request, "learn/refresher.html.jinja", context, status=status)


def _say(request: Request, done: Refreshed) -> None:
    """What finishing did, once."""
    if not done.was_new:
        return
    text = ngettext(
        "Done. %(n)s fact counts as current for you again.",
        "Done. %(n)s facts count as current for you again.",
        done.claims,
    ) % {"n": done.claims}
    if done.answers:
        text += " " + _("Your answers are new evidence; nothing old came back.")
    messages.success(request, text)


@may(Right.LEARNER)
@require_POST
def practice(request: Request, actor: Actor, refresher_id: int) -> HttpResponse:
    """Answer a check question of a refresher: reasons follow; it counts once all is done."""
    item = request.POST.get("item", "")
    together = bool(request.POST.get(TOGETHER))
    filled = read_posted(request, item)
    if filled.answer is None:
        again = (str(refresher_id), item, filled)
        if together:
            return _together(request, actor, again=again)
        return _alone(request, actor, refresher_id, again=again)
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
    alone = reverse("learn:refresher", args=[refresher_id])
    address = reverse("learn:refreshers") if together else alone
    return redirect(f"{address}#q-{refresher_id}-{item}")
