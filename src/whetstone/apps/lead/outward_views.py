"""Sending one page to a colleague outside, one's own links, and what the colleague sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.keepup import selectors as keepup
from whetstone.apps.lead import (
    brief_pages,
    brief_selectors,
    outward,
    pages,
    table_pages,
    table_words,
)
from whetstone.apps.lead.outward_forms import SendForm
from whetstone.apps.lead.table_forms import AnswerForm
from whetstone.apps.lead.views import READERS
from whetstone.apps.learn import selectors as learn
from whetstone.apps.people import selectors as people
from whetstone.apps.people.access import ANYBODY, may, open_to
from whetstone.apps.people.clock import now_in, real_now
from whetstone.core.kernel.errors import Refused

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.apps.lead.outward import Opened
    from whetstone.web.request import Actor, Request

TEMPLATES = {
    outward.LESSON: "lead/shared_lesson.html.jinja",
    outward.CHANGE: "lead/shared_change.html.jinja",
    outward.BLOCK: "lead/shared_block.html.jinja",
    outward.BRIEF: "lead/shared_brief.html.jinja",
}
NOBODY = 0


@may()
@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: Request, actor: Actor) -> HttpResponse:
    """One's own links to the outside, and making one for a lesson, a change or a block."""
    asked = request.POST if request.method == "POST" else request.GET
    title = _title(actor, asked.get("kind", ""), asked.get("thing", ""))
    initial = {"kind": asked.get("kind"), "thing": asked.get("thing"), "days": outward.DAYS}
    form = SendForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if not title:
            raise Http404
        return _send(request, actor, form.cleaned_data | {"title": title})
    known = {
        "form": form if title else None,
        "title": title,
        "sends_block": asked.get("kind") in {outward.BLOCK, outward.BRIEF},
        "sends_brief": asked.get("kind") == outward.BRIEF,
        "link": request.session.pop("fresh_page", None),
        "blocks": outward.BLOCKS if actor.has(*READERS) else {},
        "links": [
            (one, outward.title_of(one.kind, one.thing, workspace_id=actor.workspace_id))
            for one in outward.links(
                workspace_id=actor.workspace_id, person_id=actor.person_id, now=real_now()
            )
        ],
    }
    return render(request, "lead/sent.html.jinja", known)


def _title(actor: Actor, kind: str, thing: str) -> str:
    if kind in {outward.BLOCK, outward.BRIEF} and not actor.has(*READERS):
        return ""
    return outward.title_of(kind, thing, workspace_id=actor.workspace_id)


def _send(request: Request, actor: Actor, asked: dict[str, Any]) -> HttpResponse:
    try:
        token = outward.send(
            kind=asked["kind"],
            thing=asked["thing"],
            signed=asked["signed"],
            days=asked["days"],
            whom=asked["whom"],
            workspace_id=actor.workspace_id,
            actor_id=actor.person_id,
            now=real_now(),
        )
    except Refused:
        messages.warning(request, _("You have very many open links. End some of them first."))
        return redirect("lead:sent")
    address = request.build_absolute_uri(reverse("lead:shared", args=[token]))
    request.session["fresh_page"] = {"title": asked["title"], "address": address}
    return redirect("lead:sent")


@may()
@require_POST
def end(request: Request, actor: Actor, link_id: int) -> HttpResponse:
    """End one of one's own links at once."""
    ended = outward.end(
        link_id=link_id,
        workspace_id=actor.workspace_id,
        actor_id=actor.person_id,
        now=real_now(),
    )
    if not ended:
        raise Http404
    messages.success(request, _("Ended. The address opens nothing any more."))
    return redirect("lead:sent")


@open_to(ANYBODY)
@require_safe
def shared(request: Request, token: str) -> HttpResponse:
    """One page that somebody sent: the matter as it stands today, and nothing of persons."""
    found = outward.opened(token, now=real_now(), counts=request.method == "GET")
    matter = _matter(found) if found else None
    if found is None or not matter:
        return _quiet(render(request, "lead/shared_over.html.jinja", {}, status=404))
    page = render(request, TEMPLATES[found.kind], {"sent": found, "token": token, **matter})
    return _quiet(page, answers=found.kind == outward.BRIEF)


@open_to(ANYBODY)
@require_POST
def shared_answer(request: Request, token: str) -> HttpResponse:
    """A leader's answer by link: one of three kinds, each once, with a sentence or without."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.why)
        return _quiet(redirect("lead:shared", token=token))
    try:
        told = outward.answer_by_link(token, **form.cleaned_data, now=real_now())
    except Refused:
        messages.warning(request, table_words.moved_on())
        return _quiet(redirect("lead:shared", token=token))
    if told is None:
        return _quiet(render(request, "lead/shared_over.html.jinja", {}, status=404))
    messages.success(request, form.thanks if told else _("You have answered so already."))
    return _quiet(redirect("lead:shared", token=token))


def _matter(found: Opened) -> dict[str, Any] | None:
    """What the page shows; None where the thing is gone."""
    workspace = people.workspace(found.workspace_id)
    now = now_in(workspace)
    here = found.workspace_id
    if found.kind == outward.LESSON:
        lesson = learn.lesson(found.thing, person_id=NOBODY, workspace_id=here, on=now.date())
        return {"lesson": lesson, "today": now} if lesson else None
    if found.kind == outward.CHANGE:
        page = keepup.change_page(found.thing, workspace_id=here, person_id=NOBODY, now=now)
        return {"page": page, "today": now} if page and not page.standing.is_no_fact else None
    if found.kind == outward.BRIEF:
        kept = table_pages.brief_outside(int(found.thing), found.link_id, here, now)
        view = brief_selectors.signed(int(found.thing), workspace_id=here) if kept else None
        return kept and {**kept, "doc": brief_pages.outside(view, here) if view else None}
    matter = pages.of_nobody(found.workspace_id, now)
    return {"block": found.thing, "title": outward.BLOCKS[found.thing], "today": now, **matter}


def _quiet(answer: HttpResponse, *, answers: bool = False) -> HttpResponse:
    """Not for search engines, not for caches, and the address goes nowhere.

    `answers`: a form is sent from here to ourselves, and a browser must say where from.
    """
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Referrer-Policy"] = "same-origin" if answers else "no-referrer"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
