"""A task run by the clock: its start, the desk, one's own judgement, a reviewer's."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.learn.agreeing import together
from whetstone.apps.learn.judging import Judgement, read_judgement
from whetstone.apps.learn.raters import wanted_by_right
from whetstone.apps.learn.simulation import agreeing, clock, judging, reading, running, words
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Faults, Missing, Refused

if TYPE_CHECKING:
    from whetstone.apps.learn.simulation.reading import Drill
    from whetstone.web.request import Actor, Request

UNPROCESSABLE = 422
BOX = "box-note"
_DIGITS = 9


@may()
@require_safe
def drills(request: Request, actor: Actor) -> HttpResponse:
    """One's own crisis drills, and those that were handed to one to judge."""
    reviews = actor.has(*reading.REVIEWERS)
    known = {
        "mine": reading.mine(actor.person_id, now=actor.now),
        "offers": reading.offers(),
        "to_judge": reading.to_judge(actor.person_id) if reviews else [],
        "reviews": reviews,
        "together": together(actor.workspace_id) if reviews else None,
    }
    return _page(request, "drills", known)


@may()
@require_http_methods(["GET", "HEAD", "POST"])
def drill_start(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """What a timed drill is and how long it takes; pressing the button starts its clock."""
    offer = reading.offer(slug)
    if offer is None:
        raise Http404
    if request.method == "POST":
        made = running.start(
            person_id=actor.person_id,
            slug=slug,
            pace=_pace(request),
            key=_key(request),
            now=actor.now,
        )
        return redirect("learn:drill", simulation_id=made.pk)
    known = {
        "offer": offer,
        "paces": clock.PACES,
        "key": uuid.uuid4(),
        "running": reading.running(actor.person_id, slug, now=actor.now),
        "reviews": actor.has(*reading.REVIEWERS),
    }
    return _page(request, "drill_start", known)


def _pace(request: Request) -> int:
    asked = request.POST.get("pace", "")
    return clock.FASTER if asked == str(clock.FASTER) else clock.REAL


def _key(request: Request) -> uuid.UUID:
    """The key that the form was made with; 404 for one that no form of ours made."""
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError as broken:
        raise Http404 from broken


@may(*reading.REVIEWERS)
@require_safe
def runner_list(request: Request, actor: Actor, slug: str) -> HttpResponse:
    """All messages of a timed task, for whoever runs it with a group."""
    del actor
    found = reading.runner_list(slug)
    if found is None:
        raise Http404
    return _page(request, "drill_runner", {"offer": found[0], "messages_all": found[1]})


@may()
@require_safe
def drill(request: Request, actor: Actor, simulation_id: int) -> HttpResponse:
    """The desk: what has come by now, and the log. When the clock has stopped: what follows."""
    one = _own(actor, simulation_id)
    if one.state != reading.RUNNING:
        return redirect("learn:drill_judgement", simulation_id=one.id)
    return _desk(request, one)


def _desk(
    request: Request, one: Drill, faults: list[tuple[str, str]] | None = None
) -> HttpResponse:
    typed = {name: request.POST.get(name, "") for name in ("kind", "text")}
    known = {
        "drill": one,
        "key": uuid.uuid4(),
        "kinds": running.KINDS,
        "typed": typed,
        "faults": faults or [],
    }
    return _page(request, "drill", known, status=UNPROCESSABLE if faults else 200)


@may()
@require_safe
def drill_stream(request: Request, actor: Actor, simulation_id: int) -> HttpResponse:
    """The parts of the desk that change by themselves; asked for by the page."""
    one = _own(actor, simulation_id)
    if one.state != reading.RUNNING:
        return redirect("learn:drill_judgement", simulation_id=one.id)
    return _page(request, "_drill_stream", {"drill": one})


@may()
@require_POST
def drill_entry(request: Request, actor: Actor, simulation_id: int) -> HttpResponse:
    """Write a line of the log, with its minute; the same form twice is one line."""
    by_script = request.headers.get("X-Autosave")
    try:
        running.write(
            simulation_id=simulation_id,
            person_id=actor.person_id,
            kind=request.POST.get("kind", ""),
            text=request.POST.get("text", ""),
            key=_key(request),
            waited=_waited(request),
            now=actor.now,
        )
    except Missing as gone:
        raise Http404 from gone
    except Faults as found:
        faults = [(one.where, one.what) for one in found.faults]
        return _desk(request, _own(actor, simulation_id), faults)
    except Refused as refused:
        return _refused(request, refused, simulation_id)
    if by_script:
        return HttpResponse(status=204)
    return redirect("learn:drill", simulation_id=simulation_id)


def _waited(request: Request) -> int:
    """Seconds that a line lay on a device, as the page says; 0 where it says nothing."""
    told = request.POST.get("waited", "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < _DIGITS else 0


def _refused(request: Request, refused: Refused, simulation_id: int) -> HttpResponse:
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=409)
    messages.error(request, f"{refused.what}: {refused.why}")
    return redirect("learn:drill", simulation_id=simulation_id)


@may()
@require_POST
def drill_ending(request: Request, actor: Actor, simulation_id: int) -> HttpResponse:
    """Stop the clock for good."""
    del request
    try:
        running.end(simulation_id=simulation_id, person_id=actor.person_id, now=actor.now)
    except Missing as gone:
        raise Http404 from gone
    return redirect("learn:drill_judgement", simulation_id=simulation_id)


@may()
@require_http_methods(["GET", "HEAD", "POST"])
def drill_judgement(request: Request, actor: Actor, simulation_id: int) -> HttpResponse:
    """After the clock: the note, one's own judgement row by row, then whoever is to judge it."""
    one = _own(actor, simulation_id)
    if one.state == reading.RUNNING:
        return redirect("learn:drill", simulation_id=one.id)
    if request.method != "POST":
        return _after(request, actor, one)
    judgement = read_judgement(one.rubric, request.POST)
    settles = request.POST.get("act") == "settle"
    try:
        judging.assess(
            simulation_id=one.id,
            person_id=actor.person_id,
            note=request.POST.get(BOX, ""),
            judgement=judgement,
            is_settled=settles,
            now=actor.now,
        )
    except Refused as refused:
        return _refused(request, refused, one.id)
    except Faults as found:
        return _after(request, actor, one, found=found, judgement=judgement)
    return _kept(request, one, is_settled=settles)


def _kept(request: Request, one: Drill, *, is_settled: bool) -> HttpResponse:
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=204)
    said = _("Your own judgement stands. Now somebody else's.") if is_settled else _("Saved.")
    messages.success(request, said)
    return redirect("learn:drill_judgement", simulation_id=one.id)


