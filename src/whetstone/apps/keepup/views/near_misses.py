"""Near misses: writing one down, reading them all, and making something of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.keepup import inbox_forms, inbox_words, services
from whetstone.apps.keepup.rooms import shelves
from whetstone.apps.keepup.selectors import near_misses as selectors
from whetstone.apps.keepup.selectors.notices import claim_choices
from whetstone.apps.people.access import may
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.curriculum.one_question import as_bank
from whetstone.web.request import Right

if TYPE_CHECKING:
    from whetstone.web.request import Actor, Request

MAKERS = (Right.LEAD, Right.EDITOR)


@may()
@require_http_methods(["GET", "HEAD", "POST"])
def near_misses(request: Request, actor: Actor) -> HttpResponse:
    """What almost went out here and what became of it; POST writes one down."""
    form = inbox_forms.NearMissForm(request.POST or None, today=actor.today)
    if request.method == "POST" and form.is_valid():
        services.log_near_miss(
            workspace_id=actor.workspace_id,
            person_id=actor.person_id,
            now=actor.now,
            **form.cleaned_data,
        )
        messages.success(request, _("Written down, without your name. Others are spared it."))
        return redirect("keepup:near_misses")
    known = {
        "page": selectors.near_misses(actor.workspace_id, number=request.GET.get("page", "")),
        "form": form,
        "say": inbox_words,
        "makes": actor.has(*MAKERS),
        "shelves": shelves(actor, "keepup:near_misses"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "keepup/near_misses.html.jinja", known, status=status)


@may()
@require_safe
def near_miss(request: Request, actor: Actor, near_miss_id: int) -> HttpResponse:
    """One near miss, what became of it, and what can be made of it."""
    return _page(request, actor, near_miss_id, inbox_forms.ReasonForm(auto_id="rest-%s"))


def _page(
    request: Request, actor: Actor, near_miss_id: int, form: inbox_forms.ReasonForm
) -> HttpResponse:
    view = _near_miss(near_miss_id, actor)
    known = {"view": view, "say": inbox_words, "makes": actor.has(*MAKERS), "form": form}
    draft = selectors.newest_question(near_miss_id, workspace_id=actor.workspace_id)
    if draft is not None:
        known["draft"] = draft
        known["unfiled"] = selectors.in_no_curriculum(draft, workspace_id=actor.workspace_id)
    status = 422 if form.is_bound else 200
    return render(request, "keepup/near_miss.html.jinja", known, status=status)


def _near_miss(near_miss_id: int, actor: Actor) -> selectors.NearMissView:
    view = selectors.near_miss(near_miss_id, workspace_id=actor.workspace_id)
    if view is None:
        raise Http404
    return view


@may(*MAKERS)
@require_POST
def into_the_inbox(request: Request, actor: Actor, near_miss_id: int) -> HttpResponse:
    """A fact moved: the near miss becomes a notice."""
    try:
        made = services.became_notice(
            near_miss_id=near_miss_id,
            workspace_id=actor.workspace_id,
            person_id=actor.person_id,
            now=actor.now,
        )
    except Missing as missing:
        raise Http404 from missing
    except Refused as refused:
        messages.error(request, f"{refused.what}: {refused.why}")
        return redirect("keepup:near_miss", near_miss_id=near_miss_id)
    messages.success(request, _("It stands in the inbox."))
    return redirect("keepup:notice", notice_id=made.pk)


@may(*MAKERS)
@require_POST
def rest(request: Request, actor: Actor, near_miss_id: int) -> HttpResponse:
    """Nothing has to be made of it, and why."""
    form = inbox_forms.ReasonForm(request.POST, auto_id="rest-%s")
    if not form.is_valid():
        return _page(request, actor, near_miss_id, form)
    try:
        services.needs_nothing(
            near_miss_id=near_miss_id,
            workspace_id=actor.workspace_id,
            person_id=actor.person_id,
            now=actor.now,
            **form.cleaned_data,
        )
    except Missing as missing:
        raise Http404 from missing
    messages.success(request, _("Written down: it needs nothing more."))
    return redirect("keepup:near_miss", near_miss_id=near_miss_id)


@may(*MAKERS)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: Request, actor: Actor, near_miss_id: int) -> HttpResponse:
    """Write a question of it: a draft, checked as the curriculum checks its own."""
    view = _near_miss(near_miss_id, actor)
    draft = selectors.newest_question(near_miss_id, workspace_id=actor.workspace_id)
    initial = (
        inbox_forms.question_initial(draft.item)
        if draft
        else {"context": view.row.almost, "rationale": view.row.stopped}
    )
    form = inbox_forms.QuestionForm(request.POST or None, initial=initial)
    asked = request.method == "POST" and form.is_valid()
    if asked and _was_drafted(form, actor, near_miss_id):
        messages.success(request, _("The draft is kept. It is never asked before a review."))
        return redirect("keepup:near_miss", near_miss_id=near_miss_id)
    claims = claim_choices(actor.workspace_id, today=actor.today)
    known = {"view": view, "form": form, "claims": claims}
    status = 422 if request.method == "POST" else 200
    return render(request, "keepup/draft_question.html.jinja", known, status=status)


def _was_drafted(form: inbox_forms.QuestionForm, actor: Actor, near_miss_id: int) -> bool:
    """Keep the draft; what the curriculum would not take stands in the form as faults."""
    try:
        services.draft_question(
            near_miss_id=near_miss_id,
            workspace_id=actor.workspace_id,
            person_id=actor.person_id,
            now=actor.now,
            item=form.item(near_miss_id),
        )
    except Faults as faults:
        form.refuse(faults.faults)
        return False
    return True


@may(*MAKERS)
@require_safe
def question_file(request: Request, actor: Actor, near_miss_id: int) -> HttpResponse:  # noqa: ARG001
    """The draft as a file of the curriculum."""
    draft = selectors.newest_question(near_miss_id, workspace_id=actor.workspace_id)
    if draft is None:
        raise Http404
    name = draft.item["id"]
    answer = HttpResponse(as_bank(draft.item, bank=name), content_type="application/yaml")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.yaml"'
    return answer
