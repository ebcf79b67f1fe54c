"""Watched sources: the list, one of them, and what may be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.keepup import jobs, selectors, services, watch_words, words
from whetstone.apps.keepup.forms import ScheduleForm, WatchForm
from whetstone.apps.keepup.rooms import shelves
from whetstone.apps.keepup.suggested import BY_ID
from whetstone.apps.keepup.views.scopes import Scope, scope_of
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.web import fetching
from whetstone.web.request import Right

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request

WATCHERS = (Right.EDITOR, Right.ADMIN)


@may(*WATCHERS)
@require_safe
def watches(request: Request, actor: Actor, *, for_all: bool = False) -> HttpResponse:
    """What is watched here and for everybody, how it stands, and what could be."""
    scope = scope_of(actor, for_all=for_all)
    page = selectors.watches_page(scope.workspace_id)
    known = {"page": page, "words": watch_words, "is_on": fetching.is_on(),
             "scope": scope, "shelves": shelves(actor, scope.page("watches"))}  # fmt: skip
    return render(request, "keepup/watches.html.jinja", known)


@may(*WATCHERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_watch(request: Request, actor: Actor, *, for_all: bool = False) -> HttpResponse:
    """Write down a source; it stands in the list, switched off."""
    scope = scope_of(actor, for_all=for_all)
    form = WatchForm(request.POST or None, networks=words.NETWORKS)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_watch(**_who(actor, scope), **form.cleaned_data)
        except Faults as faults:
            form.take_in(faults)
        else:
            messages.success(request, _("Written down, switched off. Nobody was asked yet."))
            return redirect(scope.page("watch"), watch_id=made.pk)
    return render(request, "keepup/new_watch.html.jinja", {"form": form, "scope": scope})


@may(*WATCHERS)
@require_POST
def suggestion(
    request: Request, actor: Actor, slug: str, *, for_all: bool = False
) -> HttpResponse:
    """Take a suggested source into the list, switched off."""
    scope = scope_of(actor, for_all=for_all)
    one = BY_ID.get(slug)
    if one is None:
        raise Http404
    try:
        services.add_watch(
            **_who(actor, scope), url=one.url, title=one.title, network=one.network, kind=one.kind,
            every_hours=one.every_hours,
        )  # fmt: skip
        messages.success(request, _("It stands in the list, switched off."))
    except Faults as faults:
        messages.error(request, faults.faults[0].what)
    return redirect(scope.page("watches"))


@may(*WATCHERS)
@require_safe
def watch(request: Request, actor: Actor, watch_id: int, *, for_all: bool = False) -> HttpResponse:
    """One source: how it stands, every look, and what became of what was seen."""
    scope = scope_of(actor, for_all=for_all)
    page = selectors.watch_page(watch_id, workspace_id=scope.workspace_id, today=actor.today)
    if page is None:
        raise Http404
    form = ScheduleForm(initial={"every_hours": page.watch.every_hours})
    known = {"page": page, "words": watch_words, "is_on": fetching.is_on(), "form": form,
             "scope": scope}  # fmt: skip
    return render(request, "keepup/watch.html.jinja", known)


@may(*WATCHERS)
@require_POST
def activation(
    request: Request, actor: Actor, watch_id: int, *, for_all: bool = False
) -> HttpResponse:
    """Switch a source on."""
    scope = scope_of(actor, for_all=for_all)
    _do(services.switch_on, actor, scope, watch_id)
    on = _("Switched on. It is looked at when its turn comes.")
    off = _("Switched on. It is looked at once fetching is on for this installation.")
    messages.success(request, on if fetching.is_on() else off)
    return redirect(scope.page("watch"), watch_id=watch_id)


@may(*WATCHERS)
@require_POST
def pause(request: Request, actor: Actor, watch_id: int, *, for_all: bool = False) -> HttpResponse:
    """Switch a source off."""
    scope = scope_of(actor, for_all=for_all)
    _do(services.switch_off, actor, scope, watch_id)
    messages.success(request, _("Switched off. What is known of it stays."))
    return redirect(scope.page("watch"), watch_id=watch_id)


@may(*WATCHERS)
@require_POST
def schedule(
    request: Request, actor: Actor, watch_id: int, *, for_all: bool = False
) -> HttpResponse:
    """Look more or less often."""
    scope = scope_of(actor, for_all=for_all)
    form = ScheduleForm(request.POST)
    if form.is_valid():
        _do(services.reschedule, actor, scope, watch_id, **form.cleaned_data)
        messages.success(request, _("From its next turn on it is looked at so often."))
    else:
        messages.error(request, _("Nothing is changed. Choose one of the times offered."))
    return redirect(scope.page("watch"), watch_id=watch_id)


@may(*WATCHERS)
@require_POST
def removal(
    request: Request, actor: Actor, watch_id: int, *, for_all: bool = False
) -> HttpResponse:
    """Take a source off the list; its history stays."""
    scope = scope_of(actor, for_all=for_all)
    _do(services.remove_watch, actor, scope, watch_id)
    messages.success(request, _("Off the list. Its looks and what was seen are kept."))
    return redirect(scope.page("watches"))


@may(*WATCHERS)
@require_POST
def looks(request: Request, actor: Actor, watch_id: int, *, for_all: bool = False) -> HttpResponse:
    """Look now: the worker asks the source, so that nobody here waits for a stranger's server."""
    scope = scope_of(actor, for_all=for_all)
    try:
        _do(services.ask_to_look, actor, scope, watch_id)
    except Refused as refused:
        messages.error(request, f"{refused.what}: {refused.why} {refused.mend}")
    else:
        jobs.look_at.enqueue(watch_id)
        messages.success(request, _("It is being asked. Load this page again in a few seconds."))
    return redirect(scope.page("watch"), watch_id=watch_id)


@may(*WATCHERS)
@require_POST
def offer(
    request: Request, actor: Actor, watch_id: int, sighting_id: int, *, for_all: bool = False
) -> HttpResponse:
    """Put something that was there before the first look into the inbox."""
    scope = scope_of(actor, for_all=for_all)
    made = _do(services.offer_sighting, actor, scope, watch_id, sighting_id=sighting_id)
    messages.success(request, _("It is in the inbox.") if made else _("It was there before."))
    return redirect(scope.page("watch"), watch_id=watch_id)


def _who(actor: Actor, scope: Scope) -> dict[str, Any]:
    return {"workspace_id": scope.workspace_id, "actor_id": actor.person_id, "now": actor.now}


def _do(act: Any, actor: Actor, scope: Scope, watch_id: int, **more: Any) -> Any:
    """Do an act on a watch of this scope; 404 where it has none of this number."""
    try:
        return act(watch_id=watch_id, **_who(actor, scope), **more)
    except Missing as missing:
        raise Http404 from missing
