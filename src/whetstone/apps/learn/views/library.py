"""The library: courses and their syllabi, words, guides, who has read what, and the search.

What anybody may read here holds nothing of people. Whoever has a place in a workspace sees it as
their own ledger stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from whetstone.apps.field import selectors as field
from whetstone.apps.learn import library_words as words
from whetstone.apps.learn import selectors
from whetstone.apps.people.access import ANYBODY, may, open_to
from whetstone.apps.people.clock import real_now

if TYPE_CHECKING:
    import datetime as dt

    from whetstone.web.request import Actor, Request


def _reader(request: Request) -> tuple[int | None, dt.date]:
    """Whose ledger is read, and on which day: the workspace's, else the installation's today."""
    if request.actor is None:
        return None, real_now().date()
    return request.actor.workspace_id, request.actor.today


def _page(request: Request, template: str, known: dict[str, Any]) -> HttpResponse:
    response = render(request, f"learn/{template}.html.jinja", {**known, "words": words})
    response.headers["Cache-Control"] = "private, no-store"
    return response


@open_to(ANYBODY)
@require_safe
def courses(request: Request) -> HttpResponse:
    """Every course: what it leads to, its hours, and how current it is."""
    workspace_id, on = _reader(request)
    found = selectors.catalogue(workspace_id=workspace_id, on=on)
    return _page(request, "courses", {"courses": found, "on": on})


@open_to(ANYBODY)
@require_safe
def syllabus(request: Request, slug: str) -> HttpResponse:
    """The syllabus of a course: outcomes, hours, lessons, tasks, sources, how current it is."""
    workspace_id, on = _reader(request)
    found = selectors.syllabus(slug, workspace_id=workspace_id, on=on)
    if found is None:
        raise Http404
    address = request.build_absolute_uri(request.path)
    known = {"syllabus": found, "on": on, "address": address}
    return _page(request, "syllabus", {**known, "level_names": field.framework().levels})


@open_to(ANYBODY)
@require_safe
def glossary(request: Request) -> HttpResponse:
    """The words of the field, each in plain words."""
    workspace_id, on = _reader(request)
    found = selectors.glossary(workspace_id=workspace_id, on=on)
    return _page(request, "glossary", {"letters": words.by_letter(found), "n": len(found)})


@open_to(ANYBODY)
@require_safe
def guides(request: Request) -> HttpResponse:
    """Guides to sessions with an expert."""
    return _page(request, "guides", {"guides": selectors.guides()})


@open_to(ANYBODY)
@require_safe
def guide(request: Request, slug: str) -> HttpResponse:
    """A guide to one session: whom to invite, what to ask, and the agenda by the minute."""
    workspace_id, on = _reader(request)
    found = selectors.guide(slug, workspace_id=workspace_id, on=on)
    if found is None:
        raise Http404
    return _page(request, "guide", {"guide": found})


@open_to(ANYBODY)
@require_safe
def about(request: Request) -> HttpResponse:
    """What this curriculum is, who has read what of it, and what nobody has checked yet."""
    return _page(request, "about", {"about": selectors.about()})


@may()
@require_safe
def search(request: Request, actor: Actor) -> HttpResponse:
    """Lessons by passage, claims with their state, words, tasks and guides."""
    found = selectors.search(
        request.GET.get("q", ""),
        section=request.GET.get("in", ""),
        workspace_id=actor.workspace_id,
        on=actor.today,
    )
    return _page(request, "search", {"found": found})


@may()
@require_safe
def lesson_print(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """A lesson on paper: its text, its questions without answers, its sources written out."""
    found = selectors.lesson(
        slug,
        person_id=actor.person_id,
        workspace_id=actor.workspace_id,
        on=actor.today,
        version=request.GET.get("version", ""),
    )
    if found is None:
        raise Http404
    address = request.build_absolute_uri(request.path)
    return _page(request, "lesson_print", {"lesson": found, "address": address})
