"""The table: meetings and their agendas, social's sentences, decisions, answers to a brief."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.lead import brief_selectors, table_words
from whetstone.apps.lead import table_forms as forms
from whetstone.apps.lead import table_pages as pages
from whetstone.apps.lead import table_selectors as selectors
from whetstone.apps.lead import table_services as services
from whetstone.apps.lead.views import READERS, TAKERS, TYPED
from whetstone.apps.people.access import may
from whetstone.apps.plan import selectors as plan
from whetstone.core.kernel.errors import Missing, Refused
from whetstone.web.request import Right
from whetstone.web.wording import number

if TYPE_CHECKING:
    from whetstone.apps.lead.table_selectors import Meeting
    from whetstone.web.request import Actor, Request


@may(*READERS)
@require_safe
def table(request: Request, actor: Actor) -> HttpResponse:
    """The planning cycle, what was decided there, and what leaders answered."""
    return _table_page(request, actor)


@may(*READERS)
@require_safe
def table_calendar(request: Request, actor: Actor) -> HttpResponse:
    """The cycle's dates as a file for a calendar program."""
    del request
    answer = HttpResponse(pages.calendar_file(actor), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="planning-cycle.ics"'
    return answer


@may(Right.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def new_meeting(request: Request, actor: Actor) -> HttpResponse:
    """Put a meeting on the table."""
    form = forms.MeetingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = services.make_meeting(
            form_key=form.cleaned_data["form_key"], **_own(actor), **form.facts
        )
        messages.success(request, _("The meeting stands in the cycle."))
        return redirect("lead:meeting", meeting_id=made.pk)
    return render(request, "lead/meeting_form.html.jinja", {"form": form, "meeting": None})


@may(*READERS)
@require_safe
def meeting(request: Request, actor: Actor, meeting_id: int) -> HttpResponse:
    """One meeting: its agenda, what social says, what was decided."""
    return _meeting_page(request, actor, _meeting(actor, meeting_id))


@may(Right.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_meeting(request: Request, actor: Actor, meeting_id: int) -> HttpResponse:
    """Change a meeting's day, its seats and its name."""
    found = _meeting(actor, meeting_id)
    form = forms.MeetingForm(request.POST or None, meeting=found)
    if request.method == "POST" and form.is_valid():
        services.change_meeting(meeting_id=meeting_id, **_own(actor), **form.facts)
        messages.success(request, _("The meeting is changed."))
        return redirect("lead:meeting", meeting_id=meeting_id)
    return render(request, "lead/meeting_form.html.jinja", {"form": form, "meeting": found})


@may(Right.LEAD)
@require_POST
def inputs(request: Request, actor: Actor, meeting_id: int) -> HttpResponse:
    """Keep what social says of each business goal at a meeting."""
    found = _meeting(actor, meeting_id)
    page = pages.meeting_page(actor, found)
    goals = plan.board(actor.workspace_id, today=actor.today).goals
    tops = [one for one in goals if one.id in page.standing_of]
    form = forms.InputsForm(request.POST, goals=tops, said={})
    if not form.is_valid():
        return _meeting_page(request, actor, found, inputs_form=form)
    said = {key: words for key, words in form.said.items() if words or key in page.said}
    n = services.say_inputs(
        meeting_id=meeting_id, said=said, standings=page.standing_of, **_own(actor)
    )
    told = ngettext("%(n)s sentence is kept.", "%(n)s sentences are kept.", n)
    messages.success(request, told % {"n": number(n)} if n else _("Nothing new was said."))
    return redirect("lead:meeting", meeting_id=meeting_id)


@may(*TAKERS)
@require_POST
def meeting_decisions(request: Request, actor: Actor, meeting_id: int) -> HttpResponse:
    """Write down what a meeting decided, who sees to it, and by when."""
    found = _meeting(actor, meeting_id)
    form = forms.DecisionForm(request.POST, actor=actor)
    if not form.is_valid():
        return _meeting_page(request, actor, found, decision_form=form)
    services.decide_at(meeting_id=meeting_id, **_own(actor), **form.facts)
    messages.success(request, _("The decision is written down."))
    return redirect("lead:meeting", meeting_id=meeting_id)


@may(*TAKERS)
@require_POST
def decision_steps(request: Request, actor: Actor, decision_id: int) -> HttpResponse:
    """Say what became of a decision: done, dropped with a reason, or open again."""
    if selectors.decision(decision_id, workspace_id=actor.workspace_id) is None:
        raise Http404
    form = forms.StepForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say whether it is open, done or dropped, in 240 letters."))
        return redirect("lead:table")
    try:
        is_new = services.follow_up(decision_id=decision_id, **_own(actor), **form.cleaned_data)
    except Refused:
        messages.error(request, _("Say in a sentence why it is dropped."))
        return redirect("lead:table")
    if is_new:
        messages.success(request, table_words.moved(form.cleaned_data["state"]))
    return redirect("lead:table")


@may(*TAKERS)
@require_POST
def decision_owner(request: Request, actor: Actor, decision_id: int) -> HttpResponse:
    """Say who sees to a decision that is open, and by when."""
    if selectors.decision(decision_id, workspace_id=actor.workspace_id) is None:
        raise Http404
    form = forms.OwnerForm(request.POST, actor=actor, auto_id=f"%s-{decision_id}")
    if not form.is_valid():
        return _table_page(request, actor, owner_form=form, owner_of=decision_id)
    try:
        is_new = services.name_owner(decision_id=decision_id, **_own(actor), **form.facts)
    except Refused:
        messages.warning(request, _("It is no longer open. Open it again first."))
        return redirect("lead:table")
    if is_new:
        messages.success(request, _("Who sees to it is written down."))
    return redirect("lead:table")


@may(Right.LEADER)
@require_POST
def answers(request: Request, actor: Actor) -> HttpResponse:
    """Answer the page as it stands now: it is kept, and answered."""
    return _answer(request, actor, None)


@may(Right.LEADER)
@require_POST
def brief_answers(request: Request, actor: Actor, brief_id: int) -> HttpResponse:
    """Answer a page that was kept: agree, ask a question, or decide what it asks."""
    return _answer(request, actor, brief_id)


def _answer(request: Request, actor: Actor, brief_id: int | None) -> HttpResponse:
    form = forms.AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.why)
        return _page_of(actor, brief_id) if brief_id else redirect("lead:brief")
    try:
        kept, is_new = services.answer(brief_id=brief_id, **_own(actor), **form.cleaned_data)
    except Missing as missing:
        raise Http404 from missing
    if is_new is None:
        request.session[TYPED] = form.cleaned_data["words"]
        messages.warning(request, table_words.moved_on())
    else:
        messages.success(request, form.thanks if is_new else _("You have answered so already."))
    return _page_of(actor, kept)


def _page_of(actor: Actor, brief_id: int) -> HttpResponse:
    """Back to where it was read: a signed brief has its own page."""
    is_signed = brief_selectors.signed(brief_id, workspace_id=actor.workspace_id)
    return redirect("lead:brief_signed" if is_signed else "lead:frozen", brief_id=brief_id)


def _table_page(request: Request, actor: Actor, **bound: Any) -> HttpResponse:
    known = {
        "page": pages.table_page(actor),
        "words": table_words,
        "writes": actor.has(Right.LEAD),
        "takes": actor.has(*TAKERS),
        "owner_form": forms.OwnerForm(actor=actor),
        "owner_of": 0,
        **bound,
    }
    return render(request, "lead/table.html.jinja", known, status=422 if bound else 200)


def _meeting_page(request: Request, actor: Actor, found: Meeting, **bound: Any) -> HttpResponse:
    page = pages.meeting_page(actor, found)
    goals = plan.board(actor.workspace_id, today=actor.today).goals
    said = {key: row.words for key, row in page.said.items()}
    tops = [one for one in goals if one.id in page.standing_of]
    known = {
        "page": page,
        "words": table_words,
        "writes": actor.has(Right.LEAD),
        "takes": actor.has(*TAKERS),
        "inputs_form": forms.InputsForm(goals=tops, said=said),
        "decision_form": forms.DecisionForm(actor=actor),
        **bound,
    }
    status = 200 if not bound else 422
    return render(request, "lead/meeting.html.jinja", known, status=status)


def _meeting(actor: Actor, meeting_id: int) -> Meeting:
    found = selectors.meeting(meeting_id, workspace_id=actor.workspace_id)
    if found is None:
        raise Http404
    return found


def _own(actor: Actor) -> dict[str, Any]:
    return {
        "workspace_id": actor.workspace_id,
        "actor_id": actor.person_id,
        "now": actor.now,
    }
