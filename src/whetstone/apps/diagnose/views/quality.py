"""How good the questions are: for whoever buys, takes or keeps the test.

Anybody with a place in a workspace may read it: counts over the whole installation, nobody's name.
The question itself, with its key, is shown to editors only. Calibrating, flagging and retiring
count for everybody, so only an editor of the whole installation may.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.diagnose import calibrating, quality, quality_item, quality_words
from whetstone.apps.people.access import may
from whetstone.apps.people.clock import real_now
from whetstone.core.kernel.errors import Refused
from whetstone.web.request import Right

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request

WORDS = {
    "flagged": _("Flagged. It is asked of nobody and counts for nobody until it is cleared."),
    "cleared": _("Cleared. It is asked and counts again."),
    "retired": _("Retired. It is not asked any more; answers given so far still count."),
}


@may()
@require_safe
def overview(request: Request, actor: Actor) -> HttpResponse:
    """The bank: states, what checks can tell, cuts, fairness, assumptions, then its questions."""
    page = quality.compose(area_id=request.GET.get("area"), on=actor.now.date())
    known = {"page": page, "words": quality_words, "edits": actor.edits_for_all}
    return render(request, "diagnose/quality.html.jinja", known)


@may()
@require_safe
def item(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """One question: its numbers, curve, fit, groups, drift; itself for editors only."""
    page = quality_item.compose(slug, on=actor.now.date(), with_text=actor.has(Right.EDITOR))
    if page is None:
        raise Http404
    known = {"page": page, "words": quality_words, "edits": actor.edits_for_all}
    return render(request, "diagnose/quality_item.html.jinja", known)


@may(Right.EDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def calibration(request: Request, actor: Actor) -> HttpResponse:
    """Ask for a calibration; a GET is how far it has come, as a part of the page."""
    if request.method != "POST":
        known = {"run": quality.run_in_hand(), "edits": actor.edits_for_all}
        return render(request, "diagnose/_calibration.html.jinja", known)
    try:
        run = calibrating.begin(cause="editor", now=real_now(), person_id=actor.person_id)
    except Refused as no:
        messages.info(request, f"{no.what}: {no.why} {no.mend}".strip())
        return redirect("diagnose:test_quality")
    calibrating.calibrate_bank.enqueue(run.pk)
    messages.success(request, _("The calibration is on its way. Nothing moves until it is whole."))
    return redirect("diagnose:test_quality")


@may(Right.EDITOR)
@require_POST
def word(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """An editor's word on a question: flag it, clear it, retire it, with the reason."""
    kind = request.POST.get("kind", "")
    found = quality_item.newest(slug)
    if found is None or kind not in WORDS:
        raise Http404
    try:
        calibrating.say_of(
            item_id=found.pk,
            kind=kind,
            reason=request.POST.get("reason", ""),
            now=real_now(),
            person_id=actor.person_id,
        )
    except Refused as no:
        messages.error(request, f"{no.what}: {no.why}")
    else:
        messages.success(request, _(WORDS[kind]))
    return redirect("diagnose:quality_item", slug=slug)
