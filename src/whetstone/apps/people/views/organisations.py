"""An organisation's page for its owner: workspaces, closing and opening, handing over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from whetstone.apps.people import organisations, organising, places
from whetstone.apps.people.access import ACCOUNT, open_to
from whetstone.apps.people.clock import real_now
from whetstone.apps.people.firm_forms import HandoverForm, NewWorkspaceForm
from whetstone.core.kernel.errors import Missing, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from whetstone.apps.people.models import Organisation, User
    from whetstone.web.request import Request


@open_to(ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: Request) -> HttpResponse:
    """What an owner owns: its workspaces, one more of them, and to whom it is offered."""
    found = _own(request)
    form = NewWorkspaceForm(request.POST or None)
    if request.method == "POST" and _is_real(request) and form.is_valid():
        person = organising.start_workspace(
            organisation_id=found.pk, owner=_user(request), now=real_now(), **form.cleaned_data
        )
        places.go_to(request, person.pk)
        messages.success(request, _("The workspace is there. Who works in it?"))
        return redirect("people:import")
    return render(request, "people/organisation.html.jinja", _page(request, found, form))


def _page(request: Request, found: Organisation, form: Any, **more: Any) -> dict[str, Any]:
    now = real_now()
    return {
        "firm": organisations.firm(found, user_id=request.user.pk, now=now),
        "form": form,
        "handover": HandoverForm(),
        "is_real": _is_real(request),
        **more,
    }


@open_to(ACCOUNT)
@require_POST
def closure(request: Request, workspace_id: int) -> HttpResponse:
    """Close a workspace: nobody enters, nothing is deleted. Asks who it is once more."""
    found = _own(request)
    answer: HttpResponse = _closed(request, found.pk, workspace_id)
    return answer


@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def _closed(request: Request, organisation_id: int, workspace_id: int) -> HttpResponse:
    _act(request, organising.close_workspace, organisation_id, workspace_id)
    messages.success(request, _("Closed. Nobody enters it until you open it again."))
    return redirect("people:organisation")


@open_to(ACCOUNT)
@require_POST
def opening(request: Request, workspace_id: int) -> HttpResponse:
    """Open a closed workspace again: everybody who was in it enters as before."""
    found = _own(request)
    _act(request, organising.open_workspace, found.pk, workspace_id)
    messages.success(request, _("Open again. Everybody who was in it enters as before."))
    return redirect("people:organisation")


@open_to(ACCOUNT)
@require_POST
def entry(request: Request, workspace_id: int) -> HttpResponse:
    """Come into a workspace of one's organisation as its admin; its log says so."""
    found = _own(request)
    person = _act(request, organising.enter_as_owner, found.pk, workspace_id)
    places.go_to(request, person.pk)
    return redirect("people:people")


def _act(request: Request, act: Callable[..., Any], organisation_id: int, space: int) -> Any:
    try:
        return act(
            organisation_id=organisation_id, workspace_id=space, owner=_user(request),
            now=real_now(),
        )  # fmt: skip
    except Missing as missing:
        raise Http404 from missing


@open_to(ACCOUNT)
@require_POST
def handover(request: Request) -> HttpResponse:
    """Offer the organisation to another account. Asks who it is once more."""
    found = _own(request)
    form = HandoverForm(request.POST)
    if not form.is_valid():
        known = _page(request, found, NewWorkspaceForm(), handover=form)
        return render(request, "people/organisation.html.jinja", known, status=422)
    answer: HttpResponse = _offered(request, found, form)
    return answer


@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def _offered(request: Request, found: Organisation, form: HandoverForm) -> HttpResponse:
    try:
        organising.offer(
            organisation_id=found.pk, owner=_user(request), now=real_now(), **form.cleaned_data
        )
    except Missing as missing:
        raise Http404 from missing
    except Refused as refused:
        form.add_error("email", _why_not(refused))
        known = _page(request, found, NewWorkspaceForm(), handover=form)
        return render(request, "people/organisation.html.jinja", known, status=422)
    messages.success(request, _("Offered. It stays yours until they take it."))
    return redirect("people:organisation")


def _why_not(refused: Refused) -> str:
    if refused.why == "yourself":
        return _("It is yours already. Name somebody else.")
    return _("No account in one of its workspaces has this address. Invite them first.")


@open_to(ACCOUNT)
@require_POST
def withdrawal(request: Request) -> HttpResponse:
    """Take an offer back."""
    organising.withdraw(organisation_id=_own(request).pk, owner=_user(request), now=real_now())
    messages.success(request, _("Taken back. The organisation stays yours."))
    return redirect("people:organisation")


@open_to(ACCOUNT)
@require_POST
def offer_answer(request: Request, handover_id: int) -> HttpResponse:
    """Take an organisation that somebody offers, or decline it."""
    if not request.user.is_authenticated:
        raise Http404
    takes = "take" in request.POST
    done = organising.answer_offer(
        handover_id=handover_id, taker=_user(request), takes=takes, now=real_now()
    )
    if not done:
        raise Http404
    if takes:
        messages.success(request, _("The organisation is yours."))
        return redirect("people:organisation")
    messages.success(request, _("Declined. It stays with whoever offered it."))
    return redirect("people:arrive")


def _own(request: Request) -> Organisation:
    found = organisations.owned(request.user.pk, request.actor)
    if found is None or (request.method == "POST" and not _is_real(request)):
        raise Http404
    return found


def _is_real(request: Request) -> bool:
    """Whether this is no demo: there, an organisation is only looked at."""
    return request.user.is_authenticated and not (request.actor and request.actor.is_demo)


def _user(request: Request) -> User:
    return cast("User", request.user)
