"""Changes, their ripple and its publication; claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from whetstone.apps.field import services as field
from whetstone.apps.keepup import (
    claim_forms,
    inbox_words,
    list_words,
    not_confirmed,
    selectors,
    services,
    source_forms,
    telling,
    words,
)
from whetstone.apps.keepup.rooms import shelves
from whetstone.apps.keepup.withheld import resting_on
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.web.request import Right
from whetstone.web.wording import minutes

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request

PUBLISHERS = (Right.LEAD, Right.EDITOR)


@may()
@require_safe
def changes(request: Request, actor: Actor) -> HttpResponse:
    """What changed in the field: what touches this workspace first."""
    page = selectors.changes_page(
        workspace_id=actor.workspace_id,
        person_id=actor.person_id,
        now=actor.now,
        network=request.GET.get("network", "").strip(),
        with_notices=actor.has(*PUBLISHERS),
        shelf=request.GET.get("shelf", ""),
    )
    known = {
        "page": page,
        "words": words,
        "first": list_words,
        "say": inbox_words,
        "unread": not_confirmed,
        "telling": telling,
        "shelves": shelves(actor, "keepup:changes"),
        "writes": actor.has(*PUBLISHERS),
    }
    return render(request, "keepup/changes.html.jinja", known)


@may()
@require_safe
def change(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """One change and its ripple: a preview before publication, a record after it."""
    return _page(request, actor, slug)


def _page(
    request: Request, actor: Actor, slug: str, typed: dict[str, Form] | None = None
) -> HttpResponse:
    """The page of a change, with what was typed and could not be taken."""
    publishes = actor.has(*PUBLISHERS)
    page = selectors.change_page(
        slug,
        workspace_id=actor.workspace_id,
        person_id=actor.person_id,
        now=actor.now,
        with_cover=publishes and "cover" in request.GET,
    )
    if page is None:
        return _to_the_root(slug, actor)
    known = {"page": page, "words": words, "rings": words.rings(page), "publishes": publishes}
    known["withheld"] = resting_on(
        page.ripple.claims, workspace_id=actor.workspace_id, rights=actor.rights
    )
    reads = source_forms.reads(page, actor, typed or {}) if actor.has(Right.EDITOR) else {}
    known |= {"telling": telling, "unread": not_confirmed, "reads": reads}
    status = 422 if typed else 200
    return render(request, "keepup/change.html.jinja", known, status=status)


def _to_the_root(slug: str, actor: Actor) -> HttpResponse:
    """What undid a change has no page of its own: its story stands on the change's page."""
    root = selectors.root_slug(slug, actor.workspace_id)
    if not root or root == slug:
        raise Http404
    return redirect("keepup:change", slug=root)


@may(*PUBLISHERS)
@require_POST
def publication(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """Publish a change here: all that the preview shows, in one act."""
    try:
        act = services.publish(
            change_slug=slug,
            workspace_id=actor.workspace_id,
            person_id=actor.person_id,
            now=actor.now,
        )
    except Missing as missing:
        raise Http404 from missing
    except Faults as faults:
        for fault in faults.faults:
            messages.error(request, words.sentence(fault.what, fault.mend))
    else:
        messages.success(request, _published(act))
    return redirect("keepup:change", slug=slug)


def _published(act: services.Act) -> str:
    if not act.was_done:
        return _("It was published before. Nothing was done twice.")
    if not act.people or not act.minutes_each:
        return _("Published. Nobody here has anything to relearn.")
    return _("Published. Whoever holds the old way has a refresher of %(minutes)s.") % {
        "minutes": minutes(act.minutes_each)
    }


@may(*PUBLISHERS)
@require_POST
def reversal(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """Take back what this workspace published."""
    try:
        act = services.reverse(
            change_slug=slug,
            workspace_id=actor.workspace_id,
            person_id=actor.person_id,
            now=actor.now,
        )
    except Missing as missing:
        raise Http404 from missing
    except Refused as refused:
        messages.error(request, words.sentence(refused.what, refused.why))
    else:
        done = _("Undone. The claims stand as before, and open refreshers are withdrawn.")
        messages.success(request, done if act.was_done else _("There was nothing to undo."))
    return redirect("keepup:change", slug=slug)


@may(Right.EDITOR)
@require_POST
def confirmation(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """An editor opened the source, and it says so."""
    done = _("Confirmed. It is a change like any other now, and waits to be published.")
    return _read(request, actor, slug, (source_forms.CONFIRMED, done))


@may(Right.EDITOR)
@require_POST
def dismissal(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """An editor opened the source, and it does not say so."""
    done = _("Dismissed. It stays on the list of what is not confirmed, and counts nowhere.")
    return _read(request, actor, slug, (source_forms.DISMISSED, done))


def _read(request: Request, actor: Actor, slug: str, said: tuple[str, str]) -> HttpResponse:
    """Write down what was read, and go back; what cannot be taken is shown with its faults."""
    verdict, done = said
    form = source_forms.SourceReadForm(request.POST, actor=actor, verdict=verdict)
    if form.is_valid():
        try:
            field.read_change(
                verdict=verdict,
                workspace_id=form.ledger_of(actor),
                change_slug=slug,
                person_id=actor.person_id,
                now=actor.now,
                **form.facts,
            )
        except Missing as missing:
            raise Http404 from missing
        except Refused as refused:
            messages.error(request, words.sentence(refused.what, refused.why))
        except Faults as faults:
            claim_forms.take_faults(form, faults)
            return _page(request, actor, slug, {verdict: form})
        else:
            messages.success(request, done)
        return redirect("keepup:change", slug=slug)
    return _page(request, actor, slug, {verdict: form})
