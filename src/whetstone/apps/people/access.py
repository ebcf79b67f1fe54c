"""Who may: written on each view, enforced here and nowhere else."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Concatenate, ParamSpec
from urllib.parse import quote

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from whetstone.web.request import Actor, Request, Right

Rest = ParamSpec("Rest")

UNAUTHORIZED = 401
ANYBODY = "anybody"  # no sign-in
ACCOUNT = "account"  # signed in, no place in a workspace needed
MEMBER = "member"  # anybody with a place in the workspace


def may(
    *rights: Right,
) -> Callable[
    [Callable[Concatenate[Request, Actor, Rest], HttpResponse]],
    Callable[Concatenate[Request, Rest], HttpResponse],
]:
    """Let in people who hold one of the rights; any member where none is named.

    Without a place in a workspace: on to the sign-in page. With one, but without the right: 403.
    """

    def decorate(
        view: Callable[Concatenate[Request, Actor, Rest], HttpResponse],
    ) -> Callable[Concatenate[Request, Rest], HttpResponse]:
        @functools.wraps(view)
        def guarded(request: Request, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            if request.actor is None:
                return _to_the_door(request)
            if rights and not request.actor.has(*rights):
                raise PermissionDenied
            response = view(request, request.actor, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response

        guarded.who_may = tuple(str(right) for right in rights) or (MEMBER,)  # type: ignore[attr-defined]
        return guarded

    return decorate


def open_to(
    who: str,
) -> Callable[
    [Callable[Concatenate[Request, Rest], HttpResponse]],
    Callable[Concatenate[Request, Rest], HttpResponse],
]:
    """Name a view that needs no place in a workspace.

    ANYBODY, or ACCOUNT for a signed-in account.
    """

    def decorate(
        view: Callable[Concatenate[Request, Rest], HttpResponse],
    ) -> Callable[Concatenate[Request, Rest], HttpResponse]:
        @functools.wraps(view)
        def guarded(request: Request, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            told = request.actor is not None and request.actor.is_demo  # nobody has an account
            if who == ACCOUNT and not (request.user.is_authenticated or told):
                return _to_the_door(request)
            return view(request, *args, **kwargs)

        guarded.who_may = (who,)  # type: ignore[attr-defined]
        return guarded

    return decorate


def asks_again(
    view: Callable[Concatenate[Request, Rest], HttpResponse],
) -> Callable[Concatenate[Request, Rest], HttpResponse]:
    """A sensitive act: a POST wants the password or passkey again, where the last is minutes old.

    Stands under `may`. A visitor of the demo has no account, so nothing can be asked.
    """
    asked = reauthentication_required(view, allow_get=True)

    @functools.wraps(view)
    def guarded(request: Request, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        is_demo = request.actor is not None and request.actor.is_demo
        answer: HttpResponse = (view if is_demo else asked)(request, *args, **kwargs)
        return answer

    guarded.asks_again = True  # type: ignore[attr-defined]
    return guarded


def _to_the_door(request: Request) -> HttpResponse:
    if request.headers.get("X-Kept"):  # an answer that a device keeps until it is taken
        return HttpResponse(status=UNAUTHORIZED)
    if request.session.pop("demo_workspace_id", None) and not request.user.is_authenticated:
        messages.info(
            request, _("Your copy of the demo was thrown away. Enter again for a new one.")
        )
        return redirect("people:doors")
    wanted = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    name = "people:arrive" if request.user.is_authenticated else "account_login"
    return redirect(f"{reverse(name)}?next={quote(wanted)}")
