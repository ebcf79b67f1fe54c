"""Calendars: when somebody is busy goes in (never with what), learning blocks come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from whetstone.apps.learn import selectors, services
from whetstone.apps.people import selectors as people
from whetstone.apps.people.access import ANYBODY, may, open_to
from whetstone.core.kernel.errors import Faults
from whetstone.web import fetching, wording

if TYPE_CHECKING:
    from whetstone.web.request import Actor, Request

CALENDAR = "text/calendar; charset=utf-8"
QUARTER_HOUR = 900


@may()
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: Request, actor: Actor) -> HttpResponse:
    """Upload a calendar file; the addresses under which one's blocks are found."""
    faults: list[tuple[str | None, str]] = []
    if request.method == "POST":
        read = services.read_calendar(
            request.FILES.get("calendar"),
            person_id=actor.person_id,
            zone=actor.time_zone,
            now=actor.now,
        )
        faults = [("f-calendar", fault) for fault in read.faults]
        if read.spans is not None:
            _say_read(request, read.spans)
        if not faults:
            return redirect("learn:calendar")
    context = {
        "faults": faults,
        "busy": selectors.busy_ahead(actor.person_id, now=actor.now),
        "feed": selectors.feed_of(actor.person_id),
        "source": selectors.source_of(actor.person_id),
        "may_ask": fetching.is_on(),
        "away": people.closed_ahead(actor.workspace_id, person_id=actor.person_id, on=actor.today),
        "root": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "learn/calendar.html.jinja", context)


@may()
@require_POST
def subscription(request: Request, actor: Actor) -> HttpResponse:
    """Read one's busy times from an address from now on, or no more."""
    if request.POST.get("act") == "end":
        services.unsubscribe_calendar(person_id=actor.person_id)
        messages.success(request, _("The address is asked no more."))
        return redirect("learn:calendar")
    try:
        services.subscribe(
            person_id=actor.person_id,
            workspace_id=actor.workspace_id,
            url=request.POST.get("address", ""),
            now=actor.now,
        )
    except Faults as no:
        for fault in no.faults:
            messages.error(request, fault.what)
    else:
        messages.success(request, _("Kept. It is read within ten minutes, then once an hour."))
    return redirect("learn:calendar")


@may()
@require_POST
def renewal(request: Request, actor: Actor) -> HttpResponse:
    """A new secret address; the old one ends. Or none at all."""
    if request.POST.get("act") == "end":
        services.end_feed(person_id=actor.person_id)
        messages.success(request, _("The address is closed."))
    else:
        services.renew_feed(
            person_id=actor.person_id,
            is_neutral=request.POST.get("neutral") == "yes",
            now=actor.now,
        )
        messages.success(request, _("Here is your address. An earlier one answers no more."))
    return redirect(f"{reverse('learn:calendar')}#feed")


@may()
@require_POST
def forget(request: Request, actor: Actor) -> HttpResponse:
    """Forget the busy times that were read."""
    services.forget_calendar(person_id=actor.person_id)
    messages.success(request, _("Forgotten. Places are found by your working hours alone."))
    return redirect("learn:calendar")


@may()
@require_safe
def download(request: Request, actor: Actor) -> HttpResponse:
    """One's blocks as a file, to be imported once."""
    data = selectors.calendar_file(
        actor.person_id, zone=actor.time_zone, now=actor.now, root=request.build_absolute_uri("/")
    )
    response = HttpResponse(data, content_type=CALENDAR)
    response.headers["Content-Disposition"] = 'attachment; filename="learning.ics"'
    return response


@open_to(ANYBODY)
@require_safe
def feed(request: Request, token: str) -> HttpResponse:
    """The blocks behind a secret address, for calendar programs; they ask often."""
    row = selectors.feed(token)
    if row is None:
        raise Http404
    actor = people.actor_for(row.person_id)
    etag = services.feed_etag(
        f"{selectors.feed_state(row.person_id)}/{actor.time_zone}",
        is_neutral=row.is_neutral,
        language=actor.language,
        since=actor.today,
    )
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged or HttpResponse(
        selectors.calendar_file(
            row.person_id,
            zone=actor.time_zone,
            now=actor.now,
            root=request.build_absolute_uri("/"),
            is_neutral=row.is_neutral,
            language=actor.language,
        ),
        content_type=CALENDAR,
    )
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"private, max-age={QUARTER_HOUR}"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _say_read(request: Request, n: int) -> None:
    said = ngettext(
        "%(n)s busy time read. Titles were not kept.",
        "%(n)s busy times read. Titles were not kept.",
        n,
    )
    messages.success(request, said % {"n": wording.number(n)})
