"""Tasks of a team: written, judged by oneself, handed in; judged, settled, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.learn import raters, selectors
from whetstone.apps.learn.agreeing import together
from whetstone.apps.learn.handing import judging, reading, words, writing
from whetstone.apps.learn.handing.settling import Part
from whetstone.apps.learn.judging import Judgement, read_judgement
from whetstone.apps.learn.simulation import reading as drills
from whetstone.apps.people import selectors as people
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.formats.work_files import ENDINGS
from whetstone.web.request import Right

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whetstone.apps.learn.selectors.courses import TaskView
    from whetstone.web.request import Actor, Request

UNPROCESSABLE = 422
BOX, LINK, FILE = "box-text", "link", "file"
_DIGITS = 9


@may(Right.LEARNER)
@require_safe
def tasks(request: Request, actor: Actor) -> HttpResponse:
    """One's own tasks, how far each is, and those one can begin."""
    mine = reading.mine(actor.person_id)
    known = {
        "mine": mine,
        "courses": [
            one
            for one in selectors.courses(
                actor.person_id, workspace_id=actor.workspace_id, on=actor.today
            )
            if one.tasks
        ],
        "is_team": actor.workspace_kind == "team",
    }
    return _page(request, "tasks", known)


@may(Right.LEARNER)
@require_http_methods(["GET", "HEAD", "POST"])
def task_work(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """Write for a task as you go, judge it yourself, hand it in; then read what was said."""
    task = _task(actor, slug)
    if request.method != "POST":
        return _work(request, actor, task)
    judgement = read_judgement(task.rubric, request.POST)
    given: dict[str, Any] = {
        "person_id": actor.person_id, "workspace_id": actor.workspace_id, "slug": slug,
        "text": request.POST.get(BOX, ""), "link": request.POST.get(LINK, ""),
        "judgement": judgement, "now": actor.now,
    }  # fmt: skip
    writing.save(**given)
    try:
        _put_file(request, actor, slug)
        if request.POST.get("act") != "hand-in":
            return _saved(request, slug, _("Saved."))
        writing.hand_in(judge_ids=_chosen(request), **given)
    except Faults as found:
        return _work(request, actor, task, found=found, judgement=judgement)
    return _handed_in(request, slug)


def _put_file(request: Request, actor: Actor, slug: str) -> None:
    """Keep the file that came with the form, or take the one there off."""
    if request.POST.get("act") == "take-off":
        writing.take_off_file(person_id=actor.person_id, slug=slug)
        return
    given = request.FILES.get(FILE)
    if given is None:
        return
    writing.add_file(
        person_id=actor.person_id,
        workspace_id=actor.workspace_id,
        slug=slug,
        name=given.name or "",
        data=given.read(writing.MOST_BYTES + 1),
        is_demo=actor.is_demo,
        now=actor.now,
    )


def _chosen(request: Request) -> list[int]:
    return [int(one) for one in request.POST.getlist("judges") if _is_key(one)]


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _DIGITS


def _saved(request: Request, slug: str, said: str) -> HttpResponse:
    """What is kept is not handed in yet: the boxes stay open."""
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=204)
    messages.success(request, said)
    return redirect(f"{reverse('learn:task_work', args=[slug])}?again=yes#work")


def _handed_in(request: Request, slug: str) -> HttpResponse:
    messages.success(request, _("Handed in. They find it under To judge; no mail is sent."))
    return redirect("learn:task_work", slug=slug)


def _task(actor: Actor, slug: str) -> TaskView:
    """The task, if it is handed in on this page: not at a school, and none that runs by clock."""
    found = selectors.task(slug, workspace_id=actor.workspace_id, on=actor.today)
    if found is None or actor.workspace_kind != "team" or drills.offer(slug) is not None:
        raise Http404
    return found


def _work(
    request: Request,
    actor: Actor,
    task: TaskView,
    *,
    found: Faults | None = None,
    judgement: Judgement | None = None,
) -> HttpResponse:
    draft = reading.draft(actor.person_id, task.slug)
    versions = reading.versions(actor.person_id, task.slug)
    newest = versions[0] if versions else None
    could = reading.could_judge(actor.person_id, workspace_id=actor.workspace_id)
    third = []
    if newest and newest.state == reading.DISPUTED:
        third = reading.could_settle(newest, workspace_id=actor.workspace_id)
    asked = {one.judge_id for one in newest.said} if newest else set()
    known = {
        "task": task, "draft": draft, "newest": newest, "earlier": versions[1:],
        "could": could, "third": third, "asked": asked,
        "more": [(one, part) for one, part in could if one.id not in asked],
        "chosen": set(_chosen(request)) or asked,
        "judgement": judgement,
        "faults": [(one.where, one.what) for one in found.faults] if found else [],
        "typed": {name: request.POST.get(name, kept) for name, kept in
                  ((BOX, draft.text), (LINK, draft.link))},
        "is_open": bool(found) or newest is None or "again" in request.GET,
        "endings": ENDINGS,
        "wanted": raters.wanted(actor.person_id, workspace_id=actor.workspace_id),
    }  # fmt: skip
    return _page(request, "task_work", known, status=UNPROCESSABLE if found else 200)


