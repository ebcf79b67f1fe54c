"""Where a level begins, by bookmarks: the booklet of an area, and the record of a panel."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from whetstone.apps.diagnose import bookmarking, quality_words
from whetstone.apps.diagnose.cutting import Panel
from whetstone.apps.diagnose.live import shelf
from whetstone.apps.people.access import may
from whetstone.apps.people.clock import real_now
from whetstone.core.kernel.errors import Fault, Faults, Refused
from whetstone.formats import judgements
from whetstone.web.request import Right

if TYPE_CHECKING:
    from django.http import HttpResponse, QueryDict

    from whetstone.core.measurement.bookmark import Centre
    from whetstone.web.request import Actor, Request

FIELDS = ("level", "centre", "held_on", "about", "bookmarks")


@may(Right.EDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def booklet(request: Request, actor: Actor) -> HttpResponse:
    """The questions of an area in order; a POST keeps a panel's bookmarks and lets them count."""
    framework = shelf().framework
    shown = bookmarking.booklet_of(request.GET.get("area") or framework.area_ids[0])
    if shown is None:
        raise Http404
    faults: list[str] = []
    if request.method == "POST":
        try:
            _record(request.POST, shown.area_id, person_id=actor.person_id)
        except Faults as no:
            faults = [_said(one) for one in no.faults]
        except Refused as no:
            faults = [f"{no.what}: {no.why}"]
        else:
            messages.success(request, _("The record is kept, and the cut counts from now on."))
            return redirect("diagnose:test_quality")
    given = {name: request.POST.get(name, "") for name in FIELDS}
    known = {"shown": shown, "framework": framework, "faults": faults, "given": given}
    known |= {"why_not": bookmarking.why_not(shown), "edits": actor.edits_for_all}
    known |= {"words": quality_words}
    return render(request, "diagnose/booklet.html.jinja", known, status=400 if faults else 200)


def _said(fault: Fault) -> str:
    """A fault in the form's words, where the command has a name of its own."""
    where = {
        "--about": _("Who the judges are"),
        "--held-on": _("When the judges met"),
        "--level": _("Which level begins there"),
    }.get(fault.where, fault.where)
    return str(Fault(where, fault.what, fault.mend))


def _record(given: QueryDict, area_id: str, *, person_id: int) -> None:
    """What the form says becomes a record. Raises `Faults` or `Refused`."""
    marks = judgements.read_bookmarks(given.get("bookmarks", "").encode(), name=_("bookmarks"))
    centre: Centre = "mean" if given.get("centre") == "mean" else "median"
    try:
        held_on = dt.date.fromisoformat(given.get("held_on", ""))
    except ValueError:
        raise Faults([Fault(_("the day"), _("say when the judges met."))]) from None
    level = given.get("level", "")
    known = int(level) if level.isascii() and level.isdigit() and len(level) == 1 else 0
    panel = Panel(known, given.get("about", ""), held_on)
    sitting = bookmarking.Sitting(area_id, marks, centre)
    bookmarking.record_bookmarks(sitting, panel, now=real_now(), person_id=person_id)
