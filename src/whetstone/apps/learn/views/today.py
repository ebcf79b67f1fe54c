"""The first page of a learner: the one thing, and why."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from whetstone.apps.learn import raters, selectors
from whetstone.apps.learn.due import due_for
from whetstone.apps.learn.handing.waiting import waiting
from whetstone.apps.learn.lines import line_for
from whetstone.apps.people.access import may
from whetstone.web.request import Right

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request

WEEK = dt.timedelta(days=7)


@may(Right.LEARNER)
@require_safe
def today(request: Request, actor: Actor) -> HttpResponse:
    """The next thing to do, with its reasons, its time, and what comes after."""
    found = selectors.today(
        actor.person_id,
        workspace_id=actor.workspace_id,
        now=actor.now,
        language=get_language() or "en",
    )
    if found is None:
        raise Http404
    coming = selectors.on_first_page(actor.workspace_id, person_id=actor.person_id, now=actor.now)
    context = {
        "today": found,
        "certificates": selectors.certificates(
            actor.person_id, workspace_id=actor.workspace_id, on=actor.today
        ),
        "after_hours": selectors.after_hours_of(
            actor.person_id, zone=actor.time_zone, since=actor.now - WEEK, now=actor.now
        ),
        "line": line_for(actor),
        "due": due_for(actor),
        "sessions": coming,
        "to_judge": waiting(actor.person_id, by_right=actor.has(*raters.RIGHTS)),
    }
    return render(request, "learn/today.html.jinja", context)
