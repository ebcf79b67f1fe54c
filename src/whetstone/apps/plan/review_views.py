"""Reviews of plans: asked for, commented on, answered, judged, signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from whetstone.apps.learn.judging import read_judgement
from whetstone.apps.people.access import asks_again, may
from whetstone.apps.plan import review_forms as forms
from whetstone.apps.plan import review_pages as pages
from whetstone.apps.plan import review_selectors as selectors
from whetstone.apps.plan import review_services as services
from whetstone.apps.plan import selectors as goals
from whetstone.apps.plan.review_words import before_handing_in
from whetstone.apps.plan.views import READERS
from whetstone.core.kernel.errors import Faults, Missing, Refused
from whetstone.core.strategy.plan_review import Step
from whetstone.web.request import Right

if TYPE_CHECKING:
    from django.http import HttpResponse

    from whetstone.web.request import Actor, Request

TEAM = (Right.LEARNER, Right.LEAD, Right.PARTNER)


@may(*READERS)
@require_safe
def reviews(request: Request, actor: Actor) -> HttpResponse:
    """Every review of a plan here, and whose turn it is."""
    board = goals.board(actor.workspace_id, today=actor.today)
    shown = pages.rows(selectors.reviews(actor.workspace_id, board), actor)
    known = {"rows": shown, "title": pages.list_title(shown), "asks": actor.has(*TEAM)}
    return render(request, "plan/reviews.html.jinja", known)


@may(*TEAM)
@require_http_methods(["GET", "HEAD", "POST"])
def new_review(request: Request, actor: Actor) -> HttpResponse:
    """Hand a plan to a reviewer; who will see what is said before."""
    board = goals.board(actor.workspace_id, today=actor.today)
    first = {"plan": request.GET.get("plan", "")}
    form = forms.AskForm(request.POST or None, actor=actor, board=board, initial=first)
    if request.method == "POST" and form.is_valid():
        made = services.ask_review(**form.facts, **_own(actor))
        if form.cleaned_data["counts"] and form.cleaned_data["is_mine"]:
            told = before_handing_in()
            services.say_counts(review_id=made.pk, counts=True, told=told, **_own(actor))
        messages.success(request, _("The plan is handed over."))
        return redirect("plan:review", review_id=made.pk)
    known = {"form": form, "told": before_handing_in()}
    return render(request, "plan/review_new.html.jinja", known)


@may(*READERS)
@require_safe
def review(request: Request, actor: Actor, review_id: int) -> HttpResponse:
    """One review: the plan choice by choice, with what was said of each."""
    page = _page(actor, review_id)
    return render(request, "plan/review.html.jinja", {"page": page, "form": forms.CommentForm()})


@may(Right.LEAD, Right.PARTNER)
@require_POST
def review_comment(request: Request, actor: Actor, review_id: int) -> HttpResponse:
    """Comment on one choice, and ask for a change or not."""
    page = _page(actor, review_id)
    form = forms.CommentForm(request.POST)
    if form.is_valid():
        try:
            services.comment(review_id=review_id, **form.cleaned_data, **_own(actor))
        except Missing:
            form.add_error(None, _("This choice no longer stands in the plan."))
        except Refused as refused:
            form.add_error(None, _why_not(refused.why))
        else:
            return redirect(_at(review_id, form.cleaned_data["line"]))
    known = {"page": page, "form": form}
    if form.non_field_errors():  # the box may be gone, what was typed is not
        known["typed"] = form.data.get("text", "")
    return render(request, "plan/review.html.jinja", known, status=422)


@may(*TEAM)
@require_POST
def comment_step(request: Request, actor: Actor, review_id: int, comment_id: int) -> HttpResponse:
    """Answer a comment, say that its change is made, or take it back."""
    page = _page(actor, review_id)
    form = forms.StepForm(request.POST)
    if form.is_valid():
        kind, text = Step(form.cleaned_data["kind"]), form.cleaned_data["text"]
        try:
            made = services.take_step(
                review_id=review_id, comment_id=comment_id, kind=kind, text=text, **_own(actor)
            )
        except Missing:
            raise Http404 from None
        except Refused as refused:
            form.add_error(None, _why_not(refused.why))
        else:
            return redirect(_at(review_id, made.comment.line))
    else:
        form.add_error(None, _("Say what becomes of the comment, in 2,000 letters at most."))
    known = {"page": page, "form": form, "typed": form.data.get("text", "")}
    return render(request, "plan/review.html.jinja", known, status=422)


@may(Right.LEARNER, Right.LEAD, Right.PARTNER)
@require_POST
def review_counts(request: Request, actor: Actor, review_id: int) -> HttpResponse:
    """Say whether the judgement of one's own plan counts for one's levels."""
    page = _page(actor, review_id)
    if not page.is_mine:
        raise Http404
    counts = request.POST.get("counts") == "yes"
    told = before_handing_in()
    services.say_counts(review_id=review_id, counts=counts, told=told, **_own(actor))
    said = _("It counts for your levels.") if counts else _("It does not count for your levels.")
    messages.success(request, said)
    return redirect(f"{reverse('plan:review', kwargs={'review_id': review_id})}#counts")


@may(Right.LEAD, Right.PARTNER)
@require_http_methods(["GET", "HEAD", "POST"])
def judgement(request: Request, actor: Actor, review_id: int) -> HttpResponse:
    """Judge a plan row by row."""
    page = _page(actor, review_id)
    if not page.is_reviewer or page.view.row.subject_id is None:
        raise Http404
    known: dict[str, Any] = {"page": page, "faults": [], "typed": None}
    if request.method == "POST":
        known["typed"] = read_judgement(page.rubric, request.POST)
        try:
            services.judge(review_id=review_id, judgement=known["typed"], **_own(actor))
        except Faults as faults:
            known["faults"] = [(one.where, one.what) for one in faults.faults]
            return render(request, "plan/review_judge.html.jinja", known, status=422)
        messages.success(request, _("The judgement is with the owner of the plan."))
        return redirect("plan:review", review_id=review_id)
    return render(request, "plan/review_judge.html.jinja", known)


@may(Right.LEAD, Right.PARTNER)
@asks_again
@require_http_methods(["GET", "HEAD", "POST"])
def signature(request: Request, actor: Actor, review_id: int) -> HttpResponse:
    """Sign a plan as it stands; what was signed is kept."""
    page = _page(actor, review_id)
    if not page.is_reviewer:
        raise Http404
    form = forms.SignForm(request.POST or None, initial={"seal": page.view.seal})
    if request.method == "POST" and form.is_valid():
        try:
            services.sign(review_id=review_id, **form.cleaned_data, **_own(actor))
        except Refused as refused:
            messages.error(request, _why_not(refused.why))
            return redirect("plan:review_signature", review_id=review_id)
        messages.success(request, _("Signed. It is kept as it stands now."))
        return redirect("plan:review", review_id=review_id)
    return render(request, "plan/review_sign.html.jinja", {"page": page, "form": form})


def _why_not(why: str) -> str:
    return {
        "over": _("This comment was taken back."),
        "not_yours": _("That is for the other side to say."),
        "signed": _("It is signed as it stands. Ask for a new review to say more."),
        "no_words": _("An answer needs a sentence."),
        "asked": _("A change is still asked for. Take it back, or wait until it is made."),
        "moved": _("The plan has changed since you read it. Here it is as it stands now."),
    }.get(why, _("That cannot be done now."))


def _at(review_id: int, line: str) -> str:
    return f"{reverse('plan:review', kwargs={'review_id': review_id})}#{line}"


def _own(actor: Actor) -> dict[str, Any]:
    """Whose act it is, where and when."""
    return {"workspace_id": actor.workspace_id, "actor_id": actor.person_id, "now": actor.now}


def _page(actor: Actor, review_id: int) -> pages.ReviewPage:
    board = goals.board(actor.workspace_id, today=actor.today)
    found = selectors.review(review_id, workspace_id=actor.workspace_id, board=board)
    if found is None:
        raise Http404
    return pages.ReviewPage(found, actor, board)
