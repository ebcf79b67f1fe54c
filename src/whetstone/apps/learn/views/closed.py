"""Days on which nothing is booked: one's own, and those of the whole team."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from whetstone.apps.learn import saying, services
from whetstone.apps.learn.services.closed import AWAY, TEAM_REASONS
from whetstone.apps.people import selectors as people
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Faults
from whetstone.web import wording
from whetstone.web.request import Right

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request


LONGEST: Final = 40
"""Signs of a day that are given back when it is none."""


@may(Right.LEARNER)
@require_POST
def away(request: Request, actor: Actor) -> HttpResponse:
    """Days on which somebody is away: nothing is booked, and they hold no desk."""
    if _close(request, actor, reason=AWAY, is_own=True):
        return redirect("learn:calendar")
    typed = urlencode({name: request.POST.get(name, "")[:LONGEST] for name in ("first", "last")})
    return redirect(f"{reverse('learn:calendar')}?{typed}#away")


@may(Right.LEARNER)
@require_POST
def back(request: Request, actor: Actor, blackout_id: int) -> HttpResponse:
    """Not away after all."""
    _open(request, actor, blackout_id, is_own=True)
    return redirect("learn:calendar")


@may(Right.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def closed(request: Request, actor: Actor) -> HttpResponse:
    """Days on which nobody of the team is booked: a launch, a crisis, the end of the month."""
    typed = request.POST if request.method == "POST" else {}
    if typed and _close(request, actor, reason=typed.get("reason", ""), is_own=False):
        return redirect("learn:closed")
    rows = people.closed_ahead(actor.workspace_id, person_id=None, on=actor.today)
    context = {
        "rows": [(key, first, last, saying.closed_for(why)) for key, first, last, why in rows],
        "reasons": [(one, saying.closed_for(one)) for one in TEAM_REASONS],
        "typed": typed,
    }
    return render(request, "learn/closed.html.jinja", context, status=422 if typed else 200)


@may(Right.LEAD)
@require_POST
def reopen(request: Request, actor: Actor, blackout_id: int) -> HttpResponse:
    """Book on these days again."""
    _open(request, actor, blackout_id, is_own=False)
    return redirect("learn:closed")


def _close(request: Request, actor: Actor, *, reason: str, is_own: bool) -> bool:
    """Close the days that a form names; whether it did, or they were closed already."""
    first = _day(request.POST.get("first", ""))
    last = _day(request.POST.get("last", "")) or first
    if first is None or last is None:
        messages.error(request, _("Name the first day, as 2026-12-24."))
        return False
    try:
        done = services.close_days(
            workspace_id=actor.workspace_id,
            actor_id=actor.person_id,
            days=(first, last),
            reason=reason,
            now=actor.now,
            is_own=is_own,
        )
    except Faults as no:
        for fault in no.faults:
            messages.error(request, fault.what)
        return False
    moved = done.moved if done else 0
    said = ngettext("%(n)s block moved.", "%(n)s blocks moved.", moved)
    more = said % {"n": wording.number(moved)} if moved else ""
    shut = _("Nothing is booked on these days.")
    messages.success(request, f"{shut} {more}".strip())
    return True


def _open(request: Request, actor: Actor, blackout_id: int, *, is_own: bool) -> None:
    is_open = services.open_days(
        closed_id=blackout_id,
        workspace_id=actor.workspace_id,
        actor_id=actor.person_id,
        is_own=is_own,
        now=actor.now,
    )
    if not is_open:
        raise Http404
    messages.success(request, _("Learning may be booked on these days again."))


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None
