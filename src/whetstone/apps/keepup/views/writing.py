"""A workspace writes claims and changes of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from whetstone.apps.field import services as field
from whetstone.apps.keepup import claim_forms, words
from whetstone.apps.keepup.views import following
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Faults, Missing
from whetstone.web.request import Right

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request

WRITERS = (Right.LEAD, Right.EDITOR)


@may(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_claim(request: Request, actor: Actor) -> HttpResponse:
    """A claim of the workspace's own."""
    form = claim_forms.ClaimForm(request.POST or None, today=actor.today)
    if request.method == "POST" and form.is_valid():
        try:
            made = field.write_claim(
                workspace_id=actor.workspace_id,
                person_id=actor.person_id,
                now=actor.now,
                **form.facts,
            )
        except Faults as faults:
            claim_forms.take_faults(form, faults)
        else:
            following.claim_was_written(request, actor, made.slug)
            messages.success(request, _("The claim stands in your ledger, for this workspace."))
            return redirect("keepup:claim", slug=made.slug)
    status = 422 if form.errors else 200
    return render(request, "keepup/new_claim.html.jinja", _known(form), status=status)


@may(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_change(request: Request, actor: Actor) -> HttpResponse:
    """A change of the workspace's own; it waits, and its ripple is shown before it counts."""
    begun = {"claims": request.GET.getlist("claim")}
    form = claim_forms.ChangeForm(request.POST or None, actor=actor, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            made = field.write_change(
                workspace_id=actor.workspace_id,
                person_id=actor.person_id,
                now=actor.now,
                **form.facts,
            )
        except Missing as missing:
            raise Http404 from missing
        except Faults as faults:
            claim_forms.take_faults(form, faults)
        else:
            following.change_was_written(request, actor, made.slug)
            messages.success(request, _("Written down. Nothing has changed yet: see its ripple."))
            return redirect("keepup:change", slug=made.slug)
    status = 422 if form.errors else 200
    return render(request, "keepup/new_change.html.jinja", _known(form), status=status)


def _known(form: claim_forms.SourceFields) -> dict[str, object]:
    return {"form": form, "words": words}
