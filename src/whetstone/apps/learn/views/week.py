"""The learner's week: where learning lies, why there, and how to put it elsewhere."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.learn import saying, selectors, services
from whetstone.apps.people.access import may
from whetstone.web import wording
from whetstone.web.request import SOME_YEARS, Right, day_named

if TYPE_CHECKING:
    import uuid

    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request

LATELY = dt.timedelta(days=7)
"""How far back learning after hours is told of."""


@may(Right.LEARNER)
@require_safe
def week(request: Request, actor: Actor) -> HttpResponse:
    """One week: working hours, busy times (never what for), and learning."""
    found = selectors.week(
        actor.person_id,
        workspace_id=actor.workspace_id,
        now=actor.now,
        on=day_named(request.GET.get("from", "")),
        language=get_language() or "en",
    )
    if found is None:
        raise Http404
    since = actor.now - LATELY
    after = selectors.after_hours_of(
        actor.person_id, zone=actor.time_zone, since=since, now=actor.now
    )
    return render(
        request,
        "learn/week.html.jinja",
        {
            "week": found,
            "after_hours": after,
            "budget": selectors.budgets(actor.workspace_id, [actor.person_id]),
            "budgets": selectors.BUDGETS,
        },
    )


@may(Right.LEARNER)
@require_POST
def place(request: Request, actor: Actor) -> HttpResponse:
    """Get current: place what waits into free working time."""
    done = services.get_current(
        person_ids=[actor.person_id],
        workspace_id=actor.workspace_id,
        actor_id=actor.person_id,
        now=actor.now,
    )
    booked = done.booked + done.moved
    if booked:
        said = ngettext(
            "%(n)s block has a place. None after hours.",
            "%(n)s blocks have a place. None after hours.",
            booked,
        )
        messages.success(request, said % {"n": wording.number(booked)})
    elif done.unplaced:
        messages.info(request, _("Nothing more fits just now. It waits; nothing is owed."))
    else:
        messages.info(request, _("Everything has its place already."))
    return redirect("learn:week")


@may(Right.LEARNER)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """Where a block may go; POST puts it there."""
    if request.method == "POST":
        return _move(request, actor, uid)
    found = selectors.week_block(
        actor.person_id, uid, workspace_id=actor.workspace_id, now=actor.now
    )
    if found is None:
        raise Http404
    block, places = found
    return render(
        request, "learn/week_move.html.jinja", {"block": block, "days": _by_day(actor, places)}
    )


def _move(request: Request, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    start = _moment(request.POST.get("start", ""))
    if start is None:
        messages.error(request, _("Choose a time first."))
        return redirect("learn:move", uid=uid)
    try:
        moved = services.move(
            uid=uid,
            person_id=actor.person_id,
            workspace_id=actor.workspace_id,
            start=start,
            now=actor.now,
        )
    except services.NoPlaceError as no:
        why = saying.objections(no.reasons)
        messages.error(request, _("It cannot lie there. %(why)s") % {"why": why})
        return redirect("learn:move", uid=uid)
    if moved is None:
        raise Http404
    when = wording.day_clock(moved.starts_at, zone=actor.time_zone)
    messages.success(request, _("Moved to %(when)s.") % {"when": when})
    return redirect("learn:week")


@may(Right.LEARNER)
@require_POST
def cancel(request: Request, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """Take a block out of the week."""
    if services.cancel(uid=uid, person_id=actor.person_id, now=actor.now) is None:
        raise Http404
    messages.success(request, _("Taken out. Nothing is owed."))
    return redirect("learn:week")


@may(Right.LEARNER)
@require_POST
def mark(request: Request, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """Did it happen? Only the person says so."""
    state = "kept" if request.POST.get("happened") == "yes" else "stolen"
    try:
        held = services.mark(uid=uid, person_id=actor.person_id, state=state, now=actor.now)
    except services.NotYetError:
        held = None
    if held is None:
        raise Http404
    messages.success(
        request,
        _("Kept.") if state == "kept" else _("Noted as taken by other work. Nothing is owed."),
    )
    return redirect("learn:week")


def _by_day(actor: Actor, places: list[dt.datetime]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Places as (day, [(value, clock)]) for a select."""
    found: dict[str, list[tuple[str, str]]] = {}
    for at in places:
        day = wording.long_day(at, zone=actor.time_zone)
        clock = wording.clock(at, zone=actor.time_zone)
        found.setdefault(day, []).append((at.isoformat(), clock))
    return list(found.items())


def _moment(text: str) -> dt.datetime | None:
    """An instant with a zone, on a whole minute; None for anything else."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.tzinfo is None or found.year not in SOME_YEARS:
        return None
    return found.replace(second=0, microsecond=0)
