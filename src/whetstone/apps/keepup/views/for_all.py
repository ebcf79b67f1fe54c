"""Changes for everybody: the list, a change with its ripple everywhere, and its publication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from whetstone.apps.keepup import for_all_words, not_confirmed, selectors, services, words
from whetstone.apps.keepup.rooms import shelves
from whetstone.apps.keepup.views.scopes import editing_for_all, scope_of
from whetstone.apps.people.access import asks_again, may
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.web.request import Right

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request


@may(Right.EDITOR)
@require_safe
def changes(request: Request, actor: Actor) -> HttpResponse:
    """What waits to be published for everybody, and what counts for everybody."""
    scope_of(actor, for_all=True)
    page = selectors.changes_for_all()
    known = {"page": page, "say": for_all_words, "words": words, "unread": not_confirmed}
    known["shelves"] = shelves(actor, "keepup:changes")
    return render(request, "keepup/all_changes.html.jinja", known)


@may(Right.EDITOR)
@require_safe
def change(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """One change of the installation: its ripple everywhere in figures, or its record."""
    scope_of(actor, for_all=True)
    page = selectors.change_for_all(slug, now=actor.now)
    if page is None:
        raise Http404
    known = {"page": page, "say": for_all_words, "words": words}
    return render(request, "keepup/all_change.html.jinja", known)


@may(Right.EDITOR)
@editing_for_all
@asks_again
@require_POST
def publication(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """Publish a change in every workspace that reads the installation's ledger, in one act."""
    try:
        act = services.publish_for_all(slug, now=actor.now, person_id=actor.person_id)
    except Missing as missing:
        raise Http404 from missing
    except Faults as faults:
        for fault in faults.faults:
            messages.error(request, words.sentence(fault.what, fault.mend))
    except Refused as refused:
        messages.error(request, words.sentence(refused.what, refused.why))
    else:
        messages.success(request, for_all_words.published(act))
    return redirect("keepup:all_change", slug=slug)


@may(Right.EDITOR)
@editing_for_all
@asks_again
@require_POST
def reversal(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """Take back in every workspace what was published for everybody, by a further change."""
    try:
        act = services.reverse_for_all(slug, now=actor.now, person_id=actor.person_id)
    except Missing as missing:
        raise Http404 from missing
    except Refused as refused:
        messages.error(request, words.sentence(refused.what, refused.why))
    else:
        messages.success(request, for_all_words.reversed_(act))
    return redirect("keepup:all_change", slug=slug)
