"""The quarterly agenda, and the places of somebody who advises several teams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from whetstone.apps.people import selectors as people
from whetstone.apps.people.access import may
from whetstone.apps.plan import agenda_pages as pages
from whetstone.apps.plan import review_pages, review_selectors, selectors
from whetstone.apps.plan.views import READERS
from whetstone.web.request import Right
from whetstone.web.spreadsheet import csv_answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.web.request import Actor, Request


@may(*READERS)
@require_safe
def agenda(request: Request, actor: Actor) -> HttpResponse:
    """What the quarterly review should talk of."""
    return render(request, "plan/agenda.html.jinja", {"agenda": pages.agenda(actor)})


@may(*READERS)
@require_safe
def agenda_text(request: Request, actor: Actor) -> HttpResponse:
    """The quarterly agenda as text, to be pasted anywhere."""
    del request
    text = pages.as_text(pages.agenda(actor))
    answer = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="agenda.md"'
    return answer


@may(*READERS)
@require_safe
def agenda_table(request: Request, actor: Actor) -> HttpResponse:
    """The quarterly agenda as a table."""
    del request
    return csv_answer(pages.as_rows(pages.agenda(actor)), name="agenda.csv")


@may(Right.PARTNER, Right.LEAD)
@require_safe
def advising(request: Request, actor: Actor) -> HttpResponse:
    """What waits in each workspace that one advises: here by name, elsewhere only how much."""
    board = selectors.board(actor.workspace_id, today=actor.today)
    here = [
        one
        for one in review_pages.rows(review_selectors.reviews(actor.workspace_id, board), actor)
        if one.is_yours
    ]
    others = people.places_with(actor.user_id, Right.PARTNER, besides=actor.person_id)
    waits = _waits([pk for pk, _name in others], actor)
    places = [(pk, name, waits[pk]) for pk, name in others]
    known = {"here": here, "places": places, "title": review_pages.list_title(here)}
    return render(request, "plan/advising.html.jinja", known)


def _waits(person_ids: Sequence[int], actor: Actor) -> dict[int, review_selectors.Waits]:
    """How much waits elsewhere; a plan is only read again where one was signed."""
    found = review_selectors.waits(person_ids)
    for person, space in review_selectors.places_signed(person_ids).items():
        board = selectors.board(space, today=actor.today)
        rows = review_selectors.reviews(space, board)
        found[person] = review_selectors.with_changed(found[person], person, rows)
    return found
