"""The dean's page, and the same as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from whetstone.apps.lead import programme_words
from whetstone.apps.lead.programme_selectors import programme
from whetstone.apps.people.access import may
from whetstone.web.request import Right
from whetstone.web.spreadsheet import csv_answer

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request

READERS = (Right.LEADER, Right.ADMIN, Right.INSTRUCTOR)


@may(*READERS)
@require_safe
def page(request: Request, actor: Actor) -> HttpResponse:
    """A school's classes, certificates and syllabus, and what to change next term."""
    known = {
        "found": programme(actor.workspace_id, now=actor.now),
        "words": programme_words,
        "teaches": actor.has(Right.INSTRUCTOR),
    }
    return render(request, "lead/programme.html.jinja", known)


@may(*READERS)
@require_safe
def as_file(request: Request, actor: Actor) -> HttpResponse:
    """The page as rows."""
    del request
    found = programme(actor.workspace_id, now=actor.now)
    return csv_answer(programme_words.rows(found), name=f"programme-{found.today}.csv")
