"""Lessons: the shelf, the reader, tasks, and what people wrote for their own brand."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from whetstone.apps.diagnose import selectors as diagnose
from whetstone.apps.diagnose.asking import ratings
from whetstone.apps.diagnose.forms import Filled, read_answer
from whetstone.apps.field import selectors as field
from whetstone.apps.learn import portfolio as own
from whetstone.apps.learn import selectors, services
from whetstone.apps.learn.simulation.reading import offer
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Faults, Missing
from whetstone.web.request import Right

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whetstone.web.request import Actor, Request

UNPROCESSABLE = 422
BOX = "box-"
DIGITS = 11
"""Of the seconds of a page's time."""


@may()
@require_safe
def lessons(request: Request, actor: Actor) -> HttpResponse:
    """Every course with its lessons, how current each is, and the next step."""
    found = selectors.courses(actor.person_id, workspace_id=actor.workspace_id, on=actor.today)
    begun = [course for course in found if course.next and course.next.state == "started"]
    fresh = [course for course in found if course.next]
    following = (begun or fresh)[0].next if fresh else None
    context = {"courses": found, "following": following, "areas": _area_names()}
    return render(request, "learn/lessons.html.jinja", context)


def _area_names() -> Mapping[str, str]:
    return {area.id: area.name for area in field.framework().areas}


@may()
@require_safe
def lesson(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """A lesson in the version this person started."""
    return _lesson_page(request, actor, slug)


def _lesson_page(
    request: Request,
    actor: Actor,
    slug: str,
    *,
    again: tuple[str, str, Filled] | None = None,
) -> HttpResponse:
    """The page of a lesson; `again`: (block, question, form) of an answer that is not complete."""
    asked = request.POST.get("version") or request.GET.get("version")
    found = selectors.lesson(
        slug,
        person_id=actor.person_id,
        workspace_id=actor.workspace_id,
        on=actor.today,
        version=asked or "",
    )
    if found is None:
        raise Http404
    context = {
        "lesson": found,
        "areas": _area_names(),
        "ratings": ratings(),
        "again": again,
        "page": request.path,
    }
    status = UNPROCESSABLE if again else 200
    return render(request, "learn/lesson.html.jinja", context, status=status)


@may()
@require_POST
def practice(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """Answer a question of a lesson: reasons follow, the level stays."""
    item, block = request.POST.get("item", ""), request.POST.get("block", "")
    filled = read_posted(request, item)
    if filled.answer is None:
        return _lesson_page(request, actor, slug, again=(block, item, filled))
    try:
        services.answer_in_lesson(
            person_id=actor.person_id,
            slug=slug,
            version=request.POST.get("version", ""),
            block=block,
            item_slug=item,
            answer=filled.answer,
            now=actor.now,
            shown=_shown(request, actor),
        )
    except (Missing, Faults) as gone:
        raise Http404 from gone
    return redirect(f"{_address(slug)}#q-{block}-{item}")


def read_posted(request: Request, item: str) -> Filled:
    """The posted answer to a question; 404 where there is no such question."""
    payload = diagnose.item(item)
    if payload is None:
        raise Http404
    return read_answer(payload, request.POST)


def _shown(request: Request, actor: Actor) -> dt.datetime | None:
    """When the page came that this act came from; None where it does not say so."""
    told = request.POST.get("shown", "")
    if not (told.isascii() and told.isdigit() and len(told) <= DIGITS):
        return None
    shown = dt.datetime.fromtimestamp(int(told), tz=dt.UTC)
    return shown if shown <= actor.now else None


def _address(slug: str) -> str:
    return reverse("learn:lesson", args=[slug])


@may()
@require_POST
def work(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """Keep what was written for the own brand; called by the form and by its autosave."""
    texts = {
        name.removeprefix(BOX): str(text)
        for name, text in request.POST.items()
        if name.startswith(BOX)
    }
    try:
        services.save_work(
            person_id=actor.person_id,
            slug=slug,
            texts=texts,
            now=actor.now,
            version=request.POST.get("version", ""),
            shown=_shown(request, actor),
        )
    except Missing as gone:
        raise Http404 from gone
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=204)
    messages.success(request, _("Saved to your work."))
    return redirect(f"{_address(slug)}#b-{request.POST.get('block', '')}")


@may()
@require_POST
def finish(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """Finish a lesson and say what that did."""
    try:
        done = services.finish_lesson(
            person_id=actor.person_id,
            workspace_id=actor.workspace_id,
            slug=slug,
            version=request.POST.get("version", ""),
            now=actor.now,
        )
    except Missing as gone:
        raise Http404 from gone
    if done.was_new and done.certificate:
        messages.success(request, _("Finished, and with it the course. Your record is ready."))
        return redirect("learn:certificate", code=done.certificate)
    if done.was_new:
        text = ngettext(
            "Finished. %(n)s card comes tomorrow.",
            "Finished. %(n)s cards come tomorrow.",
            done.cards,
        )
        messages.success(request, text % {"n": done.cards} if done.cards else _("Finished."))
    return redirect(f"{_address(slug)}#finish")


@may()
@require_safe
def task(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """A task with the table it will be judged by."""
    found = selectors.task(slug, workspace_id=actor.workspace_id, on=actor.today)
    if found is None:
        raise Http404
    known = {
        "task": found,
        "is_timed": offer(slug) is not None,
        "is_team": actor.workspace_kind == "team" and actor.has(Right.LEARNER),
    }
    return render(request, "learn/task.html.jinja", known)


@may()
@require_safe
def portfolio(request: Request, actor: Actor) -> HttpResponse:
    """What this person wrote for their own brand, lesson by lesson."""
    return render(
        request, "learn/portfolio.html.jinja", {"chapters": own.chapters(actor.person_id)}
    )


@may()
@require_safe
def portfolio_file(request: Request, actor: Actor) -> HttpResponse:
    """The same as a file to keep."""
    del request
    text = own.as_markdown(own.chapters(actor.person_id), name=actor.name, on=actor.today)
    return HttpResponse(
        text,
        content_type="text/markdown; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="own-work-{actor.today}.md"'},
    )
