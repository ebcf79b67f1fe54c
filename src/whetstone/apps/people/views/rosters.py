"""A list of people: uploaded, read, looked at row by row, taken once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.people import roles
from whetstone.apps.people.access import may
from whetstone.apps.people.clock import real_now
from whetstone.apps.people.firm_forms import MendForm, RosterForm
from whetstone.apps.people.rosters import jobs, mending, pages, staging, taking, words
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.web import spreadsheet
from whetstone.web.request import Right

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.apps.people.firm_models import Roster
    from whetstone.web.request import Actor, Request

KEEPERS = (Right.LEAD, Right.ADMIN, Right.INSTRUCTOR)


@may(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_people(request: Request, actor: Actor) -> HttpResponse:
    """Names pasted or a list as a file: every row's fate first, then the act."""
    form = RosterForm(request.POST or None, request.FILES or None, is_demo=actor.is_demo)
    if request.method == "POST" and form.is_valid():
        made = staging.upload(
            workspace_id=actor.workspace_id,
            actor_id=actor.person_id,
            now=real_now(),
            **form.cleaned_data,
        )
        jobs.read_or_enqueue(made)
        return redirect("people:roster", roster_id=made.pk)
    known = {
        "form": form,
        "roles": roles.choices(),
        "waiting": pages.waiting(actor.workspace_id),
    }
    return render(request, "people/import.html.jinja", known)


@may(*KEEPERS)
@require_safe
def roster(request: Request, actor: Actor, roster_id: int) -> HttpResponse:
    """One list: how far it is read, every row's fate, all faults, and the act."""
    return _page(request, _roster(actor, roster_id))


def _roster(actor: Actor, roster_id: int) -> Roster:
    found = pages.roster(roster_id, workspace_id=actor.workspace_id)
    if found is None:
        raise Http404
    return found


def _page(request: Request, found: Roster, *, typed: MendForm | None = None) -> HttpResponse:
    mend = mending.mendable(found)
    fate = request.GET.get("fate", "")
    known: dict[str, Any] = {
        "roster": found,
        "fate": fate,
        "order": pages.ORDER,
        "page": pages.rows(found, fate=fate, page=request.GET.get("page")),
        "words": words,
        "mend": mend,
        "mend_form": typed or (MendForm(initial={"text": mend.text}) if mend else None),
    }
    return render(request, "people/roster.html.jinja", known, status=422 if typed else 200)


@may(*KEEPERS)
@require_POST
def roster_mending(request: Request, actor: Actor, roster_id: int) -> HttpResponse:
    """A list as it was mended on its page: looked at again, in the place of the one before."""
    found = _roster(actor, roster_id)
    form = MendForm(request.POST)
    if not form.is_valid():
        return _page(request, found, typed=form)
    made = mending.mend(
        found,
        form.cleaned_data["text"],
        workspace_id=actor.workspace_id,
        actor_id=actor.person_id,
        now=real_now(),
    )
    return redirect("people:roster", roster_id=made.pk)


@may(*KEEPERS)
@require_safe
def roster_faults(request: Request, actor: Actor, roster_id: int) -> HttpResponse:
    """All faults of a list, as a table to mend them by."""
    del request
    found = _roster(actor, roster_id)
    return spreadsheet.csv_answer(pages.fault_lines(found), name="faults.csv")


@may(*KEEPERS)
@require_POST
def roster_taking(request: Request, actor: Actor, roster_id: int) -> HttpResponse:
    """Take a list; the second press does nothing."""
    try:
        is_mine = taking.begin(
            roster_id=roster_id,
            workspace_id=actor.workspace_id,
            without_refused="without_refused" in request.POST,
            now=real_now(),
        )
    except Missing as missing:
        raise Http404 from missing
    except Refused:
        messages.error(request, _("Rows are refused. Mend them, or say that they are left out."))
        return redirect("people:roster", roster_id=roster_id)
    if is_mine:
        jobs.take_or_enqueue(roster_id, now=actor.now)
    return redirect("people:roster", roster_id=roster_id)


@may(*KEEPERS)
@require_POST
def roster_dropping(request: Request, actor: Actor, roster_id: int) -> HttpResponse:
    """Throw a list away; nobody is touched."""
    dropped = taking.drop(
        roster_id=roster_id,
        workspace_id=actor.workspace_id,
        actor_id=actor.person_id,
        now=real_now(),
    )
    if not dropped:
        raise Http404
    messages.success(request, _("The list is thrown away. Nobody was touched."))
    return redirect("people:import")
