"""Claims and changes are written: a workspace's own, or for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from whetstone.apps.field import services as field
from whetstone.apps.keepup import claim_forms, words
from whetstone.apps.keepup.views import following
from whetstone.apps.keepup.views.scopes import scope_of
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Faults, Missing
from whetstone.web.request import Right

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.apps.field.models import Change
    from whetstone.apps.keepup.views.scopes import Scope
    from whetstone.web.request import Actor, Request

WRITERS = (Right.LEAD, Right.EDITOR)
_CLAIM = {
    False: gettext_lazy("The claim stands in your ledger, for this workspace."),
    True: gettext_lazy("The claim stands in the ledger that everybody reads."),
}


@may(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_claim(request: Request, actor: Actor, *, for_all: bool = False) -> HttpResponse:
    """A claim of the workspace's own, or one for everybody."""
    scope = scope_of(actor, for_all=for_all)
    form = claim_forms.ClaimForm(request.POST or None, today=actor.today)
    if request.method == "POST" and form.is_valid():
        try:
            made = field.write_claim(
                workspace_id=scope.workspace_id,
                person_id=actor.person_id,
                now=actor.now,
                **form.facts,
            )
        except Faults as faults:
            claim_forms.take_faults(form, faults)
        else:
            following.claim_was_written(request, actor, made.slug, scope)
            messages.success(request, _CLAIM[scope.is_for_all])
            return redirect("keepup:claim", slug=made.slug)
    status = 422 if form.errors else 200
    return render(request, "keepup/new_claim.html.jinja", _known(form, scope), status=status)


@may(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_change(request: Request, actor: Actor, *, for_all: bool = False) -> HttpResponse:
    """A change of the workspace's own or for everybody; its ripple is shown before it counts."""
    scope = scope_of(actor, for_all=for_all)
    begun = {"claims": request.GET.getlist("claim")}
    form = claim_forms.ChangeForm(
        request.POST or None, actor=actor, for_all=for_all, initial=begun
    )
    if request.method == "POST" and form.is_valid():
        made = _written(form, actor, scope)
        if made is not None:
            following.change_was_written(request, actor, made.slug, scope)
            messages.success(request, _("Written down. Nothing has changed yet: see its ripple."))
            return redirect(scope.page("change"), slug=made.slug)
    status = 422 if form.errors else 200
    return render(request, "keepup/new_change.html.jinja", _known(form, scope), status=status)


def _written(form: claim_forms.ChangeForm, actor: Actor, scope: Scope) -> Change | None:
    """The change; None where something is wrong with it, which then stands in the form."""
    try:
        return field.write_change(
            workspace_id=scope.workspace_id,
            person_id=actor.person_id,
            now=actor.now,
            **form.facts,
        )
    except Missing as missing:
        raise Http404 from missing
    except Faults as faults:
        claim_forms.take_faults(form, faults)
        return None


def _known(form: claim_forms.SourceFields, scope: Scope) -> dict[str, object]:
    return {"form": form, "words": words, "scope": scope}
