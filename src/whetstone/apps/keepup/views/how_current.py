"""How current we are: for anybody, about the curriculum; for a workspace, about its people too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from whetstone.apps.keepup import saying
from whetstone.apps.keepup.claim_words import met_here
from whetstone.apps.keepup.how_current_json import as_json
from whetstone.apps.keepup.rooms import shelves
from whetstone.apps.keepup.selectors import how_current as selectors
from whetstone.apps.people.access import ANYBODY, may, open_to
from whetstone.apps.people.clock import real_now
from whetstone.web import once
from whetstone.web.request import Right

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from whetstone.apps.keepup.selectors.how_current import HowCurrent
    from whetstone.web.request import Actor, Request

SEES_PEOPLE = (Right.LEAD, Right.EDITOR, Right.INSTRUCTOR, Right.LEADER)
FIVE_MINUTES = "public, max-age=300"


@may()
@require_safe
def how_current(request: Request, actor: Actor) -> HttpResponse:
    """The figures of a workspace, by the workspace's clock."""
    page = _here(actor)
    known: dict[str, Any] = {
        "page": page,
        "kept": _Kept(_written(page.steady or page, get_language())),
        "words": saying,
        "shelves": shelves(actor, "keepup:how_current"),
        "sees_people": actor.has(*SEES_PEOPLE),
        "met_here": met_here if actor.has(*SEES_PEOPLE) else None,
    }
    return render(request, "keepup/how_current.html.jinja", known)


class _Kept:
    """Parts of the page that follow from what is kept: `{% call kept("name") %}`, written once."""

    def __init__(self, written: dict[str, str]) -> None:
        self._written = written

    def __call__(self, name: str, caller: Callable[[], str]) -> str:
        """The part, as it was written when it was first asked for."""
        if name not in self._written:
            self._written[name] = caller()
        return self._written[name]


@once.a_state(32)
def _written(_page: HowCurrent, _language: str | None) -> dict[str, str]:
    """Where the parts of a page stand once they are written."""
    return {}


@may()
@require_safe
def how_current_json(_request: Request, actor: Actor) -> HttpResponse:
    """The same, for machines."""
    scope = "workspace" if actor.has(*SEES_PEOPLE) else "workspace, without people"
    return JsonResponse(as_json(_here(actor), scope=scope))


def _here(actor: Actor) -> HowCurrent:
    """Whoever only learns here sees what is said of the curriculum, and nothing about people."""
    if actor.has(*SEES_PEOPLE):
        return selectors.here(actor.workspace_id, actor.now)
    return selectors.of_workspace(actor.workspace_id, actor.now.date())


@open_to(ANYBODY)
@require_safe
def current(request: Request) -> HttpResponse:
    """The curriculum of this installation, by the real clock: no person and no workspace in it."""
    page = selectors.in_public(real_now().date())
    known = {"title": saying.finding_in_public(page), "matter": _matter(page, get_language())}
    response = render(request, "keepup/current.html.jinja", known)
    return _kept_by_anybody(request, response)


@once.a_state(8)
def _matter(page: HowCurrent, _language: str | None) -> str:
    return render_to_string("keepup/_current.html.jinja", {"page": page, "words": saying})


@open_to(ANYBODY)
@require_safe
def current_json(request: Request) -> HttpResponse:
    """The same, for machines."""
    page = selectors.in_public(real_now().date())
    return _kept_by_anybody(request, JsonResponse(as_json(page, scope="installation")))


def _kept_by_anybody(request: Request, response: HttpResponse) -> HttpResponse:
    """Anybody may keep it for five minutes, unless it shows who is signed in."""
    is_shared = not request.user.is_authenticated and request.actor is None
    response.headers["Cache-Control"] = FIVE_MINUTES if is_shared else "private, no-store"
    return response
