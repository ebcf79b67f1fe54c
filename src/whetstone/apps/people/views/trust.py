"""Why people can trust it: the log of acts, who may what, what is kept of whom."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.people import (
    acts,
    audit_log,
    erasing,
    forms,
    held,
    keepers,
    log_words,
    selectors,
    services,
)
from whetstone.apps.people import permissions as table
from whetstone.apps.people.access import ANYBODY, asks_again, may, open_to
from whetstone.web import spreadsheet
from whetstone.web.request import Right

if TYPE_CHECKING:
    from whetstone.apps.people.audit_log import Asked
    from whetstone.web.request import Actor, Request

PAGE_SIZE = 50


@may(Right.ADMIN)
@require_safe
def log(request: Request, actor: Actor) -> HttpResponse:
    """Who did what in this workspace, newest first; by act, person and day."""
    return render(request, "people/log.html.jinja", _log(request, actor))


@may(Right.ADMIN)
@require_POST
def log_check(request: Request, actor: Actor) -> HttpResponse:
    """Read the whole log and say whether each row still is what was sealed."""
    form = forms.SealForm(request.POST)
    known = _log(request, actor) | {"form": form}
    if form.is_valid():
        known["checked"] = audit_log.verify(actor.workspace_id, kept=form.kept_seal)
    return render(request, "people/log.html.jinja", known)


@may(Right.ADMIN)
@require_safe
def log_file(request: Request, actor: Actor) -> HttpResponse:
    """The rows asked for, as a table for a spreadsheet."""
    zone = ZoneInfo(actor.time_zone)
    found = audit_log.rows(actor.workspace_id, _asked(request), zone=zone)
    lines = audit_log.lines(found, zone=zone)
    return spreadsheet.csv_answer(lines, name=f"log-{actor.today}.csv")


def _log(request: Request, actor: Actor) -> dict[str, Any]:
    asked = _asked(request)
    zone = ZoneInfo(actor.time_zone)
    found = audit_log.rows(actor.workspace_id, asked, zone=zone)
    names, people = audit_log.facets(actor.workspace_id)
    return {
        "asked": asked,
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "acts": sorted(((one, acts.act_name(one)) for one in names), key=lambda row: row[1]),
        "people": people,
        "act_name": acts.act_name,
        "say": log_words,
        "form": forms.SealForm(),
        "checked": None,
        "end": audit_log.end(actor.workspace_id),
    }


def _asked(request: Request) -> Asked:
    form = forms.LogForm(request.GET)
    form.is_valid()
    return form.asked


@may()
@require_safe
def permissions(request: Request, actor: Actor) -> HttpResponse:
    """Who may open what, read from the addresses themselves."""
    known = {
        "rooms": [
            (label, [one for one in table.addresses() if one.room == room])
            for room, label in table.ROOMS.items()
        ],
        "rights": table.rights(),
        "own": actor.rights,
    }
    return render(request, "people/permissions.html.jinja", known)


@may()
@require_safe
def my_data(request: Request, actor: Actor) -> HttpResponse:
    """What is kept of whoever asks, why, and how to take it away or be forgotten."""
    counts = held.counts(actor.person_id)
    known = {
        "kinds": [(one, counts[label]) for label, one in held.HELD.items() if label in counts],
        "total": sum(counts.values()),
        "admins": keepers.admins(actor.workspace_id),
    }
    return render(request, "people/my_data.html.jinja", known)


@may()
@require_safe
def my_data_file(request: Request, actor: Actor) -> HttpResponse:
    """Everything that is kept of whoever asks, for a machine."""
    del request
    found = held.export(actor.person_id, now=actor.now)
    text = json.dumps(found, ensure_ascii=False, indent=1)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="about-me.json"'
    return answer


@open_to(ANYBODY)
@require_safe
def data_protection(request: Request) -> HttpResponse:
    """What this installation keeps of people, written from its own tables."""
    own = {tie.label for tie in held.ties() if tie.is_own}
    known = {
        "own": [one for label, one in held.HELD.items() if label in own],
        "named": [one for label, one in held.HELD.items() if label not in own],
        "sends_mail": settings.MAILS,
        "fetches": settings.FETCH,
    }
    return render(request, "people/data_protection.html.jinja", known)


@may(Right.ADMIN)
@asks_again
@require_http_methods(["GET", "HEAD", "POST"])
def erasure(request: Request, actor: Actor, person_id: int) -> HttpResponse:
    """Erase a person: what goes and what stays is said first."""
    member = selectors.member(person_id, workspace_id=actor.workspace_id)
    if member is None or actor.is_demo:
        raise Http404
    if request.method == "POST":
        return _erased(request, actor, person_id)
    counts = held.counts(person_id)
    own = {tie.label for tie in held.ties() if tie.is_own}
    rows = [(label, one) for label, one in held.HELD.items() if label in counts]
    known = {
        "member": member,
        "goes": [(one, counts[label]) for label, one in rows if label in own],
        "stays": [(one, counts[label]) for label, one in rows if label not in own],
    }
    return render(request, "people/erasure.html.jinja", known)


def _erased(request: Request, actor: Actor, person_id: int) -> HttpResponse:
    try:
        erasing.erase_person(
            person_id=person_id,
            workspace_id=actor.workspace_id,
            actor_id=actor.person_id,
            now=actor.now,
        )
    except services.LastAdminError:
        messages.error(
            request, _("Somebody must stay admin here. Make another person admin first.")
        )
        return redirect("people:person", person_id=person_id)
    messages.success(request, _("Erased. What was theirs is gone."))
    return redirect("people:people" if person_id != actor.person_id else "people:arrive")