@may(Right.LEARNER)
@require_POST
def task_judges(request: Request, actor: Actor, work_id: int) -> HttpResponse:
    """Ask one more to judge one's hand-in, or a third person to settle what is in dispute."""
    asked = request.POST.get("judge", "")
    try:
        made = writing.ask(
            work_id=work_id,
            person_id=actor.person_id,
            judge_id=int(asked) if _is_key(asked) else 0,
            workspace_id=actor.workspace_id,
            now=actor.now,
        )
    except Missing as gone:
        raise Http404 from gone
    except Refused as refused:
        messages.error(request, f"{refused.what}: {refused.why}")
        return redirect("learn:tasks")
    messages.success(request, _("Asked. They find it under To judge."))
    return redirect("learn:task_work", slug=made.handing.task_slug)


@may()
@require_safe
def task_download(request: Request, actor: Actor, task_file_id: int) -> HttpResponse:
    """A handed-in file, to keep: never opened as a page of ours."""
    del request
    row = reading.file_for(task_file_id, person_id=actor.person_id, by_right=_by_right(actor))
    if row is None:
        raise Http404
    answer = HttpResponse(bytes(row.data), content_type=row.kind)
    answer.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=row.name) or "attachment"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _by_right(actor: Actor) -> bool:
    return actor.has(*raters.RIGHTS)


@may()
@require_safe
def to_judge(request: Request, actor: Actor) -> HttpResponse:
    """What was handed to one to judge, tasks and drills; for a lead, also who else may judge."""
    by_right = _by_right(actor)
    found = reading.to_judge(actor.person_id, by_right=by_right)
    beside = raters.peers(actor.workspace_id)
    known = {
        "found": found,
        "waiting": [one for one in found if not one.is_judged],
        "drills": [one for one in drills.to_judge(actor.person_id) if not one.is_judged]
        if by_right
        else [],
        "by_right": by_right,
        "is_peer": actor.person_id in {one.id for one in beside},
        "together": together(actor.workspace_id) if by_right else None,
    }
    if actor.has(Right.LEAD):
        known |= {"peers": beside, "free": _free(actor, beside)}
    return _page(request, "to_judge", known)


def _free(actor: Actor, beside: Sequence[people.Member]) -> list[people.Member]:
    """Learners who could be named to judge beside a lead."""
    there = {one.id for one in [*raters.judges(actor.workspace_id), *beside]}
    return [one for one in people.members(actor.workspace_id) if one.id not in there]


@may()
@require_http_methods(["GET", "HEAD", "POST"])
def work_review(request: Request, actor: Actor, asked_id: int) -> HttpResponse:
    """A task that was handed to one: what is in it, and the rubric to judge it row by row."""
    found = reading.handed_to(asked_id, person_id=actor.person_id, by_right=_by_right(actor))
    if found is None:
        raise Http404
    version, own, name = found
    rubric = judging.rows_for(version, own.part)
    judgement = read_judgement(rubric, request.POST)
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        faults = _judge(request, actor, asked_id, judgement)
        if not faults:
            return redirect("learn:to_judge")
    is_third = own.part == Part.MODERATOR
    known = {
        "version": version, "work": version.work, "own": own, "name": name, "faults": faults,
        "judgement": judgement if faults else None, "is_third": is_third,
        "asked_about": {"rubric": rubric},
        # nobody reads another's word before their own; a third person reads both
        "others": [one for one in version.judged if one.id != own.id]
        if own.verdict or is_third else [],
    }  # fmt: skip
    return _page(request, "work_review", known, status=UNPROCESSABLE if faults else 200)


def _judge(
    request: Request, actor: Actor, asked_id: int, judgement: Judgement
) -> list[tuple[str, str]]:
    """Keep a judgement; what is missing in it, if something is."""
    try:
        judging.judge(
            asked_id=asked_id,
            judge_id=actor.person_id,
            workspace_id=actor.workspace_id,
            judgement=judgement,
            now=actor.now,
        )
    except Faults as found:
        return [(one.where, one.what) for one in found.faults]
    except Refused as refused:
        messages.info(request, f"{refused.what}: {refused.why}")
    else:
        messages.success(request, _("Sent. They have it now, row by row."))
    return []


@may(Right.LEAD)
@require_POST
def peer(request: Request, actor: Actor) -> HttpResponse:
    """Name a colleague who may judge beside a lead, or end it."""
    asked = request.POST.get("person", "")
    is_named = request.POST.get("act") != "end"
    try:
        judging.name_peer(
            person_id=int(asked) if _is_key(asked) else 0,
            is_named=is_named,
            workspace_id=actor.workspace_id,
            actor_id=actor.person_id,
            now=actor.now,
        )
    except Missing as gone:
        raise Http404 from gone
    messages.success(
        request, _("They may judge beside you now.") if is_named else _("They judge no more.")
    )
    return redirect(f"{reverse('learn:to_judge')}#peers")


def _page(
    request: Request, name: str, known: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context = {"w": words, **known}
    return render(request, f"learn/{name}.html.jinja", context, status=status)