def _after(
    request: Request,
    actor: Actor,
    one: Drill,
    *,
    found: Faults | None = None,
    judgement: Judgement | None = None,
) -> HttpResponse:
    own = reading.assessed(one)
    handed = reading.handed(one)
    known = {
        "drill": one,
        "own": own,
        "apart": agreeing.apart([each.verdict for each in handed if each.verdict]),
        "note": request.POST.get(BOX, own.note if own else ""),
        "rows": own.rows if own else {},
        "judgement": judgement,
        "faults": [(each.where, each.what) for each in found.faults] if found else [],
        "handed": handed,
        "rule": wanted_by_right(actor.person_id, workspace_id=actor.workspace_id),
        "free": reading.could_judge(one, workspace_id=actor.workspace_id),
    }
    return _page(request, "drill_after", known, status=UNPROCESSABLE if found else 200)


@may()
@require_POST
def drill_reviewer(request: Request, actor: Actor, simulation_id: int) -> HttpResponse:
    """Hand one's drill to somebody to judge: from here on they may read it."""
    asked = request.POST.get("reviewer", "")
    try:
        judging.hand_over(
            simulation_id=simulation_id,
            person_id=actor.person_id,
            reviewer_id=int(asked) if asked.isdecimal() else 0,
            workspace_id=actor.workspace_id,
            now=actor.now,
        )
    except Missing as gone:
        raise Http404 from gone
    except Refused as refused:
        return _refused(request, refused, simulation_id)
    messages.success(request, _("Handed over. They find it under Crisis drills; no mail is sent."))
    return redirect("learn:drill_judgement", simulation_id=simulation_id)


@may(*reading.REVIEWERS)
@require_http_methods(["GET", "HEAD", "POST"])
def drill_review(request: Request, actor: Actor, handing_id: int) -> HttpResponse:
    """A drill that was handed to one: the log beside the messages, and the rubric to judge it."""
    found = reading.handed_to(handing_id, person_id=actor.person_id, now=actor.now)
    if found is None:
        raise Http404
    one, name, said = found
    handed = reading.handed(one) if said else []  # nobody reads another's before their own
    judgement = read_judgement(one.rubric, request.POST)
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        faults = _judge(actor, handing_id, judgement)
        if not faults:
            messages.success(request, _("Sent. They have it now, row by row."))
            return redirect("learn:drills")
    known = {
        "drill": one, "name": name, "said": said, "faults": faults,
        "judgement": judgement if faults else None, "own": reading.assessed(one),
        "apart": agreeing.apart([each.verdict for each in handed if each.verdict]),
        "others": [each for each in handed if each.verdict and each.id != handing_id],
    }  # fmt: skip
    return _page(request, "drill_review", known, status=UNPROCESSABLE if faults else 200)


def _judge(actor: Actor, handing_id: int, judgement: Judgement) -> list[tuple[str, str]]:
    """Keep a reviewer's judgement; what is missing in it, if something is."""
    try:
        judging.judge(
            handing_id=handing_id,
            reviewer_id=actor.person_id,
            workspace_id=actor.workspace_id,
            judgement=judgement,
            now=actor.now,
        )
    except Faults as found:
        return [(one.where, one.what) for one in found.faults]
    return []


def _own(actor: Actor, simulation_id: int) -> Drill:
    found = reading.own(simulation_id, person_id=actor.person_id, now=actor.now)
    if found is None:
        raise Http404
    return found


def _page(
    request: Request, name: str, known: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context = {"w": words, **known}
    return render(request, f"learn/{name}.html.jinja", context, status=status)
