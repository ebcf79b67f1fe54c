"""A student's class: what is next, own work and marks, works to read, what they keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.connect import book, handing_in, keeping, work, work_words, works
from whetstone.apps.learn.judging import read_judgement
from whetstone.apps.people import class_selectors as places
from whetstone.apps.people.access import ACCOUNT, may, open_to
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.web.request import Right

if TYPE_CHECKING:
    from whetstone.apps.people.models import User
    from whetstone.web.request import Actor, Request

UNPROCESSABLE = 422
BOX = "box-text"


@may(Right.LEARNER)
@require_safe
def my_class(request: Request, actor: Actor) -> HttpResponse:
    """What one's classes ask, by when it is due, and whose works to read."""
    todos = works.todos(actor.person_id, workspace_id=actor.workspace_id, now=actor.now)
    known = {
        "open": [one for one in todos if work_words.is_open(one.cell)],
        "done": [one for one in todos if not work_words.is_open(one.cell)],
        "to_read": works.to_read(actor.person_id, workspace_id=actor.workspace_id),
        "classes": places.classes_of(actor.person_id),
    }
    return _page(request, "my_class", known)


@may(Right.LEARNER)
@require_safe
def my_work(request: Request, actor: Actor, assignment_id: int) -> HttpResponse:
    """One assignment: what to do, own text, what was said of it."""
    return _work_page(request, actor, assignment_id)


def _work_page(
    request: Request, actor: Actor, assignment_id: int, *, typed: str | None = None
) -> HttpResponse:
    one = work.for_student(
        assignment_id, person_id=actor.person_id, workspace_id=actor.workspace_id
    )
    page = works.work_page(one, person_id=actor.person_id, now=actor.now) if one else None
    if page is None:
        raise Http404
    known = {"page": page, "text": page.text if typed is None else typed}
    known["is_open"] = work_words.is_writable(page.cell, actor.now)
    return _page(request, "my_work", known, status=200 if typed is None else UNPROCESSABLE)


@may(Right.LEARNER)
@require_POST
def my_text(request: Request, actor: Actor, assignment_id: int) -> HttpResponse:
    """Keep what is typed, as it is typed; with the button of handing in: hand it in."""
    text = request.POST.get(BOX, "")
    act = handing_in.submit if request.POST.get("act") == "submit" else handing_in.write
    try:
        act(text=text, now=actor.now, **_mine(actor, assignment_id))
    except Missing as gone:
        raise Http404 from gone
    except Refused as refused:
        if request.headers.get("X-Autosave"):
            return HttpResponse(status=409)
        messages.error(request, f"{refused.what}: {refused.why}")
        return _work_page(request, actor, assignment_id, typed=text)
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=204)
    handed = act is handing_in.submit
    messages.success(request, _("Handed in, as it stands here.") if handed else _("Saved."))
    return redirect("connect:my_work", assignment_id=assignment_id)


@may(Right.LEARNER)
@require_POST
def my_check(request: Request, actor: Actor, assignment_id: int) -> HttpResponse:
    """Begin an assigned check, with questions drawn for this student; or go on with it."""
    try:
        attempt_id = handing_in.begin_check(now=actor.now, **_mine(actor, assignment_id))
    except Missing as gone:
        raise Http404 from gone
    except Refused as refused:
        messages.error(request, f"{refused.what}: {refused.why}")
        return redirect("connect:my_work", assignment_id=assignment_id)
    return redirect("diagnose:question", attempt_id=attempt_id)


def _mine(actor: Actor, assignment_id: int) -> dict[str, Any]:
    return {
        "assignment_id": assignment_id,
        "person_id": actor.person_id,
        "workspace_id": actor.workspace_id,
    }


@may(Right.LEARNER)
@require_safe
def my_marks(request: Request, actor: Actor) -> HttpResponse:
    """One's own marks, class by class; nobody else's."""
    books = [
        book.book(
            one.pk, workspace_id=actor.workspace_id, now=actor.now, person_id=actor.person_id
        )
        for one in places.classes_of(actor.person_id)
        if one.workspace_id == actor.workspace_id
    ]
    return _page(request, "my_marks", {"books": [one for one in books if one and one.rows]})


@may(Right.LEARNER)
@require_http_methods(["GET", "HEAD", "POST"])
def my_review(request: Request, actor: Actor, reader_id: int) -> HttpResponse:
    """Read a fellow student's work, without a name, and say how it stands row by row."""
    page = works.reading(
        reader_id, person_id=actor.person_id, workspace_id=actor.workspace_id, now=actor.now
    )
    if page is None:
        raise Http404
    judgement = read_judgement(page.task.rubric, request.POST)
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            handing_in.review(
                reader_id=reader_id,
                person_id=actor.person_id,
                workspace_id=actor.workspace_id,
                rows=judgement.rows,
                words=judgement.words,
                now=actor.now,
            )
        except Faults as found:
            faults = [(each.where, each.what) for each in found.faults]
        else:
            messages.success(request, _("Sent. Whoever wrote it does not learn who read it."))
            return redirect("connect:my_class")
    known = {"page": page, "faults": faults, "judgement": judgement if faults else None}
    return _page(request, "my_review", known, status=UNPROCESSABLE if faults else 200)


@open_to(ACCOUNT)
@require_safe
def kept(request: Request) -> HttpResponse:
    """What an account keeps from wherever it was: records, and own work from schools."""
    found = keeping.kept(cast("User", request.user).pk)
    return _page(request, "kept", {"places": found})


@open_to(ACCOUNT)
@require_safe
def kept_work(request: Request, person_id: int) -> HttpResponse:
    """The own work of one such place as a file."""
    text = keeping.work_file(cast("User", request.user).pk, person_id)
    if text is None:
        raise Http404
    return HttpResponse(
        text,
        content_type="text/markdown; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="own-work.md"'},
    )


def _page(
    request: Request, name: str, known: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context = {"w": work_words, **known}
    response = render(request, f"connect/{name}.html.jinja", context, status=status)
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response
