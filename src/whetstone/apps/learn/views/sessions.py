"""Sessions with experts: the list, one of them, and every act on it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.diagnose.asking import ratings
from whetstone.apps.field import selectors as field
from whetstone.apps.learn import saying, selectors, services, session_forms
from whetstone.apps.learn.views.reader import UNPROCESSABLE, read_posted
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.web import wording
from whetstone.web.request import Right

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request

HOSTS = (Right.LEAD, Right.INSTRUCTOR)
GUESTS = (Right.LEARNER, *HOSTS)
READERS = (*GUESTS, Right.EDITOR)
LONGEST_KEY = 15
"""Digits of a key that every store can hold."""
WHY = {
    "enough": gettext_lazy("You have handed in three questions. Vote for the others."),
    "not_found": gettext_lazy("That time does not fit any more. These do."),
    "no_time": gettext_lazy("It has no time yet. Seats open once it has one."),
    "full": gettext_lazy("Every seat is taken. One that comes free shows here."),
    "off": gettext_lazy("The session was called off."),
    "over": gettext_lazy("The session has begun."),
    "not_held": gettext_lazy("The session was not held yet."),
}


@may(*READERS)
@require_safe
def sessions(request: Request, actor: Actor) -> HttpResponse:
    """Sessions with experts: what comes, what was, and what the team would need."""
    rows = selectors.expert_sessions(actor.workspace_id, person_id=actor.person_id)
    skill = request.GET.get("skill", "")
    shown = [row for row in rows if not skill or skill in row.skills]
    known = {
        "coming": [row for row in shown if not row.is_past(actor.now) and not row.is_off],
        "past": [row for row in shown if row.is_past(actor.now)][::-1],
        "gaps": selectors.gaps_of_team(actor.workspace_id, now=actor.now)[:3],
        "hosts": actor.has(*HOSTS),
        "names": dict(_skills()),
        "skill": skill,
    }
    return render(request, "learn/sessions.html.jinja", known)


@may(*HOSTS)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: Request, actor: Actor) -> HttpResponse:
    """Propose a session with an expert; POST keeps it, without a time yet."""
    gaps = selectors.gaps_of_team(actor.workspace_id, now=actor.now)
    area = request.GET.get("area", "")
    form = session_forms.SessionForm(
        request.POST or None, areas=field.framework().areas, initial={"area": area}
    )
    if request.method == "POST" and form.is_valid():
        read = form.cleaned_data
        read["area_id"] = read.pop("area")
        made = services.propose_session(
            services.Proposed(**read),
            workspace_id=actor.workspace_id,
            person_id=actor.person_id,
            now=actor.now,
        )
        return redirect("learn:session", uid=made.uid)
    asked = request.POST.get("area", area)
    gap = next((one for one in gaps if one.area_id == asked), None)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(
        request, "learn/session_new.html.jinja", {"form": form, "gap": gap}, status=status
    )


@may(*READERS)
@require_safe
def session(request: Request, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """One session: why, when, the questions and votes, seats, notes, and the quiz."""
    return _page(request, actor, uid)


def _page(
    request: Request, actor: Actor, uid: uuid.UUID, *, again: Any = None, **bound: Form
) -> HttpResponse:
    found = selectors.session_page(
        uid, workspace_id=actor.workspace_id, person_id=actor.person_id, now=actor.now
    )
    row = selectors.expert_session(uid, workspace_id=actor.workspace_id)
    if found is None or row is None:
        raise Http404
    ahead = not found.row.is_past(actor.now) and not found.row.is_off
    hosts = actor.has(*HOSTS)
    note = found.note
    kept = {"text": note.text, "recording": note.recording} if note else {}
    known = {
        "view": found,
        "ahead": ahead,
        "begun": found.row.starts_at is not None and found.row.starts_at <= actor.now,
        "hosts": hosts,
        "guests": actor.has(*GUESTS),
        "learner": actor.has(Right.LEARNER),
        "edits": actor.has(Right.LEAD, Right.EDITOR),
        "offers": selectors.times_offered(row, now=actor.now)[0] if hosts and ahead else (),
        "question": bound.get("question") or session_forms.QuestionForm(auto_id="ask-%s"),
        "notes": bound.get("notes") or session_forms.NotesForm(initial=kept, auto_id="notes-%s"),
        "statement": bound.get("statement") or session_forms.StatementForm(auto_id="said-%s"),
        "ratings": ratings(),
        "again": again,
    }
    status = UNPROCESSABLE if bound or again else 200
    return render(request, "learn/session.html.jinja", known, status=status)


@may(*GUESTS)
@require_POST
def question(request: Request, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """Hand in a question for the guest, without a name."""
    form = session_forms.QuestionForm(request.POST, auto_id="ask-%s")
    if not form.is_valid():
        return _page(request, actor, uid, question=form)
    text = form.cleaned_data["text"]
    return _do(request, actor, uid, lambda **who: services.ask_guest(text=text, **who))


@may(*GUESTS)
@require_POST
def vote(request: Request, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """Vote for a question, or take the vote back."""
    named = request.POST.get("question", "")
    pk = int(named) if named.isascii() and named.isdigit() and len(named) <= LONGEST_KEY else 0
    is_for = request.POST.get("for") == "yes"
    return _do(
        request, actor, uid, lambda **who: services.vote(question_id=pk, is_for=is_for, **who)
    )


@may(Right.LEARNER)
@require_POST
def seat(request: Request, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """Take a seat, or give it back."""
    act = services.leave_session if request.POST.get("act") == "leave" else services.join_session
    return _do(request, actor, uid, act)


@may(*HOSTS)
@require_POST
def time(request: Request, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """Give the session one of the times that were found."""
    start = _moment(request.POST.get("start", ""))

    def act(**who: Any) -> None:
        if start is None:
            raise Refused("time", "not_found")
        done = services.set_time(start=start, **who)
        if done.lost:
            said = ngettext(
                "%(n)s seat was let go: the new time is outside its person’s free hours.",
                "%(n)s seats were let go: the new time is outside those people’s free hours.",
                done.lost,
            )
            messages.info(request, said % {"n": wording.number(done.lost)})

    return _do(request, actor, uid, act)


@may(*HOSTS)
@require_POST
def call_off(request: Request, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """Call the session off; calendars are told."""
    return _do(request, actor, uid, services.call_off)


@may(*HOSTS)
@require_POST
def notes(request: Request, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """Write down what was said and where the recording is; earlier versions stay."""
    form = session_forms.NotesForm(request.POST, auto_id="notes-%s")
    if not form.is_valid():
        return _page(request, actor, uid, notes=form)
    read = form.cleaned_data
    return _do(request, actor, uid, lambda **who: services.write_notes(**read, **who))


@may(*HOSTS)
@require_POST
def statement(request: Request, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """Put a statement of the guest into the inbox, to be verified."""
    form = session_forms.StatementForm(request.POST, auto_id="said-%s")
    if not form.is_valid():
        return _page(request, actor, uid, statement=form)
    sentence = form.cleaned_data["sentence"]
    return _do(
        request, actor, uid, lambda **who: services.state_by_guest(sentence=sentence, **who)
    )


@may(Right.LEARNER)
@require_POST
def practice(request: Request, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """Answer a question of the quiz: reasons follow; it never changes a level."""
    item = request.POST.get("item", "")
    filled = read_posted(request, item)
    if filled.answer is None:
        return _page(request, actor, uid, again=(str(uid), item, filled))
    answer = filled.answer
    response = _do(
        request,
        actor,
        uid,
        lambda **who: services.answer_in_session(item_slug=item, answer=answer, **who),
    )
    response.headers["Location"] += f"#q-{uid}-{item}"
    return response


def _do(
    request: Request, actor: Actor, uid: uuid.UUID, act: Callable[..., object]
) -> HttpResponse:
    """Do it, say why not where it is refused, and show the session."""
    try:
        act(uid=uid, workspace_id=actor.workspace_id, person_id=actor.person_id, now=actor.now)
    except (Missing, Faults) as gone:
        raise Http404 from gone
    except Refused as refused:
        messages.error(request, str(WHY[refused.why]))
    except services.NoPlaceError as no:
        why = saying.objections(no.reasons)
        messages.error(request, _("No seat this time. %(why)s") % {"why": why})
    return redirect(reverse("learn:session", args=[uid]))


def _skills() -> list[tuple[str, str]]:
    return [
        (skill, f"{area.name}: {name}")
        for area in field.framework().areas
        for skill, name in area.skills
    ]


def _moment(text: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
