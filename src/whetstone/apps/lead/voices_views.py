"""What customers say: the page, bringing messages in, and looking at a file before it is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.lead import voices_jobs, voices_taking, voices_words
from whetstone.apps.lead import voices_pages as pages
from whetstone.apps.lead import voices_selectors as selectors
from whetstone.apps.lead import voices_services as services
from whetstone.apps.lead.voices_forms import BringForm, KeepForm
from whetstone.apps.people.access import asks_again, may
from whetstone.core.kernel.errors import Fault, Missing, Refused
from whetstone.web.request import Right

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.apps.lead.models_voices import VoiceFile
    from whetstone.web.request import Actor, Request

READERS = (Right.LEAD, Right.LEADER, Right.ADMIN)
KEEPERS = (Right.LEAD, Right.ADMIN)
ROUTERS = (Right.LEAD, Right.LEADER)


@may(*READERS)
@require_safe
def voices(request: Request, actor: Actor) -> HttpResponse:
    """Themes, surges, times to an answer, and what became of what was asked."""
    known = {
        "page": pages.overview(actor, request.GET),
        "words": voices_words,
        "keeps": actor.has(*KEEPERS),
        "today": actor.today,
    }
    return render(request, "lead/voices.html.jinja", known)


@may(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: Request, actor: Actor) -> HttpResponse:
    """Bring messages in: what would come is shown first."""
    form = BringForm(
        request.POST or None, request.FILES or None, today=actor.today, zone=actor.time_zone,
        is_demo=actor.is_demo,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        made = _staged(form, actor)
        if made is not None:
            return redirect("lead:voices_file", file_id=made.pk)
    known = {"form": form, "words": voices_words, "files": selectors.files(actor.workspace_id)}
    status = 422 if form.errors else 200
    return render(request, "lead/voices_bring.html.jinja", known, status=status)


def _staged(form: BringForm, actor: Actor) -> VoiceFile | None:
    """The file as it waits; None where something must be said first, or it cannot be read."""
    said = form.cleaned_data
    facts = {"workspace_id": actor.workspace_id, "seen_on": said["seen_on"], "zone": said["zone"]}
    try:
        found = voices_taking.look(
            form.source, day_first=form.order, mapping=form.mapping, **facts
        )
    except Fault as fault:
        form.add_error(None, f"{fault.where}: {fault.what}. {fault.mend}")
        return None
    if found.asks:
        form.ask(found)
        return None
    return voices_taking.stage(
        found, name=form.name, mapping=form.mapping, actor_id=actor.person_id, now=actor.now,
        **facts,
    )  # fmt: skip


@may(*KEEPERS)
@require_safe
def file(request: Request, actor: Actor, file_id: int) -> HttpResponse:
    """What a file would bring, all its faults, some of its messages as they would be kept."""
    one = selectors.file(actor.workspace_id, file_id)
    if one is None:
        raise Http404
    known = {"page": pages.file_page(one), "one": one, "words": voices_words}
    return render(request, "lead/voices_file.html.jinja", known)


@may(*KEEPERS)
@require_POST
def taking(request: Request, actor: Actor, file_id: int) -> HttpResponse:
    """Take a file's messages; the second press does nothing."""
    try:
        voices_jobs.take_or_enqueue(file_id=file_id, **pages.own(actor))
    except Missing as missing:
        raise Http404 from missing
    except Refused:
        messages.error(request, _("This file was thrown away. Bring it in again."))
    return redirect("lead:voices_file", file_id=file_id)


@may(*KEEPERS)
@require_POST
def dropping(request: Request, actor: Actor, file_id: int) -> HttpResponse:
    """Throw away what was read and not taken."""
    try:
        if voices_taking.drop(file_id=file_id, **pages.own(actor)):
            messages.success(request, _("Thrown away. Nothing changed."))
    except Missing as missing:
        raise Http404 from missing
    return redirect("lead:voices")


@may(*KEEPERS)
@asks_again
@require_POST
def keeping(request: Request, actor: Actor) -> HttpResponse:
    """For how long messages are kept here."""
    form = KeepForm(request.POST)
    if form.is_valid():
        services.keep_for(days=form.cleaned_data["days"], **pages.own(actor))
        messages.success(request, _("Kept. What is older goes with the next nightly round."))
    else:
        messages.error(request, _("Choose one of the spans."))
    return redirect("lead:voices")
